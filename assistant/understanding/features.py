"""Texts as numbers: hashed words, pairs, concepts and pieces of words, weighted by how rare they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from supportdesk.core.search.lexicon import lexicon as concepts_of
from supportdesk.core.search.text import fold, words

from .tokens import MAX_READ, normalised, words_and_pairs

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

WORD_BUCKETS = 2**16
PIECE_BUCKETS = 2**17


class Text(NamedTuple):
    text: str
    language: str


class Vectoriser:
    """Fitted on the training phrases; keeps no vocabulary but the buckets in use, so it is small and loads at once."""

    columns: list[np.ndarray]
    rarity: list[np.ndarray]

    def fit(self, texts: list[Text]) -> Vectoriser:
        import numpy as np
        from sklearn.feature_extraction.text import TfidfTransformer

        self.columns, self.rarity = [], []
        for block in _counted(texts):
            used = np.flatnonzero(np.bincount(block.indices, minlength=block.shape[1]))
            self.columns.append(used)
            self.rarity.append(TfidfTransformer().fit(block[:, used]).idf_)
        return self

    def transform(self, texts: list[Text]) -> csr_matrix:
        """One row a text; its words and its pieces each have length one."""
        import numpy as np
        from scipy.sparse import hstack
        from sklearn.preprocessing import normalize

        halves = []
        for block, used, rarity in zip(_counted(texts), self.columns, self.rarity, strict=True):
            half = block[:, used]
            half.data = np.log(half.data) + 1
            half.data *= rarity[half.indices]
            halves.append(normalize(half, copy=False))
        return hstack(halves, format="csr", dtype=np.float32)


def words_and_concepts(text: Text) -> list[str]:
    """Words, pairs of neighbours, and the names of the concepts in the text, which are the same in every language."""
    found = words(fold(text.text[:MAX_READ]), text.language)
    return words_and_pairs(normalised(text.text)) + concepts_of(text.language).concepts(found)


def _counted(texts: list[Text]) -> list[csr_matrix]:
    from sklearn.feature_extraction.text import HashingVectorizer

    plain = {"alternate_sign": False, "norm": None}
    whole = HashingVectorizer(analyzer=words_and_concepts, n_features=WORD_BUCKETS, **plain)
    pieces = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=PIECE_BUCKETS, lowercase=False, **plain)
    return [whole.transform(texts), pieces.transform([normalised(text.text) for text in texts])]
