"""Counting who read what, without a write for each reader."""

from __future__ import annotations

import atexit
import threading
from collections import Counter
from datetime import date
from typing import NamedTuple

import structlog
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, close_old_connections, transaction
from django.db.models import F
from django.utils import timezone, translation

from ..models import FAQ, AboutPage, Article, DailyReading, Tutorial

log = structlog.get_logger("supportdesk.knowledge")

SECONDS_UNTIL_A_RELOAD_COUNTS = 3600


class _Reading(NamedTuple):
    kind: str
    pk: int
    day: date
    language: str
    column: str


def record_view(thing: FAQ | Article | Tutorial, *, user=None, visitor: str = "", each_time: bool = False) -> None:
    """Add one to the views; a person who loads the page again within an hour counts once, unless `each_time`.

    Views are written together, `VIEWS_FLUSH_SECONDS` after the first of them, so that a much read page is not written
    on at each reading. Of a process that is killed those seconds are lost.
    """
    if each_time or _is_news("viewed", thing, user, visitor):
        thing.view_count += _count(thing, "views")


def record_completion(tutorial: Tutorial, *, user=None, visitor: str = "") -> None:
    """Add one to those who saw the tutorial to its end, once a person and hour."""
    if _is_news("completed", tutorial, user, visitor):
        _count(tutorial, "completions")


def _is_news(what: str, thing, user, visitor: str) -> bool:
    reader = f"user-{user.pk}" if user else f"visitor-{visitor}"
    return cache.add(f"{what}:{thing._meta.model_name}:{thing.pk}:{reader}", 1, SECONDS_UNTIL_A_RELOAD_COUNTS)


_waiting: Counter[_Reading] = Counter()
_lock = threading.Lock()
_timer: threading.Timer | None = None


def _count(thing, count: str) -> int:
    """Count once; how many readings of the thing this process knows and the row it was read from does not."""
    global _timer
    language = translation.get_language() or "en"
    reading = _Reading(AboutPage.field_of(thing), thing.pk, timezone.localdate(), language, count)
    if not settings.VIEWS_FLUSH_SECONDS:
        _write(reading, 1)
        return 1
    with _lock:
        _waiting[reading] += 1
        if _timer is None:
            _timer = threading.Timer(settings.VIEWS_FLUSH_SECONDS, write_views)
            _timer.daemon = True
            _timer.start()
        return sum(times for known, times in _waiting.items() if (known.kind, known.pk, known.column) == (*reading[:2], count))


def write_views() -> None:
    """Write what was counted since the last time."""
    global _timer
    with _lock:
        counted, _timer = dict(_waiting), None
        _waiting.clear()
    try:
        for reading, times in counted.items():
            _write(reading, times)
    finally:
        close_old_connections()


@atexit.register
def _write_the_last() -> None:
    """A process that ends in order loses no views, unless the database went first."""
    try:
        write_views()
    except DatabaseError as error:
        log.warning("views.lost", error=str(error))


def _write(reading: _Reading, times: int) -> None:
    model = apps.get_model("knowledge", reading.kind)
    column = {"views": "view_count", "completions": "completion_count"}[reading.column]
    if not model._default_manager.filter(pk=reading.pk).update(**{column: F(column) + times}):
        return
    day = {f"{reading.kind}_id": reading.pk, "day": reading.day, "language": reading.language}
    more = {reading.column: F(reading.column) + times}
    if DailyReading.objects.filter(**day).update(**more):
        return
    try:
        with transaction.atomic():
            DailyReading.objects.create(**day, **{reading.column: times})
    except IntegrityError:
        DailyReading.objects.filter(**day).update(**more)
