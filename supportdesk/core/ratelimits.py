"""Fixed-window counters in the cache, for pages; the API's throttles count with the same rates."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache

from .exceptions import TooOften

_PERIODS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400}


def parse_rate(rate: str) -> tuple[int, int]:
    """`"30/min"` as (30, 60): how many in how many seconds."""
    count, _, period = rate.partition("/")
    return int(count), _PERIODS[period]


def hit(scope: str, who: str) -> None:
    """Count one use of `scope` by `who`; raises `TooOften` above the rate that the settings name for it."""
    allowed, window = parse_rate(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"][scope])
    now = time.time()
    key = f"rate:{scope}:{who}:{int(now // window)}"
    cache.add(key, 0, timeout=window + 1)
    try:
        used = cache.incr(key)
    except ValueError:
        used = 1
    if used > allowed:
        raise TooOften(retry_after=int(window - now % window) + 1)


def address_of(request) -> str:
    """The client's address as the server sees it; behind a proxy the server must be told to trust its header."""
    return request.META.get("REMOTE_ADDR", "") or "unknown"


def limit(request, scope: str) -> None:
    """Count one use by the person and by the address."""
    if request.user.is_authenticated:
        hit(scope, f"user-{request.user.pk}")
    else:
        hit(scope, f"address-{address_of(request)}")
