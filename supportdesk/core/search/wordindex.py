"""BM25 over terms and concepts: the built part by bm25s, what changed since with the same figures."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log1p
from pathlib import Path

import bm25s
import numpy as np

K1, B = 1.5, 0.75

logging.getLogger("bm25s").setLevel(logging.WARNING)


class WordIndex:
    """Terms of the entries of one language at the time of a build; read-only."""

    def __init__(self, engine: bm25s.BM25 | None, size: int, average_length: float) -> None:
        self._engine, self.size, self.average_length = engine, size, average_length
        self._places: dict[str, int] = engine.vocab_dict if engine else {}

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> WordIndex:
        lengths = [len(terms) for terms in documents]
        average = sum(lengths) / len(lengths) if lengths else 0.0
        if not average:
            return cls(None, len(documents), 0.0)
        places: dict[str, int] = {}
        numbered = [[places.setdefault(term, len(places)) for term in terms] for terms in documents]
        engine = bm25s.BM25(k1=K1, b=B, method="lucene")
        engine.index((numbered, places), create_empty_token=False, show_progress=False)
        return cls(engine, len(documents), average)

    def __contains__(self, term: str) -> bool:
        return term in self._places

    def idf(self, term: str) -> float:
        """How telling a term is; one that occurs nowhere is the most telling."""
        return inverse_frequency(self.frequency(term), self.size)

    def frequency(self, term: str) -> int:
        """In how many entries the term is."""
        return len(self.having(term))

    def having(self, term: str) -> np.ndarray:
        """The places of the entries that have the term."""
        place = self._places.get(term)
        if place is None or self._engine is None:
            return np.empty(0, np.int32)
        start, end = self._engine.scores["indptr"][place : place + 2]
        return self._engine.scores["indices"][start:end]

    def scores(self, weights: Mapping[str, int]) -> np.ndarray:
        """The BM25 score of every entry."""
        places = [self._places[term] for term, weight in weights.items() if term in self._places for _ in range(weight)]
        if not places or self._engine is None:
            return np.zeros(self.size, np.float32)
        return self._engine.get_scores_from_ids(places)

    def save(self, folder: Path) -> None:
        (folder / "words.json").write_text(json.dumps({"size": self.size, "average_length": self.average_length}))
        if self._engine:
            self._engine.save(folder / "words", show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> WordIndex:
        figures = json.loads((folder / "words.json").read_text())
        engine = None
        if figures["average_length"]:
            engine = bm25s.BM25.load(folder / "words", mmap=True, show_progress=False)
        return cls(engine, figures["size"], figures["average_length"])


class WordDelta:
    """Terms of the few entries that changed since the build, scored with the frequencies of the build."""

    def __init__(self, documents: Sequence[Sequence[str]], built: WordIndex) -> None:
        self.size = len(documents)
        self._built = built
        self._average = built.average_length or 1.0
        self._lengths = [len(terms) for terms in documents]
        self._postings: dict[str, list[tuple[int, int]]] = {}
        for place, terms in enumerate(documents):
            for term, times in Counter(terms).items():
                self._postings.setdefault(term, []).append((place, times))

    def __contains__(self, term: str) -> bool:
        return term in self._postings

    def having(self, term: str) -> np.ndarray:
        return np.array([place for place, _ in self._postings.get(term, ())], np.int32)

    def scores(self, weights: Mapping[str, int]) -> np.ndarray:
        scores = np.zeros(self.size, np.float32)
        for term, weight in weights.items():
            postings = self._postings.get(term, ())
            idf = self._built.idf(term) if term in self._built else inverse_frequency(len(postings), self._built.size)
            for place, times in postings:
                norm = K1 * (1 - B + B * self._lengths[place] / self._average)
                scores[place] += weight * idf * times / (times + norm)
        return scores


def inverse_frequency(having: int, size: int) -> float:
    return log1p(max(size - having + 0.5, 0.5) / (having + 0.5))
