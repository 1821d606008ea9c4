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
from django.db.models import Max

from ..models import SearchEntry
from . import artefact
from .engine import Analysis, Document, LanguageIndex, Part, analyse

# With more changed entries than this share of the built ones, the figures of the build no longer fit and the process
# makes its own; so it does when there are so few that it takes no time.
_MOST_CHANGES = 0.25
_SMALL = 50

log = structlog.get_logger("supportdesk.search")

_FIELDS = ("pk", "version", "kind", "object_id", "title", "phrasings", "body", "category", "audience")


@dataclass(frozen=True)
class Snapshot:
    """One language at one moment: the built index, which of its entries still hold, and what changed since."""

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
        """Which places of all parts hold an entry that exists."""
        return np.concatenate([self.holds, np.ones(len(self.changed), bool)])

    @cached_property
    def places(self) -> dict[tuple[str, int], int]:
        """Where each object is."""
        objects = zip(self.column("kind"), self.column("object_id"), strict=True)
        return {key: place for place, key in enumerate(objects) if self.alive[place]}

    def column(self, name: str) -> np.ndarray:
        """One fact of every entry, over all parts."""
        return self._columns[name]

    def is_one_of(self, name: str, values: tuple[str, ...]) -> np.ndarray:
        """Which entries have one of the values in a column."""
        column = self.column(name)
        return np.logical_or.reduce([column == value for value in values])

    @cached_property
    def _columns(self) -> dict[str, np.ndarray]:
        columns = [part.entries.columns for part in self.parts]
        return {name: np.concatenate([column[name] for column in columns]) for name in columns[0]}

    @cached_property
    def all_questions(self) -> list[list[str]]:
        """The title and phrasings of every entry, folded."""
        return [questions for part in self.parts for questions in part.entries.questions]


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
        highest = highest_version()
        self._look_for_a_build()
        return Moment(self, highest)

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
    """One look at the highest version, for all the languages of one search."""

    store: Store
    highest: int

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
    holds = np.array([wanted.get(pk) == version for pk, version in zip(entries.pk, entries.version, strict=True)], bool)
    changed = {pk: known for pk, known in snapshot.changed.items() if wanted.get(pk) == known[0].version}
    held = {entries.pk[place] for place in np.flatnonzero(holds)} | set(changed)
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
        holds = holds & ~np.isin(np.array(index.part.entries.pk, int), list(news))
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
