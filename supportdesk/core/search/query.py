"""Searching: the active language first, then English by concepts; only what the person may see, as the table has it now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings

from ..choices import Language
from .language import known_language
from .results import Hit, Results, Suggestion

# numpy, scikit-learn and bm25s take seconds to import, so only a search does it, and not every command.
if TYPE_CHECKING:
    from ..models import SearchEntry
    from .look import Look, Place, Scope
    from .store import Moment

DEFAULT_LANGUAGE = Language.EN.value
# English must be this much surer to go before the active language.
_CLEARLY_SURER = 0.1


def search(
    query: str,
    *,
    language: str,
    user: Any = None,
    kinds: Iterable[str] | None = None,
    category: str | None = None,
    limit: int = 10,
) -> Results:
    """Find entries in the words of a person. Any text is a valid query; of a very long one the beginning counts.

    At most 100 hits. Entries that the person may not see take no part in anything.
    """
    from .look import MOST_HITS, Scope
    from .store import store

    scope, keeper = Scope(_audiences(user), tuple(kinds or ()), category or ""), store()
    language, limit = known_language(language), min(max(limit, 0), MOST_HITS)
    results, outdated = _searched(query, language, scope, user, limit, keeper.moment())
    if outdated:
        # An entry was not as the index had it: let it compare itself with the table, and ask once more.
        for one in outdated:
            keeper.distrust(one)
        results, _ = _searched(query, language, scope, user, limit, keeper.moment())
    return results


def suggest(prefix: str, *, language: str, user: Any = None, limit: int = 6) -> list[Suggestion]:
    """Entries whose title or phrasing has words that begin as typed, accents or not; titles that begin so first."""
    from ..models import SearchEntry
    from .look import MOST_HITS, Scope
    from .store import store
    from .suggestions import matching

    language = known_language(language)
    snapshot = store().moment().snapshot(language)
    mask = Scope(_audiences(user)).mask(snapshot)
    places = [place for place in matching(prefix, snapshot, language) if mask[place]][: min(max(limit, 0), MOST_HITS)]
    pks = [int(snapshot.column("pk")[place]) for place in places]
    rows = SearchEntry.objects.visible_to(user).in_bulk(pks)
    return [Suggestion(rows[pk].title, rows[pk].url, rows[pk].kind) for pk in pks if pk in rows]


def _searched(query: str, language: str, scope: Scope, user: Any, limit: int, moment: Moment) -> tuple[Results, Collection[str]]:
    """The results, and the languages whose index turned out to differ from the table."""
    from .look import Look
    from .question import ask

    snapshot = moment.snapshot(language)
    question = ask(query, language, snapshot.index.words)
    if not question:
        return Results(), ()
    leading = own = Look(question, snapshot, scope)
    hits, total = own.hits(), int(own.matching.size)
    if language != DEFAULT_LANGUAGE and own.confidence < settings.ASSISTANT_OFFER_AT:
        abroad = _look_abroad(query, language, moment, scope)
        if abroad and abroad.matching.size and (not hits or abroad.confidence > own.confidence + _CLEARLY_SURER):
            leading, hits = abroad, _merged(abroad, own)
            total = max(len(hits), total, int(abroad.matching.size))
    shown = (hits or leading.nearest())[:limit]
    rows, outdated = _rows(shown, user)
    found = [_hit(place, rows[place.fact("pk")]) for place in shown if place.fact("pk") in rows]
    results = Results(
        hits=found if hits else [],
        nearest=[] if hits else found,
        confidence=leading.confidence,
        features=leading.features,
        total=total,
    )
    return results, outdated


def _look_abroad(query: str, language: str, moment: Moment, scope: Scope) -> Look | None:
    """What English has, asked by concepts and shared words; None when the query has neither."""
    from .look import Look
    from .question import ask_abroad

    snapshot = moment.snapshot(DEFAULT_LANGUAGE)
    question = ask_abroad(query, language, of=DEFAULT_LANGUAGE, vocabulary=snapshot.index.words)
    return Look(question, snapshot, scope) if question else None


def _merged(abroad: Look, own: Look) -> list[Place]:
    """The hits of English, then those of the active language; each object once, in the active language where it has that."""
    together: dict[tuple[str, int], Place] = {}
    for place in (*abroad.hits(), *own.hits()):
        together.setdefault(place.key, own.at_home(place) or place)
    return list(together.values())


def _audiences(user: Any) -> tuple[str, ...]:
    from ..querysets import audiences_open_to

    return tuple(audiences_open_to(user))


def _rows(places: list[Place], user: Any) -> tuple[dict[int, SearchEntry], set[str]]:
    """The rows of the places as the person may see them, and the languages in which the index and the table differ."""
    from ..models import SearchEntry

    rows = SearchEntry.objects.visible_to(user).in_bulk([place.fact("pk") for place in places])
    outdated = {
        place.look.snapshot.index.language
        for place in places
        if (row := rows.get(place.fact("pk"))) is None or row.version != place.fact("version")
    }
    return rows, outdated


def _hit(place: Place, row: SearchEntry) -> Hit:
    from .highlight import snippet

    return Hit(
        kind=row.kind,
        object_id=row.object_id,
        language=row.language,
        title=row.title,
        url=row.url,
        snippet=snippet(row.body, place.look.weights(), row.language),
        score=place.score,
        category=row.category,
        topic=row.topic,
    )
