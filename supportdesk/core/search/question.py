"""What is asked: a query, folded, as words, concepts and characters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from .lexicon import Lexicon, lexicon
from .spelling import Vocabulary, corrected
from .text import MAX_QUERY_CHARACTERS, fold, terms, words

# A concept found says more about what is meant than the word that stands for it.
_CONCEPT_WEIGHT = 3
_TELLING_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Question:
    """`weights` are the terms and concepts asked for, `length` counts the terms, `characters` are for the n-grams."""

    language: str
    weights: Counter[str]
    length: int
    concepts: tuple[str, ...]
    characters: str

    def __bool__(self) -> bool:
        return bool(self.weights or self.characters)


def ask(text: str, language: str, vocabulary: Vocabulary) -> Question:
    """The question as the index of its own language, which knows `vocabulary`, understands it.

    Of overlong text the beginning counts.
    """
    text = text[:MAX_QUERY_CHARACTERS]
    found = corrected(words(text, language), _Known(vocabulary, lexicon(language)))
    return _question(language, terms(found), lexicon(language).concepts(found), fold(text))


def ask_abroad(text: str, language: str, *, of: str, vocabulary: Vocabulary) -> Question:
    """The question as the index of another language, `of`, understands it: by its concepts, and by the words that
    both have (names, codes, or because the person wrote in that language)."""
    text = text[:MAX_QUERY_CHARACTERS]
    there = words(text, of)
    shared = [term for term in terms(there) if term in vocabulary and _is_telling(term)]
    concepts = [*lexicon(language).concepts(words(text, language)), *lexicon(of).concepts(there)]
    return _question(of, shared, list(dict.fromkeys(concepts)), fold(text) if shared else "")


@dataclass(frozen=True, slots=True)
class _Known:
    """The words of the index and of the concepts."""

    index: Vocabulary
    concepts: Lexicon

    def __contains__(self, term: str) -> bool:
        return term in self.index or term in self.concepts

    def frequency(self, term: str) -> int:
        return self.index.frequency(term)


def _question(language: str, plain: list[str], concepts: list[str], characters: str) -> Question:
    weights = Counter(plain)
    for concept in concepts:
        weights[concept] += _CONCEPT_WEIGHT
    return Question(language, weights, len(plain), tuple(dict.fromkeys(concepts)), characters)


def _is_telling(term: str) -> bool:
    return len(term) >= _TELLING_LENGTH or any(character.isdigit() for character in term)


def terms_of(text: str, language: str) -> list[str]:
    """The terms and concepts of a text, as they are indexed."""
    found = words(text, language)
    return [*terms(found), *lexicon(language).concepts(found)]
