"""What people search for, counted by day, so that editors see what is missing; nothing of who searched is kept."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import structlog
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from ..exceptions import TooOften
from ..privacy import EMAIL, NUMBER, without_personal_data
from ..ratelimits import hit
from .language import known_language
from .text import fold

LONGEST = 200
KEEP = timedelta(days=180)
_CLICK_SECONDS = 24 * 3600
# One Chinese character is a word.
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_SEARCH_PAGE = re.compile(r"/(?P<language>[a-z-]{2,10})/(?:help|faqs)/")
# In one statement, so that many may count the same words at once.
_COUNT = """
    INSERT INTO core_searchasked (day, language, words, times, without_result, clicked) VALUES (%s, %s, %s, 1, %s, 0)
    ON CONFLICT (day, language, words) DO UPDATE
    SET times = core_searchasked.times + 1, without_result = core_searchasked.without_result + excluded.without_result
"""

log = structlog.get_logger("supportdesk.search")


def kept_words(query: str) -> str:
    """The words of a query as they are counted; "" for one that says nothing: one letter, a number alone, a whole text."""
    query = " ".join(query.replace("\x00", "").split())
    if len(query) > LONGEST:
        return ""
    kept = without_personal_data(query)
    words, said = fold(kept)[:LONGEST].strip(), fold(kept.replace(EMAIL, " ").replace(NUMBER, " "))
    return words if len(said) > 1 or _HAN.match(said) else ""


def note_search(words: str, language: str, *, found: bool, who: str = "") -> None:
    """Count that somebody searched for the words. A search must not fail for it, so nothing here raises.

    `who` (see `ratelimits.limit`) bounds how much one person or address adds; it is not kept.
    """
    kept = kept_words(words)
    if not kept:
        return
    try:
        if who:
            hit("create", f"search-{who}")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_COUNT, [timezone.now().date().isoformat(), known_language(language), kept, 0 if found else 1])
    except TooOften:
        return
    except DatabaseError as error:
        log.warning("search.not_counted", error=repr(error))


def note_click(words: str, language: str, *, who: str) -> None:
    """Count that a search for the words led to a page: once a day for each `who`, which is not kept."""
    from ..models import SearchAsked

    kept, today = kept_words(words), timezone.now().date()
    key = hashlib.sha256(f"{who} {language} {kept}".encode()).hexdigest()
    try:
        if not kept or not cache.add(f"search-click:{key}", 1, timeout=_CLICK_SECONDS):
            return
        row = SearchAsked.objects.filter(language=known_language(language), words=kept)
        for day in (today, today - timedelta(days=1)):
            if row.filter(day=day).update(clicked=F("clicked") + 1):
                return
    except DatabaseError as error:
        log.warning("search.click_not_counted", error=repr(error))


def asked_on(address: str) -> tuple[str, str] | None:
    """The words and the language of a search, from the address of the page that showed what it found; None for others."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    page = _SEARCH_PAGE.fullmatch(parts.path)
    words = parse_qs(parts.query).get("q", [""])[0]
    return (words, page["language"]) if page and words.strip() else None


def forget_old_searches() -> int:
    """Delete what was searched more than 180 days ago; how many rows that were."""
    from ..models import SearchAsked

    return SearchAsked.objects.filter(day__lt=timezone.now().date() - KEEP).delete()[0]
