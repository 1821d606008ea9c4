"""What is asked: a query, folded, as words, concepts, synonyms and characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .lexicon import Lexicon, lexicon
from .spelling import Vocabulary, corrected
from .synonyms import NONE, Synonyms, Ways
from .text import MAX_QUERY_CHARACTERS, Word, fold, terms, words

# A concept found says more about what is meant than the word that stands for it.
_CONCEPT_WEIGHT = 3
_TELLING_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Fix:
    """A word that was put right: where it stands in the query, and the stem that it is taken for."""

    start: int
    end: int
    stem: str


@dataclass(frozen=True, slots=True)
class Question:
    """`weights` are the terms and concepts asked for, `alternatives` the ways to say each part that has synonyms, as typed
    first; `length` counts the terms, `characters` are for the n-grams."""

    language: str
    weights: Counter[str]
    length: int
    concepts: tuple[str, ...]
    characters: str
    alternatives: tuple[Ways, ...] = ()
    fixes: tuple[Fix, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.weights or self.characters or self.alternatives)

    @property
    def all_terms(self) -> set[str]:
        """Every term that counts, whichever way it is said."""
        return set(self.weights).union(*(way for ways in self.alternatives for way in ways))


def ask(text: str, language: str, vocabulary: Vocabulary, synonyms: Synonyms = NONE) -> Question:
    """The question as the index of its own language, which knows `vocabulary`, understands it.

    Of overlong text the beginning counts.
    """
    text = text[:MAX_QUERY_CHARACTERS]
    written = words(text, language)
    found = corrected(written, _Known(vocabulary, lexicon(language), synonyms.lexicon(language)))
    fixes = tuple(
        Fix(right.start, right.end, right.stem) for wrong, right in zip(written, found, strict=True) if wrong.stem != right.stem
    )
    spans = synonyms.found(found, language)
    concepts = lexicon(language).concepts(found)
    return _question(language, _terms_beside(spans, found), concepts, fold(text), tuple(ways for *_, ways in spans), fixes)


def ask_abroad(text: str, language: str, *, of: str, vocabulary: Vocabulary, synonyms: Synonyms = NONE) -> Question:
    """The question as the index of another language, `of`, understands it: by its concepts, by synonyms that hold in all
    languages, and by the words that both have (names, codes, or because the person wrote in that language)."""
    text = text[:MAX_QUERY_CHARACTERS]
    here, there = words(text, language), words(text, of)
    spans = synonyms.found(here, language, of=of)
    shared = [term for term in terms(there) if term in vocabulary and _is_telling(term)]
    concepts = [*lexicon(language).concepts(here), *lexicon(of).concepts(there)]
    alternatives = tuple(ways for *_, ways in spans)
    return _question(of, shared, list(dict.fromkeys(concepts)), fold(text) if shared else "", alternatives)


@dataclass(frozen=True, slots=True)
class _Known:
    """The words of the index, of the concepts and of the synonyms."""

    index: Vocabulary
    concepts: Lexicon
    synonyms: Lexicon

    def __contains__(self, term: str) -> bool:
        return term in self.concepts or term in self.synonyms or term in self.index

    def frequency(self, term: str) -> int:
        return self.index.frequency(term)


def _terms_beside(spans: Sequence[tuple[int, int, Ways]], found: list[Word]) -> list[str]:
    """The terms of what stands before, between and after the parts that have synonyms."""
    plain, done = [], 0
    for first, end, _ in sorted(spans, key=lambda span: span[:2]):
        plain += terms(found[done:first])
        done = max(done, end)
    return plain + terms(found[done:])


def _question(
    language: str,
    plain: list[str],
    concepts: list[str],
    characters: str,
    alternatives: tuple[Ways, ...] = (),
    fixes: tuple[Fix, ...] = (),
) -> Question:
    weights = Counter(plain)
    for concept in concepts:
        weights[concept] += _CONCEPT_WEIGHT
    length = len(plain) + sum(len(ways[0]) for ways in alternatives)
    return Question(language, weights, length, tuple(dict.fromkeys(concepts)), characters, alternatives, fixes)


def _is_telling(term: str) -> bool:
    return len(term) >= _TELLING_LENGTH or any(character.isdigit() for character in term)


def terms_of(text: str, language: str) -> list[str]:
    """The terms and concepts of a text, as they are indexed."""
    found = words(text, language)
    return [*terms(found), *lexicon(language).concepts(found)]
