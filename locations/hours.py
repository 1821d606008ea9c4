"""Opening hours as questions: is it open, until when, and when next. In the place's own time.

Intervals are minutes after midnight of the day they open on; one that passes midnight closes past minute 1440 and belongs to
the day on which it opens. On a special day its own intervals take the place of the weekday's. A place is open while the clock
on its wall shows a time inside an interval, as the sign on the door says, also when the clocks are changed.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

DAY = 1440
WEEK = 7 * DAY
# A week and a day: whoever is open for so long without a break is called open around the clock.
HORIZON_DAYS = 8
VISIT = timedelta(hours=1)
VISIT_AT = 10 * 60

Span = tuple[int, int]


class Interval(NamedTuple):
    """Open on `weekday` (0 is Monday) from minute `opens` to minute `closes`."""

    weekday: int
    opens: int
    closes: int


class WallTime(NamedTuple):
    """What calendar and clock on a wall show: the day and the minute of it."""

    day: date
    minute: int


@dataclass(frozen=True)
class Schedule:
    """A week, and the days on which it does not hold; spans are sorted by their beginning."""

    week: Mapping[int, list[Span]]
    special: Mapping[date, list[Span]]

    @classmethod
    def of(cls, intervals: Iterable[Interval], special: Mapping[date, Iterable[Span]] | None = None) -> Schedule:
        week: dict[int, list[Span]] = {}
        for interval in sorted(intervals):
            week.setdefault(interval.weekday, []).append((interval.opens, interval.closes))
        return cls(week, {day: sorted(spans) for day, spans in (special or {}).items()})

    def spans_of(self, day: date) -> list[Span]:
        """The intervals that open on `day`."""
        return self.special[day] if day in self.special else self.week.get(day.weekday(), [])


@dataclass(frozen=True)
class OpenState:
    """Open now or not, and when that changes next; `changes_at` is None when it never does."""

    is_open: bool
    changes_at: datetime | None

    @property
    def is_round_the_clock(self) -> bool:
        return self.is_open and self.changes_at is None


def wall_time(moment: datetime, time_zone: str) -> WallTime:
    local = moment.astimezone(zoneinfo.ZoneInfo(time_zone))
    return WallTime(local.date(), local.hour * 60 + local.minute)


def state_at(schedule: Schedule, time_zone: str, moment: datetime) -> OpenState:
    """Whether it is open at `moment`, and the next moment, in the place's own time, at which that changes."""
    at = moment.astimezone(UTC).replace(second=0, microsecond=0)
    is_open, wait = _by_the_wall(schedule, wall_time(at, time_zone))
    now_open = is_open
    while now_open == is_open:
        # What never changes by the wall may still do so when the wall's clock is put back.
        following = at + timedelta(minutes=DAY if wait is None else wait)
        change = _clock_change(time_zone, at, following)
        if wait is None and change is None:
            return OpenState(is_open, None)
        at = change or following
        now_open, wait = _by_the_wall(schedule, wall_time(at, time_zone))
    return OpenState(is_open, at.astimezone(zoneinfo.ZoneInfo(time_zone)))


def next_visit(schedule: Schedule, time_zone: str, moment: datetime) -> tuple[datetime, datetime] | None:
    """The first hour, or what there is of it, after the next opening; a morning hour tomorrow where it never closes.
    None for a place without hours."""
    state = state_at(schedule, time_zone, moment)
    if state.is_round_the_clock:
        zone = zoneinfo.ZoneInfo(time_zone)
        tomorrow = datetime.combine(moment.astimezone(zone).date() + timedelta(days=1), datetime.min.time(), zone)
        start = tomorrow + timedelta(minutes=VISIT_AT)
        return start, start + VISIT
    if state.is_open and state.changes_at:
        state = state_at(schedule, time_zone, state.changes_at)
    if state.changes_at is None:
        return None
    start = state.changes_at.astimezone(UTC)
    closes = state_at(schedule, time_zone, start).changes_at
    end = min(start + VISIT, closes.astimezone(UTC)) if closes else start + VISIT
    zone = zoneinfo.ZoneInfo(time_zone)
    return start.astimezone(zone), end.astimezone(zone)


def _by_the_wall(schedule: Schedule, now: WallTime) -> tuple[bool, int | None]:
    """Open or not by this calendar and clock, and in how many minutes that ends unless the clocks are changed before;
    None when it is open throughout the horizon, or never opens again."""
    end = now.minute
    for later in range(-1, HORIZON_DAYS + 1):
        for opens, closes in schedule.spans_of(now.day + timedelta(days=later)):
            if opens + later * DAY <= end:
                end = max(end, closes + later * DAY)
    if end > now.minute:
        return True, end - now.minute if end - now.minute < HORIZON_DAYS * DAY else None
    days = max([(day - now.day).days for day in schedule.special], default=0)
    for later in range(max(days, 0) + HORIZON_DAYS):
        for opens, _closes in schedule.spans_of(now.day + timedelta(days=later)):
            if opens + later * DAY > now.minute:
                return False, opens + later * DAY - now.minute
    return False, None


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


def parse_intervals(text: str) -> list[Span]:
    """`"09:00-12:00, 14:00-18:00"` in order of time; empty for an empty text. ValueError for what overlaps or is no interval."""
    spans = sorted(parse_interval(part) for part in text.replace("–", "-").split(",") if part.strip())
    for (_, closes), (opens, _) in pairwise(spans):
        if opens < closes:
            raise ValueError(f"{text!r} overlaps.")
    if any(opens >= DAY for opens, _ in spans):
        raise ValueError(f"{text!r} opens after the end of the day.")
    return spans


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
