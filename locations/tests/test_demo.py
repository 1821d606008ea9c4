"""The demo's places."""

from __future__ import annotations

import zoneinfo

import pytest

from locations import demo
from locations.countries import country_name
from locations.models import LocalService, LocalSupport, OpeningHours, PlaceLanguage
from supportdesk.core.choices import Language
from supportdesk.core.models import SearchEntry

pytestmark = pytest.mark.django_db
CONTINENTS = ("Africa", "America", "Asia", "Australia", "Europe")


def counts() -> list[int]:
    return [model.objects.count() for model in (LocalSupport, LocalService, OpeningHours, PlaceLanguage, SearchEntry)]


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
