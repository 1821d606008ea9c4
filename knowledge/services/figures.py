"""How well pages help: what readers voted, set against how many read. Reading only; each figure is one grouped query."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from math import sqrt
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from supportdesk.core.choices import Language

from ..models import FAQ, AboutPage, Article, DailyReading, Feedback, Tutorial

MODELS: dict[str, type[FAQ] | type[Article] | type[Tutorial]] = {"faq": FAQ, "article": Article, "tutorial": Tutorial}
DAYS = 90
MONTHS = 12
MOST_COMMENTS = 100
# The normal deviate of an interval that holds the true share 95 times in 100.
_Z = 1.959964

Key = tuple[str, int]


def wilson_interval(hits: int, of: int) -> tuple[float, float]:
    """Between which shares (0 to 1) the true one lies with 95 %, when `hits` of `of` were seen; (0, 1) without any.

    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
    Statistical Association 22 (1927), 209-212:

        (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)

    Unlike p ± z √(p(1-p)/n) it holds for few votes and for shares near 0 and 1.
    """
    if not of:
        return 0.0, 1.0
    share, square = hits / of, _Z**2
    middle = share + square / (2 * of)
    reach = _Z * sqrt(share * (1 - share) / of + square / (4 * of**2))
    scale = 1 + square / of
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


@dataclass(frozen=True, slots=True)
class Votes:
    """What readers said: how many, and how many of them that it did not help."""

    count: int = 0
    unhelpful: int = 0

    @property
    def helpful(self) -> int:
        return self.count - self.unhelpful

    @property
    def share(self) -> float | None:
        """Of those who were not helped, 0 to 1; None without votes."""
        return self.unhelpful / self.count if self.count else None

    @property
    def at_least(self) -> float:
        """The unhelpful share that there is at least, as far as so many votes can tell; 0 without votes."""
        return wilson_interval(self.unhelpful, self.count)[0]

    @property
    def at_most(self) -> float:
        return wilson_interval(self.unhelpful, self.count)[1]


@dataclass(frozen=True, slots=True)
class PageFigures:
    """One page over some days, with the same number of days before them to compare with."""

    kind: str
    pk: int
    views: int = 0
    completions: int = 0
    votes: Votes = Votes()
    before: Votes = Votes()
    reason: str = ""
    page: Any = field(default=None, compare=False)

    @property
    def harm(self) -> float:
        """The readers whom it did not help, at least: views × lower bound of the unhelpful share. What one rewrites first."""
        return self.views * self.votes.at_least

    @property
    def change(self) -> float | None:
        """By how much the unhelpful share rose (−1 to 1); None when either time had no votes."""
        now, then = self.votes.share, self.before.share
        return None if now is None or then is None else now - then


def most_unhelpful(*, days: int = DAYS, kind: str = "", language: str = "", today: date | None = None) -> list[PageFigures]:
    """All pages that were read or voted on, those that fail most readers first; without their texts (see `with_pages`)."""
    today = today or timezone.localdate()
    since, earlier = today - timedelta(days=days), today - timedelta(days=2 * days)
    readings = _narrowed(DailyReading.objects.filter(day__gt=since, day__lte=today), kind, language)
    votes = _narrowed(Feedback.objects.filter(created_at__gte=_end_of(earlier), created_at__lt=_end_of(today)), kind, language)
    now = Q(created_at__gte=_end_of(since))
    rows: dict[Key, PageFigures] = {}
    for row in _by_page(readings).annotate(all_views=Sum("views"), ends=Sum("completions")).iterator():
        rows[_key(row)] = PageFigures(*_key(row), views=row["all_views"], completions=row["ends"])
    counts = _by_page(votes).annotate(
        votes=Count("pk", filter=now),
        bad=Count("pk", filter=now & Q(helpful=False)),
        votes_before=Count("pk", filter=~now),
        bad_before=Count("pk", filter=~now & Q(helpful=False)),
    )
    for row in counts.iterator():
        known = rows.get(_key(row)) or PageFigures(*_key(row))
        there, then = Votes(row["votes"], row["bad"]), Votes(row["votes_before"], row["bad_before"])
        rows[_key(row)] = replace(known, votes=there, before=then)
    read = [row for row in rows.values() if row.views or row.votes.count]
    return sorted(read, key=lambda row: (-row.harm, -row.views, row.kind, row.pk))


def with_pages(figures: Iterable[PageFigures]) -> list[PageFigures]:
    """The figures with their pages: one query for each kind among them."""
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    figures = list(figures)
    for row in figures:
        wanted[row.kind].append(row.pk)
    pages = {kind: MODELS[kind]._default_manager.in_bulk(pks) for kind, pks in wanted.items()}
    return [replace(row, page=pages[row.kind][row.pk]) for row in figures if row.pk in pages[row.kind]]


def with_reasons(figures: Iterable[PageFigures], *, days: int = DAYS, today: date | None = None) -> list[PageFigures]:
    """The figures with the reason that was named most often for each page; "" where none was."""
    figures, since = list(figures), (today or timezone.localdate()) - timedelta(days=days)
    said = Feedback.objects.filter(created_at__gte=_end_of(since), helpful=False).exclude(reason="")
    named: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for row in _by_page(said, "reason").annotate(times=Count("pk")):
        named[_key(row)][row["reason"]] = row["times"]
    return [replace(row, reason=_most(named[row.kind, row.pk])) for row in figures]


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of a page: how often it was read, and what was said."""

    first: date
    views: int = 0
    votes: Votes = Votes()


@dataclass(frozen=True, slots=True)
class Version:
    """What readers said of one version in one language."""

    language: str
    number: int
    published: datetime | None
    votes: Votes


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that is known of how well one page helps."""

    months: list[Month]
    versions: list[Version]
    languages: list[tuple[str, int, Votes]]
    reasons: list[tuple[str, int]]
    comments: list[Feedback]

    @property
    def views(self) -> int:
        return sum(month.views for month in self.months)

    @property
    def votes(self) -> Votes:
        return Votes(sum(month.votes.count for month in self.months), sum(month.votes.unhelpful for month in self.months))


def figures_of(page: FAQ | Article | Tutorial, *, today: date | None = None) -> Told:
    """The page in the last twelve months: by month, by version, by language, the reasons and the comments."""
    today = today or timezone.localdate()
    firsts = _months_until(today)
    about = {AboutPage.field_of(page): page}
    readings = DailyReading.objects.filter(**about, day__gte=firsts[0], day__lte=today)
    said = Feedback.objects.filter(**about, created_at__gte=_start_of(firsts[0]), created_at__lt=_end_of(today))
    return Told(
        months=_months(firsts, readings, said),
        versions=_versions(said),
        languages=_languages(readings, said),
        reasons=_reasons(said),
        comments=list(said.exclude(comment="").select_related("revision").order_by("-created_at", "-pk")[:MOST_COMMENTS]),
    )


def _months_until(today: date) -> list[date]:
    first = today.replace(day=1)
    months = [first]
    while len(months) < MONTHS:
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(first)
    return months[::-1]


def _months(firsts: list[date], readings: QuerySet[DailyReading], said: QuerySet[Feedback]) -> list[Month]:
    by_month = readings.annotate(month=TruncMonth("day")).order_by().values_list("month").annotate(Sum("views"))
    views = dict(by_month)
    votes = {
        row["month"].date(): Votes(row["votes"], row["bad"])
        for row in _votes(said.annotate(month=TruncMonth("created_at")).order_by().values("month"))
    }
    return [Month(first, views.get(first, 0), votes.get(first, Votes())) for first in firsts]


def _versions(said: QuerySet[Feedback]) -> list[Version]:
    """The latest version of each language first."""
    fields = ("revision__language", "revision__number", "revision__published_at")
    rows = _votes(said.filter(revision__isnull=False).order_by().values(*fields))
    found = [
        Version(
            row["revision__language"],
            row["revision__number"],
            row["revision__published_at"],
            Votes(row["votes"], row["bad"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda version: (Language.values.index(version.language), -version.number))


def _languages(readings: QuerySet[DailyReading], said: QuerySet[Feedback]) -> list[tuple[str, int, Votes]]:
    views = dict(readings.order_by().values_list("language").annotate(Sum("views")))
    votes = {row["language"]: Votes(row["votes"], row["bad"]) for row in _votes(said.order_by().values("language"))}
    there = [language for language in Language.values if language in views or language in votes]
    return [(language, views.get(language, 0), votes.get(language, Votes())) for language in there]


def _reasons(said: QuerySet[Feedback]) -> list[tuple[str, int]]:
    """Why it did not help, the most frequent first; "" for those who did not say."""
    named = dict(said.filter(helpful=False).order_by().values_list("reason").annotate(Count("pk")))
    return sorted(named.items(), key=lambda reason: (not reason[0], -reason[1], reason[0]))


def _votes(groups: QuerySet) -> QuerySet:
    return groups.annotate(votes=Count("pk"), bad=Count("pk", filter=Q(helpful=False)))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


def _end_of(day: date) -> datetime:
    return _start_of(day + timedelta(days=1))


def _narrowed(rows: QuerySet, kind: str, language: str) -> QuerySet:
    if kind:
        rows = rows.filter(**{f"{kind}__isnull": False})
    return rows.filter(language=language) if language else rows


def _by_page(rows: QuerySet, *more: str) -> QuerySet:
    return rows.order_by().values("faq_id", "article_id", "tutorial_id", *more)


def _key(row: dict[str, Any]) -> Key:
    return next((kind, row[f"{kind}_id"]) for kind in MODELS if row[f"{kind}_id"] is not None)


def _most(named: Counter[str]) -> str:
    """The most frequent one; of equals always the same."""
    return min(named, key=lambda reason: (-named[reason], reason), default="")
