"""The filters of the list of places: what one may choose, and how many places each choice would leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from supportdesk.core.choices import Language

from .countries import country_name
from .models import LocalService, LocalSupport
from .names import plain
from .querysets import LocalSupportQuerySet

CITY_COLUMNS = {code: f"city_{code.replace('-', '_')}" for code in Language.values}


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool
    # The country of a city.
    within: str = ""


@dataclass(frozen=True)
class Facets:
    countries: list[Option]
    cities: list[Option]
    services: list[Option]
    languages: list[Option]
    open_now: int

    @property
    def has_city(self) -> bool:
        """Whether the city that is wanted is one of ours."""
        return any(option.is_chosen for option in self.cities)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """By the names and values of the form, for a page that only exchanges its results."""
        groups = {"country": self.countries, "city": self.cities, "service": self.services, "language": self.languages}
        counts = {name: {option.value: option.count for option in options} for name, options in groups.items()}
        return counts | {"open_now": {"true": self.open_now}}


def facets_of(wanted: dict[str, Any], *, now: datetime) -> Facets:
    """Each choice is counted under all other filters that are set, not under its own. Six queries, whatever is asked, and
    one more for the clocks of all places."""
    places = LocalSupport.objects.published()
    zones = places.time_zones()

    def among(*without: str) -> LocalSupportQuerySet:
        others = {name: value for name, value in wanted.items() if name not in without}
        if not others.get("radius_km"):
            others["lat"] = None
        return places.matching(others, now=now, zones=zones)

    return Facets(
        countries=_countries(places, among("country", "city"), wanted),
        cities=_cities(places, among("city"), wanted),
        services=_services(among("service"), wanted),
        languages=_languages(places, among("language"), wanted),
        open_now=among("open_now").open_at(now, zones).values("pk").distinct().count(),
    )


def _countries(places: LocalSupportQuerySet, among: LocalSupportQuerySet, wanted: dict) -> list[Option]:
    rows = places.counted_by("country", among=among)
    chosen = wanted.get("country")
    return _by_label(
        [Option(row["country"], country_name(row["country"]), row["number"], row["country"] == chosen) for row in rows]
    )


def _cities(places: LocalSupportQuerySet, among: LocalSupportQuerySet, wanted: dict) -> list[Option]:
    """Under their English name, so that an address with a choice in it means the same in every language."""
    shown = CITY_COLUMNS[translation.get_language() or "en"]
    chosen = plain(wanted.get("city") or "")
    options: dict[tuple[str, str], Option] = {}
    for row in places.counted_by("country", *CITY_COLUMNS.values(), among=among):
        english, country, number = row["city_en"], row["country"], row["number"]
        is_chosen = bool(chosen) and chosen in {plain(row[column] or "") for column in CITY_COLUMNS.values()}
        if known := options.get((english, country)):
            is_chosen, number = is_chosen or known.is_chosen, number + known.count
        options[english, country] = Option(english, row[shown] or english, number, is_chosen, country)
    return _by_label(list(options.values()))


def _services(among: LocalSupportQuerySet, wanted: dict) -> list[Option]:
    chosen = wanted.get("service")
    services = LocalService.objects.with_number_of(among)
    return [Option(service.slug, service.name, service.number, service.slug == chosen) for service in services]


def _languages(places: LocalSupportQuerySet, among: LocalSupportQuerySet, wanted: dict) -> list[Option]:
    rows = places.filter(languages__isnull=False).counted_by("languages__language", among=among)
    spoken = {row["languages__language"]: row["number"] for row in rows}
    chosen = wanted.get("language")
    names = [(code, str(name)) for code, name in settings.LANGUAGES]
    return [Option(code, name, spoken[code], code == chosen) for code, name in names if code in spoken]


def _by_label(options: list[Option]) -> list[Option]:
    return sorted(options, key=lambda option: plain(option.label))
