"""FAQs: shelves, lists, search, one question with its answer, and what readers think of it."""

from __future__ import annotations

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe

from supportdesk.core.ratelimits import limit
from supportdesk.core.requests import PortalRequest
from supportdesk.core.search import search
from supportdesk.core.visitors import party

from .. import services
from ..forms import FeedbackForm
from ..models import FAQ, Article, FAQCategory, FAQFeedback, Tag
from ..rendering import answer_html, faq_page_data, languages_of_page

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
    names = {known.slug: known.name for known in categories}
    hits = results.hits or results.nearest
    return {"mode": "search", "exact": bool(results.hits), "hits": [(hit, names.get(hit.category, "")) for hit in hits]}


def _listed(request: PortalRequest, category: FAQCategory | None, tag: str) -> dict:
    found = FAQ.objects.published().for_listing()
    if category:
        found = found.filter(category=category)
    if tag:
        found = found.filter(tags=get_object_or_404(Tag, name=tag))
    return {"mode": "list", "tag": tag, "page": _page(request, found)}


def _page(request: PortalRequest, found) -> Page:
    return Paginator(found, PER_PAGE).get_page(request.GET.get("page"))


def _shelves(request: PortalRequest, categories: list[FAQCategory]) -> dict:
    shelves: dict[int, list[FAQ]] = {}
    for faq in FAQ.objects.for_shelves(PER_SHELF):
        shelves.setdefault(faq.category_id, []).append(faq)
    guides = Article.objects.visible_to(request.user).published().titles()[:6]
    return {"mode": "shelves", "shelves": [(category, shelves.get(category.pk, [])) for category in categories], "guides": guides}


@require_safe
def faq(request: PortalRequest, slug: str) -> HttpResponse:
    faq = get_object_or_404(FAQ.objects.visible_to(request.user).for_listing(), slug=slug)
    user, visitor = party(request)
    if faq.is_published:
        services.record_view(faq, user=user, visitor=visitor)
    return render(request, "knowledge/faq.html", _about(faq, user, visitor))


@require_POST
def feedback(request: PortalRequest, slug: str) -> HttpResponse:
    """Take a vote or a comment. Without scripts one comes back to the page, htmx gets the part that asked."""
    faq = get_object_or_404(FAQ.objects.published().for_listing(), slug=slug)
    user, visitor = party(request)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        page = "knowledge/faq.html" + ("#feedback" if request.htmx else "")
        return render(request, page, _about(faq, user, visitor, form=form), status=422)
    limit(request, "create")
    services.rate_faq(faq, user=user, visitor=visitor, language=translation.get_language() or "en", **form.words())
    if not request.htmx:
        return redirect(f"{faq.get_absolute_url()}#feedback")
    faq.refresh_from_db(fields=["helpful_count", "not_helpful_count"])
    return render(request, "knowledge/faq.html#feedback", _about(faq, user, visitor))


def _about(faq: FAQ, user, visitor: str, form: FeedbackForm | None = None) -> dict:
    """What the page of one FAQ shows; the reader's own vote is part of it."""
    votes = FAQFeedback.objects.filter(faq=faq, **({"user": user} if user else {"visitor": visitor}))
    vote = votes.first()
    if form is None and vote:
        form = FeedbackForm(initial={"helpful": "yes" if vote.helpful else "no", "comment": vote.comment})
    return {
        "faq": faq,
        "answer": answer_html(faq.answer),
        "vote": vote,
        "form": form,
        "related": FAQ.objects.related_to(faq)[:5],
        "data": faq_page_data(faq),
        **languages_of_page(faq),
    }
