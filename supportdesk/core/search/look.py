"""One question put to one language: what matches, what is near, and how sure the first is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..audiences import Reader
from .calibration import figures, probability
from .question import Question, terms_of
from .ranking import rank
from .results import MOST_HITS, Facets
from .store import Snapshot

_NEAREST = 3
# What an entry must share with the question to be a hit, or at least near: of its words by weight, of its concepts, of
# the characters of the title or a phrasing, or of the whole entry. A hit also has at least this score; the first mostly
# has 1 to 2.
_MATCHING = {"share": 0.34, "concepts": 0.5, "title": 0.32, "text": 0.22}
_NEAR = {"share": 0.1, "title": 0.15, "text": 0.1}
_LEAST_SCORE = 0.45
_FIRST = 64


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Only some kinds and one category; none of either are all."""

    kinds: tuple[str, ...] = ()
    category: str = ""

    def mask(self, snapshot: Snapshot) -> np.ndarray:
        """Which places of a snapshot are among them."""
        mask = np.ones(len(snapshot.alive), bool)
        if self.kinds:
            mask &= snapshot.word("kind").among(self.kinds)
        if self.category:
            mask &= snapshot.word("category").among((self.category,))
        return mask


@dataclass(frozen=True, slots=True)
class Scope:
    """What takes part in a search: what the reader may find, of some kinds and a category."""

    reader: Reader
    among: Narrowing = Narrowing()

    def mask(self, snapshot: Snapshot) -> np.ndarray:
        return snapshot.open_to(self.reader) & self.among.mask(snapshot)


class Visible:
    """The words of the entries that take part: nobody is led to a word that only others may read."""

    def __init__(self, snapshot: Snapshot, mask: np.ndarray) -> None:
        starts = np.cumsum([0, *(len(part.entries) for part in snapshot.parts)])
        self._parts = [(part.words, mask[start:]) for part, start in zip(snapshot.parts, starts, strict=False)]

    def __contains__(self, term: str) -> bool:
        for words, mask in self._parts:
            if term in words:
                having = words.having(term)
                if mask[having[:_FIRST]].any() or mask[having].any():
                    return True
        return False

    def frequency(self, term: str) -> int:
        return sum(int(mask[words.having(term)].sum()) for words, mask in self._parts)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry that was found, with its score, and the look that knows it."""

    look: Look
    place: int
    score: float

    def fact(self, name: str) -> int:
        return int(self.look.snapshot.number(name)[self.place])

    @property
    def key(self) -> tuple[str, int]:
        """The object that the entry is about."""
        return self.look.snapshot.word("kind")[self.place], self.fact("object_id")

    @property
    def category(self) -> str:
        return self.look.snapshot.word("category")[self.place]


class Look:
    """The answer of one language. `matching` and `near` are unordered places; `confidence` is about the first."""

    def __init__(self, question: Question, snapshot: Snapshot, scope: Scope) -> None:
        self.question, self.snapshot, self.mask = question, snapshot, scope.mask(snapshot)
        self.ranking = rank(question, snapshot.index, snapshot.parts, self.mask)
        self.near = np.flatnonzero(self._reach(_NEAR))
        self.matching = np.flatnonzero(self._reach(_MATCHING) & (self.ranking.score >= _LEAST_SCORE))
        self.features = self._figures()
        self.confidence = round(probability(self.features), 4) if self.features else 0.0

    def hits(self, among: Narrowing = Narrowing()) -> list[Place]:
        """What matches, best first."""
        return self._best(self._narrowed(among), MOST_HITS)

    def nearest(self) -> list[Place]:
        """The little that is nearest, best first."""
        return self._best(self.near, _NEAREST)

    def everything(self) -> Iterable[Place]:
        """All that matches, in no order and without scores."""
        return (Place(self, int(place), 0.0) for place in self.matching)

    def total(self, among: Narrowing) -> int:
        """How many match."""
        return len(self._narrowed(among))

    def facets(self, kinds: tuple[str, ...]) -> Facets:
        """How many match of each kind, and of each category in these kinds."""
        counts = self.snapshot.word("category").counts(self._narrowed(Narrowing(kinds)))
        return Facets(self.snapshot.word("kind").counts(self.matching), {name: many for name, many in counts.items() if name})

    def weights(self) -> dict[str, float]:
        """How telling each term of the question is."""
        return {term: self.snapshot.index.words.idf(term) for term in self.question.all_terms}

    def at_home(self, place: Place) -> Place | None:
        """The same object here, if it may be found."""
        there = self.snapshot.place_of(*place.key)
        return Place(self, there, place.score) if there is not None and self.mask[there] else None

    def _narrowed(self, among: Narrowing) -> np.ndarray:
        if not (among.kinds or among.category):
            return self.matching
        return self.matching[among.mask(self.snapshot)[self.matching]]

    def _reach(self, least: dict[str, float]) -> np.ndarray:
        ranking = self.ranking
        likeness = {"share": ranking.share, "concepts": ranking.concepts, "title": ranking.units, "text": ranking.whole}
        return self.mask & np.logical_or.reduce([likeness[name] >= limit for name, limit in least.items()])

    def _best(self, places: np.ndarray, most: int) -> list[Place]:
        """Best first; equals by kind and id, whatever the order of the index."""
        scores = self.ranking.score[places]
        if len(places) > most:
            enough = scores >= np.partition(scores, -most)[-most]
            places, scores = places[enough], scores[enough]
        # The names of kinds are sorted, so their codes are too.
        kinds, objects = self.snapshot.word("kind").codes[places], self.snapshot.number("object_id")[places]
        order = np.lexsort((objects, kinds, -scores))[:most]
        return [Place(self, int(places[at]), float(scores[at])) for at in order]

    def _figures(self) -> dict[str, float]:
        first = self._best(self.matching, 1) or self._best(self.near, 1)
        if not first:
            return {}
        place = first[0].place
        questions = [terms_of(text, self.question.language) for text in self.snapshot.questions_of(place)]
        best = questions[self.ranking.best_question(place)]
        return figures(self.ranking, place, [term for terms in questions for term in terms], best)
