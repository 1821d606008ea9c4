"""Completing what is being typed, over all that a reader may find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .completion import order_of
from .text import fold

if TYPE_CHECKING:
    import numpy as np

    from .store import Snapshot

_LONGEST = 100
_SHORTEST = 2


def matching(prefix: str, snapshot: Snapshot, language: str, mask: np.ndarray, most: int) -> list[int]:
    """The places of at most so many entries that what was typed can become, best first: by where it stands, then short
    titles. `mask` says which entries take part."""
    typed = fold(prefix[:_LONGEST])
    is_han = language.startswith("zh") and not typed.isascii()
    if most < 1 or len(typed) < (1 if is_han else _SHORTEST):
        return []
    found, start = [], 0
    for part in snapshot.parts:
        size = len(part.entries)
        for standing, place in part.completions.matching(typed, mask[start : start + size], most, is_han=is_han):
            found.append((standing, order_of(part.entries, place), start + place))
        start += size
    return [place for *_, place in sorted(found)[:most]]
