"""Taking out of a text what could say who wrote it, before the text is kept for counting."""

from __future__ import annotations

import re

EMAIL, NUMBER = "[email]", "[number]"

# Every part is bounded, so that no text takes long.
_SIGN = r"[^\s@＠<>(),;:.．。]"
_EMAIL = re.compile(rf"[^\s@＠<>(),;:]{{1,64}}\s?[@＠]\s?{_SIGN}{{1,63}}(?:[.．。]{_SIGN}{{1,63}}){{1,8}}")
# Two letters, two check digits, and up to 30 signs in groups: a bank account.
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}[ -]?(?:[A-Z0-9]{4}[ -]?){2,7}[A-Z0-9]{0,4}\b", re.IGNORECASE)
# Digits of any script with what people put between them, as in telephone and card numbers.
_DIGITS = re.compile(r"(?<![^\W\d_])[+＋]?\(?\d(?:[\s().\-–/ ]{0,2}\d){6,}")
_DATE = re.compile(r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})(?:\s+\d{1,2})?")
_FEWEST_ACCOUNT_DIGITS = 10


def without_personal_data(text: str) -> str:
    """The text with e-mail addresses as "[email]", and bank accounts and numbers of seven digits and more (telephones,
    cards) as "[number]"; dates stay."""
    text = _EMAIL.sub(EMAIL, text)
    text = _ACCOUNT.sub(_account, text)
    return _DIGITS.sub(lambda found: found[0] if _DATE.fullmatch(found[0]) else NUMBER, text)


def _account(found: re.Match[str]) -> str:
    """Words of letters alone are no account, however they are spaced."""
    return NUMBER if sum(sign.isdigit() for sign in found[0]) >= _FEWEST_ACCOUNT_DIGITS else found[0]
