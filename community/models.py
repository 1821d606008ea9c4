"""People helping people: topics, replies, votes and flags."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language, Topic
from supportdesk.core.models import TimeStamped

from .querysets import ReplyQuerySet, TopicQuerySet


class CommunityTopic(TimeStamped):
    """A question or a thought that anybody may read and signed-in people may answer."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        LOCKED = "locked", _("Locked")
        HIDDEN = "hidden", _("Hidden by a moderator")

    slug = models.SlugField(_("address"), max_length=120, unique=True, allow_unicode=True)
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="community_topics", verbose_name=_("author")
    )
    category = models.CharField(_("category"), max_length=12, choices=Topic, default=Topic.GENERAL)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.EN)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    accepted_reply = models.OneToOneField(
        "CommunityReply", models.SET_NULL, null=True, blank=True, related_name="accepted_in", verbose_name=_("accepted answer")
    )
    reply_count = models.PositiveIntegerField(_("replies"), default=0)
    vote_count = models.PositiveIntegerField(_("votes"), default=0)
    view_count = models.PositiveIntegerField(_("views"), default=0)
    last_activity_at = models.DateTimeField(_("last activity"))

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("community topic")
        verbose_name_plural = _("community topics")
        constraints = [
            models.CheckConstraint(name="topic_status_known", condition=Q(status__in=["open", "locked", "hidden"])),
            models.CheckConstraint(name="topic_title_not_empty", condition=~Q(title="")),
        ]
        indexes = [
            models.Index(fields=["language", "-last_activity_at"], name="topic_listing"),
            models.Index(fields=["category", "-last_activity_at"], name="topic_by_category"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("community:detail", args=[self.slug])


class CommunityReply(TimeStamped):
    topic = models.ForeignKey(CommunityTopic, models.PROTECT, related_name="replies", verbose_name=_("topic"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="community_replies", verbose_name=_("author")
    )
    body = models.TextField(_("text"))
    is_hidden = models.BooleanField(_("hidden by a moderator"), default=False)
    vote_count = models.PositiveIntegerField(_("votes"), default=0)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        indexes = [models.Index(fields=["topic", "created_at"], name="reply_of_topic")]

    def __str__(self) -> str:
        return self.body[:60]


def exactly_one_target(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(topic__isnull=False, reply__isnull=True) | Q(topic__isnull=True, reply__isnull=False),
    )


class CommunityVote(TimeStamped):
    """One person finds one topic or reply helpful."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    topic = models.ForeignKey(
        CommunityTopic, models.CASCADE, null=True, blank=True, related_name="votes", verbose_name=_("topic")
    )
    reply = models.ForeignKey(
        CommunityReply, models.CASCADE, null=True, blank=True, related_name="votes", verbose_name=_("reply")
    )

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            exactly_one_target("vote_has_one_target"),
            models.UniqueConstraint(fields=["user", "topic"], name="vote_once_per_topic"),
            models.UniqueConstraint(fields=["user", "reply"], name="vote_once_per_reply"),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.topic or self.reply}"


class CommunityFlag(TimeStamped):
    """A reader asks a moderator to look."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("Spam or advertising")
        ABUSE = "abuse", _("Insulting")
        PRIVATE = "private", _("Shows personal data")
        WRONG = "wrong", _("Wrong or dangerous advice")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        PENDING = "pending", _("Pending")
        UPHELD = "upheld", _("Upheld")
        REJECTED = "rejected", _("Rejected")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reported by"))
    topic = models.ForeignKey(
        CommunityTopic, models.PROTECT, null=True, blank=True, related_name="flags", verbose_name=_("topic")
    )
    reply = models.ForeignKey(
        CommunityReply, models.PROTECT, null=True, blank=True, related_name="flags", verbose_name=_("reply")
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    decision = models.CharField(_("why"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [
            exactly_one_target("flag_has_one_target"),
            models.UniqueConstraint(fields=["user", "topic"], name="flag_once_per_topic"),
            models.UniqueConstraint(fields=["user", "reply"], name="flag_once_per_reply"),
            models.CheckConstraint(
                name="flag_handled_iff_handled_at",
                condition=Q(status="pending", handled_at__isnull=True) | (~Q(status="pending") & Q(handled_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["created_at"], condition=Q(status="pending"), name="flag_queue")]

    def __str__(self) -> str:
        return self.get_reason_display()

    @property
    def target(self) -> CommunityTopic | CommunityReply:
        """What was reported."""
        target = self.topic or self.reply
        assert target is not None  # the database holds exactly one of them
        return target
