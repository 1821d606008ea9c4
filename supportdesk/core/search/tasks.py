"""Keeping the saved index fresh. Searches do not wait for it: they follow the table meanwhile."""

from __future__ import annotations

from datetime import timedelta

import structlog

from ..jobs import periodic

log = structlog.get_logger("supportdesk.search")


@periodic(every=timedelta(minutes=2), time_limit=1800)
def rebuild_index() -> None:
    """Save the indexes of the languages that changed; nearly free when none did, and however often something changed."""
    from .rebuild import rebuild

    for done in rebuild():
        if done.is_new:
            log.info("search.rebuilt", language=done.language, entries=done.entries)


@periodic(every=timedelta(days=1), time_limit=600)
def forget_old_searches() -> None:
    """Delete what was searched so long ago that nobody asks for it any more."""
    from . import asked

    asked.forget_old_searches()
