"""Names of countries, by the Unicode consortium's data."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from django.utils import translation


@lru_cache(maxsize=32)
def _territories(language: str) -> dict[str, str]:
    return dict(Locale.parse(translation.to_locale(language)).territories)


def country_name(code: str, language: str | None = None) -> str:
    """The country's name in `language` (the active one when not given); the code itself when there is none."""
    return _territories(language or translation.get_language() or "en").get(code, code)
