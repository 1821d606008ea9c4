"""Concepts: words and phrases that mean the same to a customer, in every language under one name.

The names of the concepts in a text are indexed and asked for beside its words, so that "money back" finds "refund",
and a Spanish question an English article.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import structlog

from .text import Word, words

CONCEPTS = Path(__file__).parent / "data"
PREFIX = "§"
_MAY_SKIP = 2

log = structlog.get_logger("supportdesk.search")


class Lexicon:
    """The phrases of one language, each a row of stems; stop words in them must be there too, unless `loose`."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], language: str, *, loose: bool = False) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for concept, ways in phrases.items():
            rows = (tuple(word.stem for word in words(way, language) if not (loose and word.is_stop)) for way in ways)
            # Several forms of a word have one stem.
            for stems in filter(None, dict.fromkeys(rows)):
                self._by_first.setdefault(stems[0], []).append((stems, PREFIX + concept))
        self._stems = {stem for known in self._by_first.values() for stems, _ in known for stem in stems}
        for known in self._by_first.values():
            known.sort(key=lambda phrase: -len(phrase[0]))

    def only(self, concepts: Collection[str]) -> Lexicon:
        """The same with these concepts alone, which is quicker to match."""
        return _part_of(self, frozenset(concepts))

    def __contains__(self, stem: str) -> bool:
        """Whether the word occurs in any phrase."""
        return stem in self._stems

    def concepts(self, found: Sequence[Word]) -> list[str]:
        """The concepts in a row of words, as terms, in order; of phrases that begin with the same word the longest."""
        return [concept for concept, _, _ in self.matches(found)]

    def matches(self, found: Sequence[Word]) -> list[tuple[str, int, int]]:
        """Each concept found, with its first word and the one after its last."""
        matched: list[tuple[str, int, int]] = []
        place, by_first = 0, self._by_first
        present = {word.stem for word in found}
        while place < len(found):
            length, end = 0, place + 1
            for stems, concept in by_first.get(found[place].stem, ()):
                if len(stems) < length:
                    break
                # Most phrases are not there, which shows at once.
                stop = _end_of(stems, found, place) if present.issuperset(stems) else 0
                if stop:
                    matched.append((concept, place, stop))
                    length, end = len(stems), max(end, stop)
            place = end
        return matched


@lru_cache(maxsize=512)
def _part_of(whole: Lexicon, concepts: frozenset[str]) -> Lexicon:
    part = Lexicon({}, "")
    for first, known in whole._by_first.items():
        if kept := [phrase for phrase in known if phrase[1] in concepts]:
            part._by_first[first] = kept
    return part


def _end_of(stems: tuple[str, ...], found: Sequence[Word], place: int) -> int:
    """Where the phrase ends that begins at `place`, 0 if it is not there; a few stop words may stand in between."""
    skipped = 0
    for stem in stems:
        while place < len(found) and found[place].stem != stem:
            if not found[place].is_stop or skipped == _MAY_SKIP:
                return 0
            skipped += 1
            place += 1
        if place == len(found):
            return 0
        place += 1
    return place


@lru_cache(maxsize=1)
def _concepts() -> dict[str, dict[str, list[str]]]:
    """The ways to name each concept in each language, from all files together."""
    together: dict[str, dict[str, list[str]]] = {}
    try:
        for path in sorted(CONCEPTS.glob("*.toml")):
            for name, languages in tomllib.loads(path.read_text(encoding="utf-8")).items():
                known = together.setdefault(name, {})
                for language, ways in languages.items():
                    known.setdefault(language, []).extend(ways)
    except (OSError, tomllib.TOMLDecodeError) as error:
        log.warning("search.no_concepts", error=str(error))
        return {}
    return together


@lru_cache(maxsize=16)
def lexicon(language: str) -> Lexicon:
    """The concepts of a language; none when there is no readable file."""
    return Lexicon({name: ways.get(language, []) for name, ways in _concepts().items()}, language)


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Changes when the concepts do: an index built with others is of no use."""
    return hashlib.sha256(repr(sorted(_concepts().items())).encode()).hexdigest()[:16]
