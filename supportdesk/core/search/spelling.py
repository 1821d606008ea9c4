"""Putting right what was mistyped, from the words of the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from .text import Word

# Shorter words have too many neighbours that mean something else.
_SHORTEST = 5
_LONGEST = 24
# A text with more unknown words is not about what the index knows.
_MOST = 8
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويء"


class Vocabulary(Protocol):
    """The words that are known, and in how many entries each occurs."""

    def __contains__(self, term: str) -> bool: ...

    def frequency(self, term: str) -> int: ...


def corrected(found: Sequence[Word], vocabulary: Vocabulary) -> list[Word]:
    """The words, each unknown one replaced by the most frequent known one that is a single slip away, if there is any."""
    wrong = {word.stem for word in found if _may_be_wrong(word, vocabulary)}
    if not wrong or len(wrong) > _MOST:
        return list(found)
    right = {stem: _nearest(stem, vocabulary) for stem in wrong}
    return [word._replace(stem=right.get(word.stem, word.stem)) for word in found]


def _may_be_wrong(word: Word, vocabulary: Vocabulary) -> bool:
    return (
        not word.is_han
        and not word.is_stop
        and _SHORTEST <= len(word.stem) <= _LONGEST
        and word.stem.isalpha()
        and word.stem not in vocabulary
    )


def _nearest(stem: str, vocabulary: Vocabulary) -> str:
    known = {slip for slip in _slips(stem) if slip in vocabulary}
    return min(known, key=lambda term: (-vocabulary.frequency(term), term), default=stem)


def _slips(word: str) -> Iterator[str]:
    """Everything that is one letter left out, added, mistaken or swapped away."""
    alphabet = _LATIN if word.isascii() else _ARABIC
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in alphabet:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
