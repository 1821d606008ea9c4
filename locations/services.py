"""Changes to places; each keeps the search entries true in the same transaction."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation

from supportdesk.core.choices import Language
from supportdesk.core.search import Entry, forget_object, index_object

from .countries import country_name
from .models import LocalService, LocalSupport


@transaction.atomic
def index_place(place: LocalSupport) -> None:
    """Make the place findable as it is now, in every language it has a name in; an unpublished one is not found."""
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
