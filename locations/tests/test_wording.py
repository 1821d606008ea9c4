"""What a place says of its hours, in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from locations.models import LocalSupport
from locations.presentation import PlacePresentation
from locations.tests.factories import ALWAYS, OFFICE, PlaceFactory

pytestmark = pytest.mark.django_db


def shown(place: LocalSupport, moment: str) -> PlacePresentation:
    """At a moment of the clock in Madrid in winter."""
    now = datetime.fromisoformat(f"{moment}:00+01:00").astimezone(UTC)
    return PlacePresentation(LocalSupport.objects.for_listing(now).get(pk=place.pk), now)


def test_what_ends_or_begins_soon_says_so():
    place = PlaceFactory(hours=OFFICE)
    assert shown(place, "2026-11-23T17:14").opens_text == "Open until 18:00"
    assert shown(place, "2026-11-23T17:40").opens_text == "Open until 18:00 · closes in 20 minutes"
    assert shown(place, "2026-11-23T17:59").opens_text == "Open until 18:00 · closes in 1 minute"
    assert shown(place, "2026-11-23T08:30").opens_text == "Opens at 09:00 · opens in 30 minutes"
    assert shown(place, "2026-11-23T08:30").tone == "warn"
    assert (shown(place, "2026-11-23T12:00").tone, shown(place, "2026-11-23T20:00").tone) == ("good", "neutral")


def test_what_is_far_is_named_by_its_date():
    special = {f"2026-12-{day}": [] for day in range(21, 32)}
    place = PlaceFactory(hours=OFFICE, special=special)
    assert shown(place, "2026-12-22T12:00").opens_text == "Opens Fri 1 Jan at 09:00"
    assert shown(place, "2026-12-28T12:00").opens_text == "Opens Friday at 09:00"


def test_a_special_day_explains_itself():
    place = PlaceFactory(hours=OFFICE, special={"2026-12-24": ["09:00-13:00"], "2026-12-25": []})
    assert shown(place, "2026-12-23T12:00").today_text == ""
    assert shown(place, "2026-12-24T12:00").today_text == "Other hours today: Holiday"
    christmas = shown(place, "2026-12-25T12:00")
    assert christmas.today_text == "Closed today: Holiday"
    assert christmas.opens_text == "Opens Monday at 09:00"
    friday = christmas.week[4]
    assert (friday["is_today"], friday["intervals"], friday["special"]) == (True, [], "Holiday")
    # The Thursday of the row is the one to come, an ordinary one.
    assert (christmas.week[3]["intervals"], christmas.week[3]["special"]) == (["09:00–18:00"], "")


def test_special_days_to_come_are_listed_and_past_ones_are_not():
    place = PlaceFactory(hours=OFFICE, special={"2026-12-01": [], "2026-12-25": [], "2027-11-01": []})
    days = shown(place, "2026-12-02T12:00")
    assert days.coming_days == [{"date": "Friday, 25 December 2026", "name": "Holiday", "intervals": []}]
    assert [str(day.day) for day in days.special_days] == ["2026-12-25", "2027-11-01"]


@pytest.mark.parametrize(
    ("language", "until", "span"),
    [
        ("en", "18:00", "09:00–18:00"),
        ("es", "18:00", "9:00–18:00"),
        ("fr", "18:00", "09:00–18:00"),
        ("de", "18:00", "09:00–18:00"),
        ("ar", "6:00\u202fم", "9:00\u202fص–6:00\u202fم"),
        ("zh-hans", "18:00", "09:00–18:00"),
    ],
)
def test_times_are_written_as_the_language_writes_them(language, until, span):
    with translation.override(language):
        place = shown(PlaceFactory(hours=OFFICE), "2026-11-23T12:00")
        spaced = place.opens_text.replace("\xa0", "\u202f").replace(" م", "\u202fم")
        assert until in spaced
        assert place.week[0]["intervals"][0].replace("\xa0", "\u202f").replace(" ص", "\u202fص").replace(" م", "\u202fم") == span


def test_a_day_without_an_end_is_24_hours():
    place = PlaceFactory(hours={**ALWAYS, "sat": ["10:00-24:00"]})
    week = shown(place, "2026-11-23T12:00").week
    assert (week[0]["intervals"], week[5]["intervals"]) == (["24 hours"], ["10:00–24:00"])
