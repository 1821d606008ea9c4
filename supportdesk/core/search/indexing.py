"""Writing search entries: called by the services that change the content, in their transaction."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max

from ..audiences import GROUPS, written_groups

# Any number, as long as every writer of search entries takes the same one.
_WRITERS = 7_305_011


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found of one object in one language. `phrasings` are other ways to ask, one a line; `groups` are the
    keys of the groups whose members may find what has the audience "groups"."""

    language: str
    title: str
    body: str = ""
    url: str = ""
    phrasings: str = ""
    category: str = ""
    topic: str = ""
    audience: str = "public"
    groups: Collection[int] = ()


def index_object(kind: str, object_id: int, entries: Iterable[Entry]) -> None:
    """Make `entries`, one a language, all that is found of the object; takes part in the caller's transaction."""
    from ..models import SearchEntry

    with transaction.atomic():
        version = _next_version()
        by_language = {entry.language: entry for entry in entries}
        rows = [_row(kind, object_id, entry, version + place) for place, entry in enumerate(by_language.values())]
        old = SearchEntry.objects.filter(kind=kind, object_id=object_id)
        old.exclude(language__in=[row.language for row in rows]).delete()
        SearchEntry.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["kind", "object_id", "language"],
            update_fields=["title", "phrasings", "body", "category", "topic", "audience", "groups", "url", "version"],
        )
        if not rows:
            _touch(version)  # a removal, too, must raise the highest version


def forget_object(kind: str, object_id: int) -> None:
    """Let nothing be found of the object any more."""
    index_object(kind, object_id, [])


def _row(kind: str, object_id: int, entry: Entry, version: int):
    from ..models import SearchEntry

    return SearchEntry(
        kind=kind,
        object_id=object_id,
        language=entry.language,
        title=_clean(entry.title)[:300],
        phrasings=_clean(entry.phrasings),
        body=_clean(entry.body),
        category=entry.category[:60],
        topic=entry.topic[:20],
        audience=entry.audience,
        groups=written_groups(entry.groups) if entry.audience == GROUPS else "",
        url=entry.url[:300],
        version=version,
    )


def _clean(text: str) -> str:
    """Without NUL, which PostgreSQL refuses."""
    return text.replace("\x00", "")


def _next_version() -> int:
    """A number above every one given before, in the order in which the transactions commit.

    Writers take turns until they commit: otherwise a higher number could be seen before a lower one, and an index
    that asks for "what is newer than the highest I know" would miss the lower for good. SQLite's writers do so anyway.
    """
    from ..models import SearchEntry

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITERS])
    highest = SearchEntry.objects.aggregate(highest=Max("version"))["highest"] or 0
    return max(highest + 1, time.time_ns() // 1000)


def _touch(version: int) -> None:
    """Give the newest entry that is left the new number, so that a removal is noticed by whoever watches the highest."""
    from ..models import SearchEntry

    newest = SearchEntry.objects.order_by("-version").values_list("pk", flat=True).first()
    if newest is not None:
        SearchEntry.objects.filter(pk=newest).update(version=version)
