"""Cosine of character n-grams: what survives typing errors and endings. Hashed, so that new text needs no new build."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from .entries import mapped

_HAN_NGRAMS = (1, 3)
# In a large index n-grams that more than this share of the texts have are left out: they tell little and cost most.
_LARGE, _COMMON = 20_000, 0.2


@lru_cache(maxsize=16)
def _vectorizer(shortest: int, longest: int, analyzer: str, buckets: int) -> HashingVectorizer:
    return HashingVectorizer(
        analyzer=analyzer,
        ngram_range=(shortest, longest),
        n_features=buckets,
        lowercase=False,
        norm=None,
        alternate_sign=False,
        dtype=np.float32,
    )


class Characters:
    """The n-grams of a row of texts, weighted by how rare they were among the texts of a build; read-only."""

    def __init__(self, shape: tuple[int, int, str, int], idf: np.ndarray, by_ngram: csr_matrix) -> None:
        self._shape, self._idf, self._by_ngram = shape, idf, by_ngram
        self.size = by_ngram.shape[1]

    @classmethod
    def build(cls, texts: Sequence[str], *, ngrams: tuple[int, int], language: str, buckets: int) -> Characters:
        han = language.startswith("zh")
        shape = (*(_HAN_NGRAMS if han else ngrams), "char" if han else "char_wb", buckets)
        counts = _counts(texts, shape)
        having = np.bincount(counts.indices, minlength=buckets)
        idf = (np.log((1 + len(texts)) / (1 + having)) + 1).astype(np.float32)
        if len(texts) >= _LARGE:
            idf[having > _COMMON * len(texts)] = 0
        return cls(shape, idf, _inverted(counts, idf))

    def over(self, texts: Sequence[str]) -> Characters:
        """Other texts, with the weights of this build."""
        return Characters(self._shape, self._idf, _inverted(_counts(texts, self._shape), self._idf))

    def vector(self, text: str) -> csr_matrix:
        return _weighted(_counts([text], self._shape), self._idf)

    def cosines(self, vector: csr_matrix) -> np.ndarray:
        """How alike (0 to 1) the text of `vector` is to each."""
        return self._by_ngram[vector.indices].T @ vector.data

    def save(self, folder: Path, name: str) -> None:
        np.save(folder / f"{name}.shape.npy", np.array([str(part) for part in self._shape]))
        for part, array in self._arrays().items():
            np.save(folder / f"{name}.{part}.npy", array)

    @classmethod
    def load(cls, folder: Path, name: str, *, size: int) -> Characters:
        shortest, longest, analyzer, buckets = np.load(folder / f"{name}.shape.npy")
        idf, data, indices, indptr = (mapped(folder / f"{name}.{part}.npy") for part in ("idf", "data", "indices", "indptr"))
        shape = (int(shortest), int(longest), str(analyzer), int(buckets))
        return cls(shape, idf, csr_matrix((data, indices, indptr), shape=(int(buckets), size), copy=False))

    def _arrays(self) -> dict[str, np.ndarray]:
        matrix = self._by_ngram
        return {"idf": self._idf, "data": matrix.data, "indices": matrix.indices, "indptr": matrix.indptr}


def _counts(texts: Sequence[str], shape: tuple[int, int, str, int]) -> csr_matrix:
    if not texts:
        return csr_matrix((0, shape[3]), dtype=np.float32)
    return _vectorizer(*shape).transform(texts)


def _weighted(counts: csr_matrix, idf: np.ndarray) -> csr_matrix:
    counts.data *= idf[counts.indices]
    counts.eliminate_zeros()
    return normalize(counts, copy=False) if counts.shape[0] else counts


def _inverted(counts: csr_matrix, idf: np.ndarray) -> csr_matrix:
    return _weighted(counts, idf).T.tocsr()
