"""Times and days as the active language writes them: 18:00, 6:00 م, Thu 24 Dec."""

from __future__ import annotations

from datetime import date, time
from functools import lru_cache

from babel.dates import format_date, format_skeleton, format_time
from django.utils import translation

from .hours import DAY

# English as it is written outside of America: the other half of the world reads 18:00 as well.
LOCALES = {"en": "en_GB", "zh-hans": "zh_Hans"}


def _locale() -> str:
    language = translation.get_language() or "en"
    return LOCALES.get(language, language)


def clock(minute: int) -> str:
    """A minute after midnight as a time of day; the end of a day is 24:00 where days have 24 hours."""
    shown = _clock(minute // 60 % 24, minute % 60, _locale())
    return "24:00" if minute == DAY and shown in ("0:00", "00:00") else shown


@lru_cache(maxsize=4096)
def _clock(hour: int, minute: int, locale: str) -> str:
    return format_time(time(hour, minute), "short", locale=locale)


def span(opens: int, closes: int) -> str:
    """ "09:00–18:00"."""
    return f"{clock(opens)}–{clock(closes)}"


def long_date(day: date) -> str:
    """ "Thursday 24 December 2026"."""
    return format_date(day, "full", locale=_locale())


def short_date(day: date) -> str:
    """ "Thu 24 Dec"."""
    return format_skeleton("MMMEd", day, locale=_locale())
