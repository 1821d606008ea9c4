"""What a search answers with."""

from __future__ import annotations

from dataclasses import dataclass, field

# Of more than these nobody reads the rest.
MOST_HITS = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry found. `snippet` is safe HTML with the words found in `<mark>`; `score` is 0 to 2, best first."""

    kind: str
    object_id: int
    language: str
    title: str
    url: str
    snippet: str
    score: float
    category: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """How many entries match: of each kind, and of each category within the kinds that were chosen. Zeros are left out."""

    kinds: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """`hits` match the query; without any, `nearest` are the closest entries there are.

    `confidence` is the probability (0 to 1) that the first hit (or the first nearest) answers the question,
    `features` the figures it was made of, `total` the number of entries that match, of which at most 100 can be had.
    `corrected` is the query with mistyped words put right, "" when there were none. `facets` count when asked to.
    """

    hits: list[Hit] = field(default_factory=list)
    nearest: list[Hit] = field(default_factory=list)
    confidence: float = 0.0
    features: dict[str, float] = field(default_factory=dict)
    total: int = 0
    corrected: str = ""
    facets: Facets = field(default_factory=Facets)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title or phrasing that begins with what is being typed, and where it leads."""

    title: str
    url: str
    kind: str
