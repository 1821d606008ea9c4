"""How alike each entry is to a question: by words and concepts, and by characters, which survive typing errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .engine import LanguageIndex, Part
from .question import Question
from .wordindex import WordIndex

# The shares of words, of characters of the whole entry, and of characters of its best title or phrasing.
_PLAIN = (1.0, 0.5, 0.5)
_WITH_CONCEPTS = (1.0, 0.5, 0.15)
# From this likeness on, what is asked is the title or a stored phrasing nearly word for word, which settles it.
_WORD_FOR_WORD = 0.7

Ways = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """How every entry of a language fares with one question; those that may not be found have 0 everywhere."""

    question: Question
    built: WordIndex
    score: np.ndarray
    words: np.ndarray
    whole: np.ndarray
    units: np.ndarray
    share: np.ndarray
    concepts: np.ndarray
    known: float
    ways: tuple[np.ndarray, ...]
    unit_cosines: np.ndarray
    first_unit: np.ndarray

    def best_question(self, place: int) -> int:
        """Which of the questions of an entry is most like what was asked."""
        end = self.first_unit[place + 1] if place + 1 < len(self.first_unit) else len(self.unit_cosines)
        return int(self.unit_cosines[self.first_unit[place] : end].argmax())

    def asked_of(self, place: int) -> Counter[str]:
        """The terms of the question in the words of the entry: of what means the same, the way that it has most of."""
        asked = Counter(self.question.weights)
        for ways, shares in zip(self.question.alternatives, self.ways, strict=True):
            asked.update(ways[int(shares[:, place].argmax())])
        return asked


def rank(question: Question, index: LanguageIndex, parts: Sequence[Part], may_be_found: np.ndarray) -> Ranking:
    """Score the entries of all parts, in their order; `may_be_found` says which take part at all."""
    terms = _Terms(index.words, parts, may_be_found)
    words = terms.scores(question.weights)
    for ways in question.alternatives:
        words = words + terms.best_scores(ways)
    whole_vector = index.part.whole.vector(question.characters)
    whole = np.concatenate([part.whole.cosines(whole_vector) for part in parts]) * may_be_found
    unit_vector = index.part.units.vector(question.characters)
    by_part = [part.units.cosines(unit_vector) for part in parts]
    unit_cosines, first_unit = np.concatenate(by_part), _first_units(parts)
    best_units = [_best_of_each(part, cosines) for part, cosines in zip(parts, by_part, strict=True)]
    units = np.concatenate(best_units) * may_be_found
    shares, by_way = terms.shares(question.weights, question.alternatives)
    weights = _WITH_CONCEPTS if question.concepts or question.alternatives else _PLAIN
    score = sum(weight * _relative(part) for weight, part in zip(weights, (words, whole, units), strict=True))
    score += (units - _WORD_FOR_WORD).clip(0) / (1 - _WORD_FOR_WORD)
    return Ranking(
        question=question,
        built=index.words,
        score=np.asarray(score).round(6),
        words=words,
        whole=whole,
        units=units,
        share=shares.of_each,
        concepts=terms.share(question.concepts).of_each,
        known=shares.of_all,
        ways=by_way,
        unit_cosines=unit_cosines,
        first_unit=first_unit,
    )


def _relative(scores: np.ndarray) -> np.ndarray:
    best = scores.max(initial=0.0)
    return scores / best if best > 0 else scores


def _best_of_each(part: Part, cosines: np.ndarray) -> np.ndarray:
    """The highest likeness among the questions of each entry."""
    best = np.zeros(len(part.entries), cosines.dtype)
    alike = np.flatnonzero(cosines > 0)
    np.maximum.at(best, part.entries.entry_of_question[alike], cosines[alike])
    return best


def _first_units(parts: Sequence[Part]) -> np.ndarray:
    if len(parts) == 1:
        return parts[0].entries.first_question
    before = np.cumsum([0, *(part.units.size for part in parts)])
    return np.concatenate([part.entries.first_question + offset for part, offset in zip(parts, before, strict=False)])


@dataclass(frozen=True, slots=True)
class _Share:
    """Which share of some terms, by how telling they are, each entry has, and all entries together; `weight` is the whole."""

    of_each: np.ndarray
    of_all: float
    weight: float


@dataclass(frozen=True, slots=True)
class _Terms:
    """The terms of all parts, as far as they are in entries that may be found."""

    built: WordIndex
    parts: Sequence[Part]
    may_be_found: np.ndarray

    def scores(self, weights: Counter[str]) -> np.ndarray:
        return np.concatenate([part.words.scores(weights) for part in self.parts]) * self.may_be_found

    def best_scores(self, ways: Ways) -> np.ndarray:
        """Of whichever way of saying a thing scores best; each way counts as much as the first, however long it is."""
        worth = [sum(self.built.idf(term) for term in way) for way in ways]
        return np.maximum.reduce([self.scores(Counter(way)) * (worth[0] / own) for way, own in zip(ways, worth, strict=True)])

    def share(self, terms: Iterable[str]) -> _Share:
        of_each, known, total = np.zeros(len(self.may_be_found)), 0.0, 0.0
        for term in terms:
            idf, is_known, start = self.built.idf(term), False, 0
            for part in self.parts:
                having = part.words.having(term) + start
                of_each[having] += idf
                is_known = is_known or bool(self.may_be_found[having].any())
                start += len(part.entries)
            total += idf
            known += idf * is_known
        return _Share(of_each * self.may_be_found / total, known / total, total) if total else _Share(of_each, 0.0, 0.0)

    def shares(self, terms: Iterable[str], alternatives: Sequence[Ways]) -> tuple[_Share, tuple[np.ndarray, ...]]:
        """The share of the terms, and of whichever way of saying the rest an entry has most of; and the shares of the ways."""
        plain = self.share(terms)
        if not alternatives:
            return plain, ()
        total, of_each, known, by_way = plain.weight, plain.of_each * plain.weight, plain.of_all * plain.weight, []
        for ways in alternatives:
            found = [self.share(way) for way in ways]
            # As telling as the way that was typed, which is the first.
            weight = found[0].weight
            by_way.append(np.stack([share.of_each for share in found]))
            of_each = of_each + by_way[-1].max(axis=0) * weight
            known += max(share.of_all for share in found) * weight
            total += weight
        if not total:
            return plain, tuple(by_way)
        return replace(plain, of_each=of_each / total, of_all=known / total, weight=total), tuple(by_way)
