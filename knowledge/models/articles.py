"""Longer pages, and every version of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language
from supportdesk.core.models import TimeStamped

from ..querysets import ArticleQuerySet
from .faqs import FAQCategory
from .translated import Tag, Translated


class Audience(models.TextChoices):
    PUBLIC = "public", _("Everyone")
    SIGNED_IN = "signed_in", _("Signed-in people")
    STAFF = "staff", _("Staff")


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
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("changed by"),
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.CheckConstraint(name="article_status_known", condition=Q(status__in=["draft", "published", "archived"])),
            models.CheckConstraint(
                name="article_published_has_a_date", condition=~Q(status="published") | Q(published_at__isnull=False)
            ),
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
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewer")
    )
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
