"""Completing what is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .text import fold

if TYPE_CHECKING:
    from .store import Snapshot

_LONGEST = 100
_SHORTEST = 2


def matching(prefix: str, snapshot: Snapshot, language: str) -> list[int]:
    """The places of the entries that what was typed can become, best first: by where it stands, then short titles."""
    typed = fold(prefix[:_LONGEST])
    is_han = language.startswith("zh") and not typed.isascii()
    if len(typed) < (1 if is_han else _SHORTEST):
        return []
    found = []
    for place, questions in enumerate(snapshot.all_questions):
        standing = _standing(typed, questions, is_han)
        if standing is not None and snapshot.alive[place]:
            kind, object_id = snapshot.column("kind")[place], snapshot.column("object_id")[place]
            found.append((standing, len(questions[0]), questions[0], str(kind), int(object_id), place))
    return [place for *_, place in sorted(found)]


def _standing(typed: str, questions: list[str], is_han: bool) -> int | None:
    """0 for a title that begins so, 1 for a phrasing, 2 and 3 for one with such words in it, None for neither."""
    begins, words = [question.startswith(typed) for question in questions], typed.split()
    if begins[0]:
        return 0
    if any(begins):
        return 1
    sign = "" if is_han else " "
    within = [all(f"{sign}{word}" in f" {question}" for word in words) for question in questions]
    if within[0]:
        return 2
    return 3 if any(within) else None
