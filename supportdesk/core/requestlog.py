"""One line for each request; its id is in every line written meanwhile, and in the answer."""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid

import structlog
from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.functional import LazyObject, empty

from .middleware import GetResponse

log = structlog.get_logger("supportdesk.requests")

HEADER = "X-Request-ID"
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")
# A part of a path that is long and random is the token of a private link; ids of tickets have hyphens in known places.
SECRET = re.compile(r"(?<=/)(?![0-9a-f]{8}-[0-9a-f]{4}-)[A-Za-z0-9_-]{32,}")


class RequestLogMiddleware:
    """An id that a proxy in front gave is kept when it looks like one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        request_id = given if ACCEPTED.fullmatch(given) else uuid.uuid4().hex
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            response[HEADER] = request_id
            level = logging.ERROR if response.status_code >= 500 else logging.INFO
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            log.log(level, "request", **_facts(request), status=response.status_code, ms=milliseconds)
        return response


@receiver(got_request_exception, dispatch_uid="core.log_crash")
def log_crash(sender: object, request: HttpRequest | None = None, **kwargs: object) -> None:
    """With the traceback; called while the exception is being handled."""
    log.error("request.crashed", **(_facts(request) if request is not None else {}), exc_info=sys.exc_info())


def _facts(request: HttpRequest) -> dict:
    """Who asked for what. Never the query: people type names and addresses into it."""
    user = getattr(request, "user", None)
    if isinstance(user, LazyObject) and user._wrapped is empty:  # type: ignore[attr-defined]
        # Nobody needed to know, and asking would cost a query.
        user = None
    return {"method": request.method, "path": SECRET.sub("…", request.path), "user": getattr(user, "pk", None)}
