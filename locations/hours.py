"""Opening hours as questions: is it open, until when, and what the week looks like. In the place's own time.

Intervals are minutes after midnight of the day they open on; one that passes midnight closes past minute 1440. A place is open
while the clock on its wall shows a time inside an interval, as the sign on the door says, also when the clocks are changed.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

DAY = 1440
WEEK = 7 * DAY


class Interval(NamedTuple):
    """Open on `weekday` (0 is Monday) from minute `opens` to minute `closes`."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True)
class OpenState:
    """Open now or not, and when that changes next; `changes_at` is None when it never does."""

    is_open: bool
    changes_at: datetime | None

    @property
    def is_round_the_clock(self) -> bool:
        return self.is_open and self.changes_at is None


def minute_of_week(moment: datetime, time_zone: str) -> int:
    """The clock on the wall there, in minutes since Monday 00:00."""
    local = moment.astimezone(zoneinfo.ZoneInfo(time_zone))
    return local.weekday() * DAY + local.hour * 60 + local.minute


def _spans(intervals: Iterable[Interval]) -> list[tuple[int, int]]:
    """The week's open spans in minutes from Monday 00:00, joined where they touch; the last may pass the end of the week."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((item.weekday * DAY + item.opens, item.weekday * DAY + item.closes) for item in intervals):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    while len(spans) > 1 and spans[-1][1] >= spans[0][0] + WEEK:
        first = spans.pop(0)
        spans[-1] = (spans[-1][0], max(spans[-1][1], first[1] + WEEK))
    return spans


def state_at(intervals: Iterable[Interval], time_zone: str, moment: datetime) -> OpenState:
    """Whether it is open at `moment`, and the next moment, in the place's own time, at which that changes."""
    spans = _spans(intervals)
    if not spans:
        return OpenState(False, None)
    if spans[0][1] - spans[0][0] >= WEEK:
        return OpenState(True, None)
    at = moment.astimezone(UTC).replace(second=0, microsecond=0)
    is_open, wait = _by_the_wall(spans, minute_of_week(at, time_zone))
    now_open = is_open
    while now_open == is_open:
        following = at + timedelta(minutes=wait)
        at = _clock_change(time_zone, at, following) or following
        now_open, wait = _by_the_wall(spans, minute_of_week(at, time_zone))
    return OpenState(is_open, at.astimezone(zoneinfo.ZoneInfo(time_zone)))


def _by_the_wall(spans: list[tuple[int, int]], now: int) -> tuple[bool, int]:
    """Open or not at this minute of the week, and how many minutes later that ends, unless the clocks change before."""
    for start, end in spans:
        for shifted in (now, now + WEEK):
            if start <= shifted < end:
                return True, end - shifted
    return False, min((start - now) % WEEK for start, _end in spans)


def _clock_change(time_zone: str, start: datetime, end: datetime) -> datetime | None:
    """The first minute after `start` and up to `end`, at most some days later, at which the clocks there were changed."""
    zone = zoneinfo.ZoneInfo(time_zone)
    offset = start.astimezone(zone).utcoffset()
    if end.astimezone(zone).utcoffset() == offset:
        return None
    before, after = 0, (end - start) // timedelta(minutes=1)
    while after - before > 1:
        middle = (before + after) // 2
        if (start + timedelta(minutes=middle)).astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return start + timedelta(minutes=after)


def parse_interval(text: str) -> tuple[int, int]:
    """`"09:00-18:00"` as (540, 1080); an end before the start is after midnight. ValueError for anything else."""
    start, _, end = text.strip().partition("-")
    opens, closes = parse_time(start), parse_time(end)
    if closes <= opens:
        closes += DAY
    return opens, closes


def parse_time(text: str) -> int:
    """`"09:30"` as 570, up to `"24:00"`."""
    hours, _, minutes = text.strip().partition(":")
    if not (hours.isdecimal() and len(minutes) == 2 and minutes.isdecimal()):
        raise ValueError(f"{text!r} is not a time like 09:30.")
    value = int(hours) * 60 + int(minutes)
    if not 0 <= value <= DAY or int(minutes) > 59:
        raise ValueError(f"{text!r} is not a time of the day.")
    return value


def show_time(minute: int) -> str:
    """`570` as `"09:30"`; the end of a day is `"24:00"`, a time after midnight that of the next day."""
    if minute == DAY:
        return "24:00"
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
