"""Two texts side by side: what was taken away, what was added, by line and by word inside of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

from ..models import FAQ, Article, Words
from .editing import PageModel, label_of

# A word with its marks (Arabic vowels, accents), a Chinese character, a space, or any other sign.
_TOKEN = re.compile(r"[\u3400-\u9fff]|(?:(?![\u3400-\u9fff])[\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670])+|\s+|.")

# Unchanged lines that stay visible beside a change; longer runs are folded.
AROUND = 2
# Beyond this many words a line is compared as a whole: the time that it takes grows with the square.
LONGEST_LINE = 3_000
# Two lines that share less than this are not one changed line, but one gone and one new.
ALIKE = 0.3
# So far down a changed line is looked for.
NEAR = 20


class Piece(NamedTuple):
    text: str
    changed: bool = False


@dataclass(frozen=True)
class Side:
    """A line of one of the texts; None as number where this text has none."""

    number: int | None = None
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Row:
    """A line of the old text beside its fellow of the new one. `kind` is same, changed, removed, added or folded."""

    kind: str
    old: Side = field(default_factory=Side)
    new: Side = field(default_factory=Side)
    folded: int = 0


@dataclass(frozen=True)
class Part:
    """One of title, summary and text."""

    label: str
    rows: list[Row]

    @property
    def has_changed(self) -> bool:
        return any(row.kind not in ("same", "folded") for row in self.rows)


def compare_words(page: FAQ | Article | PageModel, old: Words, new: Words) -> list[Part]:
    """The parts that this kind of page has, compared; parts that are empty on both sides are left out."""
    labels = [label_of(page, column) if column else "" for column in page.WORDS]
    return [
        Part(label, compare(before, after))
        for label, before, after in zip(labels, old, new, strict=True)
        if label and (before or after)
    ]


def compare(old: str, new: str) -> list[Row]:
    """The lines of both texts in order, with long runs of unchanged ones folded."""
    before, after = old.splitlines(), new.splitlines()
    rows: list[Row] = []
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) > LONGEST_LINE)
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            rows += [
                Row("same", _side(start + step, before[start + step]), _side(new_start + step, before[start + step]))
                for step in range(end - start)
            ]
        else:
            rows += _changed(before, after, (start, end), (new_start, new_end))
    return list(_folded(rows))


def _changed(before: list[str], after: list[str], old: tuple[int, int], new: tuple[int, int]) -> Iterator[Row]:
    """A block of lines that took the place of another; alike lines stand beside each other."""
    fresh, end = new
    for at in range(*old):
        near = range(fresh, min(end, fresh + NEAR))
        fellow = next((place for place in near if _alike(before[at], after[place])), None)
        if fellow is None:
            yield Row("removed", old=_side(at, before[at], changed=True))
            continue
        for place in range(fresh, fellow):
            yield Row("added", new=_side(place, after[place], changed=True))
        gone, come = _compare_line(before[at], after[fellow])
        yield Row("changed", Side(at + 1, gone), Side(fellow + 1, come))
        fresh = fellow + 1
    for place in range(fresh, end):
        yield Row("added", new=_side(place, after[place], changed=True))


def _alike(old: str, new: str) -> bool:
    if not old.strip() or not new.strip():
        return old.strip() == new.strip()
    matcher = SequenceMatcher(None, old, new)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and _share(old, new) >= ALIKE


def _share(old: str, new: str) -> float:
    """How much two lines have in common, by words alone: every sentence has its full stop."""
    before, after = ([token for token in _TOKEN.findall(line) if token[0].isalnum()] for line in (old, new))
    if not before or not after or len(before) + len(after) > LONGEST_LINE:
        return 1.0
    return SequenceMatcher(None, before, after, autojunk=False).ratio()


def _compare_line(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(before) + len(after) > LONGEST_LINE:
        return (Piece(old, True),), (Piece(new, True),)
    gone: list[Piece] = []
    come: list[Piece] = []
    for what, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        _put(gone, "".join(before[start:end]), what != "equal")
        _put(come, "".join(after[new_start:new_end]), what != "equal")
    return tuple(gone), tuple(come)


def _put(pieces: list[Piece], text: str, changed: bool) -> None:
    """A single space between two changed words belongs to the change."""
    if not text:
        return
    if changed and len(pieces) > 1 and not pieces[-1].changed and pieces[-1].text.isspace() and pieces[-2].changed:
        text = pieces.pop(-2).text + pieces.pop().text + text
    pieces.append(Piece(text, changed))


def _side(index: int, line: str, *, changed: bool = False) -> Side:
    return Side(index + 1, (Piece(line, changed),) if line else ())


def _folded(rows: list[Row]) -> Iterator[Row]:
    """Runs of unchanged lines without their middle; a text without any change is folded as a whole."""
    near = {place + step for place, row in enumerate(rows) if row.kind != "same" for step in range(-AROUND, AROUND + 1)}
    hidden: list[Row] = []
    for place, row in enumerate(rows):
        if place in near:
            yield from _fold(hidden)
            hidden = []
            yield row
        else:
            hidden.append(row)
    yield from _fold(hidden)


def _fold(rows: list[Row]) -> list[Row]:
    return rows if len(rows) < 2 else [Row("folded", folded=len(rows))]
