"""The word lists of `data/tone` and `data/cues`, and finding them in a message."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .tokens import tokens

DATA = Path(__file__).resolve().parent.parent / "data"
# In a phrase: any number.
NUMBER = "#"
# Conjunctions, prepositions and the article are written as one with the word that follows.
_ARABIC_PREFIXES = ("وال", "فال", "بال", "كال", "لل", "ال", "و", "ف", "ب", "ل")


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: the list it stands in, and the words of the clause that it covers."""

    kind: str
    start: int
    end: int

    def covers(self, other: Match) -> bool:
        return self.start <= other.start and other.end <= self.end


class Lexicon:
    """All lists of one language, ready to be looked for in one pass over a clause."""

    def __init__(self, language: str, lists: Mapping[str, Iterable[str]]) -> None:
        self.language = language
        self._numbers = {tuple(tokens(word)) for word in lists.get("number", ())}
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for kind, phrases in lists.items():
            for phrase in {tuple(_phrase_tokens(phrase)) for phrase in phrases} - {()} if kind != "number" else ():
                self._by_first.setdefault(phrase[0], []).append((phrase, kind))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, clause: list[str]) -> list[Match]:
        """Every phrase in the clause; of one list, only the longest that starts at a word."""
        found = self._find(clause)
        counted = self._with_numbers_masked(clause)
        return found if counted is None else found + [match for match in self._find(counted) if match not in found]

    def _find(self, clause: list[str]) -> list[Match]:
        found: list[Match] = []
        for start, word in enumerate(clause):
            seen: set[str] = set()
            for first in self._forms(word):
                for phrase, kind in self._by_first.get(first, ()):
                    end = start + len(phrase)
                    if kind not in seen and tuple(clause[start + 1 : end]) == phrase[1:] and end <= len(clause):
                        seen.add(kind)
                        found.append(Match(kind, start, end))
        return found

    def _with_numbers_masked(self, clause: list[str]) -> list[str] | None:
        """The clause with "#" for each number, of the same length; None when there is none."""
        masked = [NUMBER if word.isdecimal() or (word,) in self._numbers else word for word in clause]
        return masked if NUMBER in masked else None

    def _forms(self, word: str) -> list[str]:
        if self.language != "ar":
            return [word]
        return [
            word,
            *(word[len(prefix) :] for prefix in _ARABIC_PREFIXES if word.startswith(prefix) and len(word) > len(prefix) + 2),
        ]


def _phrase_tokens(phrase: str) -> list[str]:
    """Like `tokens`, but "#" stays: it stands for a number."""
    return [word for part in phrase.replace("#", " # ").split() for word in ([NUMBER] if part == NUMBER else tokens(part))]


@cache
def lexicon(language: str) -> Lexicon:
    """The lists of a language; those whose file does not exist are empty."""
    lists: dict[str, list[str]] = {}
    for folder in ("tone", "cues"):
        path = DATA / folder / f"{language}.toml"
        for kind, phrases in tomllib.loads(path.read_text(encoding="utf-8")).items() if path.is_file() else ():
            lists.setdefault(kind, []).extend(phrases)
    return Lexicon(language, lists)
