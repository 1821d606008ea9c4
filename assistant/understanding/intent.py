"""What a message is about: one linear model for all languages, five intents and a sixth class for what is off topic."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .features import Text, Vectoriser

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

INTENTS = ("booking", "payment", "account", "technical", "general")
OFF_TOPIC = "oos"
CLASSES = (*INTENTS, OFF_TOPIC)
FALLBACK = "general"


@dataclass(frozen=True, slots=True)
class IntentReading:
    """`intent` is the best of the five, "general" when none is sure; `confidence` and `off_topic` are 0 to 1.

    `nearness` (0 to 1) says how close the message is to anything the model has seen.
    """

    intent: str = FALLBACK
    confidence: float = 0.0
    off_topic: float = 0.0
    nearness: float = 0.0


@dataclass(slots=True)
class IntentModel:
    """Weights of the six classes over hashed features, and the phrases it learnt from; read-only once made."""

    vectoriser: Vectoriser
    weights: np.ndarray
    bias: np.ndarray
    temperature: float
    phrases: csr_matrix
    threshold: float = 0.45
    info: dict = field(default_factory=dict)

    def read(self, text: str, language: str) -> IntentReading:
        return self.read_many([Text(text, language)])[0]

    def read_many(self, texts: list[Text]) -> list[IntentReading]:
        """Readings of the texts, in their order."""
        import numpy as np

        rows = self.vectoriser.transform(texts)
        chances = self.probabilities(rows)
        nearness = self._nearness(rows)
        off_topic = chances[:, len(INTENTS)]
        known = chances[:, : len(INTENTS)]
        shares = known / np.clip(known.sum(axis=1, keepdims=True), 1e-9, None)
        best = shares.argmax(axis=1)
        readings = []
        for row, place in enumerate(best):
            # How sure it is that the message is about this, and about anything of ours at all.
            confidence = float(known[row, place] * np.sqrt(nearness[row]))
            sure = shares[row, place] >= self.threshold and nearness[row] > 0
            readings.append(
                IntentReading(
                    intent=INTENTS[place] if sure else FALLBACK,
                    confidence=confidence,
                    off_topic=float(off_topic[row]),
                    nearness=float(nearness[row]),
                )
            )
        return readings

    def probabilities(self, rows: csr_matrix) -> np.ndarray:
        """One row of six chances a text, in the order of `CLASSES`."""
        import numpy as np

        scores = (rows @ self.weights + self.bias) * self.temperature
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        return chances / chances.sum(axis=1, keepdims=True)

    def _nearness(self, rows: csr_matrix) -> np.ndarray:
        """Cosine to the nearest phrase learnt: both halves of a row have length one."""
        import numpy as np

        return np.clip((rows @ self.phrases.T).max(axis=1).toarray().ravel() / 2, 0.0, 1.0)
