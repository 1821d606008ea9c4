"""Longer pages, with what is attached to them."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..querysets import ArticleQuerySet
from .pages import Page, Words


class Article(Page):
    """A longer page of the help centre."""

    ESSENTIAL = ("title", "body")
    WORDS = Words(title="title", summary="summary", body="body")

    title = models.CharField(_("title"), max_length=200)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    body = models.TextField(_("text"), help_text=_("Markdown."))
    body_html = models.TextField(_("rendered text"), blank=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta(Page.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        default_related_name = "articles"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("knowledge:article", args=[self.slug])
