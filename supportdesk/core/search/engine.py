"""The index of one language: what was built, and what changed since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .characters import Characters
from .completion import Completions
from .entries import Document, Entries
from .question import terms_of
from .text import fold
from .wordindex import WordDelta, WordIndex

# Above this size the n-grams of whole bodies would cost more memory and time than they bring.
MOST_WITH_BODY_CHARACTERS = 2_000
_TITLE_WEIGHT = 3
_LONGEST_BODY = 20_000
_WHOLE_NGRAMS, _WHOLE_BUCKETS = (3, 5), 2**18
_UNIT_NGRAMS, _UNIT_BUCKETS = (2, 4), 2**16


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


class Part:
    """Some entries with their indexes. A language has a built part and, when entries changed since, a small second."""

    def __init__(
        self,
        language: str,
        entries: Entries,
        words: WordIndex | WordDelta,
        whole: Characters,
        units: Characters,
        completions: Completions | None = None,
    ) -> None:
        self.language, self.entries, self.words, self.whole, self.units = language, entries, words, whole, units
        self._completions = completions

    @cached_property
    def completions(self) -> Completions:
        return self._completions or Completions.build(self.entries, self.language)

    def save(self, folder: Path) -> None:
        assert isinstance(self.words, WordIndex)
        self.entries.save(folder)
        self.words.save(folder)
        self.whole.save(folder, "whole")
        self.units.save(folder, "units")
        self.completions.save(folder)

    @classmethod
    def load(cls, folder: Path, language: str) -> Part:
        entries = Entries.load(folder)
        return cls(
            language,
            entries,
            WordIndex.load(folder),
            Characters.load(folder, "whole", size=len(entries)),
            Characters.load(folder, "units", size=len(entries.questions)),
            Completions.load(folder, entries, language),
        )


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
            language,
            Entries.of(documents, [analysis.questions for analysis in analyses]),
            WordIndex.build([analysis.terms for analysis in analyses]),
            Characters.build(whole, language=language, ngrams=_WHOLE_NGRAMS, buckets=_WHOLE_BUCKETS),
            Characters.build(units, language=language, ngrams=_UNIT_NGRAMS, buckets=_UNIT_BUCKETS),
        )
        return cls(language, part, with_bodies=with_bodies, version=version)

    def changes(self, documents: Sequence[Document], analyses: Sequence[Analysis]) -> Part:
        """Entries that changed since the build, weighed by its figures."""
        whole, units = _texts(analyses, self.with_bodies)
        return Part(
            self.language,
            Entries.of(documents, [analysis.questions for analysis in analyses]),
            WordDelta([analysis.terms for analysis in analyses], self.words),
            self.part.whole.over(whole),
            self.part.units.over(units),
        )

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.part.save(folder)
        content = {"version": self.version, "with_bodies": self.with_bodies}
        (folder / "index.json").write_text(json.dumps(content), encoding="utf-8")

    @classmethod
    def load(cls, language: str, folder: Path) -> LanguageIndex:
        content = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        part = Part.load(folder, language)
        return cls(language, part, with_bodies=content["with_bodies"], version=content["version"], build=folder.name)


def _texts(analyses: Sequence[Analysis], with_bodies: bool) -> tuple[list[str], list[str]]:
    units = [question for analysis in analyses for question in analysis.questions]
    if with_bodies:
        return [analysis.whole for analysis in analyses], units
    return [" ".join(analysis.questions) for analysis in analyses], units
