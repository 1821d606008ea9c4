"""`/healthz`: the process answers. `/readyz`: it can also do its work. Both before sessions, redirects and host checks."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

_migrated: set[str] = set()


class HealthMiddleware:
    """Answers probes first, so that they need no session, no allowed host and no TLS redirect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
        if request.path == "/readyz":
            return ready()
        return self.get_response(request)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok" if _is_migrated() else "migrations are missing"


def _is_migrated() -> bool:
    """Reading all migrations is slow and their files do not change under a running process: so only until it is true."""
    if connection.alias not in _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.add(connection.alias)
    return True


def _cache() -> str:
    cache.set("readyz", "ok", 10)
    return "ok" if cache.get("readyz") == "ok" else "the cache forgets"


def ready() -> JsonResponse:
    """200 when every part works, else 503; each part says "ok" or what kind of fault it has."""
    parts = {}
    for name, check in (("database", _database), ("cache", _cache)):
        try:
            parts[name] = check()
        except Exception as error:  # a probe reports every fault
            parts[name] = type(error).__name__
    healthy = all(state == "ok" for state in parts.values())
    return JsonResponse(
        {"status": "ok" if healthy else "unavailable", "parts": parts},
        status=200 if healthy else 503,
        headers={"Cache-Control": "no-store"},
    )
