"""The demo's places."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from locations import demo
from locations.countries import country_name
from locations.models import LocalService, LocalSupport, OpeningHours, PlaceLanguage, SpecialDay
from locations.presentation import PlacePresentation
from supportdesk.core.choices import Language
from supportdesk.core.models import SearchEntry

pytestmark = pytest.mark.django_db
CONTINENTS = ("Africa", "America", "Asia", "Australia", "Europe")


def counts() -> list[int]:
    return [model.objects.count() for model in (LocalSupport, LocalService, OpeningHours, PlaceLanguage, SpecialDay, SearchEntry)]


def test_a_second_time_changes_nothing_and_keeps_what_people_wrote():
    demo.seed()
    before = counts()
    place = LocalSupport.objects.first()
    place.name_en = "Renamed"
    place.save()
    demo.seed()
    assert counts() == before
    place.refresh_from_db()
    assert place.name_en == "Renamed"


def test_a_place_that_was_deleted_comes_back_whole():
    demo.seed()
    before = counts()
    LocalSupport.objects.first().delete()
    SearchEntry.objects.filter(object_id__isnull=False).exclude(object_id__in=LocalSupport.objects.values("pk")).delete()
    demo.seed()
    assert counts() == before


def test_there_are_25_places_on_five_continents_in_all_languages():
    demo.seed()
    places = LocalSupport.objects.prefetch_related("hours", "languages", "services")
    assert len(places) >= 25
    zones = {place.time_zone.partition("/")[0] for place in places}
    assert zones >= set(CONTINENTS)
    for place in places:
        place.full_clean()
        assert place.time_zone in zoneinfo.available_timezones()
        assert country_name(place.country, "en") != place.country
        assert place.languages.all()
        assert place.services.all()
        assert place.hours.all()
        for field in ("name", "city", "description"):
            for language in Language.values:
                assert getattr(place, f"{field}_{language.replace('-', '_')}"), (place.slug, field, language)
    assert SearchEntry.objects.filter(kind="place").count() == len(places) * len(Language.values)


def test_every_kind_of_hours_is_there_to_be_seen():
    demo.seed()
    assert OpeningHours.objects.filter(closes__gt=1440).exists(), "a night"
    assert OpeningHours.objects.filter(opens=0, closes=1440).exists(), "around the clock"
    split = OpeningHours.objects.values_list("place", "weekday")
    assert len(set(split)) < len(split), "a split day"
    assert LocalSupport.objects.exclude(emergency_line="").count() >= 3


def test_special_days_lie_ahead_and_are_named_in_every_language(monkeypatch):
    now = datetime(2026, 12, 24, 22, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    demo.seed()
    days = SpecialDay.objects.select_related("place").prefetch_related("hours")
    assert any(not day.hours.all() for day in days)
    assert any(day.hours.all() for day in days)
    for day in days:
        today = now.astimezone(zoneinfo.ZoneInfo(day.place.time_zone)).date()
        assert 0 <= (day.day - today).days < 366, day
        for language in Language.values:
            assert getattr(day, f"name_{language.replace('-', '_')}"), (day, language)
    # It is Christmas Eve in London and Christmas Day in Sydney.
    assert days.filter(place__slug="london-kings-cross", day="2026-12-24").exists()
    assert days.filter(place__slug="sydney-central", day="2026-12-25").exists()
    closed_today = PlacePresentation(LocalSupport.objects.for_listing(now).get(slug="casablanca-anfa"), now)
    assert closed_today.today_text == "Closed today: Staff training"
