"""Questions with their answers, and what readers say of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language, Topic
from supportdesk.core.models import TimeStamped

from ..querysets import CategoryQuerySet, FAQQuerySet
from .translated import Tag, Translated


class FAQCategory(Translated):
    """A shelf of the help centre; FAQs and articles stand on it."""

    ESSENTIAL = ("name",)

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=200, blank=True)
    icon = models.SlugField(_("icon"), max_length=30, default="help")
    topic = models.CharField(_("topic"), max_length=12, choices=Topic, default=Topic.GENERAL)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("FAQ category")
        verbose_name_plural = _("FAQ categories")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('knowledge:faqs')}?category={self.slug}"


class FAQ(Translated, TimeStamped):
    """One question with its answer, in every language that has one."""

    ESSENTIAL = ("question", "answer")

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    category = models.ForeignKey(FAQCategory, models.PROTECT, related_name="faqs", verbose_name=_("category"))
    question = models.CharField(_("question"), max_length=250)
    answer = models.TextField(_("answer"), help_text=_("Markdown."))
    tags = models.ManyToManyField(Tag, blank=True, related_name="faqs", verbose_name=_("tags"))
    is_published = models.BooleanField(_("published"), default=False)
    published_at = models.DateTimeField(_("first published"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    view_count = models.PositiveIntegerField(_("views"), default=0, editable=False)
    helpful_count = models.PositiveIntegerField(_("helpful"), default=0, editable=False)
    not_helpful_count = models.PositiveIntegerField(_("not helpful"), default=0, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("changed by"),
    )

    objects = FAQQuerySet.as_manager()

    class Meta:
        verbose_name = _("FAQ")
        verbose_name_plural = _("FAQs")
        constraints = [
            models.CheckConstraint(
                name="faq_published_has_a_date", condition=Q(is_published=False) | Q(published_at__isnull=False)
            )
        ]
        indexes = [
            models.Index(fields=["category", "position", "id"], condition=Q(is_published=True), name="faq_listing"),
            models.Index(fields=["-view_count", "id"], condition=Q(is_published=True), name="faq_popular"),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("knowledge:faq", args=[self.slug])


class FAQPhrasing(models.Model):
    """Another way in which people ask the same; searched like the question itself."""

    class Source(models.TextChoices):
        EDITOR = "editor", _("Editor")
        AGENT = "agent", _("Agent")
        FEEDBACK = "feedback", _("Feedback of readers")

    faq = models.ForeignKey(FAQ, models.CASCADE, related_name="phrasings", verbose_name=_("FAQ"))
    language = models.CharField(_("language"), max_length=10, choices=Language)
    text = models.CharField(_("phrasing"), max_length=250)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.EDITOR)

    class Meta:
        verbose_name = _("other phrasing")
        verbose_name_plural = _("other phrasings")
        ordering = ["language", "pk"]
        constraints = [models.UniqueConstraint(fields=["faq", "language", "text"], name="faq_phrasing_once")]

    def __str__(self) -> str:
        return self.text


class FAQFeedback(TimeStamped):
    """One person's word on an answer; it may be changed, never doubled."""

    faq = models.ForeignKey(FAQ, models.CASCADE, related_name="feedback", verbose_name=_("FAQ"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    visitor = models.CharField(_("visitor"), max_length=64, blank=True)
    helpful = models.BooleanField(_("helpful"))
    comment = models.CharField(_("comment"), max_length=1000, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.UniqueConstraint(fields=["faq", "user"], condition=Q(user__isnull=False), name="feedback_once_per_user"),
            models.UniqueConstraint(fields=["faq", "visitor"], condition=~Q(visitor=""), name="feedback_once_per_visitor"),
            models.CheckConstraint(
                name="feedback_by_a_user_or_a_visitor",
                condition=Q(user__isnull=False, visitor="") | (Q(user__isnull=True) & ~Q(visitor="")),
            ),
        ]
        indexes = [models.Index(fields=["faq", "-created_at"], name="feedback_of_faq")]

    def __str__(self) -> str:
        return f"{self.faq}: {'+' if self.helpful else '-'}"
