"""Completing what is being typed, from titles and phrasings that are kept in order, so that nothing is read through."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from .entries import Entries, Texts, mapped

TITLE_BEGINS, PHRASING_BEGINS, TITLE_HAS, PHRASING_HAS = range(4)
_LAST = "\U0010ffff"
_MOST_SIGNS = 3


class Postings:
    """Which questions have each piece (a word, or one to three neighbouring signs), in the order of the pieces."""

    def __init__(self, pieces: Texts, starts: np.ndarray, questions: np.ndarray) -> None:
        self._pieces, self._starts, self._questions = pieces, starts, questions

    @classmethod
    def build(cls, questions: Texts, pieces_of: Callable[[str], Iterable[str]]) -> Postings:
        having: dict[str, list[int]] = {}
        for place, text in enumerate(questions):
            for piece in set(pieces_of(text)):
                having.setdefault(piece, []).append(place)
        pieces = sorted(having)
        starts = np.cumsum([0, *(len(having[piece]) for piece in pieces)])
        places = np.fromiter((place for piece in pieces for place in having[piece]), np.int32, int(starts[-1]))
        return cls(Texts.of(pieces), starts, places)

    def beginning(self, typed: str) -> np.ndarray:
        """The questions with a piece that begins so; some more than once."""
        return self._between(bisect_left(self._pieces, typed), bisect_left(self._pieces, typed + _LAST))

    def exactly(self, piece: str) -> np.ndarray:
        """The questions with just this piece."""
        place = bisect_left(self._pieces, piece)
        is_there = place < len(self._pieces) and self._pieces[place] == piece
        return self._between(place, place + is_there)

    def _between(self, first: int, last: int) -> np.ndarray:
        return self._questions[self._starts[first] : self._starts[last]]

    def save(self, folder: Path, name: str) -> None:
        self._pieces.save(folder, f"{name}.pieces")
        np.save(folder / f"{name}.starts.npy", self._starts)
        np.save(folder / f"{name}.questions.npy", self._questions)

    @classmethod
    def load(cls, folder: Path, name: str) -> Postings:
        starts, questions = mapped(folder / f"{name}.starts.npy"), mapped(folder / f"{name}.questions.npy")
        return cls(Texts.load(folder, f"{name}.pieces"), starts, questions)


class Completions:
    """The questions of the entries of a part in alphabetical order, and by their words; for Chinese by their signs too.

    `rank` is the order of the entries among equals: short titles first, then the alphabet, kind and id.
    """

    def __init__(self, entries: Entries, order: np.ndarray, rank: np.ndarray, words: Postings, signs: Postings | None) -> None:
        self._entries, self._order, self._rank, self._words, self._signs = entries, order, rank, words, signs
        self._of_entry = entries.entry_of_question
        self._is_title = np.zeros(len(entries.questions), bool)
        self._is_title[entries.first_question] = True

    @classmethod
    def build(cls, entries: Entries, language: str) -> Completions:
        texts = list(entries.questions)
        order = np.array(sorted(range(len(texts)), key=texts.__getitem__), np.int32)
        best_first = sorted(range(len(entries)), key=lambda place: order_of(entries, place))
        rank = np.empty(len(entries), np.int32)
        rank[best_first] = np.arange(len(entries))
        signs = Postings.build(entries.questions, _signs) if language.startswith("zh") else None
        return cls(entries, order, rank, Postings.build(entries.questions, str.split), signs)

    def matching(self, typed: str, may_be_found: np.ndarray, most: int, *, is_han: bool) -> list[tuple[int, int]]:
        """The best entries that the folded text can become: (how it stands in them, their place), best first."""
        standing = np.full(len(self._entries), PHRASING_HAS + 1, np.int8)
        within = self._having_signs(typed.split()) if is_han else self._having_words(typed.split())
        for questions, in_title, in_phrasing in (
            (within, TITLE_HAS, PHRASING_HAS),
            (self._beginning(typed), TITLE_BEGINS, PHRASING_BEGINS),
        ):
            is_title = self._is_title[questions]
            # The better standing is written last.
            standing[self._of_entry[questions[~is_title]]] = in_phrasing
            standing[self._of_entry[questions[is_title]]] = in_title
        found = np.flatnonzero((standing <= PHRASING_HAS) & may_be_found)
        worth = standing[found].astype(np.int64) * len(self._entries) + self._rank[found]
        if len(found) > most:
            chosen = np.argpartition(worth, most)[:most]
            found, worth = found[chosen], worth[chosen]
        return [(int(standing[place]), int(place)) for place in found[np.argsort(worth)]]

    def _beginning(self, typed: str) -> np.ndarray:
        sorted_texts = _InOrder(self._entries.questions, self._order)
        return self._order[bisect_left(sorted_texts, typed) : bisect_left(sorted_texts, typed + _LAST)]

    def _having_words(self, words: list[str]) -> np.ndarray:
        return self._having_all([self._words.beginning(word) for word in words])

    def _having_signs(self, parts: list[str]) -> np.ndarray:
        assert self._signs is not None
        pieces = {piece for part in parts for piece in _neighbours(part, min(len(part), _MOST_SIGNS))}
        found = self._having_all([self._signs.exactly(piece) for piece in pieces])
        if all(len(part) <= _MOST_SIGNS for part in parts):
            return found
        texts = self._entries.questions
        return np.array([place for place in found if all(part in texts[place] for part in parts)], np.int32)

    def _having_all(self, postings: list[np.ndarray]) -> np.ndarray:
        has_all = np.ones(len(self._entries.questions), bool)
        for places in postings:
            has = np.zeros(len(has_all), bool)
            has[places] = True
            has_all &= has
        return np.flatnonzero(has_all)

    def save(self, folder: Path) -> None:
        np.save(folder / "completion.order.npy", self._order)
        np.save(folder / "completion.rank.npy", self._rank)
        self._words.save(folder, "completion.words")
        if self._signs:
            self._signs.save(folder, "completion.signs")

    @classmethod
    def load(cls, folder: Path, entries: Entries, language: str) -> Completions:
        signs = Postings.load(folder, "completion.signs") if language.startswith("zh") else None
        order, rank = mapped(folder / "completion.order.npy"), mapped(folder / "completion.rank.npy")
        return cls(entries, order, rank, Postings.load(folder, "completion.words"), signs)


class _InOrder(Sequence[str]):
    """The texts in their order, without a copy."""

    def __init__(self, texts: Texts, order: np.ndarray) -> None:
        self._texts, self._order = texts, order

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, place):
        return self._texts[self._order[place]]


def order_of(entries: Entries, place: int) -> tuple[int, str, str, int]:
    """What comes first of entries that begin alike: short titles, then the alphabet, kind and id."""
    title = entries.questions[entries.first_question[place]]
    return len(title), title, entries.words["kind"][place], int(entries.numbers["object_id"][place])


def _signs(text: str) -> Iterable[str]:
    """Each sign, and each two and three neighbours in a word."""
    return (piece for word in text.split() for length in range(1, _MOST_SIGNS + 1) for piece in _neighbours(word, length))


def _neighbours(word: str, length: int) -> Iterable[str]:
    return (word[at : at + length] for at in range(len(word) - length + 1))
