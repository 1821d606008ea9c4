"""Synonyms that editors keep: applied when something is asked, so a change counts at once and no index is built for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from .lexicon import Lexicon
from .text import Word, fold, terms, words

if TYPE_CHECKING:
    from ..models import SearchSynonym

FEWEST_PHRASES, MOST_PHRASES, LONGEST_PHRASE, MOST_WORDS = 2, 20, 80, 8
# Any number of its own, as long as every writer of synonyms takes the same one.
_WRITERS = 7_305_012
_EVERYWHERE = "en"

Ways = tuple[tuple[str, ...], ...]
Stamp = tuple[int, int]


class Synonyms:
    """The groups as they were at one moment; read-only, shared by threads."""

    def __init__(self, groups: Iterable[tuple[int, str, Sequence[str]]] = ()) -> None:
        """Of groups as (key, language or "" for all, words and phrases)."""
        self._groups = {str(key): (language, tuple(phrases)) for key, language, phrases in groups}
        self._lexicons: dict[str, Lexicon] = {}

    def lexicon(self, language: str) -> Lexicon:
        """The phrases that are known in a language, under the keys of their groups."""
        if language not in self._lexicons:
            known = {key: phrases for key, (its_language, phrases) in self._groups.items() if its_language in ("", language)}
            self._lexicons[language] = Lexicon(known, language, loose=True)
        return self._lexicons[language]

    def found(self, asked: Sequence[Word], language: str, *, of: str = "") -> list[tuple[int, int, Ways]]:
        """Where in a row of words something with synonyms stands (first word, the one after the last), and the terms of
        each way to say it: as it was typed first, then the others. `of` is the language that is searched, when another."""
        if not self._groups:
            return []
        spans: dict[tuple[int, int], list[str]] = {}
        for name, first, end in self.lexicon(language).matches(asked):
            spans.setdefault((first, end), []).append(name[1:])
        found = []
        for (first, end), keys in spans.items():
            others = [way for key in keys for way in self._ways(key, of or language)]
            ways = dict.fromkeys([tuple(terms(asked[first:end])), *others])
            ways.pop((), None)
            if len(ways) > 1:
                found.append((first, end, tuple(ways)))
        return found

    def _ways(self, key: str, language: str) -> Ways:
        its_language, phrases = self._groups[key]
        return _terms_of(phrases, language) if its_language in ("", language) else ()


@lru_cache(maxsize=4096)
def _terms_of(phrases: tuple[str, ...], language: str) -> Ways:
    return tuple(tuple(terms(words(phrase, language))) for phrase in phrases)


NONE = Synonyms()
_current: tuple[Stamp, Synonyms] = ((0, 0), NONE)
_lock = threading.Lock()


def synonyms(stamp: Stamp) -> Synonyms:
    """Those that the table holds; it is read again only when its stamp (highest version, how many) is another."""
    global _current
    known, current = _current
    if known == stamp:
        return current
    with _lock:
        if _current[0] != stamp:
            from ..models import SearchSynonym

            rows = SearchSynonym.objects.order_by("pk").only("language", "phrases")
            _current = (stamp, Synonyms((row.pk, row.language, row.ways) for row in rows))
        return _current[1]


@transaction.atomic
def keep_synonym(synonym: SearchSynonym, *, by: Any) -> SearchSynonym:
    """Save a group, new or changed, so that every process takes it up with its next search."""
    checked_phrases(synonym.phrases, synonym.language)
    synonym.phrases = "\n".join(synonym.ways)
    synonym.changed_by, synonym.version = by, _next_version()
    synonym.save()
    return synonym


def forget_synonym(synonym: SearchSynonym) -> None:
    """Delete a group; its phrases find only themselves from the next search on."""
    synonym.delete()


def checked_phrases(written: str, language: str) -> list[str]:
    """The phrases of a text, one a line; ValidationError for too few or many, long ones, and two that are the same."""
    phrases = [way for line in written.splitlines() if (way := " ".join(line.split()))]
    problems: list[str] = []
    if not FEWEST_PHRASES <= len(phrases) <= MOST_PHRASES:
        problems.append(
            _("Write between %(fewest)d and %(most)d words or phrases, one a line.")
            % {"fewest": FEWEST_PHRASES, "most": MOST_PHRASES}
        )
    known: dict[tuple[str, ...], str] = {}
    for phrase in phrases:
        stems = tuple(word.stem for word in words(phrase, language or _EVERYWHERE)) if language else tuple(fold(phrase).split())
        if len(phrase) > LONGEST_PHRASE or (len(stems) > MOST_WORDS and not _is_han(phrase, language)):
            problems.append(_("“%(phrase)s” is too long for a synonym.") % {"phrase": phrase[:LONGEST_PHRASE]})
        elif not terms(words(phrase, language or _EVERYWHERE)):
            problems.append(_("“%(phrase)s” has no word that the search reads.") % {"phrase": phrase})
        elif stems in known:
            problems.append(_("“%(one)s” and “%(other)s” are the same to the search.") % {"one": known[stems], "other": phrase})
        known.setdefault(stems, phrase)
    if problems:
        raise ValidationError(problems)
    return phrases


def _is_han(phrase: str, language: str) -> bool:
    return any(word.is_han for word in words(phrase, language or _EVERYWHERE))


def _next_version() -> int:
    """A number above every one given before, in the order in which the transactions commit."""
    from ..models import SearchSynonym

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITERS])
    highest = SearchSynonym.objects.aggregate(highest=Max("version"))["highest"] or 0
    return max(highest + 1, time.time_ns() // 1000)
