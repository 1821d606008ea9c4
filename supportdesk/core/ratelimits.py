"""Fixed-window counters in the cache, for pages; the API's throttles count with the same rates."""

from __future__ import annotations

import ipaddress
import time

import structlog
from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.settings import api_settings

from .exceptions import TooOften

log = structlog.get_logger("supportdesk.ratelimits")

_PERIODS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_rate(rate: object) -> tuple[int, int]:
    """`"30/min"` as (30, 60): how many in how many seconds. ValueError for anything else."""
    count, _, period = str(rate).partition("/")
    if not count.isdecimal() or period[:1] not in _PERIODS:
        raise ValueError(f"{rate!r} is not a rate like 30/min.")
    return int(count), _PERIODS[period[:1]]


def hit(scope: str, who: str) -> None:
    """Count one use of `scope` by `who`; raises `TooOften` above the rate that the settings name for it."""
    allowed, window = parse_rate(api_settings.DEFAULT_THROTTLE_RATES[scope])
    now = time.time()
    key = f"rate:{scope}:{who}:{int(now // window)}"
    try:
        cache.add(key, 0, timeout=window + 1)
        used = cache.incr(key)
    except ValueError:
        # It ran out between the two lines.
        return
    except Exception as error:  # a cache that is away must not close the portal
        log.warning("ratelimits.cache_is_away", error=repr(error))
        return
    if used > allowed:
        raise TooOften(retry_after=int(window - now % window) + 1)


def address_of(request: HttpRequest) -> str:
    """The client's address as the server sees it; behind a proxy the server must be told to trust its header.

    Of an IPv6 address the network: one household has billions of addresses.
    """
    given = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return given
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))


def who_is(request: HttpRequest) -> str:
    """The person or, without one, the address: what uses are counted by."""
    return f"user-{request.user.pk}" if request.user.is_authenticated else f"address-{address_of(request)}"


def limit(request: HttpRequest, scope: str) -> None:
    """Count one use by the person or, without one, by the address."""
    hit(scope, who_is(request))
