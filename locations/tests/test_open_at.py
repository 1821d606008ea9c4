"""The database's answer to "open now?" is that of the hours themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from locations import demo
from locations.hours import Interval, Schedule, state_at
from locations.models import LocalSupport
from locations.presentation import spans_of
from locations.tests.factories import ALWAYS, OFFICE, PlaceFactory

pytestmark = pytest.mark.django_db
# A week without, and one with changes of the clocks in Europe; the other one in North America.
WEEKS = [datetime(2026, 11, 22, tzinfo=UTC), datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 30, tzinfo=UTC)]


@pytest.mark.parametrize("start", WEEKS, ids=str)
def test_all_demo_places_are_open_when_their_hours_say_so(start):
    demo.seed()
    hours = {
        place.pk: (
            place.time_zone,
            Schedule.of(
                [Interval(row.weekday, row.opens, row.closes) for row in place.hours.all()],
                {special.day: spans_of(special) for special in place.special_days.all()},
            ),
        )
        for place in LocalSupport.objects.prefetch_related("hours", "special_days__hours")
    }
    for step in range(0, 8 * 24 * 60, 433):
        moment = start + timedelta(minutes=step)
        wanted = {pk for pk, (zone, schedule) in hours.items() if state_at(schedule, zone, moment).is_open}
        assert set(LocalSupport.objects.open_at(moment).values_list("pk", flat=True)) == wanted, moment


def test_each_place_by_its_own_clock(django_assert_num_queries):
    madrid = PlaceFactory(hours=OFFICE)
    tokyo = PlaceFactory(hours=OFFICE, time_zone="Asia/Tokyo")
    always = PlaceFactory(hours=ALWAYS)
    PlaceFactory()
    morning = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    with django_assert_num_queries(2):  # the time zones, the places
        assert set(LocalSupport.objects.open_at(morning)) == {madrid, always}
    assert set(LocalSupport.objects.open_at(morning - timedelta(hours=8))) == {tokyo, always}


def test_the_night_from_sunday_to_monday():
    bar = PlaceFactory(hours={"sun": ["22:00-04:00"]})
    monday = datetime(2026, 11, 23, 2, 59, tzinfo=UTC)  # 03:59 in Madrid
    assert list(LocalSupport.objects.open_at(monday)) == [bar]
    assert not LocalSupport.objects.open_at(monday + timedelta(minutes=1)).exists()


def test_without_places_nothing_is_open():
    assert not LocalSupport.objects.open_at(WEEKS[0]).exists()


def test_a_place_is_found_once_however_its_hours_overlap():
    PlaceFactory(hours={"mon": ["08:00-12:00", "09:00-13:00", "10:00-11:00"]})
    assert LocalSupport.objects.open_at(datetime(2026, 11, 23, 9, 30, tzinfo=UTC)).count() == 1
