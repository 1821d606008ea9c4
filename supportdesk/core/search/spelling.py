"""Putting right what was mistyped, from the words of the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from .text import Word

# Shorter words have too many neighbours that mean something else.
_SHORTEST = 5
_LONGEST = 24
# An ending that was mistyped is none to the stemmer, and so it is left on.
_SHORTEST_BEGINNING, _LONGEST_ENDING = 6, 5
# A text with more unknown words is not about what the index knows.
_MOST = 8
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويء"


class Vocabulary(Protocol):
    """The words that are known, and in how many entries each occurs."""

    def __contains__(self, term: str) -> bool: ...

    def frequency(self, term: str) -> int: ...


def corrected(found: Sequence[Word], vocabulary: Vocabulary) -> list[Word]:
    """The words, each unknown one replaced by the most frequent known one that is a single slip away, if there is any, or
    by the known one that it begins with, when the slip is in its ending."""
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
    if known:
        return min(known, key=lambda term: (-vocabulary.frequency(term), term))
    beginnings = (stem[:length] for length in range(len(stem) - 1, max(_SHORTEST_BEGINNING, len(stem) - _LONGEST_ENDING) - 1, -1))
    return next((beginning for beginning in beginnings if beginning in vocabulary), stem)


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
