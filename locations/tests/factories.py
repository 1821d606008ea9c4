"""Places for tests: `PlaceFactory(hours={"mon": ["09:00-18:00"]}, speaks=["es"], does=["visa"])`."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from locations.demo import WEEKDAYS
from locations.hours import parse_interval
from locations.models import LocalService, LocalSupport, OpeningHours, PlaceLanguage, SpecialDay
from locations.services import remember_city_names, set_special_hours

ALWAYS = {day: ["00:00-24:00"] for day in WEEKDAYS}
OFFICE = {day: ["09:00-18:00"] for day in WEEKDAYS[:5]}


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = LocalService
        django_get_or_create = ["slug"]

    slug = factory.Sequence("service-{}".format)
    name_en = factory.LazyAttribute(lambda service: service.slug.title())


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = LocalSupport
        skip_postgeneration_save = True

    slug = factory.Sequence("place-{}".format)
    name_en = factory.Sequence("Place {}".format)
    city_en = "Madrid"
    address = "Calle Mayor 1"
    country = "ES"
    latitude = 40.4168
    longitude = -3.7038
    time_zone = "Europe/Madrid"

    @factory.post_generation
    def hours(place, create, week, **kwargs):
        for weekday, day in enumerate(WEEKDAYS):
            for opens, closes in map(parse_interval, (week or {}).get(day, [])):
                OpeningHours.objects.create(place=place, weekday=weekday, opens=opens, closes=closes)

    @factory.post_generation
    def special(place, create, days, **kwargs):
        """`special={"2026-12-25": []}` is closed; `{"2026-12-24": ["09:00-13:00"]}` has hours of its own."""
        for day, intervals in (days or {}).items():
            made = SpecialDay.objects.create(place=place, day=date.fromisoformat(day), name_en="Holiday")
            set_special_hours(made, [parse_interval(text) for text in intervals])

    @factory.post_generation
    def city_is_findable(place, create, wanted, **kwargs):
        if create:
            remember_city_names(place)

    @factory.post_generation
    def speaks(place, create, languages, **kwargs):
        if languages:
            PlaceLanguage.objects.bulk_create(PlaceLanguage(place=place, language=language) for language in languages)

    @factory.post_generation
    def does(place, create, slugs, **kwargs):
        if slugs:
            place.services.set([ServiceFactory(slug=slug) for slug in slugs])
