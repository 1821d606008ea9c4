"""One question put to one language: what matches, what is near, and how sure the first is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .calibration import figures, probability
from .engine import rank
from .question import Question, terms_of
from .store import Snapshot

MOST_HITS = 100
_NEAREST = 3
# What an entry must share with the question to be a hit, or at least near: of its words by weight, of its concepts, of
# the characters of the title or a phrasing, or of the whole entry. A hit also has at least this score; the first mostly
# has 1 to 2.
_MATCHING = {"share": 0.34, "concepts": 0.5, "title": 0.32, "text": 0.22}
_NEAR = {"share": 0.1, "title": 0.15, "text": 0.1}
_LEAST_SCORE = 0.45


@dataclass(frozen=True, slots=True)
class Scope:
    """Among what to search; no kinds and no category are all of them."""

    audiences: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    category: str = ""

    def mask(self, snapshot: Snapshot) -> np.ndarray:
        """Which places of a snapshot take part."""
        mask = snapshot.alive & snapshot.is_one_of("audience", self.audiences)
        if self.kinds:
            mask &= snapshot.is_one_of("kind", self.kinds)
        if self.category:
            mask &= snapshot.is_one_of("category", (self.category,))
        return mask


@dataclass(frozen=True, slots=True)
class Place:
    """One entry that was found, with its score, and the look that knows it."""

    look: Look
    place: int
    score: float

    def fact(self, name: str) -> int:
        return int(self.look.snapshot.column(name)[self.place])

    @property
    def key(self) -> tuple[str, int]:
        """The object that the entry is about."""
        return str(self.look.snapshot.column("kind")[self.place]), self.fact("object_id")


class Look:
    """The answer of one language. `matching` and `near` are unordered places; `confidence` is about the first."""

    def __init__(self, question: Question, snapshot: Snapshot, scope: Scope) -> None:
        self.question, self.snapshot, self.mask = question, snapshot, scope.mask(snapshot)
        self.ranking = rank(question, snapshot.index, snapshot.parts, self.mask)
        self.near = np.flatnonzero(self._reach(_NEAR))
        self.matching = np.flatnonzero(self._reach(_MATCHING) & (self.ranking.score >= _LEAST_SCORE))
        self.features = self._figures()
        self.confidence = round(probability(self.features), 4) if self.features else 0.0

    def hits(self) -> list[Place]:
        """What matches, best first."""
        return self._best(self.matching, MOST_HITS)

    def nearest(self) -> list[Place]:
        """The little that is nearest, best first."""
        return self._best(self.near, _NEAREST)

    def weights(self) -> dict[str, float]:
        """How telling each term of the question is."""
        return {term: self.snapshot.index.words.idf(term) for term in self.question.weights}

    def at_home(self, place: Place) -> Place | None:
        """The same object here, if it may be found."""
        there = self.snapshot.places.get(place.key)
        return Place(self, there, place.score) if there is not None and self.mask[there] else None

    def _reach(self, least: dict[str, float]) -> np.ndarray:
        ranking = self.ranking
        likeness = {"share": ranking.share, "concepts": ranking.concepts, "title": ranking.units, "text": ranking.whole}
        return self.mask & np.logical_or.reduce([likeness[name] >= limit for name, limit in least.items()])

    def _best(self, places: np.ndarray, most: int) -> list[Place]:
        """Best first; equals by kind and id, whatever the order of the index."""
        scores, column = self.ranking.score[places], self.snapshot.column
        if len(places) > most:
            enough = scores >= np.partition(scores, -most)[-most]
            places, scores = places[enough], scores[enough]
        order = np.lexsort((column("object_id")[places], column("kind")[places], -scores))[:most]
        return [Place(self, int(places[at]), float(scores[at])) for at in order]

    def _figures(self) -> dict[str, float]:
        first = self._best(self.matching, 1) or self._best(self.near, 1)
        if not first:
            return {}
        place = first[0].place
        questions = [terms_of(text, self.question.language) for text in self.snapshot.all_questions[place]]
        best = questions[self.ranking.best_question(place)]
        return figures(self.ranking, place, [term for terms in questions for term in terms], best)
