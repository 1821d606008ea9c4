"""What people search for and do not find, from the daily counts of searches."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from supportdesk.core.models import SearchAsked

from ...models import ContentGap
from .noting import bring_back
from .sameness import kept_of, key_of, on_one_line, says_something

WINDOW = timedelta(days=90)
# A search without a result always counts. One that showed something and led nowhere may have been answered by what was
# shown: it counts only for words that were searched this often, and of which at most one in five led to a page.
SEEN_AT_LEAST, MOST_CLICKED = 5, 0.2
# One person's slip of the finger is no gap.
ASKED_AT_LEAST = 2

Key = tuple[str, str]


@dataclass
class _Asked:
    """One question, in all the wordings of the last days."""

    wordings: Counter[str] = field(default_factory=Counter)
    first: date = date.max
    last: date = date.min

    @property
    def times(self) -> int:
        return self.wordings.total()

    @property
    def wording(self) -> str:
        """The most frequent one; of equals always the same."""
        return min(self.wordings, key=lambda words: (-self.wordings[words], words))

    def add(self, words: str, times: int, first: date, last: date) -> None:
        self.wordings[words] += times
        self.first, self.last = min(self.first, first), max(self.last, last)


def unmet(*, asked: int, unanswered: int, unclicked: int) -> int:
    """How many of the searches for the same words count as a gap."""
    clicked = asked - unclicked
    if asked < SEEN_AT_LEAST or clicked > asked * MOST_CLICKED:
        return min(unanswered, asked)
    return unclicked


def count_searches(today: date | None = None) -> int:
    """Make the gaps from search say what the last 90 days do; how many gaps those are. Safe to run twice.

    `times` is set, never added to, also of what was decided, so that it can come back. What nobody searched for any more
    goes, unless somebody decided on it.
    """
    today = today or timezone.localdate()
    asked = _asked_since(today - WINDOW, today)
    known = {(gap.language, gap.key): gap for gap in ContentGap.objects.filter(source=ContentGap.Source.SEARCH)}
    new = [_gap(key, one) for key, one in asked.items() if key not in known]
    changed = [gap for key, gap in known.items() if _update(gap, asked.get(key))]
    with transaction.atomic():
        ContentGap.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
        # Never the status: an editor may be deciding right now.
        ContentGap.objects.bulk_update(changed, ["times", "question", "first_asked_at", "last_asked_at"], batch_size=200)
        forgotten = ContentGap.objects.filter(source=ContentGap.Source.SEARCH, status=ContentGap.Status.OPEN, times=0)
        forgotten.delete()
        bring_back()
    return len(asked)


def _asked_since(first: date, last: date) -> dict[Key, _Asked]:
    rows = SearchAsked.objects.between(first, last).by_question().annotate(first=Min("day"), last=Max("day"))
    asked: defaultdict[Key, _Asked] = defaultdict(_Asked)
    for row in rows.iterator(chunk_size=2000):
        times = unmet(asked=row["asked"], unanswered=row["unanswered"], unclicked=row["unclicked"])
        words = kept_of(row["words"]) if times else ""
        if not says_something(words):
            continue
        if key := key_of(words, row["language"]):
            asked[row["language"], key].add(on_one_line(words), times, row["first"], row["last"])
    return {key: one for key, one in asked.items() if one.times >= ASKED_AT_LEAST}


def _gap(key: Key, asked: _Asked) -> ContentGap:
    return ContentGap(
        source=ContentGap.Source.SEARCH,
        language=key[0],
        key=key[1],
        question=asked.wording,
        times=asked.times,
        first_asked_at=_noon(asked.first),
        last_asked_at=_noon(asked.last),
    )


def _update(gap: ContentGap, asked: _Asked | None) -> bool:
    """Put what was counted on the gap; whether that changed it."""
    before = (gap.times, gap.question, gap.first_asked_at, gap.last_asked_at)
    if asked is None:
        gap.times = 0
    else:
        gap.times, gap.question = asked.times, asked.wording
        gap.first_asked_at = min(gap.first_asked_at, _noon(asked.first))
        gap.last_asked_at = max(gap.last_asked_at, _noon(asked.last))
    return before != (gap.times, gap.question, gap.first_asked_at, gap.last_asked_at)


def _noon(day: date) -> datetime:
    """A time of the day for searches, of which only the day is kept."""
    return datetime.combine(day, time(12), UTC)
