"""FAQs: shelves, lists, search, one question with its answer."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.http import require_safe

from supportdesk.core.ratelimits import who_is
from supportdesk.core.requests import PortalRequest
from supportdesk.core.search import note_search, search
from supportdesk.core.visitors import party

from .. import services
from ..models import FAQ, Article, Audience, FAQCategory, Tag
from ..rendering import answer_html, faq_page_data
from .feedback import about_feedback
from .reading import around_text, moved

PER_PAGE = 30
PER_SHELF = 4
RESULTS = 30


@require_safe
def faqs(request: PortalRequest) -> HttpResponse:
    """The shelves; one of them with `?category=`, a tag's with `?tag=`, what `?q=` finds. htmx gets the part below the search."""
    words = request.GET.get("q", "").strip()[:200]
    name, tag = request.GET.get("category", ""), request.GET.get("tag", "")
    if "\x00" in name + tag:
        raise Http404
    categories = list(FAQCategory.objects.with_counts())
    category = get_object_or_404(FAQCategory, slug=name) if name else None
    context = {
        "query": words,
        "categories": categories,
        "category": category,
        "tag": "",
        "kept": [("category", name)] if name else [],
    }
    if words:
        context.update(_found(request, words, category, categories))
    elif name or tag:
        context.update(_listed(request, category, tag))
    else:
        context.update(_shelves(request, categories))
    return render(request, "knowledge/faqs.html" + ("#results" if request.htmx else ""), context)


def _found(request: PortalRequest, words: str, category: FAQCategory | None, categories: list[FAQCategory]) -> dict:
    results = search(
        words,
        language=translation.get_language() or "en",
        user=request.user,
        kinds=["faq"],
        category=category.slug if category else None,
        limit=RESULTS,
    )
    if category is None:
        note_search(words, translation.get_language() or "en", found=bool(results.hits), who=who_is(request))
    names = {known.slug: known.name for known in categories}
    hits = results.hits or results.nearest
    return {"mode": "search", "exact": bool(results.hits), "hits": [(hit, names.get(hit.category, "")) for hit in hits]}


def _listed(request: PortalRequest, category: FAQCategory | None, tag: str) -> dict:
    found = FAQ.objects.open_to(request.user).for_listing()
    if category:
        found = found.filter(category=category)
    if tag:
        found = found.filter(tags=get_object_or_404(Tag, name=tag))
    return {"mode": "list", "tag": tag, "page": _page(request, found)}


def _page(request: PortalRequest, found) -> Page:
    return Paginator(found, PER_PAGE).get_page(request.GET.get("page"))


def _shelves(request: PortalRequest, categories: list[FAQCategory]) -> dict:
    shelves: dict[int, list[FAQ]] = {}
    for faq in FAQ.objects.open_to(request.user).for_shelves(PER_SHELF):
        shelves.setdefault(faq.category_id, []).append(faq)
    guides = Article.objects.open_to(request.user).titles()[:6]
    return {"mode": "shelves", "shelves": [(category, shelves.get(category.pk, [])) for category in categories], "guides": guides}


@require_safe
def faq(request: PortalRequest, slug: str) -> HttpResponseBase:
    """One question with its answer; a former address leads to the present one."""
    visible = FAQ.objects.visible_to(request.user)
    faq = visible.for_listing().filter(slug=slug).first()
    if faq is None:
        return moved(request, visible, slug)
    user, visitor = party(request)
    if faq.is_published:
        services.record_view(faq, user=user, visitor=visitor)
    language = faq.shown_language
    context = {
        "faq": faq,
        "question": faq.text_in(language, "question"),
        "answer": answer_html(faq.text_in(language, "answer"), language),
        "data": faq_page_data(faq) if faq.is_published and faq.audience == Audience.PUBLIC else None,
        **around_text(request, faq),
        **about_feedback(request, faq),
    }
    return render(request, "knowledge/faq.html", context)
