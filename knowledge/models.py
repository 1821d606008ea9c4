"""What the portal knows: questions with answers, articles with their history, tutorials."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from supportdesk.core.choices import Language, Topic
from supportdesk.core.models import TimeStamped

from .querysets import ArticleQuerySet, CategoryQuerySet, FAQQuerySet, TutorialQuerySet


class Audience(models.TextChoices):
    PUBLIC = "public", _("Everyone")
    SIGNED_IN = "signed_in", _("Signed-in people")
    STAFF = "staff", _("Staff")


class Translated(models.Model):
    """Something with its texts in several languages; a language without one of `ESSENTIAL` does not count as there."""

    ESSENTIAL: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def text_in(self, language: str, field: str) -> str:
        """The text in exactly this language, "" when there is none."""
        return getattr(self, build_localized_fieldname(field, language)) or ""

    def write_in(self, language: str, field: str, text: str) -> None:
        setattr(self, build_localized_fieldname(field, language), text)

    @property
    def languages(self) -> list[str]:
        """The languages it can really be read in."""
        return [language for language in Language.values if all(self.text_in(language, field).strip() for field in self.ESSENTIAL)]

    @property
    def shown_language(self) -> str:
        """The language in which a reader sees it now: theirs, or English when there is no translation."""
        wanted = get_language() or Language.EN.value
        return wanted if wanted in self.languages else Language.EN.value


class Tag(models.Model):
    name = models.SlugField(_("tag"), max_length=50, unique=True, allow_unicode=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


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
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("changed by")
    )

    objects = FAQQuerySet.as_manager()

    class Meta:
        verbose_name = _("FAQ")
        verbose_name_plural = _("FAQs")
        constraints = [
            models.CheckConstraint(name="faq_published_has_a_date", condition=Q(is_published=False) | Q(published_at__isnull=False))
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
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person"))
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


class Article(Translated, TimeStamped):
    """A longer page of the help centre. The columns hold the live text; every change is an `ArticleRevision`."""

    ESSENTIAL = ("title", "body")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    category = models.ForeignKey(FAQCategory, models.PROTECT, related_name="articles", verbose_name=_("category"))
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    body = models.TextField(_("text"), help_text=_("Markdown."))
    body_html = models.TextField(_("rendered text"), blank=True, editable=False)
    tags = models.ManyToManyField(Tag, blank=True, related_name="articles", verbose_name=_("tags"))
    audience = models.CharField(_("audience"), max_length=10, choices=Audience, default=Audience.PUBLIC)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(_("first published"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    view_count = models.PositiveIntegerField(_("views"), default=0, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("changed by")
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.CheckConstraint(name="article_status_known", condition=Q(status__in=["draft", "published", "archived"])),
            models.CheckConstraint(name="article_published_has_a_date", condition=~Q(status="published") | Q(published_at__isnull=False)),
        ]
        indexes = [models.Index(fields=["category", "position", "id"], condition=Q(status="published"), name="article_listing")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("knowledge:article", args=[self.slug])


class ArticleRevision(models.Model):
    """One version of an article in one language: who wrote what, when, why and how much it matters."""

    class Significance(models.IntegerChoices):
        TYPO = 10, _("Typo")
        NORMAL = 20, _("Normal")
        MAJOR = 30, _("Major")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Waiting for review")
        PUBLISHED = "published", _("Published")
        REJECTED = "rejected", _("Rejected")

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions", verbose_name=_("article"))
    language = models.CharField(_("language"), max_length=10, choices=Language)
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    body = models.TextField(_("text"))
    significance = models.PositiveSmallIntegerField(_("significance"), choices=Significance, default=Significance.NORMAL)
    comment = models.CharField(_("what changed"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("author"))
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewer"))
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("based on"))
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("article version")
        verbose_name_plural = _("article versions")
        ordering = ["article", "language", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "language", "number"], name="revision_number_once"),
            models.CheckConstraint(
                name="revision_published_has_a_date", condition=~Q(status="published") | Q(published_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language} {self.number})"


def tutorial_path(instance: models.Model, filename: str) -> str:
    return f"tutorials/{uuid.uuid4().hex}.{filename.rsplit('.', 1)[-1].lower()}"


class Tutorial(Translated, TimeStamped):
    """Something shown step by step: a video with captions, or its written form alone."""

    ESSENTIAL = ("title",)

    class Category(models.TextChoices):
        GETTING_STARTED = "getting_started", _("Getting started")
        BOOKING = "booking", _("Booking")
        PAYMENT = "payment", _("Payment")
        ACCOUNT = "account", _("Account")
        ADVANCED = "advanced", _("Advanced")

    class Level(models.TextChoices):
        BEGINNER = "beginner", _("Beginner")
        INTERMEDIATE = "intermediate", _("Intermediate")
        ADVANCED = "advanced", _("Advanced")

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    transcript = models.TextField(_("transcript"), blank=True)
    category = models.CharField(_("category"), max_length=20, choices=Category, default=Category.GETTING_STARTED)
    level = models.CharField(_("level"), max_length=20, choices=Level, default=Level.BEGINNER)
    video = models.FileField(
        _("video"), upload_to=tutorial_path, blank=True, max_length=200, validators=[FileExtensionValidator(["webm", "mp4"])]
    )
    video_url = models.URLField(_("video address"), blank=True)
    poster = models.FileField(
        _("poster"), upload_to=tutorial_path, blank=True, max_length=200, validators=[FileExtensionValidator(["webp", "jpg", "png"])]
    )
    duration_seconds = models.PositiveIntegerField(_("length in seconds"), default=0)
    is_published = models.BooleanField(_("published"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    view_count = models.PositiveIntegerField(_("views"), default=0, editable=False)

    objects = TutorialQuerySet.as_manager()

    class Meta:
        verbose_name = _("tutorial")
        verbose_name_plural = _("tutorials")
        constraints = [
            models.CheckConstraint(name="tutorial_one_video_source", condition=Q(video="") | Q(video_url="")),
            models.CheckConstraint(
                name="tutorial_category_known", condition=Q(category__in=["getting_started", "booking", "payment", "account", "advanced"])
            ),
        ]
        indexes = [models.Index(fields=["category", "position", "id"], condition=Q(is_published=True), name="tutorial_listing")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("knowledge:tutorial", args=[self.slug])

    @property
    def has_video(self) -> bool:
        return bool(self.video or self.video_url)

    @property
    def minutes(self) -> int:
        """The length in whole minutes, at least one; 0 when it is not known."""
        return max(1, round(self.duration_seconds / 60)) if self.duration_seconds else 0

    @property
    def length(self) -> str:
        """The running time as a clock shows it, "1:50"; "" when it is not known."""
        minutes, seconds = divmod(self.duration_seconds, 60)
        return f"{minutes}:{seconds:02}" if self.duration_seconds else ""


class TutorialCaption(models.Model):
    """Captions of a tutorial's video in one language (WebVTT)."""

    tutorial = models.ForeignKey(Tutorial, models.CASCADE, related_name="captions", verbose_name=_("tutorial"))
    language = models.CharField(_("language"), max_length=10, choices=Language)
    file = models.FileField(_("WebVTT file"), upload_to=tutorial_path, max_length=200, validators=[FileExtensionValidator(["vtt"])])

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        constraints = [models.UniqueConstraint(fields=["tutorial", "language"], name="caption_once_per_language")]

    def __str__(self) -> str:
        return self.get_language_display()
