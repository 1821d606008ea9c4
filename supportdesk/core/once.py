"""A form that is sent twice is done once: by a second click, a reload, or a network that hung."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.db import transaction

from .models import IdempotencyRecord

CLIENT = "form"


@transaction.atomic
def once(key: str, do: Callable[[], dict]) -> dict:
    """What `do` gave when it was first called for `key` (64 characters at most); kept for a day, as plain JSON.

    Whoever comes second waits for the first. When `do` raises, nothing is kept and the next one tries anew.
    """
    record, is_first = IdempotencyRecord.objects.get_or_create(client=CLIENT, key=key, defaults={"fingerprint": key})
    if is_first:
        record.status, record.body = 302, json.dumps(do())
        record.save(update_fields=["status", "body"])
    return json.loads(record.body)
