"""Days on which the week does not hold: compared with a calculator that walks minute by minute, and with the database."""

from __future__ import annotations

import random
import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest

from locations.hours import DAY, Interval, OpenState, Schedule, next_visit, parse_intervals, state_at
from locations.models import LocalSupport
from locations.presentation import PlacePresentation
from locations.tests.factories import ALWAYS, OFFICE, PlaceFactory

MINUTE = timedelta(minutes=1)
CHRISTMAS = date(2026, 12, 25)  # a Friday
OFFICE_WEEK = [Interval(day, 540, 1080) for day in range(5)]


def at(text: str, zone: str = "Europe/Madrid") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zoneinfo.ZoneInfo(zone))


def state(week, special, moment: str, zone: str = "Europe/Madrid") -> tuple[bool, str | None]:
    found = state_at(Schedule.of(week, special), zone, at(moment, zone))
    return found.is_open, found.changes_at and f"{found.changes_at:%d %b %H:%M}"


def is_open_by_the_wall(schedule: Schedule, local: datetime) -> bool:
    minute, today = local.hour * 60 + local.minute, local.date()
    return any(opens <= minute < closes for opens, closes in schedule.spans_of(today)) or any(
        opens <= minute + DAY < closes for opens, closes in schedule.spans_of(today - timedelta(days=1))
    )


def slowly(schedule: Schedule, time_zone: str, moment: datetime, days: int) -> OpenState:
    zone = zoneinfo.ZoneInfo(time_zone)
    start = moment.astimezone(UTC)
    now_open = is_open_by_the_wall(schedule, start.astimezone(zone))
    for number in range(1, days * DAY):
        later = (start + number * MINUTE).astimezone(zone)
        if is_open_by_the_wall(schedule, later) != now_open:
            return OpenState(now_open, later)
    return OpenState(now_open, None)


@pytest.mark.parametrize("zone", ["Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"])
def test_the_answer_is_that_of_the_clock_on_the_wall(zone):
    chance = random.Random(zone)
    for _ in range(25):
        # Around the changes of the clocks of 2026, and around Christmas.
        start = chance.choice([date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 25), CHRISTMAS])
        week = [
            Interval(day, opens, opens + chance.choice([60, 480, 1000, DAY]))
            for day in range(7)
            for opens in chance.sample([0, 150, 540, 900, 1320], chance.choice([0, 1, 2]))
        ]
        special = {
            start + timedelta(days=chance.randrange(-2, 4)): chance.choice([[], [(600, 720)], [(1200, 1200 + 600)], [(0, DAY)]])
            for _ in range(chance.choice([1, 2, 3]))
        }
        moment = datetime(start.year, start.month, start.day, tzinfo=UTC) + chance.randrange(-DAY, DAY) * MINUTE
        schedule = Schedule.of(week, special)
        found, wanted = state_at(schedule, zone, moment), slowly(schedule, zone, moment, 13)
        if found.changes_at is None and found.is_open:
            # Whoever is open for a week and a day is called open around the clock.
            assert wanted.changes_at is None or wanted.changes_at - moment > timedelta(days=7)
        else:
            assert found == wanted, (week, special, moment)


def test_a_closed_day_is_passed_over():
    assert state(OFFICE_WEEK, {CHRISTMAS: []}, "2026-12-24T18:00") == (False, "28 Dec 09:00")
    assert state(OFFICE_WEEK, {CHRISTMAS: []}, "2026-12-25T12:00") == (False, "28 Dec 09:00")
    assert state(OFFICE_WEEK, {CHRISTMAS: []}, "2026-12-24T12:00") == (True, "24 Dec 18:00")


def test_other_hours_take_the_place_of_the_usual_ones():
    special = {CHRISTMAS: [(600, 720), (780, 840)]}
    assert state(OFFICE_WEEK, special, "2026-12-25T09:30") == (False, "25 Dec 10:00")
    assert state(OFFICE_WEEK, special, "2026-12-25T11:00") == (True, "25 Dec 12:00")
    assert state(OFFICE_WEEK, special, "2026-12-25T15:00") == (False, "28 Dec 09:00")


def test_a_special_day_can_open_on_a_day_that_is_usually_closed():
    assert state(OFFICE_WEEK, {date(2026, 12, 26): [(600, 840)]}, "2026-12-25T19:00") == (False, "26 Dec 10:00")
    assert state([], {date(2026, 12, 26): [(600, 840)]}, "2026-12-25T19:00") == (False, "26 Dec 10:00")


BAR = [Interval(day, 1200, 1620) for day in range(7)]  # every night from 20:00 to 03:00


def test_a_night_that_began_the_day_before_ends_in_its_own_time():
    assert state(BAR, {CHRISTMAS: []}, "2026-12-25T02:00") == (True, "25 Dec 03:00")
    assert state(BAR, {CHRISTMAS: []}, "2026-12-25T03:00") == (False, "26 Dec 20:00")


def test_a_special_day_takes_the_whole_night_that_its_weekday_would_have_begun():
    assert state(BAR, {CHRISTMAS: []}, "2026-12-26T01:00") == (False, "26 Dec 20:00")
    assert state(BAR, {CHRISTMAS: [(1200, 1320)]}, "2026-12-25T21:00") == (True, "25 Dec 22:00")


def test_a_special_night_may_pass_into_the_next_day():
    assert state(OFFICE_WEEK, {date(2026, 12, 31): [(1200, 1680)]}, "2027-01-01T01:00") == (True, "01 Jan 04:00")
    joined = {date(2026, 12, 31): [(1200, DAY + 540)]}
    assert state(OFFICE_WEEK, joined, "2026-12-31T23:00") == (True, "01 Jan 18:00")


def test_a_closed_day_interrupts_who_is_open_around_the_clock():
    always = [Interval(day, 0, DAY) for day in range(7)]
    assert state(always, {CHRISTMAS: []}, "2026-12-20T12:00") == (True, "25 Dec 00:00")
    assert state(always, {CHRISTMAS: []}, "2026-12-25T12:00") == (False, "26 Dec 00:00")
    assert state(always, {CHRISTMAS: []}, "2026-11-20T12:00") == (True, None)


def test_a_long_holiday_is_waited_for():
    special = {date(2026, 12, 1) + timedelta(days=day): [] for day in range(40)}
    assert state(OFFICE_WEEK, special, "2026-12-02T12:00") == (False, "11 Jan 09:00")


def test_where_the_clocks_are_changed_on_a_special_day():
    """In Madrid 02:00 becomes 03:00 on 29 March 2026 and 03:00 becomes 02:00 on 25 October."""
    assert state([], {date(2026, 3, 29): [(60, 150)]}, "2026-03-29T01:30") == (True, "29 Mar 03:00")
    back = state_at(Schedule.of([], {date(2026, 10, 25): [(60, 150)]}), "Europe/Madrid", at("2026-10-25T02:45"))
    assert not back.is_open
    assert back.changes_at.utctimetuple()[:5] == (2026, 10, 25, 1, 0)


@pytest.mark.django_db
def test_the_database_says_the_same():
    chance = random.Random(4)
    days = [CHRISTMAS + timedelta(days=offset) for offset in range(-3, 4)]
    kinds = [[], ["10:00-12:00", "16:00-18:00"], ["20:00-04:00"], ["00:00-24:00"]]
    nights = {"thu": ["20:00-03:00"], "fri": ["22:00-06:00"], "sat": ["09:00-12:00"]}
    places = [
        PlaceFactory(
            hours=week,
            time_zone=zone,
            special={str(day): chance.choice(kinds) for day in chance.sample(days, chance.randrange(4))},
        )
        for zone in ("Europe/Madrid", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago")
        for week in (OFFICE, ALWAYS, nights, {})
    ]
    now = datetime(2026, 12, 22, tzinfo=UTC)
    listed = {place.pk: place for place in LocalSupport.objects.for_listing(now)}
    assert len(listed) == len(places)
    for step in range(0, 7 * DAY, 311):
        moment = now + step * MINUTE
        wanted = {pk for pk, place in listed.items() if PlacePresentation(place, moment).is_open}
        assert set(LocalSupport.objects.open_at(moment).values_list("pk", flat=True)) == wanted, moment


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("09:00-12:00", [(540, 720)]),
        (" 14:00 - 18:00 , 09:00–12:00,", [(540, 720), (840, 1080)]),
        ("20:00-02:00", [(1200, 1560)]),
        ("09:00-12:00,12:00-13:00", [(540, 720), (720, 780)]),
    ],
)
def test_intervals_are_read(text, spans):
    assert parse_intervals(text) == spans


@pytest.mark.parametrize("text", ["closed", "09:00", "09:00-12:00 14:00-18:00", "09:00-12:00,11:00-13:00", "24:00-02:00"])
def test_what_is_no_list_of_intervals_is_refused(text):
    with pytest.raises(ValueError, match=r"is not a time|overlaps|after the end"):
        parse_intervals(text)


def visit(week, special, moment: str) -> str:
    found = next_visit(Schedule.of(week, special), "Europe/Madrid", at(moment))
    return found and f"{found[0]:%d %b %H:%M}-{found[1]:%H:%M}"


def test_a_visit_is_an_hour_after_the_next_opening():
    assert visit(OFFICE_WEEK, {}, "2026-12-22T08:00") == "22 Dec 09:00-10:00"
    assert visit(OFFICE_WEEK, {}, "2026-12-22T12:00") == "23 Dec 09:00-10:00"
    assert visit(OFFICE_WEEK, {CHRISTMAS: []}, "2026-12-24T12:00") == "28 Dec 09:00-10:00"
    assert visit([Interval(0, 540, 570)], {}, "2026-12-22T12:00") == "28 Dec 09:00-09:30"
    assert visit([Interval(day, 0, DAY) for day in range(7)], {}, "2026-12-22T12:00") == "23 Dec 10:00-11:00"
    assert visit([], {}, "2026-12-22T12:00") is None
