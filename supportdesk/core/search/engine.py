"""The index of one language: what was built, what changed since, and how alike each entry is to a question."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path

import numpy as np

from .characters import Characters
from .question import Question, terms_of
from .text import fold
from .wordindex import WordDelta, WordIndex

# Above this size the n-grams of whole bodies would cost more memory and time than they bring.
MOST_WITH_BODY_CHARACTERS = 2_000
_TITLE_WEIGHT = 3
_LONGEST_BODY = 20_000
_WHOLE_NGRAMS, _WHOLE_BUCKETS = (3, 5), 2**18
_UNIT_NGRAMS, _UNIT_BUCKETS = (2, 4), 2**16

# The shares of words, of characters of the whole entry, and of characters of its best title or phrasing.
_PLAIN = (1.0, 0.5, 0.5)
_WITH_CONCEPTS = (1.0, 0.5, 0.15)
# From this likeness on, what is asked is the title or a stored phrasing nearly word for word, which settles it.
_WORD_FOR_WORD = 0.7


@dataclass(frozen=True, slots=True)
class Document:
    """A search entry as the index reads it."""

    pk: int
    version: int
    kind: str
    object_id: int
    title: str
    phrasings: str
    body: str
    category: str
    audience: str

    @property
    def questions(self) -> list[str]:
        """The title and the other ways to ask."""
        return [self.title, *filter(None, map(str.strip, self.phrasings.splitlines()))]


@dataclass(frozen=True, slots=True)
class Analysis:
    """A document made ready: its terms, its questions folded, and its whole text folded."""

    terms: list[str]
    questions: list[str]
    whole: str


def analyse(document: Document, language: str) -> Analysis:
    questions, body = document.questions, document.body[:_LONGEST_BODY]
    title_terms = terms_of(document.title, language)
    other_terms = [term for text in (*questions[1:], body) for term in terms_of(text, language)]
    folded = [fold(text) for text in questions]
    return Analysis(title_terms * _TITLE_WEIGHT + other_terms, folded, " ".join([*folded, fold(body)]))


@dataclass
class Entries:
    """Who is who in a part of the index; the columns are parallel."""

    pk: list[int] = field(default_factory=list)
    version: list[int] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    object_id: list[int] = field(default_factory=list)
    category: list[str] = field(default_factory=list)
    audience: list[str] = field(default_factory=list)
    questions: list[list[str]] = field(default_factory=list)

    @classmethod
    def of(cls, documents: Sequence[Document], analyses: Sequence[Analysis]) -> Entries:
        columns = {name: [getattr(document, name) for document in documents] for name in _COLUMNS}
        return cls(**columns, questions=[analysis.questions for analysis in analyses])

    def __len__(self) -> int:
        return len(self.pk)

    def as_dict(self) -> dict[str, list]:
        return {column.name: getattr(self, column.name) for column in fields(self)}

    @cached_property
    def columns(self) -> dict[str, np.ndarray]:
        """The facts to choose by, as arrays."""
        texts = {name: np.array(getattr(self, name), dtype=np.str_) for name in ("kind", "category", "audience")}
        return texts | {name: np.array(getattr(self, name), dtype=np.int64) for name in ("pk", "version", "object_id")}


_COLUMNS = ("pk", "version", "kind", "object_id", "category", "audience")


class Part:
    """Some entries with their three indexes. A language has a built part and, when entries changed since, a small second."""

    def __init__(self, entries: Entries, words: WordIndex | WordDelta, whole: Characters, units: Characters) -> None:
        self.entries, self.words, self.whole, self.units = entries, words, whole, units
        self.first_unit = np.cumsum([0, *map(len, entries.questions)])[:-1]


class LanguageIndex:
    """The built part of one language; read-only, shared by threads."""

    def __init__(self, language: str, part: Part, *, with_bodies: bool, version: int, build: str = "") -> None:
        self.language, self.part, self.with_bodies, self.version, self.build = language, part, with_bodies, version, build

    @property
    def words(self) -> WordIndex:
        assert isinstance(self.part.words, WordIndex)
        return self.part.words

    @classmethod
    def make(cls, language: str, documents: Sequence[Document], *, version: int = 0) -> LanguageIndex:
        """Read the documents; `version` is the highest that the table had before they were fetched."""
        with_bodies = len(documents) <= MOST_WITH_BODY_CHARACTERS
        analyses = [analyse(document, language) for document in documents]
        whole, units = _texts(analyses, with_bodies)
        part = Part(
            Entries.of(documents, analyses),
            WordIndex.build([analysis.terms for analysis in analyses]),
            Characters.build(whole, language=language, ngrams=_WHOLE_NGRAMS, buckets=_WHOLE_BUCKETS),
            Characters.build(units, language=language, ngrams=_UNIT_NGRAMS, buckets=_UNIT_BUCKETS),
        )
        return cls(language, part, with_bodies=with_bodies, version=version)

    def changes(self, documents: Sequence[Document], analyses: Sequence[Analysis]) -> Part:
        """Entries that changed since the build, weighed by its figures."""
        whole, units = _texts(analyses, self.with_bodies)
        return Part(
            Entries.of(documents, analyses),
            WordDelta([analysis.terms for analysis in analyses], self.words),
            self.part.whole.over(whole),
            self.part.units.over(units),
        )

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.words.save(folder)
        self.part.whole.save(folder, "whole")
        self.part.units.save(folder, "units")
        content = {"version": self.version, "with_bodies": self.with_bodies, "entries": self.part.entries.as_dict()}
        (folder / "entries.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, language: str, folder: Path) -> LanguageIndex:
        content = json.loads((folder / "entries.json").read_text(encoding="utf-8"))
        entries = Entries(**content["entries"])
        units = sum(len(questions) for questions in entries.questions)
        part = Part(
            entries,
            WordIndex.load(folder),
            Characters.load(folder, "whole", size=len(entries)),
            Characters.load(folder, "units", size=units),
        )
        return cls(language, part, with_bodies=content["with_bodies"], version=content["version"], build=folder.name)


def _texts(analyses: Sequence[Analysis], with_bodies: bool) -> tuple[list[str], list[str]]:
    units = [question for analysis in analyses for question in analysis.questions]
    if with_bodies:
        return [analysis.whole for analysis in analyses], units
    return [" ".join(analysis.questions) for analysis in analyses], units


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
    unit_cosines: np.ndarray
    first_unit: np.ndarray

    def best_question(self, place: int) -> int:
        """Which of the questions of an entry is most like what was asked."""
        end = self.first_unit[place + 1] if place + 1 < len(self.first_unit) else len(self.unit_cosines)
        return int(self.unit_cosines[self.first_unit[place] : end].argmax())


def rank(question: Question, index: LanguageIndex, parts: Sequence[Part], may_be_found: np.ndarray) -> Ranking:
    """Score the entries of all parts, in their order; `may_be_found` says which take part at all."""
    words = np.concatenate([part.words.scores(question.weights) for part in parts]) * may_be_found
    whole_vector = index.part.whole.vector(question.characters)
    whole = np.concatenate([part.whole.cosines(whole_vector) for part in parts]) * may_be_found
    unit_vector = index.part.units.vector(question.characters)
    unit_cosines = np.concatenate([part.units.cosines(unit_vector) for part in parts])
    first_unit = _first_units(parts)
    units = np.maximum.reduceat(unit_cosines, first_unit) * may_be_found if len(first_unit) else unit_cosines
    share, known = _shares(question.weights, index, parts)
    concepts, _ = _shares(question.concepts, index, parts)
    weights = _WITH_CONCEPTS if question.concepts else _PLAIN
    score = sum(weight * _relative(part) for weight, part in zip(weights, (words, whole, units), strict=True))
    score += (units - _WORD_FOR_WORD).clip(0) / (1 - _WORD_FOR_WORD)
    return Ranking(
        question=question,
        built=index.words,
        score=np.asarray(score).round(6),
        words=words,
        whole=whole,
        units=units,
        share=share * may_be_found,
        concepts=concepts * may_be_found,
        known=known,
        unit_cosines=unit_cosines,
        first_unit=first_unit,
    )


def _relative(scores: np.ndarray) -> np.ndarray:
    best = scores.max(initial=0.0)
    return scores / best if best > 0 else scores


def _first_units(parts: Sequence[Part]) -> np.ndarray:
    before = np.cumsum([0, *(part.units.size for part in parts)])
    return np.concatenate([part.first_unit + offset for part, offset in zip(parts, before, strict=False)])


def _shares(terms: Iterable[str], index: LanguageIndex, parts: Sequence[Part]) -> tuple[np.ndarray, float]:
    """Which share of the terms, by how telling they are, each entry has; and all entries together."""
    starts = np.cumsum([0, *(len(part.entries) for part in parts)])
    share, total, known = np.zeros(starts[-1]), 0.0, 0.0
    for term in terms:
        idf = index.words.idf(term)
        total += idf
        for part, start in zip(parts, starts, strict=False):
            share[part.words.having(term) + start] += idf
        known += idf * any(term in part.words for part in parts)
    return (share / total, known / total) if total else (share, 0.0)
