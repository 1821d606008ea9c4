"""Which workers are alive: each keeps a row whose time it moves on; a worker without such a row is dead."""

from __future__ import annotations

import os
import secrets
import socket
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from .models import JobLease

_holder: ContextVar[str | None] = ContextVar("job_holder", default=None)


def new_worker_id() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(3)}"


def database_now() -> datetime:
    """The time by the database's clock, so that workers on machines whose clocks differ agree on who is alive."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def beat(worker_id: str, *, seconds: float | None = None) -> bool:
    """Promise to be alive for `seconds` from now (the configured lease unless told). False when the promise was broken."""
    expires_at = database_now() + timedelta(seconds=seconds or settings.JOBS["LEASE_SECONDS"])
    if JobLease.objects.filter(pk=worker_id).update(expires_at=expires_at):
        return True
    JobLease.objects.create(
        pk=worker_id, host=socket.gethostname()[:255], pid=os.getpid(), started_at=timezone.now(), expires_at=expires_at
    )
    return False


def release(worker_id: str) -> None:
    """Say good-bye: whatever this worker still held goes back to the queue at the next look."""
    JobLease.objects.filter(pk=worker_id).delete()


def is_alive(worker_id: str) -> bool:
    return JobLease.objects.filter(pk=worker_id, expires_at__gt=database_now()).exists()


def alive_workers() -> set[str]:
    return set(JobLease.objects.filter(expires_at__gt=database_now()).values_list("pk", flat=True))


@contextmanager
def working_as(worker_id: str):
    """Run a block in the name of a worker that keeps its own lease."""
    token = _holder.set(worker_id)
    try:
        yield
    finally:
        _holder.reset(token)


def holder_for(seconds: float) -> str:
    """In whose name this process takes a job of at most `seconds`.

    A process that keeps no lease of its own (Celery's) promises once for the whole job.
    """
    if worker_id := _holder.get():
        return worker_id
    worker_id = f"{socket.gethostname()[:40]}:{os.getpid()}"
    beat(worker_id, seconds=seconds + settings.JOBS["DEAF_SECONDS"])
    return worker_id
