"""Making the intent model from seed phrases and whatever the knowledge base adds."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from supportdesk.core.choices import Language
from supportdesk.core.search.lexicon import fingerprint as concepts_fingerprint

from .features import PIECE_BUCKETS, WORD_BUCKETS, Text, Vectoriser
from .intent import CLASSES, IntentModel
from .lexicons import DATA

# Raised whenever a model saved before can no longer be used.
FORMAT = 1
_HELD_BACK = 0.15
# The two models see the world differently: one fits what it has seen, the other carries further.
_SMOOTHING = 0.1


class Phrase(NamedTuple):
    """Something people say, in which language, and what it is about: an intent, or "oos"."""

    text: str
    language: str
    intent: str


def seed_phrases(folder: Path = DATA / "intents", *, per_intent: int | None = None) -> list[Phrase]:
    """The shipped phrases of every language; a language may have several files, such as `en.toml` and `en.orders.toml`."""
    phrases = []
    for path in sorted(folder.glob("*.toml")):
        language = path.name.split(".")[0]
        lists = tomllib.loads(path.read_text(encoding="utf-8")) if language in Language.values else {}
        for intent in CLASSES:
            phrases += [Phrase(text, language, intent) for text in lists.get(intent, [])[:per_intent]]
    return phrases


def fingerprint(phrases: Iterable[Phrase]) -> str:
    """Changes when a model trained on these phrases would be another one."""
    digest = hashlib.sha256(f"{FORMAT} {WORD_BUCKETS} {PIECE_BUCKETS} {concepts_fingerprint()}".encode())
    for phrase in sorted(set(phrases)):
        digest.update("\t".join(phrase).encode())
    return digest.hexdigest()[:16]


def train(phrases: list[Phrase]) -> IntentModel:
    """A model of the phrases: takes a few seconds for some thousand of them."""
    import numpy as np

    phrases = sorted(set(phrases))
    texts = [Text(phrase.text, phrase.language) for phrase in phrases]
    classes = np.array([CLASSES.index(phrase.intent) for phrase in phrases])
    vectoriser = Vectoriser().fit(texts)
    rows = vectoriser.transform(texts)
    weights, bias = _fit(rows, classes)
    return IntentModel(
        vectoriser=vectoriser,
        weights=weights,
        bias=bias,
        temperature=_temperature(rows, classes),
        phrases=rows,
        info={"format": FORMAT, "fingerprint": fingerprint(phrases), "phrases": len(phrases)},
    )


def _fit(rows, classes):
    """Logistic regression and complement naive Bayes, added: both are linear, so they become one matrix."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import ComplementNB

    regression = LogisticRegression(C=10, class_weight="balanced", max_iter=200, tol=1e-3).fit(rows, classes)
    bayes = ComplementNB(alpha=_SMOOTHING).fit(rows, classes)
    carried = bayes.feature_log_prob_ - bayes.feature_log_prob_.mean(axis=0, keepdims=True)
    weights = np.zeros((rows.shape[1], len(CLASSES)), dtype=np.float32)
    # A class without any phrase is never chosen.
    bias = np.full(len(CLASSES), -50.0, dtype=np.float32)
    weights[:, regression.classes_] = (regression.coef_ + carried).T
    bias[regression.classes_] = regression.intercept_
    return weights, bias


def _temperature(rows, classes) -> float:
    """By what the scores are multiplied so that the chances come true, found on phrases held back."""
    import numpy as np
    from sklearn.model_selection import StratifiedShuffleSplit

    if min(np.bincount(classes)[np.unique(classes)]) < 8:
        return 1.0
    split = StratifiedShuffleSplit(1, test_size=_HELD_BACK, random_state=7)
    learnt, held_back = next(split.split(rows, classes))
    weights, bias = _fit(rows[learnt], classes[learnt])
    scores = rows[held_back] @ weights + bias
    right = classes[held_back]

    def loss(temperature: float) -> float:
        scaled = scores * temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        chances = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        return -float(chances[np.arange(len(right)), right].mean())

    return float(min(np.geomspace(0.2, 3.0, 40), key=loss))
