"""From text to the words that lexicons and the intent model compare."""

from __future__ import annotations

import re
from itertools import pairwise

from supportdesk.core.search.text import fold

_HAN = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
_CLAUSE_END = re.compile(r"[.!?;:,…]+(?=\s|$)|[。！？；：、，،؛؟…\n\r]+|\s[-–—]+\s")
_MAIL = re.compile(r"\S+@\S+")
_DIGITS = re.compile(r"\d+")
# LUM-7K2P9Q, but not 2FA.
_REFERENCE = re.compile(r"\b(?=[A-Za-z0-9-]*\d)(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9-]{6,}")
# Longer messages are read in part: the tone and the topic are clear long before.
MAX_READ = 4000

# Every phrase of a clause is compared with every other; nobody speaks so long without a stop.
LONGEST_CLAUSE = 120


def clauses(text: str) -> list[list[str]]:
    """The words of each clause, folded: Chinese characters stand alone, a word ends at its apostrophe."""
    parts = (tokens(part) for part in _CLAUSE_END.split(text[:MAX_READ]))
    return [part[start : start + LONGEST_CLAUSE] for part in parts for start in range(0, len(part), LONGEST_CLAUSE)]


def tokens(text: str) -> list[str]:
    return _HAN.sub(r" \1 ", fold(text)).replace("'", "' ").split()


def normalised(text: str) -> str:
    """What the intent model reads: folded, with every number, reference and address masked."""
    masked = _REFERENCE.sub("0", _MAIL.sub(" ", text[:MAX_READ]))
    return " ".join(_DIGITS.sub("0", fold(masked)).split())


def words_and_pairs(text: str) -> list[str]:
    """The words of a normalised text and each two neighbours."""
    words = _HAN.sub(r" \1 ", text).split()
    return words + [f"{left} {right}" for left, right in pairwise(words)]
