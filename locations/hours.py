"""Opening hours as questions: is it open, until when, and what the week looks like. In the place's own time.

Intervals are minutes after midnight of the day they open on; one that passes midnight closes past minute 1440. Across a change
of the clocks an interval keeps its wall-clock times, as the sign on the door does.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
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
    local = moment.astimezone(zoneinfo.ZoneInfo(time_zone))
    return local.weekday() * DAY + local.hour * 60 + local.minute


def _spans(intervals: Iterable[Interval]) -> list[tuple[int, int]]:
    """The week's open spans in minutes from Monday 00:00, joined where they touch; one may pass the end of the week."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((item.weekday * DAY + item.opens, item.weekday * DAY + item.closes) for item in intervals):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    if len(spans) > 1 and spans[-1][1] >= spans[0][0] + WEEK:
        first = spans.pop(0)
        spans[-1] = (spans[-1][0], max(spans[-1][1], first[1] + WEEK))
    return spans


def state_at(intervals: Iterable[Interval], time_zone: str, moment: datetime) -> OpenState:
    """Whether it is open at `moment`, and the next moment, in the place's own time, at which that changes."""
    spans = _spans(intervals)
    if not spans:
        return OpenState(False, None)
    now = minute_of_week(moment, time_zone)
    for start, end in spans:
        if end - start >= WEEK:
            return OpenState(True, None)
        for shifted in (now, now + WEEK):
            if start <= shifted < end:
                return OpenState(True, _after(moment, time_zone, end - shifted))
    waits = [(start - now) % WEEK for start, _ in spans]
    return OpenState(False, _after(moment, time_zone, min(waits)))


def _after(moment: datetime, time_zone: str, minutes: int) -> datetime:
    """`minutes` later by the clock on the wall."""
    zone = zoneinfo.ZoneInfo(time_zone)
    wall = moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=zone)


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
