"""Helpfulness: which pages fail most readers, and how the help of one page changes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from supportdesk.core.choices import Language

from ..models import AboutPage, DailyReading, Feedback
from ..services import figures
from ..services.figures import Month, PageFigures, Votes
from .frames import FramedAdmin, chosen, editor_of, rows_of

ONE = "admin:knowledge_dailyreading_change"
KINDS = [("faq", gettext_lazy("FAQs")), ("article", gettext_lazy("Articles")), ("tutorial", gettext_lazy("Tutorials"))]
PERIODS = [("30", gettext_lazy("30 days")), ("90", gettext_lazy("90 days")), ("365", gettext_lazy("a year"))]
# What a spreadsheet would run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# The chart is drawn in units of its own; the page scales it.
_HEIGHT, _STEP, _BAR = 100, 40, 26


@dataclass(frozen=True)
class Bar:
    """One month of a chart: where the bars stand and how high they are."""

    month: Month
    x: int
    height: int
    unhelpful: int

    @property
    def label(self) -> str:
        return date_format(self.month.first, "M")

    @property
    def y(self) -> int:
        return _HEIGHT - self.height


@dataclass(frozen=True)
class Chart:
    """Bars for a row of months; `highest` is what the tallest stands for."""

    bars: list[Bar]
    highest: int

    height, bar = _HEIGHT, _BAR

    @property
    def width(self) -> int:
        return _STEP * len(self.bars)


def views_chart(months: list[Month]) -> Chart:
    highest = max(month.views for month in months)
    return Chart([Bar(month, _x(place), _part(month.views, highest), 0) for place, month in enumerate(months)], highest)


def votes_chart(months: list[Month]) -> Chart:
    """The votes of each month, those that it did not help at the top."""
    highest = max(month.votes.count for month in months)
    bars = [
        Bar(month, _x(place), _part(month.votes.count, highest), _part(month.votes.unhelpful, highest))
        for place, month in enumerate(months)
    ]
    return Chart(bars, highest)


def _x(place: int) -> int:
    return place * _STEP + (_STEP - _BAR) // 2


def _part(amount: int, of: int) -> int:
    """In units of the chart; what is there is seen, however small."""
    return max(2, round(_HEIGHT * amount / of)) if amount else 0


def per_cent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


@admin.register(DailyReading)
class FiguresAdmin(FramedAdmin):
    """Drawn from what was read and voted day by day; an address names a page as "faq-12"."""

    place_title = gettext_lazy("Helpfulness")

    def get_urls(self):
        download = path("download/", self.admin_site.admin_view(self.download), name="knowledge_dailyreading_download")
        return [download, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        context = self.frame(request, _("Helpfulness"))
        asked = self._asked(request)
        page = rows_of(request, figures.most_unhelpful(**asked))
        rows = figures.with_pages(figures.with_reasons(page.object_list, days=asked["days"]))
        return TemplateResponse(
            request,
            "admin/knowledge/figures.html",
            {
                **context,
                **asked,
                "days": str(asked["days"]),
                "periods": PERIODS,
                "kinds": KINDS,
                "languages": Language.choices,
                "page": page,
                "rows": [_Row(row) for row in rows],
                "most": max((row.harm for row in rows), default=0.0) or 1.0,
                "download": f"{reverse('admin:knowledge_dailyreading_download')}?{request.GET.urlencode()}",
            },
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = self.frame(request, _("Helpfulness"))
        page = self._page(object_id)
        told = figures.figures_of(page)
        return TemplateResponse(
            request,
            "admin/knowledge/figures_page.html",
            {
                **context,
                "about": page,
                "kind": page._meta.verbose_name,
                "editor": reverse(editor_of(page), args=[page.pk]),
                "told": told,
                "helpful_percent": per_cent(1 - told.votes.share) if told.votes.share is not None else None,
                "at_least": per_cent(told.votes.at_least),
                "at_most": per_cent(told.votes.at_most),
                "views_chart": views_chart(told.months),
                "votes_chart": votes_chart(told.months),
                "months": [(month, _shares(month.votes)) for month in reversed(told.months)],
                "versions": [(version, Language(version.language).label, _shares(version.votes)) for version in told.versions],
                "languages": [(Language(code).label, views, votes, _shares(votes)) for code, views, votes in told.languages],
                "reasons": _reasons(told.reasons),
                "is_public": page.is_published,
            },
        )

    def download(self, request: HttpRequest) -> HttpResponse:
        """All pages of the list as CSV."""
        self.frame(request, "")
        asked = self._asked(request)
        found = figures.with_pages(figures.with_reasons(figures.most_unhelpful(**asked), days=asked["days"]))
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="helpfulness-{timezone.localdate():%Y-%m-%d}.csv"'
        # So that spreadsheets read it as UTF-8.
        response.write("\ufeff")
        csv.writer(response).writerows(_lines(found))
        return response

    def _asked(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "days": int(chosen(request, "days", dict(PERIODS), "90")),
            "kind": chosen(request, "kind", dict(KINDS)),
            "language": chosen(request, "language", Language.values),
        }

    def _page(self, name: str):
        kind, _dash, pk = name.partition("-")
        model = figures.MODELS.get(kind)
        is_key = pk.isascii() and pk.isdigit() and len(pk) < 19
        page = model._default_manager.filter(pk=pk).first() if model and is_key else None
        if page is None:
            raise Http404
        return page


class _Row:
    """A line of the list."""

    def __init__(self, row: PageFigures) -> None:
        self.row = row
        self.url = figures_url(row.page)
        self.kind = row.page._meta.verbose_name
        self.unhelpful = per_cent(row.votes.share)
        self.at_least, self.at_most = per_cent(row.votes.at_least), per_cent(row.votes.at_most)
        self.harm = round(row.harm)
        self.change = per_cent(row.change)
        self.rose = bool(self.change and self.change > 0)
        self.size_of_change = abs(self.change or 0)
        self.reason = Feedback.Reason(row.reason).label if row.reason else ""


def _shares(votes: Votes) -> dict[str, int | None]:
    return {"unhelpful": per_cent(votes.share), "at_least": per_cent(votes.at_least), "at_most": per_cent(votes.at_most)}


def _reasons(named: list[tuple[str, int]]) -> list[tuple[str, int, int]]:
    """The words of each reason, how often it was named, and its part of all in per cent."""
    total = sum(times for _reason, times in named) or 1
    label = {value: str(name) for value, name in Feedback.Reason.choices}
    return [(label.get(reason, _("No reason given")), times, round(100 * times / total)) for reason, times in named]


def _lines(found: list[PageFigures]) -> Iterator[list[Any]]:
    heads = ["kind", "id", "title", "address", "views", "seen_to_the_end", "votes", "not_helpful", "not_helpful_share"]
    yield [*heads, "at_least", "at_most", "readers_not_helped_at_least", "not_helpful_share_before", "main_reason"]
    for row in found:
        votes, before = row.votes, row.before.share
        yield [
            *(row.kind, row.pk, _harmless(str(row.page)), row.page.slug, row.views, row.completions),
            *(votes.count, votes.unhelpful, _rounded(votes.share), _rounded(votes.at_least), _rounded(votes.at_most)),
            *(round(row.harm, 1), _rounded(before), row.reason),
        ]


def _rounded(share: float | None) -> float | str:
    return "" if share is None else round(share, 4)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def figures_url(page: Any) -> str:
    """Where the figures of an FAQ, an article or a tutorial are."""
    return reverse(ONE, args=[f"{AboutPage.field_of(page)}-{page.pk}"])


class HelpfulColumn:
    """For lists of pages: the share of the votes that it helped, with a way to the figures."""

    @admin.display(description=gettext_lazy("helpful"))
    def helpful_share(self, page: Any) -> str:
        votes = page.helpful_count + page.not_helpful_count
        if not votes:
            return format_html('<a href="{}">{}</a>', figures_url(page), _("no votes"))
        share = _("%(percent)d %% of %(votes)d") % {"percent": per_cent(page.helpful_count / votes), "votes": votes}
        return format_html('<a href="{}">{}</a>', figures_url(page), share)
