"""Saying which words were meant, when some of a query were mistyped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from .question import Fix
from .text import MAX_QUERY_CHARACTERS, words

if TYPE_CHECKING:
    from ..models import SearchEntry

_LONGEST_BODY = 20_000


def put_right(query: str, fixes: Iterable[Fix], rows: Iterable[SearchEntry], language: str) -> str:
    """The query with each mistyped word as it is written in the entries that were found; "" when no word was, or when none
    of these entries has it."""
    query, pieces, done = query[:MAX_QUERY_CHARACTERS], [], 0
    wanted = {fix.stem for fix in fixes}
    if not wanted:
        return ""
    written = _written(wanted, rows, language)
    for fix in fixes:
        typed = query[fix.start : fix.end]
        if ways := written.get(fix.stem):
            pieces += [query[done : fix.start], _most_like(typed, ways)]
            done = fix.end
    return " ".join("".join([*pieces, query[done:]]).split()) if pieces else ""


def _written(stems: set[str], rows: Iterable[SearchEntry], language: str) -> dict[str, Counter[str]]:
    """How each of the stems is written in the entries, and how often."""
    written: dict[str, Counter[str]] = {}
    for row in rows:
        if row.language != language:
            continue
        text = f"{row.title}\n{row.phrasings}\n{row.body[:_LONGEST_BODY]}"
        for word in words(text, language):
            if word.stem in stems:
                written.setdefault(word.stem, Counter())[text[word.start : word.end].lower()] += 1
    return written


def _most_like(typed: str, ways: Counter[str]) -> str:
    return max(sorted(ways), key=lambda way: (SequenceMatcher(None, typed.lower(), way).ratio(), ways[way]))
