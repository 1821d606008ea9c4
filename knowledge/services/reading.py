"""Counting who read what."""

from __future__ import annotations

from django.core.cache import cache
from django.db.models import F

from ..models import FAQ, Article, Tutorial

SECONDS_UNTIL_A_RELOAD_COUNTS = 3600


def record_view(thing: FAQ | Article | Tutorial, *, user=None, visitor: str = "", each_time: bool = False) -> None:
    """Add one to the views; a person who loads the page again within an hour counts once, unless `each_time`."""
    if not each_time:
        reader = f"user-{user.pk}" if user else f"visitor-{visitor}"
        if not cache.add(f"viewed:{thing._meta.model_name}:{thing.pk}:{reader}", 1, SECONDS_UNTIL_A_RELOAD_COUNTS):
            return
    type(thing)._default_manager.filter(pk=thing.pk).update(view_count=F("view_count") + 1)
    thing.view_count += 1
