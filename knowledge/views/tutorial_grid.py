"""The grid of tutorials, narrowed by category, level, series, video and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import TextChoices
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from supportdesk.core.requests import PortalRequest
from supportdesk.core.search import search

from ..models import Tutorial, TutorialSeries
from ..rendering import media_url

PER_PAGE = 24
MOST_FOUND = 100


class Row(NamedTuple):
    """What is needed of each tutorial to count and to choose."""

    pk: int
    category: str
    level: str
    series: str
    video: str


class Card(NamedTuple):
    """A tutorial with the address of its poster, or "", and whether it has captions in the reader's language."""

    tutorial: Tutorial
    poster: str
    has_captions: bool


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    options: list[Option]


@require_safe
def tutorials(request: PortalRequest) -> HttpResponse:
    """All by category, what `?category=`, `level`, `series` and `video=yes` leave of them, what `?q=` finds among these;
    htmx gets the part below the title. Which there are costs one query, however many are shown."""
    words = request.GET.get("q", "").strip()[:200]
    series = {row.slug: row.title for row in TutorialSeries.objects.all()}
    choices: dict[str, tuple[str, dict[str, str]]] = {
        "category": (_("Category"), _labels(Tutorial.Category)),
        "level": (_("Level"), _labels(Tutorial.Level)),
        "video": (_("Kind"), {"yes": _("With video")}),
        "series": (_("Series"), series),
    }
    chosen = {name: request.GET.get(name, "") for name in choices}
    if any(value and value not in choices[name][1] for name, value in chosen.items()):
        raise Http404
    rows = _rows(request)
    nearest: list[int] = []
    if words:
        rows, nearest = _found(request, words, rows)
    page = Paginator([row.pk for row in _kept(rows, chosen)], PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "query": words,
        "chosen": chosen,
        "is_narrowed": any(chosen.values()) or bool(words),
        "facets": [
            Facet(name, label, _options(request.GET, name, labels, rows, chosen)) for name, (label, labels) in choices.items()
        ],
        "groups": _groups(_cards(request, list(page.object_list)), by_category=not words),
        "nearest": _cards(request, [] if page.paginator.count else nearest),
        "total": page.paginator.count,
        "previous_url": _page_url(request.GET, page, -1),
        "next_url": _page_url(request.GET, page, +1),
    }
    return render(request, "knowledge/tutorials.html" + ("#grid" if request.htmx else ""), context)


def _labels(choices: type[TextChoices]) -> dict[str, str]:
    return {choice.value: str(choice.label) for choice in choices}


def _rows(request: PortalRequest) -> list[Row]:
    """Every tutorial that the person may see, in the order of the grid."""
    order = Tutorial.Category.values
    columns = ("pk", "category", "level", "series__slug", "video", "video_url")
    found = Tutorial.objects.visible_to(request.user).order_by("position", "pk").values_list(*columns)
    rows = [
        Row(pk, category, level, series or "", "yes" if video or video_url else "")
        for pk, category, level, series, video, video_url in found
    ]
    return sorted(rows, key=lambda row: order.index(row.category))


def _found(request: PortalRequest, words: str, rows: list[Row]) -> tuple[list[Row], list[int]]:
    """Those of the rows that match, best first, and the ids of what is nearest when nothing does."""
    results = search(words, language=translation.get_language() or "en", user=request.user, kinds=["tutorial"], limit=MOST_FOUND)
    known = {row.pk: row for row in rows}
    hits = [known[hit.object_id] for hit in results.hits if hit.object_id in known]
    return hits, [hit.object_id for hit in results.nearest if hit.object_id in known]


def _kept(rows: list[Row], chosen: dict[str, str], *, but: str = "") -> list[Row]:
    """The rows that are as chosen, whatever they are in the facet `but`."""
    return [row for row in rows if all(value in ("", getattr(row, name)) for name, value in chosen.items() if name != but)]


def _options(asked: QueryDict, name: str, labels: dict[str, str], rows: list[Row], chosen: dict[str, str]) -> list[Option]:
    """What the facet offers, each with how many it would leave. Nothing is offered that never leaves any."""
    there = [getattr(row, name) for row in _kept(rows, chosen, but=name)]
    options = [
        Option(value, str(label), there.count(value), _url(asked, name, value), value == chosen[name])
        for value, label in labels.items()
        if value in there or value == chosen[name]
    ]
    everything = Option("", _("All"), len(there), _url(asked, name, ""), not chosen[name])
    return [everything, *options] if options else []


def _url(asked: QueryDict, name: str, value: str) -> str:
    query = asked.copy()
    query.pop("page", None)
    query.pop(name, None)
    if value:
        query[name] = value
    return f"?{query.urlencode()}" if query else "?"


def _page_url(asked: QueryDict, page: Page, step: int) -> str:
    if not (page.has_next() if step > 0 else page.has_previous()):
        return ""
    query = asked.copy()
    query["page"] = str(page.number + step)
    return f"?{query.urlencode()}"


def _cards(request: PortalRequest, ids: list[int]) -> list[Card]:
    """The tutorials with these ids, in this order."""
    if not ids:
        return []
    language = translation.get_language()
    found = Tutorial.objects.visible_to(request.user).cards().with_caption_languages().in_bulk(ids)
    cards = []
    for pk in ids:
        if tutorial := found.get(pk):
            spoken = [caption.language for caption in tutorial.captions.all()]
            cards.append(Card(tutorial, media_url(tutorial.poster), language in spoken))
    return cards


def _groups(cards: list[Card], *, by_category: bool) -> list[tuple[str, list[Card]]]:
    """(heading, cards); one group without a heading for what was found by words."""
    groups: dict[str, list[Card]] = {}
    for card in cards:
        heading = str(card.tutorial.get_category_display()) if by_category else ""
        groups.setdefault(heading, []).append(card)
    return list(groups.items())
