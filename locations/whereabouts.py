"""The point from which distances are counted, for a city that somebody typed."""

from __future__ import annotations

from .gazetteer import City, cities_called, is_country, name_and_country
from .models import LocalSupport

SAME_CITY_DEGREES = 0.7


def locate(text: str) -> list[City]:
    """The cities that `text` may mean, the most likely first, none for an unknown one. A city with a place of ours is meant
    before a larger one without, and known even when no list has it."""
    cities = cities_called(text)
    name, country = name_and_country(text)
    called_so = LocalSupport.objects.published().in_city(name).order_by("pk")[:20]
    ours = [place for place in called_so if is_country(place.country, country)]
    if not ours:
        return cities
    place = ours[0]
    at_ours = [city for city in cities if city.country == place.country and _is_close(city, place)]
    first = at_ours[0] if at_ours else City(place.city, place.country, place.latitude, place.longitude, 0)
    return [first, *(city for city in cities if city.country != place.country)]


def _is_close(city: City, place: LocalSupport) -> bool:
    """So close that it is the same city and no namesake of it: about an hour's drive, and more near the poles."""
    return abs(city.latitude - place.latitude) < SAME_CITY_DEGREES and abs(city.longitude - place.longitude) < SAME_CITY_DEGREES
