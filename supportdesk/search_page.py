"""What the search page shows of a question: its answers by pages, and how they spread over kinds and shelves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import pgettext_lazy

from knowledge.models import FAQCategory, Tutorial
from locations.models import LocalSupport
from supportdesk.core.ratelimits import who_is
from supportdesk.core.search import MOST_HITS, Results, note_search
from supportdesk.core.search import search as find

PER_PAGE = 20
LAST_PAGE = MOST_HITS // PER_PAGE
KINDS = {
    "faq": pgettext_lazy("kind of help", "Questions"),
    "article": pgettext_lazy("kind of help", "Articles"),
    "tutorial": pgettext_lazy("kind of help", "Tutorials"),
    "topic": pgettext_lazy("kind of help", "Community"),
    "place": pgettext_lazy("kind of help", "Locations"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to narrow the answers: what the address says, what people read, and how many answers there are."""

    value: str
    label: str
    count: int


class SearchPage:
    """One page of answers to a question, as an address asks for it. Values that cannot be are as if they were not there."""

    def __init__(self, query: str, request: HttpRequest) -> None:
        kind, page = request.GET.get("kind", ""), request.GET.get("page", "")
        self.query, self.user = query, request.user
        self.kind = kind if kind in KINDS else ""
        self._shelves = _shelves_of(self.kind)
        category = request.GET.get("category", "")
        self.category = category if category in self._shelves else ""
        wanted = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1
        self.number = min(max(wanted, 1), LAST_PAGE)
        if self.number > 1 and self.number > self.pages:
            self.number = self.pages
            del self.results

    @cached_property
    def results(self) -> Results:
        return find(
            self.query,
            language=translation.get_language() or "en",
            user=self.user,
            kinds=[self.kind] if self.kind else None,
            category=self.category or None,
            limit=PER_PAGE,
            offset=(self.number - 1) * PER_PAGE,
            facets=True,
        )

    @property
    def pages(self) -> int:
        """How many pages there are; one when there are no answers."""
        return max(1, -(-min(self.results.total, MOST_HITS) // PER_PAGE))

    @property
    def first(self) -> int:
        """Which of all answers is the first on this page."""
        return (self.number - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.results.hits) - 1

    @property
    def previous(self) -> int:
        """The number of the page before, 0 for none."""
        return self.number - 1

    @property
    def next(self) -> int:
        """The number of the page after, 0 for none."""
        return self.number + 1 if self.number < self.pages else 0

    @property
    def everything(self) -> int:
        """How many answers there are of all kinds."""
        return sum(self.results.facets.kinds.values())

    @property
    def kinds(self) -> list[Choice]:
        """The kinds that have answers, and the chosen one."""
        counts = self.results.facets.kinds
        return [
            Choice(kind, str(label), counts.get(kind, 0))
            for kind, label in KINDS.items()
            if counts.get(kind) or kind == self.kind
        ]

    @property
    def categories(self) -> list[Choice]:
        """The shelves of the chosen kind that have answers, and the chosen one; none where there is nothing to choose."""
        counts = self.results.facets.categories
        found = [
            Choice(slug, name, counts.get(slug, 0))
            for slug, name in self._shelves.items()
            if counts.get(slug) or slug == self.category
        ]
        return found if len(found) > 1 or self.category else []


def _shelves_of(kind: str) -> dict[str, str]:
    """The names of the categories of a kind, by what the search knows them as, in the order of their shelves."""
    if kind in ("faq", "article"):
        return {category.slug: category.name for category in FAQCategory.objects.order_by("position", "pk")}
    if kind == "tutorial":
        return {value: str(label) for value, label in Tutorial.Category.choices}
    if kind == "place":
        return {value: str(label) for value, label in LocalSupport.Kind.choices}
    return {}


def count_search(page: SearchPage, request: HttpRequest) -> None:
    """Count that somebody asked; turning pages and narrowing is the same question again, and so is what a browser loads
    ahead of time."""
    is_new = page.number == 1 and not page.kind and not page.category
    if request.method == "GET" and is_new and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        asked = request.GET.get("q", "")
        note_search(asked, translation.get_language() or "en", found=bool(page.results.hits), who=who_is(request))
