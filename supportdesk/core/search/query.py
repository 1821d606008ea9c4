"""Searching: the active language first, then English by concepts; only what the person may see, as the table has it now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from ..audiences import Reader
from ..choices import Language
from .language import known_language
from .results import MOST_HITS, Facets, Hit, Results, Suggestion

# numpy, scikit-learn and bm25s take seconds to import, so only a search does it, and not every command.
if TYPE_CHECKING:
    from ..models import SearchEntry
    from .look import Look, Narrowing, Place
    from .store import Moment

DEFAULT_LANGUAGE = Language.EN.value
# English must be this much surer to go before the active language.
_CLEARLY_SURER = 0.1


@dataclass(frozen=True, slots=True)
class _Asked:
    """One search: `among` is what it is limited to, or with `facets` what is chosen of all that matches."""

    query: str
    language: str
    reader: Reader
    among: Narrowing
    first: int
    limit: int
    facets: bool


def search(
    query: str,
    *,
    language: str,
    user: Any = None,
    kinds: Iterable[str] | None = None,
    category: str | None = None,
    limit: int = 10,
    offset: int = 0,
    facets: bool = False,
) -> Results:
    """Find entries in the words of a person. Any text is a valid query; of a very long one the beginning counts.

    At most the 100 best can be had, `limit` of them from `offset` on. Entries that the person may not see take no part in
    anything. With `facets` everything takes part, kinds and category choose among what matches, and it is counted.
    """
    from .look import Narrowing
    from .store import store

    limit, offset = min(max(limit, 0), MOST_HITS), max(offset, 0)
    among = Narrowing(tuple(kinds or ()), category or "")
    asked = _Asked(query, known_language(language), Reader(user), among, offset, limit, facets)
    keeper = store()
    results, outdated = _searched(asked, keeper.moment())
    if outdated:
        # An entry was not as the index had it: let it compare itself with the table, and ask once more.
        for one in outdated:
            keeper.distrust(one)
        results, _ = _searched(asked, keeper.moment())
    return results


def suggest(prefix: str, *, language: str, user: Any = None, limit: int = 6) -> list[Suggestion]:
    """Entries whose title or phrasing has words that begin as typed, accents or not; titles that begin so first."""
    from .store import store
    from .suggestions import matching

    language, reader = known_language(language), Reader(user)
    snapshot = store().moment().snapshot(language)
    places = matching(prefix, snapshot, language, snapshot.open_to(reader), min(limit, MOST_HITS))
    pks = [int(snapshot.number("pk")[place]) for place in places]
    rows = _readable(pks, reader)
    return [Suggestion(rows[pk].title, rows[pk].url, rows[pk].kind) for pk in pks if pk in rows]


def _searched(asked: _Asked, moment: Moment) -> tuple[Results, Collection[str]]:
    """The results, and the languages whose index turned out to differ from the table."""
    from .correction import put_right
    from .look import Look, Narrowing, Scope, Visible
    from .question import ask

    snapshot = moment.snapshot(asked.language)
    scope, chosen = Scope(asked.reader, Narrowing() if asked.facets else asked.among), asked.among
    vocabulary = Visible(snapshot, scope.mask(snapshot))
    question = ask(asked.query, asked.language, vocabulary, moment.synonyms)
    if not question:
        return Results(), ()
    looks = [Look(question, snapshot, scope)]
    own = leading = looks[0]
    if asked.language != DEFAULT_LANGUAGE and own.confidence < settings.ASSISTANT_OFFER_AT:
        abroad = _look_abroad(asked, moment, scope)
        surer = abroad and abroad.confidence > own.confidence + _CLEARLY_SURER
        if abroad and abroad.matching.size and (surer or not own.matching.size):
            leading, looks = abroad, [abroad, own]
    hits = own.hits(chosen) if len(looks) == 1 else _merged(looks, own, chosen)
    total, facets = _counted(looks, own, chosen, everything=asked.facets)
    nothing_matches = not any(look.matching.size for look in looks)
    shown = leading.nearest() if nothing_matches else hits[asked.first :]
    shown = shown[: asked.limit]
    rows, outdated = _rows(shown, asked.reader)
    found = [_hit(place, rows[place.fact("pk")]) for place in shown if place.fact("pk") in rows]
    results = Results(
        hits=[] if nothing_matches else found,
        nearest=found if nothing_matches else [],
        confidence=leading.confidence,
        features=leading.features,
        total=total,
        corrected=put_right(asked.query, question.fixes, rows.values(), asked.language),
        facets=facets,
    )
    return results, outdated


def _look_abroad(asked: _Asked, moment: Moment, scope: Any) -> Look | None:
    """What English has, asked by concepts and shared words; None when the query has neither."""
    from .look import Look, Visible
    from .question import ask_abroad

    snapshot = moment.snapshot(DEFAULT_LANGUAGE)
    vocabulary = Visible(snapshot, scope.mask(snapshot))
    question = ask_abroad(asked.query, asked.language, of=DEFAULT_LANGUAGE, vocabulary=vocabulary, synonyms=moment.synonyms)
    return Look(question, snapshot, scope) if question else None


def _merged(looks: list[Look], own: Look, chosen: Narrowing) -> list[Place]:
    """The hits of each language in turn; each object once, in the active language where it has that."""
    together: dict[tuple[str, int], Place] = {}
    for look in looks:
        for place in look.hits(chosen):
            together.setdefault(place.key, own.at_home(place) or place)
    return list(together.values())[:MOST_HITS]


def _counted(looks: list[Look], own: Look, chosen: Narrowing, *, everything: bool) -> tuple[int, Facets]:
    """How many objects there are among what is chosen, and with `everything` of each kind and category."""
    if len(looks) == 1:
        return own.total(chosen), own.facets(chosen.kinds) if everything else Facets()
    objects = {place.key: place.category for look in looks for place in look.everything()}
    in_kinds = {key: category for key, category in objects.items() if not chosen.kinds or key[0] in chosen.kinds}
    total = sum(not chosen.category or category == chosen.category for category in in_kinds.values())
    if not everything:
        return total, Facets()
    return total, Facets(Counter(kind for kind, _ in objects), Counter(filter(None, in_kinds.values())))


def _readable(pks: Collection[int], reader: Reader) -> dict[int, SearchEntry]:
    """The rows that are there and that the reader may find, now."""
    from ..models import SearchEntry

    rows = SearchEntry.objects.in_bulk(pks)
    return {pk: row for pk, row in rows.items() if reader.may_find(row.audience, row.groups)}


def _rows(places: list[Place], reader: Reader) -> tuple[dict[int, SearchEntry], set[str]]:
    """The rows of the places as the reader may see them, and the languages in which the index and the table differ."""
    rows = _readable([place.fact("pk") for place in places], reader)
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
