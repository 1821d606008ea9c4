"""What is shown step by step, with its files."""

from __future__ import annotations

import uuid

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language
from supportdesk.core.models import TimeStamped

from ..querysets import TutorialQuerySet
from .translated import Translated


def tutorial_path(instance: models.Model, filename: str) -> str:
    return f"tutorials/{uuid.uuid4().hex}.{filename.rsplit('.', 1)[-1].lower()}"


class TutorialSeries(Translated):
    """Tutorials to be seen one after the other."""

    ESSENTIAL = ("title",)

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        verbose_name = _("series of tutorials")
        verbose_name_plural = _("series of tutorials")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


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
        _("poster"),
        upload_to=tutorial_path,
        blank=True,
        max_length=200,
        validators=[FileExtensionValidator(["webp", "jpg", "png"])],
    )
    duration_seconds = models.PositiveIntegerField(_("length in seconds"), default=0)
    is_published = models.BooleanField(_("published"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    series = models.ForeignKey(
        TutorialSeries, models.SET_NULL, null=True, blank=True, related_name="tutorials", verbose_name=_("series")
    )
    place_in_series = models.PositiveSmallIntegerField(_("place in the series"), default=0)
    view_count = models.PositiveIntegerField(_("views"), default=0, editable=False)
    completion_count = models.PositiveIntegerField(_("seen to the end"), default=0, editable=False)
    helpful_count = models.PositiveIntegerField(_("helpful"), default=0, editable=False)
    not_helpful_count = models.PositiveIntegerField(_("not helpful"), default=0, editable=False)

    objects = TutorialQuerySet.as_manager()

    class Meta:
        verbose_name = _("tutorial")
        verbose_name_plural = _("tutorials")
        constraints = [
            models.CheckConstraint(name="tutorial_one_video_source", condition=Q(video="") | Q(video_url="")),
            models.CheckConstraint(
                name="tutorial_category_known",
                condition=Q(category__in=["getting_started", "booking", "payment", "account", "advanced"]),
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
    file = models.FileField(
        _("WebVTT file"), upload_to=tutorial_path, max_length=200, validators=[FileExtensionValidator(["vtt"])]
    )

    cues = models.JSONField(
        _("lines"), default=list, blank=True, editable=False, help_text="[[start, end, text], …], in seconds; read from the file."
    )

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        constraints = [models.UniqueConstraint(fields=["tutorial", "language"], name="caption_once_per_language")]

    def __str__(self) -> str:
        return self.get_language_display()


class TutorialChapter(Translated):
    """A part of a video, by the second at which it begins."""

    ESSENTIAL = ("title",)

    tutorial = models.ForeignKey(Tutorial, models.CASCADE, related_name="chapters", verbose_name=_("tutorial"))
    starts_at = models.PositiveIntegerField(_("begins at second"))
    title = models.CharField(_("title"), max_length=120)

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["tutorial", "starts_at"], name="chapter_once_per_second")]

    def __str__(self) -> str:
        return self.title
