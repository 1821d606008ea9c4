"""Opening hours, compared with a calculator that walks minute by minute."""

from __future__ import annotations

import random
import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest

from locations import hours
from locations.hours import DAY, WEEK, Interval, OpenState, Schedule, parse_interval, parse_time, show_time

MINUTE = timedelta(minutes=1)
# Zones that change their clocks by an hour, by half an hour, at midnight, in the south, and never; and far offsets.
ZONES = [
    *("Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Atlantic/Azores"),
    *("Asia/Tokyo", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"),
]


def state_at(intervals, time_zone: str, moment: datetime, special=None) -> OpenState:
    return hours.state_at(Schedule.of(intervals, special), time_zone, moment)


def is_open_by_the_wall(intervals, local: datetime) -> bool:
    minute = local.hour * 60 + local.minute
    return any(
        (interval.weekday == local.weekday() and interval.opens <= minute < interval.closes)
        or (interval.weekday == (local.weekday() - 1) % 7 and interval.opens <= minute + DAY < interval.closes)
        for interval in intervals
    )


def slowly(intervals, time_zone: str, moment: datetime) -> OpenState:
    """The same answer as `state_at`, by asking the clock on the wall every minute for more than a week."""
    zone = zoneinfo.ZoneInfo(time_zone)
    at = moment.astimezone(UTC).replace(second=0, microsecond=0)
    now_open = is_open_by_the_wall(intervals, at.astimezone(zone))
    for number in range(1, WEEK + 2 * DAY):
        later = (at + number * MINUTE).astimezone(zone)
        if is_open_by_the_wall(intervals, later) != now_open:
            return OpenState(now_open, later)
    return OpenState(now_open, None)


def some_week(chance: random.Random) -> list[Interval]:
    """Days with none, one or several intervals, that may touch, overlap, pass midnight or last all day."""
    week = []
    for weekday in range(7):
        for _ in range(chance.choice([0, 1, 1, 2, 3])):
            opens = chance.choice([0, chance.randrange(DAY), chance.randrange(0, DAY, 60), 150])
            lasts = chance.choice([DAY, chance.randrange(1, DAY), chance.randrange(60, 600, 30), DAY - opens])
            week.append(Interval(weekday, opens, opens + lasts))
    return week


@pytest.mark.parametrize("zone", ZONES)
def test_the_answer_is_that_of_the_clock_on_the_wall(zone):
    chance = random.Random(f"{zone} 1")
    # Random moments of a year, and the days around its changes of the clocks.
    start = datetime(2026, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=day) for day in range(365)]
    place = zoneinfo.ZoneInfo(zone)
    changes = [
        day for day in days if day.astimezone(place).utcoffset() != (day + timedelta(days=1)).astimezone(place).utcoffset()
    ]
    moments = [chance.choice(days) + chance.randrange(DAY) * MINUTE for _ in range(8)]
    moments += [day + chance.randrange(-DAY, DAY) * MINUTE for day in changes for _ in range(6)]
    for moment in moments:
        week = some_week(chance)
        assert state_at(week, zone, moment) == slowly(week, zone, moment), (week, moment)


def at(text: str, zone: str = "Europe/Madrid") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zoneinfo.ZoneInfo(zone))


def open_until(week, moment: datetime) -> tuple[bool, str | None]:
    state = state_at(week, "Europe/Madrid", moment)
    return state.is_open, state.changes_at and f"{state.changes_at:%a %H:%M}"


def test_without_hours_it_is_never_open():
    assert state_at([], "UTC", at("2026-11-23T12:00")) == OpenState(False, None)


SPLIT = [Interval(0, 540, 840), Interval(0, 960, 1200), Interval(5, 600, 840)]


@pytest.mark.parametrize(
    ("moment", "answer"),
    [
        ("2026-11-23T08:59:59.9", (False, "Mon 09:00")),
        ("2026-11-23T09:00", (True, "Mon 14:00")),
        ("2026-11-23T13:59:59", (True, "Mon 14:00")),
        ("2026-11-23T14:00", (False, "Mon 16:00")),
        ("2026-11-23T19:59", (True, "Mon 20:00")),
        ("2026-11-23T20:00", (False, "Sat 10:00")),
        ("2026-11-28T14:00", (False, "Mon 09:00")),
    ],
)
def test_a_split_day(moment, answer):
    assert open_until(SPLIT, at(moment)) == answer


def test_a_night_belongs_to_the_day_on_which_it_begins():
    saturday_night = [Interval(5, *parse_interval("20:00-03:00"))]
    assert open_until(saturday_night, at("2026-11-28T19:59")) == (False, "Sat 20:00")
    assert open_until(saturday_night, at("2026-11-29T02:59")) == (True, "Sun 03:00")
    assert open_until(saturday_night, at("2026-11-29T03:00")) == (False, "Sat 20:00")
    sunday_night = [Interval(6, *parse_interval("20:00-03:00"))]
    assert open_until(sunday_night, at("2026-11-30T01:00")) == (True, "Mon 03:00")
    assert open_until(sunday_night, at("2026-11-30T04:00")) == (False, "Sun 20:00")


def test_days_that_touch_at_midnight_are_one():
    weekend = [Interval(5, 600, DAY), Interval(6, 0, 600)]
    assert open_until(weekend, at("2026-11-28T12:00")) == (True, "Sun 10:00")
    across_the_week = [Interval(6, 600, DAY), Interval(0, 0, 600)]
    assert open_until(across_the_week, at("2026-11-29T12:00")) == (True, "Mon 10:00")
    assert open_until(across_the_week, at("2026-11-30T09:00")) == (True, "Mon 10:00")


def test_a_long_sunday_swallows_the_intervals_of_monday():
    week = [Interval(6, 0, 2 * DAY - 60), Interval(0, 60, 120), Interval(0, 180, 240), Interval(2, 0, 60)]
    assert open_until(week, at("2026-11-30T03:30")) == (True, "Mon 23:00")
    assert open_until(week, at("2026-11-30T23:00")) == (False, "Wed 00:00")


@pytest.mark.parametrize(
    "week",
    [
        [Interval(day, 0, DAY) for day in range(7)],
        [Interval(day, 480, 480 + DAY) for day in range(7)],
        [Interval(day, 0, 2 * DAY) for day in (0, 2, 4, 5, 6)],
        [*(Interval(day, 0, 720) for day in range(7)), *(Interval(day, 700, DAY) for day in range(7))],
    ],
)
def test_round_the_clock_never_changes(week):
    for hour in range(0, 7 * 24, 5):
        state = state_at(week, "Europe/Madrid", at("2026-11-23T00:30") + timedelta(hours=hour))
        assert state == OpenState(True, None)
        assert state.is_round_the_clock


def test_the_same_moment_is_another_time_elsewhere():
    office = [Interval(day, 540, 1080) for day in range(5)]
    moment = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert state_at(office, "Asia/Tokyo", moment).is_open
    assert not state_at(office, "Europe/Madrid", moment).is_open


def test_where_the_clocks_go_forward_the_lost_hour_is_not_waited_for():
    """In Madrid 02:00 becomes 03:00 on 29 March 2026."""
    night = [Interval(6, 60, 150), Interval(6, 600, 660)]
    state = state_at(night, "Europe/Madrid", at("2026-03-29T01:30"))
    assert state == OpenState(True, at("2026-03-29T03:00"))
    assert state_at(night, "Europe/Madrid", state.changes_at) == OpenState(False, at("2026-03-29T10:00"))


def test_where_the_clocks_go_back_the_sign_on_the_door_is_true_twice():
    """In Madrid 03:00 becomes 02:00 on 25 October 2026."""
    night = [Interval(6, 60, 150)]
    first = state_at(night, "Europe/Madrid", at("2026-10-25T01:30"))
    assert first == OpenState(True, at("2026-10-25T02:30"))
    between = state_at(night, "Europe/Madrid", at("2026-10-25T02:45"))
    assert between == OpenState(False, at("2026-10-25T02:00").replace(fold=1))
    second = state_at(night, "Europe/Madrid", between.changes_at)
    assert second.is_open
    assert second.changes_at.utctimetuple()[:5] == (2026, 10, 25, 1, 30)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("00:00", 0), ("9:05", 545), ("09:30", 570), ("23:59", 1439), ("24:00", 1440), (" 09:30 ", 570)],
)
def test_times_are_read(text, minutes):
    assert parse_time(text) == minutes


@pytest.mark.parametrize(
    "text", ["", "9", "9.30", "25:00", "24:01", "12:60", "12:6", "-1:00", "12:-5", "ab:cd", "12:345", "²:00"]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match="is not a time"):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "interval"),
    [("09:00-18:00", (540, 1080)), ("20:00-03:00", (1200, 1620)), ("00:00-24:00", (0, 1440)), ("08:00-08:00", (480, 1920))],
)
def test_intervals_are_read(text, interval):
    assert parse_interval(text) == interval


def test_times_are_shown_as_they_were_typed():
    assert [show_time(minute) for minute in (0, 570, 1440, 1441, 1620)] == ["00:00", "09:30", "24:00", "00:01", "03:00"]
