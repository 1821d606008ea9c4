"""Articles: the list of guides, and one guide with its table of contents."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from supportdesk.core.requests import PortalRequest
from supportdesk.core.visitors import party

from .. import services
from ..models import Article, Audience
from ..rendering import article_data, headings_of
from .feedback import about_feedback
from .reading import around_text, moved


@require_safe
def articles(request: PortalRequest) -> HttpResponse:
    found = Article.objects.visible_to(request.user).exclude(status=Article.Status.ARCHIVED).titles()
    return render(request, "knowledge/articles.html", {"articles": found})


@require_safe
def article(request: PortalRequest, slug: str) -> HttpResponseBase:
    """One guide; a former address leads to the present one."""
    visible = Article.objects.visible_to(request.user)
    article = visible.for_listing().prefetch_related("tags").filter(slug=slug).first()
    if article is None:
        return moved(request, visible, slug)
    user, visitor = party(request)
    if article.is_published:
        services.record_view(article, user=user, visitor=visitor)
    language = article.shown_language
    html = article.text_in(language, "body_html")
    context = around_text(request, article) | about_feedback(request, article)
    is_public = article.is_published and article.audience == Audience.PUBLIC
    version = context["version"]
    context |= {
        "article": article,
        "title": article.text_in(language, "title"),
        "summary": article.text_in(language, "summary"),
        "html": html,
        "headings": headings_of(html),
        "data": article_data(article, modified=version and version.published_at) if is_public else None,
    }
    return render(request, "knowledge/article.html", context)
