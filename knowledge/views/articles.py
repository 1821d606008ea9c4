"""Articles: the list of guides, and one guide with its table of contents."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from supportdesk.core.visitors import party

from .. import services
from ..models import FAQ, Article
from ..rendering import headings_of, languages_of_page


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    found = Article.objects.visible_to(request.user).exclude(status=Article.Status.ARCHIVED).titles()
    return render(request, "knowledge/articles.html", {"articles": found})


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.visible_to(request.user).for_listing().prefetch_related("tags"), slug=slug)
    user, visitor = party(request)
    if article.status == Article.Status.PUBLISHED:
        services.record_view(article, user=user, visitor=visitor)
    language = article.shown_language
    html = article.text_in(language, "body_html")
    return render(
        request,
        "knowledge/article.html",
        {
            "article": article,
            "title": article.text_in(language, "title"),
            "summary": article.text_in(language, "summary"),
            "html": html,
            "headings": headings_of(html),
            "related": FAQ.objects.related_to(article)[:5],
            **languages_of_page(article),
        },
    )
