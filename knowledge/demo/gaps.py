"""What readers of the demo did in the last months: what they looked for in vain, how they voted, what they reported.

Written once, in bulk; what is the same on every machine is the pattern, counted back from the day of the first run.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from zlib import crc32

from django.db.models import F
from django.utils import timezone

from supportdesk.core.choices import Language
from supportdesk.core.models import SearchAsked, User
from supportdesk.core.search import asked

from .. import services
from ..models import FAQ, AboutPage, Article, ContentFlag, ContentGap, DailyReading, Feedback, Revision, Tutorial

SOURCE = Path(__file__).with_name("gaps.toml")
DAYS = 90
# What marks the visitors of the demo.
VISITOR = "demo-"
EDITOR = "editor@demo.example"
MOST_VOTES = 40

AnyPage = FAQ | Article | Tutorial


def seed() -> None:
    """Let these months have passed, unless they have."""
    if Feedback.objects.filter(visitor__startswith=VISITOR).exists():
        return
    wanted, today = tomllib.loads(SOURCE.read_text(encoding="utf-8")), timezone.localdate()
    pages: dict[str, AnyPage] = {page.slug: page for page in _published()}
    DailyReading.objects.bulk_create(
        (reading for page in pages.values() for reading in _readings(page, today)), batch_size=2000, ignore_conflicts=True
    )
    _vote(pages, wanted["trouble"])
    _report(pages, wanted["flag"])
    _search(wanted["search"], today)
    for gap in wanted["gap"]:
        _note(gap)


def _published() -> list[AnyPage]:
    return [*Tutorial.objects.published(), *Article.objects.published(), *FAQ.objects.published()]


def _number(low: int, high: int, *of: object) -> int:
    """A number from `low` to `high` that is the same on every machine."""
    return low + crc32(":".join(map(str, of)).encode()) % (high - low + 1)


def _readings(page: AnyPage, today: date) -> Iterator[DailyReading]:
    """Three fifths of all views, more on working days; English every other day, the other languages in turn."""
    a_day, others = page.view_count * 0.6 / DAYS, Language.values[1:]
    about = {AboutPage.field_of(page): page}
    for ago in range(DAYS):
        day = today - timedelta(days=ago)
        language = "en" if ago % 2 else others[(ago // 2 + _number(0, 4, page.slug)) % len(others)]
        views = round(a_day * (0.5 if day.weekday() > 4 else 1.2) * _number(60, 140, page.slug, ago) / 100)
        ends = views * _number(30, 70, page.slug, ago) // 100 if isinstance(page, Tutorial) else 0
        if views:
            yield DailyReading(**about, day=day, language=language, views=views, completions=ends)


def _vote(pages: dict[str, AnyPage], troubles: list[dict]) -> None:
    """Votes of visitors: some of those that are counted already, else all there are; and those of the troubles."""
    live: defaultdict[tuple[str, int], dict[str, Revision]] = defaultdict(dict)
    for revision in Revision.objects.published().order_by("published_at", "pk").only("faq", "article", "language"):
        live["faq" if revision.faq_id else "article", revision.faq_id or revision.article_id][revision.language] = revision
    trouble_of = {trouble["slug"]: trouble for trouble in troubles}
    votes: list[Feedback] = []
    for page in pages.values():
        versions = live.get((AboutPage.field_of(page), page.pk), {})
        numbers = count(1)
        ordinary = list(_ordinary_votes(page, versions, numbers))
        bad = list(_bad_votes(page, versions, numbers, trouble_of[page.slug])) if page.slug in trouble_of else []
        votes += ordinary + bad
        new = bad if page.helpful_count else ordinary + bad
        helpful = sum(vote.helpful for vote in new)
        if new:
            type(page)._default_manager.filter(pk=page.pk).update(
                helpful_count=F("helpful_count") + helpful, not_helpful_count=F("not_helpful_count") + len(new) - helpful
            )
    Feedback.objects.bulk_create(votes, batch_size=500)


def _ordinary_votes(page: AnyPage, versions: dict[str, Revision], numbers: Iterator[int]) -> Iterator[Feedback]:
    helpful, unhelpful = page.helpful_count, page.not_helpful_count
    if not helpful:
        rated = page.view_count // 40
        unhelpful = rated * _number(3, 20, page.slug) // 100
        helpful = rated - unhelpful
    scale = min(1.0, MOST_VOTES / (helpful + unhelpful or 1))
    # Of late the pages help more than in the years before, but for the troubles.
    for place in range(int(helpful * scale) + int(unhelpful * scale / 2)):
        is_helpful = place < int(helpful * scale)
        reason = "" if is_helpful else ("", "no_help", "incomplete", "unclear")[place % 4]
        yield _feedback(page, versions, numbers, helpful=is_helpful, reason=reason, within=2 * DAYS)


def _bad_votes(page: AnyPage, versions: dict[str, Revision], numbers: Iterator[int], trouble: dict) -> Iterator[Feedback]:
    for place in range(trouble["unhelpful"]):
        reason = trouble["reasons"][place % len(trouble["reasons"])]
        yield _feedback(page, versions, numbers, helpful=False, reason=reason, within=trouble["within"])
    for language, reason, comment in trouble["comments"]:
        said = {"reason": reason, "comment": comment, "language": language}
        yield _feedback(page, versions, numbers, helpful=False, within=trouble["within"], **said)


def _feedback(
    page: AnyPage,
    versions: dict[str, Revision],
    numbers: Iterator[int],
    *,
    helpful: bool,
    reason: str,
    within: int,
    comment: str = "",
    language: str = "",
) -> Feedback:
    number = next(numbers)
    # Every second reader reads English.
    language = language or (Language.values + ["en"] * 4)[_number(0, 9, page.slug, "language", number)]
    return Feedback(
        **{AboutPage.field_of(page): page},
        revision=versions.get(language) or versions.get("en"),
        visitor=f"{VISITOR}{number}",
        language=language,
        helpful=helpful,
        reason=reason,
        comment=comment,
        created_at=_ago(_number(0, within - 1, page.slug, "day", number), page.slug, number),
    )


def _report(pages: dict[str, AnyPage], flags: list[dict]) -> None:
    editor = User.objects.filter(email=EDITOR).first()
    for number, flag in enumerate(flags, start=1):
        page, status, decided = pages.get(flag["slug"]), flag.get("status", ContentFlag.Status.OPEN), {}
        if page is None:
            continue
        if status != ContentFlag.Status.OPEN:
            decided = {"decided_at": _ago(flag["days"] - 1, number), "decided_by": editor, "decision": flag["decision"]}
        ContentFlag.objects.create(
            **{AboutPage.field_of(page): page},
            visitor=f"{VISITOR}{number}",
            language=flag["language"],
            reason=flag["reason"],
            comment=flag["comment"],
            status=status,
            created_at=_ago(flag["days"], "flag", number),
            **decided,
        )


def _search(searches: list[dict], today: date) -> None:
    """Spread over the days, as they are counted when somebody searches; then counted as gaps."""
    rows = []
    for search in searches:
        days = [_number(1, DAYS - 5, search["words"], place) for place in range(search["times"])]
        for day in sorted(set(days)):
            first, times = sum(ago < day for ago in days), days.count(day)
            places = range(first, first + times)
            rows.append(
                SearchAsked(
                    day=today - timedelta(days=day),
                    language=search["language"],
                    words=asked.kept_words(search["words"]),
                    times=times,
                    without_result=sum(place < search["without_result"] for place in places),
                    clicked=sum(place >= search["times"] - search["clicked"] for place in places),
                )
            )
    SearchAsked.objects.bulk_create(rows, ignore_conflicts=True)
    services.count_searches(today)


def _note(gap: dict) -> None:
    first, last = (_ago(days, gap["question"]) for days in gap["days"])
    noted = services.note_gap(
        source=gap["source"],
        language=gap["language"],
        question=gap["question"],
        topic=gap.get("topic", ""),
        answer=gap.get("answer", ""),
        at=first,
    )
    if noted is None:
        return
    changes: dict = {"times": gap["times"], "last_asked_at": last}
    if gap.get("status") == ContentGap.Status.DISMISSED:
        changes |= {"status": gap["status"], "times_when_decided": gap["times"], "decided_at": last + timedelta(days=1)}
    ContentGap.objects.filter(pk=noted.pk).update(**changes)


def _ago(days: int, *of: object) -> datetime:
    """A time of that day, never in the future."""
    return timezone.now() - timedelta(days=days, minutes=_number(1, 900, "minute", *of))
