"""News for browsers: a wake-up, never the content. What was missed is read from the database.

The channel layer is a hint: when it is dead, a change is still stored, and watchers see it at their next ping.
"""

from __future__ import annotations

import asyncio
from functools import partial

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

log = structlog.get_logger("supportdesk.live")

PATIENCE_SECONDS = 2


def push_on_commit(group: str, event: dict) -> None:
    """Tell whoever watches `group`, once the change is stored; a dead layer must not undo it."""
    transaction.on_commit(partial(push, group, event), robust=True)


def push(group: str, event: dict) -> bool:
    """Send `event` to `group` now; True when the layer took it. Tried twice: the first publish after a restart of Redis
    fails on the stale connection. A layer that does not answer is left alone after seconds.
    """
    for attempt in (1, 2):
        try:
            async_to_sync(_send)(group, event)
            return True
        except Exception as error:  # whatever a layer raises, news is a hint
            log.warning("live.push_failed", group=group, attempt=attempt, error=repr(error))
            if isinstance(error, TimeoutError):
                break
    return False


async def _send(group: str, event: dict) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        await get_channel_layer().group_send(group, event)
