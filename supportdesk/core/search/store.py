"""The index in this process: loaded once, shared by its threads, brought up to date before each search.

What was built is read-only. An entry that changed since is searched in a small second part and hides its old self; one
that is gone is hidden. All that costs a search, while nothing changes, is one look at the highest version in the table.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import structlog
from django.db import connection
from django.db.models import Max

from ..audiences import GROUPS, Reader
from ..models import SearchEntry
from . import artefact
from .engine import Analysis, LanguageIndex, Part, analyse
from .entries import NUMBERS, WORDS, Column, Document
from .synonyms import Stamp, Synonyms, synonyms

# With more changed entries than this share of the built ones, the figures of the build no longer fit and the process
# makes its own; so it does when there are so few that it takes no time.
_MOST_CHANGES = 0.25
_SMALL = 50

log = structlog.get_logger("supportdesk.search")

_FIELDS = ("pk", "version", "kind", "object_id", "title", "phrasings", "body", "category", "audience", "groups")
# Both in one look; either of the two inner ones is answered from the end of an index.
_STAMPS = """
    SELECT (SELECT MAX(version) FROM core_searchentry), (SELECT MAX(version) FROM core_searchsynonym),
           (SELECT COUNT(*) FROM core_searchsynonym)
"""


@dataclass(frozen=True)
class Snapshot:
    """One language at one moment: the built index, which of its entries still hold, and what changed since.

    A place is the number of an entry over all parts.
    """

    index: LanguageIndex
    holds: np.ndarray
    changed: dict[int, tuple[Document, Analysis]]
    seen: int

    @cached_property
    def parts(self) -> list[Part]:
        if not self.changed:
            return [self.index.part]
        documents, analyses = zip(*self.changed.values(), strict=True)
        return [self.index.part, self.index.changes(documents, analyses)]

    @cached_property
    def alive(self) -> np.ndarray:
        """Which places hold an entry that exists."""
        return np.concatenate([self.holds, np.ones(len(self.changed), bool)])

    def number(self, name: str) -> np.ndarray:
        """One number of every entry."""
        return self._numbers[name]

    def word(self, name: str) -> Column:
        """One word of every entry."""
        return self._words[name]

    def open_to(self, reader: Reader) -> np.ndarray:
        """Which places hold an entry that the reader may find."""
        readers = self.word("readers")
        known = tuple(name for name in readers.names if _may_find(reader, name))
        if known not in self._open:
            self._open[known] = self.alive & readers.among(known)
        return self._open[known]

    def place_of(self, kind: str, object_id: int) -> int | None:
        """Where an object is, if it is here."""
        start = 0
        for part in self.parts:
            place = part.entries.place_of(kind, object_id)
            if place is not None and self.alive[start + place]:
                return start + place
            start += len(part.entries)
        return None

    def questions_of(self, place: int) -> list[str]:
        """The title and phrasings of one entry, folded."""
        size = len(self.index.part.entries)
        part, within = (self.parts[0], place) if place < size else (self.parts[1], place - size)
        return part.entries.questions_of(within)

    @cached_property
    def _numbers(self) -> dict[str, np.ndarray]:
        if len(self.parts) == 1:
            return self.index.part.entries.numbers
        return {name: np.concatenate([part.entries.numbers[name] for part in self.parts]) for name in NUMBERS}

    @cached_property
    def _words(self) -> dict[str, Column]:
        return {name: Column.joined([part.entries.words[name] for part in self.parts]) for name in WORDS}

    @cached_property
    def _open(self) -> dict[tuple[str, ...], np.ndarray]:
        """By the audiences and groups of a reader that entries are for."""
        return {}


def _may_find(reader: Reader, readers: str) -> bool:
    if readers.startswith(GROUPS):
        return reader.may_find(GROUPS, readers.removeprefix(GROUPS))
    return reader.may_find(readers)


class Store:
    """The snapshots of a process for one search folder."""

    def __init__(self) -> None:
        self._snapshots: dict[str, Snapshot] = {}
        self._suspect: set[str] = set()
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None

    def moment(self) -> Moment:
        """The index as the database is now."""
        with connection.cursor() as cursor:
            cursor.execute(_STAMPS)
            highest, newest_synonym, how_many_synonyms = cursor.fetchone()
        self._look_for_a_build()
        return Moment(self, highest or 0, (newest_synonym or 0, how_many_synonyms))

    def distrust(self, language: str) -> None:
        """Compare every entry with the table before the next search: one was not as it should be."""
        self._suspect.add(language)

    def _look_for_a_build(self) -> None:
        stamp = artefact.stamp()
        if stamp != self._stamp:
            with self._lock:
                self._stamp = stamp
                builds = artefact.read_manifest().builds
                for language, snapshot in list(self._snapshots.items()):
                    build = builds.get(language)
                    if build and build.folder != snapshot.index.build and build.version >= snapshot.index.version:
                        del self._snapshots[language]

    def snapshot(self, language: str, highest: int) -> Snapshot:
        """A language, brought up to date with the highest version in the table."""
        snapshot = self._snapshots.get(language)
        if snapshot is not None and snapshot.seen == highest and language not in self._suspect:
            return snapshot
        with self._lock:
            lock = self._locks.setdefault(language, threading.Lock())
        with lock:
            snapshot = self._snapshots.get(language)
            if snapshot is None:
                snapshot = _opened(language, highest)
            elif language in self._suspect or snapshot.seen > highest:
                snapshot = _compared(snapshot, highest)
            elif snapshot.seen < highest:
                snapshot = _followed(snapshot, highest)
            self._suspect.discard(language)
            self._snapshots[language] = snapshot
            return snapshot


@dataclass(frozen=True, slots=True)
class Moment:
    """One look at the highest versions, for all the languages of one search."""

    store: Store
    highest: int
    synonyms_stamp: Stamp

    @property
    def synonyms(self) -> Synonyms:
        return synonyms(self.synonyms_stamp)

    def snapshot(self, language: str) -> Snapshot:
        return self.store.snapshot(language, self.highest)


def highest_version() -> int:
    return SearchEntry.objects.aggregate(highest=Max("version"))["highest"] or 0


def documents(language: str, **lookups) -> list[Document]:
    """The entries of a language as the table has them, in the order of their keys."""
    rows = SearchEntry.objects.in_language(language).filter(**lookups).order_by("pk").values_list(*_FIELDS)
    return [Document(*row) for row in rows]


def built(language: str, version: int) -> LanguageIndex:
    """A new index of a language, from the table as it was at `version` or later."""
    return LanguageIndex.make(language, documents(language), version=version)


def _opened(language: str, highest: int) -> Snapshot:
    """The saved index, if there is one, brought up to date; else one built here."""
    build = artefact.read_manifest().builds.get(language)
    if build is not None:
        try:
            index = LanguageIndex.load(language, artefact.folder() / build.folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("search.index_unreadable", language=language, error=str(error))
        else:
            return _compared(_fresh(index), highest)
    return _fresh(built(language, highest))


def _fresh(index: LanguageIndex) -> Snapshot:
    return Snapshot(index, np.ones(len(index.part.entries), bool), {}, index.version)


def _followed(snapshot: Snapshot, highest: int) -> Snapshot:
    """With the entries whose versions are above the ones seen; compares all when the numbers do not add up."""
    language = snapshot.index.language
    news = documents(language, version__gt=snapshot.seen)
    followed = _with_changes(snapshot, {document.pk: (document, analyse(document, language)) for document in news}, highest)
    if int(followed.alive.sum()) != SearchEntry.objects.in_language(language).count():
        return _compared(followed, highest)
    return followed


def _compared(snapshot: Snapshot, highest: int) -> Snapshot:
    """Entry by entry as the table has them: changed ones read again, those that are gone hidden."""
    index, entries = snapshot.index, snapshot.index.part.entries
    wanted = dict(SearchEntry.objects.in_language(index.language).values_list("pk", "version"))
    pks, versions = entries.numbers["pk"].tolist(), entries.numbers["version"].tolist()
    holds = np.array([wanted.get(pk) == version for pk, version in zip(pks, versions, strict=True)], bool)
    changed = {pk: known for pk, known in snapshot.changed.items() if wanted.get(pk) == known[0].version}
    held = {pks[place] for place in np.flatnonzero(holds)} | set(changed)
    missing = [pk for pk in wanted if pk not in held]
    if _are_many(len(missing), int(holds.sum())):
        return _fresh(built(index.language, highest))
    news = documents(index.language, pk__in=missing) if missing else []
    analysed = {document.pk: (document, analyse(document, index.language)) for document in news}
    return _with_changes(Snapshot(index, holds, changed, highest), analysed, highest)


def _with_changes(snapshot: Snapshot, news: dict[int, tuple[Document, Analysis]], highest: int) -> Snapshot:
    index, holds = snapshot.index, snapshot.holds
    changed = {**snapshot.changed, **news}
    if news:
        holds = holds & ~np.isin(index.part.entries.numbers["pk"], list(news))
    if _are_many(len(changed), int(holds.sum())):
        return _fresh(built(index.language, highest))
    return Snapshot(index, holds, changed, highest)


def _are_many(changes: int, unchanged: int) -> bool:
    return changes > 0 and (unchanged < _SMALL or changes > _MOST_CHANGES * unchanged)


_current: tuple[Path, Store] | None = None
_current_lock = threading.Lock()


def store() -> Store:
    """The one of this process."""
    global _current
    folder = artefact.folder()
    with _current_lock:
        if _current is None or _current[0] != folder:
            _current = (folder, Store())
        return _current[1]
