"""Searching: the active language first, then English by concepts; only what the person may see, as the table has it now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from ..choices import Language
from .language import known_language
from .results import Hit, Results, Suggestion

if TYPE_CHECKING:
    from ..models import SearchEntry
    from .engine import Ranking
    from .question import Question
    from .store import Moment, Snapshot

DEFAULT_LANGUAGE = Language.EN.value
MOST_HITS = 100
_NEAREST = 3
# What an entry must share with the question to be a hit: of its words by weight, or of its characters, and of the
# score of the first.
_LEAST_SHARE = 0.34
_LEAST_TITLE_LIKENESS = 0.32
_LEAST_TEXT_LIKENESS = 0.22
_LEAST_OF_FIRST = 0.3
# English must be this much surer to go before the active language.
_CLEARLY_SURER = 0.1


@dataclass(frozen=True, slots=True)
class Scope:
    """Among what to search."""

    audiences: tuple[str, ...]
    kinds: tuple[str, ...]
    category: str

    def mask(self, snapshot: Snapshot) -> Any:
        """Which places of a snapshot take part."""
        import numpy as np

        mask = snapshot.alive & np.isin(snapshot.column("audience"), self.audiences)
        if self.kinds:
            mask &= np.isin(snapshot.column("kind"), self.kinds)
        if self.category:
            mask &= snapshot.column("category") == self.category
        return mask


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of a snapshot, and the look that found it."""

    look: Look
    place: int

    @property
    def pk(self) -> int:
        return int(self.look.snapshot.column("pk")[self.place])

    @property
    def key(self) -> tuple[str, int]:
        return str(self.look.snapshot.column("kind")[self.place]), int(self.look.snapshot.column("object_id")[self.place])


class Look:
    """One question put to one language."""

    def __init__(self, question: Question, snapshot: Snapshot, scope: Scope) -> None:
        import numpy as np

        from .engine import rank

        self.question, self.snapshot = question, snapshot
        self.mask = scope.mask(snapshot)
        self.ranking: Ranking = rank(question, snapshot.index, snapshot.parts, self.mask)
        ranking = self.ranking
        is_like = (
            (ranking.share >= _LEAST_SHARE)
            | (ranking.units >= _LEAST_TITLE_LIKENESS)
            | (ranking.whole >= _LEAST_TEXT_LIKENESS)
        )
        far = ranking.score < _LEAST_OF_FIRST * ranking.score.max(initial=0.0)
        self.matching = self._in_order(np.flatnonzero(self.mask & is_like & ~far))
        self.features = self._figures()
        self.confidence = self._probability()

    def nearest(self) -> list[Place]:
        """The best that there is, matching or not."""
        import numpy as np

        return [Place(self, int(place)) for place in self._in_order(np.flatnonzero(self.ranking.score > 0))[:_NEAREST]]

    def hits(self) -> list[Place]:
        return [Place(self, int(place)) for place in self.matching[:MOST_HITS]]

    def weight(self, term: str) -> float:
        return self.snapshot.index.words.idf(term)

    def _in_order(self, places: Any) -> Any:
        """Best first; equals by kind and id, whatever the order of the index."""
        import numpy as np

        column = self.snapshot.column
        keys = (column("object_id")[places], column("kind")[places], -self.ranking.score[places])
        return places[np.lexsort(keys)]

    def _figures(self) -> dict[str, float]:
        from .calibration import figures
        from .question import terms_of

        first = self.hits()[:1] or self.nearest()[:1]
        if not first:
            return {}
        place = first[0].place
        questions = [terms_of(text, self.question.language) for text in self.snapshot.all_questions[place]]
        best = questions[self.ranking.best_question(place)]
        return figures(self.ranking, place, [term for terms in questions for term in terms], best)

    def _probability(self) -> float:
        from .calibration import probability

        return round(probability(self.features), 4) if self.features else 0.0


def search(
    query: str,
    *,
    language: str,
    user: Any = None,
    kinds: Iterable[str] | None = None,
    category: str | None = None,
    limit: int = 10,
) -> Results:
    """Find entries in the words of a person. Any text is a valid query; of a very long one the beginning counts."""
    from .store import store

    scope = Scope(_audiences(user), tuple(kinds or ()), category or "")
    keeper, results = store(), Results()
    # An entry that is not as the index has it makes the index compare itself with the table, once.
    for is_last in (False, True):
        results, outdated = _searched(query, known_language(language), scope, user, min(max(limit, 0), MOST_HITS), keeper.moment())
        if not outdated or is_last:
            break
        for one in outdated:
            keeper.distrust(one)
    return results


def _searched(
    query: str, language: str, scope: Scope, user: Any, limit: int, moment: Moment
) -> tuple[Results, Collection[str]]:
    from .question import ask

    question = ask(query, language)
    if not question:
        return Results(), ()
    own = Look(question, moment.snapshot(language), scope)
    leading, places = own, own.hits()
    if language != DEFAULT_LANGUAGE and own.confidence < settings.ASSISTANT_OFFER_AT:
        leading, places = _with_default(query, language, own, moment, scope)
    closest = [] if places else leading.nearest()
    shown = (places or closest)[:limit]
    rows, outdated = _rows(shown, user)
    found = [_hit(place, rows[place.pk]) for place in shown if place.pk in rows]
    return (
        Results(
            hits=found if places else [],
            nearest=[] if places else found,
            confidence=leading.confidence,
            features=leading.features,
            total=max(len(places), leading.matching.size),
        ),
        outdated,
    )


def _with_default(query: str, language: str, own: Look, moment: Moment, scope: Scope) -> tuple[Look, list[Place]]:
    """The active language found nothing good: what English has goes before it or behind it, each object once, in the
    active language where it has that."""
    from .question import ask_abroad

    snapshot = moment.snapshot(DEFAULT_LANGUAGE)
    question = ask_abroad(query, language, of=DEFAULT_LANGUAGE, known=snapshot.index.words)
    if not question:
        return own, own.hits()
    abroad = Look(question, snapshot, scope)
    comes_first = abroad.confidence > own.confidence + _CLEARLY_SURER
    if own.matching.size and not comes_first:
        return own, own.hits()
    at_home = [_at_home(place, own) for place in abroad.hits()]
    if not at_home:
        return own, own.hits()
    together = {place.key: place for place in reversed([*at_home, *own.hits()])}
    order = dict.fromkeys(place.key for place in [*at_home, *own.hits()])
    return abroad, [together[key] for key in order]


def _at_home(place: Place, own: Look) -> Place:
    there = own.snapshot.places.get(place.key)
    return Place(own, there) if there is not None and own.mask[there] else place


def _audiences(user: Any) -> tuple[str, ...]:
    from ..querysets import audiences_open_to

    return tuple(audiences_open_to(user))


def _rows(places: list[Place], user: Any) -> tuple[dict[int, SearchEntry], set[str]]:
    """The rows of the places as the person may see them, and the languages in which the index and the table differ."""
    from ..models import SearchEntry

    rows = {row.pk: row for row in SearchEntry.objects.visible_to(user).filter(pk__in=[place.pk for place in places])}
    outdated = set()
    for place in places:
        version = int(place.look.snapshot.column("version")[place.place])
        if place.pk not in rows or rows[place.pk].version != version:
            outdated.add(place.look.snapshot.index.language)
    return rows, outdated


def _hit(place: Place, row: SearchEntry) -> Hit:
    from .highlight import snippet

    look = place.look
    asked = {term: look.weight(term) for term in look.question.weights}
    return Hit(
        kind=row.kind,
        object_id=row.object_id,
        language=row.language,
        title=row.title,
        url=row.url,
        snippet=snippet(row.body, asked, row.language),
        score=float(look.ranking.score[place.place]),
        category=row.category,
        topic=row.topic,
    )


def suggest(prefix: str, *, language: str, user: Any = None, limit: int = 6) -> list[Suggestion]:
    """Entries whose title or phrasing has words that begin as typed, accents or not; titles that begin so first."""
    from ..models import SearchEntry
    from .store import store
    from .suggestions import matching

    language = known_language(language)
    snapshot = store().moment().snapshot(language)
    mask = Scope(_audiences(user), (), "").mask(snapshot)
    places = [place for place in matching(prefix, snapshot, language) if mask[place]][: min(max(limit, 0), MOST_HITS)]
    pks = [int(snapshot.column("pk")[place]) for place in places]
    rows = {row.pk: row for row in SearchEntry.objects.visible_to(user).filter(pk__in=pks)}
    return [Suggestion(rows[pk].title, rows[pk].url, rows[pk].kind) for pk in pks if pk in rows]
