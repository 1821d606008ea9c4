"""Changes to places; each keeps the search entries true in the same transaction."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation

from supportdesk.core.choices import Language
from supportdesk.core.search import Entry, forget_object, index_object

from .countries import country_name
from .models import CityName, LocalService, LocalSupport, SpecialDay, SpecialHours
from .names import plain


@transaction.atomic
def index_place(place: LocalSupport) -> None:
    """Make the place findable as it is now: by its city's names, and in the search in every language it has a name in;
    the search does not find an unpublished one."""
    remember_city_names(place)
    if not place.is_published:
        forget_object("place", place.pk)
        return
    services = list(place.services.all())
    index_object(
        "place", place.pk, [_entry(place, language, services) for language in Language.values if _in(place, "name", language)]
    )


@transaction.atomic
def index_places_with(service: LocalService) -> None:
    """The same for all places of a service, whose name is among their words."""
    for place in LocalSupport.objects.published().filter(services=service):
        index_place(place)


@transaction.atomic
def delete_place(place: LocalSupport) -> None:
    """Take a place away, from the search as well."""
    forget_object("place", place.pk)
    place.delete()


@transaction.atomic
def set_special_hours(day: SpecialDay, spans: list[tuple[int, int]]) -> None:
    """Open on this day in these intervals of minutes and in no others; closed without any."""
    day.hours.all().delete()
    SpecialHours.objects.bulk_create([SpecialHours(special_day=day, opens=opens, closes=closes) for opens, closes in spans])


@transaction.atomic
def remember_city_names(place: LocalSupport) -> None:
    """Let a filter by city find the place by its city's name in any language."""
    names = {plain(_in(place, "city", language)) for language in Language.values} - {""}
    place.city_names.exclude(name__in=names).delete()
    CityName.objects.bulk_create([CityName(place=place, name=name) for name in sorted(names)], ignore_conflicts=True)


def _in(place: LocalSupport, field: str, language: str) -> str:
    return getattr(place, f"{field}_{language.replace('-', '_')}") or ""


def _entry(place: LocalSupport, language: str, services: list[LocalService]) -> Entry:
    with translation.override(language):
        done_here = ", ".join(service.name for service in services)
        words = [
            *(_in(place, "description", language), place.address, _in(place, "city", language)),
            *(country_name(place.country, language), done_here),
        ]
        url = place.get_absolute_url()
    return Entry(
        language,
        _in(place, "name", language),
        body="\n".join(word for word in words if word),
        url=url,
        category=place.kind,
        topic="general",
    )
