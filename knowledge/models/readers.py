"""What readers do with pages: they read, vote and complain; and what they did not find."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language
from supportdesk.core.models import TimeStamped

from ..querysets import FeedbackQuerySet, FlagQuerySet, GapQuerySet
from .pages import AboutPage, exactly_one

_KINDS = ("faq", "article", "tutorial")


class _FromReader(AboutPage):
    """Said by a user, or by a visitor without an account."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    visitor = models.CharField(_("visitor"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language)

    class Meta:
        abstract = True


def _by_somebody() -> Q:
    return Q(user__isnull=False, visitor="") | (Q(user__isnull=True) & ~Q(visitor=""))


class Feedback(_FromReader, TimeStamped):
    """One person's word on one version of a page, or on a tutorial; it may be changed, never doubled."""

    class Reason(models.TextChoices):
        UNCLEAR = "unclear", _("Hard to understand")
        INCOMPLETE = "incomplete", _("Something is missing")
        WRONG = "wrong", _("It is wrong or out of date")
        NO_HELP = "no_help", _("It did not solve my problem")
        DISLIKED = "disliked", _("I understand, but do not like the rule")

    revision = models.ForeignKey(
        "knowledge.Revision",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("version"),
        help_text=_("The one that was read; tutorials have none."),
    )
    helpful = models.BooleanField(_("helpful"))
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    comment = models.CharField(_("comment"), max_length=1000, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        default_related_name = "feedback"
        constraints = [
            models.CheckConstraint(name="feedback_of_one_page", condition=exactly_one(*_KINDS)),
            models.CheckConstraint(name="feedback_by_a_user_or_a_visitor", condition=_by_somebody()),
            models.CheckConstraint(
                name="feedback_on_a_version_or_a_tutorial",
                condition=Q(revision__isnull=False, tutorial__isnull=True) | Q(revision__isnull=True, tutorial__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["revision", "user"],
                condition=Q(user__isnull=False, revision__isnull=False),
                name="feedback_once_per_user_and_version",
            ),
            models.UniqueConstraint(
                fields=["revision", "visitor"],
                condition=~Q(visitor="") & Q(revision__isnull=False),
                name="feedback_once_per_visitor_and_version",
            ),
            models.UniqueConstraint(
                fields=["tutorial", "user"],
                condition=Q(user__isnull=False, tutorial__isnull=False),
                name="feedback_once_per_user_and_tutorial",
            ),
            models.UniqueConstraint(
                fields=["tutorial", "visitor"],
                condition=~Q(visitor="") & Q(tutorial__isnull=False),
                name="feedback_once_per_visitor_and_tutorial",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at"], name="feedback_latest"),
            *(models.Index(fields=[kind, "-created_at"], name=f"feedback_of_{kind}") for kind in _KINDS),
        ]

    def __str__(self) -> str:
        return f"{self.page}: {'+' if self.helpful else '-'}"


class DailyReading(AboutPage):
    """How often a page was read on one day in one language, and a tutorial seen to its end."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=10, choices=Language)
    views = models.PositiveIntegerField(_("views"), default=0)
    completions = models.PositiveIntegerField(_("seen to the end"), default=0)

    class Meta:
        verbose_name = _("readings of a day")
        verbose_name_plural = _("readings by day")
        default_related_name = "readings"
        constraints = [
            models.CheckConstraint(name="reading_of_one_page", condition=exactly_one(*_KINDS)),
            *(
                models.UniqueConstraint(
                    fields=[kind, "day", "language"],
                    condition=Q(**{f"{kind}__isnull": False}),
                    name=f"reading_once_per_{kind}_and_day",
                )
                for kind in _KINDS
            ),
        ]
        indexes = [models.Index(fields=["day"], name="reading_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.language}: {self.views}"


class ContentFlag(_FromReader):
    """A reader's complaint about a page, until somebody decided on it."""

    class Reason(models.TextChoices):
        WRONG = "wrong", _("It is wrong")
        OUTDATED = "outdated", _("It is out of date")
        OFFENSIVE = "offensive", _("It is offensive or discriminating")
        RIGHTS = "rights", _("It violates somebody's rights")
        BROKEN = "broken", _("Something does not work: a link, a picture, the video")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        OPEN = "open", _("To be decided")
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Dismissed")

    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    comment = models.CharField(_("comment"), max_length=1000, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision = models.CharField(_("reason of the decision"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("flagged"), default=timezone.now)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        default_related_name = "flags"
        constraints = [
            models.CheckConstraint(name="flag_of_one_page", condition=exactly_one(*_KINDS)),
            models.CheckConstraint(name="flag_by_a_user_or_a_visitor", condition=_by_somebody()),
            models.CheckConstraint(
                name="flag_decided_with_a_reason",
                condition=Q(status="open", decided_at__isnull=True)
                | (~Q(status="open") & Q(decided_at__isnull=False) & ~Q(decision="")),
            ),
            *(
                models.UniqueConstraint(
                    fields=[kind, who],
                    condition=Q(**{f"{kind}__isnull": False}, status="open") & there,
                    name=f"open_flag_once_per_{kind}_and_{who}",
                )
                for kind in _KINDS
                for who, there in (("user", Q(user__isnull=False)), ("visitor", ~Q(visitor="")))
            ),
        ]
        indexes = [models.Index(fields=["created_at"], condition=Q(status="open"), name="flag_to_decide")]

    def __str__(self) -> str:
        return f"{self.page}: {self.get_reason_display()}"


class ContentGap(models.Model):
    """Something that people look for and the help centre does not answer, until somebody wrote it or put it aside."""

    class Source(models.TextChoices):
        SEARCH = "search", _("Search")
        ASSISTANT = "assistant", _("Assistant")
        TICKET = "ticket", _("Resolved ticket")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        DRAFTED = "drafted", _("Draft written")
        ANSWERED = "answered", _("Answered")
        DISMISSED = "dismissed", _("Put aside")

    source = models.CharField(_("source"), max_length=10, choices=Source)
    language = models.CharField(_("language"), max_length=10, choices=Language)
    key = models.CharField(max_length=200, help_text="The telling words, in order: what counts as the same question.")
    question = models.CharField(_("question"), max_length=250)
    answer = models.TextField(_("proposed answer"), blank=True, help_text=_("What an agent answered; Markdown."))
    references = models.JSONField(_("where it was asked"), default=list, blank=True)
    times = models.PositiveIntegerField(_("times asked"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    faq = models.ForeignKey("knowledge.FAQ", models.SET_NULL, null=True, blank=True, related_name="gaps", verbose_name=_("FAQ"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    times_when_decided = models.PositiveIntegerField(
        _("times asked when decided"), default=0, help_text=_("What was put aside comes back when it is asked much more often.")
    )
    first_asked_at = models.DateTimeField(_("first asked"), default=timezone.now)
    last_asked_at = models.DateTimeField(_("last asked"), default=timezone.now)

    objects = GapQuerySet.as_manager()

    class Meta:
        verbose_name = _("content gap")
        verbose_name_plural = _("content gaps")
        constraints = [models.UniqueConstraint(fields=["source", "language", "key"], name="gap_once_per_source")]
        indexes = [models.Index(fields=["-times", "id"], condition=Q(status="open"), name="gap_by_times")]

    def __str__(self) -> str:
        return self.question
