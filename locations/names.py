"""Names of cities as people type them: one plain form for every spelling, and the way back."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart, but people do; and the Arabic ones that are typed for each other.
_SAME = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك"}
)
_SILENT = frozenset("'’‘`´ʻʼʿʾ\u0640")


def plain(name: str) -> str:
    """A name without case, accents, apostrophes and superfluous blanks: "  MÁLAGA" is "malaga", "Saint-Denis" "saint denis"."""
    letters = unicodedata.normalize("NFKD", name.casefold()).translate(_SAME)
    kept = (letter for letter in letters if not unicodedata.combining(letter) and letter not in _SILENT)
    return " ".join("".join(letter if letter.isalnum() else " " for letter in kept).split())
