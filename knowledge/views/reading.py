"""What the pages of FAQs, articles and tutorials have in common: who may open them, where they went, what stands around
the text."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404

from supportdesk.core.requests import PortalRequest

from .. import services
from ..models import FAQ, Article, Tutorial
from ..rendering import languages_of_page

KINDS: dict[str, type[FAQ] | type[Article] | type[Tutorial]] = {"faq": FAQ, "article": Article, "tutorial": Tutorial}
QUESTIONS_BESIDE, GUIDES_BESIDE = 5, 3


def open_page(kind: str, slug: str, user) -> FAQ | Article | Tutorial:
    """The published page that the person may read; Http404 for any other."""
    pages = KINDS[kind].objects
    return get_object_or_404(pages.published() if kind == "tutorial" else pages.open_to(user), slug=slug)


def moved(request: HttpRequest, pages, slug: str) -> HttpResponsePermanentRedirect:
    """The way from a former address to the present one, with the query, if the page is among `pages`; else Http404.

    `pages` are those that the person may see: of others there is no trace.
    """
    page = services.page_formerly_at(pages.model, slug)
    if page is None or not pages.filter(pk=page.pk).exists():
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(page.get_absolute_url() + (f"?{query}" if query else ""))


def around_text(request: PortalRequest, page: FAQ | Article) -> dict[str, Any]:
    """What an FAQ or an article shows beside its text: version, languages, files, related pages."""
    return {
        "page": page,
        "version": services.live_revision(page, page.shown_language),
        "files": page.attachments.filter(is_listed=True).order_by("name", "pk"),
        "questions": FAQ.objects.open_to(request.user).related_to(page)[:QUESTIONS_BESIDE],
        "guides": Article.objects.open_to(request.user).related_to(page)[:GUIDES_BESIDE],
        **languages_of_page(page),
    }
