"""Changes to places; each keeps the search entries true in the same transaction."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation

from supportdesk.core.choices import Language
from supportdesk.core.search import Entry, forget_object, index_object

from .models import LocalSupport


@transaction.atomic
def index_place(place: LocalSupport) -> None:
    """Make the place findable as it is now, in every language it has a name in; an unpublished one is not found."""
    if not place.is_published:
        forget_object("place", place.pk)
        return
    entries = []
    for language in Language.values:
        suffix = language.replace("-", "_")
        if not (name := getattr(place, f"name_{suffix}")):
            continue
        with translation.override(language):
            services = ", ".join(service.name for service in place.services.all())
            words = [getattr(place, f"description_{suffix}"), place.address, getattr(place, f"city_{suffix}"), place.country, services]
            entries.append(
                Entry(
                    language,
                    name,
                    body="\n".join(word for word in words if word),
                    url=place.get_absolute_url(),
                    category=place.kind,
                    topic="general",
                )
            )
    index_object("place", place.pk, entries)


@transaction.atomic
def delete_place(place: LocalSupport) -> None:
    """Take a place away, from the search as well."""
    forget_object("place", place.pk)
    place.delete()
