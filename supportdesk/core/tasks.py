"""Housekeeping: rows that have done their duty go, so that the database does not grow by its own traffic."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from knox.models import AuthToken

from .jobs import periodic
from .jobs.models import JobRun
from .models import IdempotencyRecord
from .search import tasks as _search_tasks  # noqa: F401 its periodic job is registered by the import

KEEP_ANSWERS = timedelta(days=2)


@periodic(every=timedelta(hours=6), time_limit=300)
def forget_ended_jobs() -> None:
    """Delete finished jobs after days and failed ones after weeks."""
    now = timezone.now()
    done, failed = now - timedelta(days=settings.JOBS["KEEP_DONE_DAYS"]), now - timedelta(days=settings.JOBS["KEEP_FAILED_DAYS"])
    JobRun.objects.filter(status=JobRun.Status.DONE, finished_at__lt=done).delete()
    JobRun.objects.filter(status=JobRun.Status.FAILED, finished_at__lt=failed).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=failed).delete()


@periodic(every=timedelta(hours=6), time_limit=300)
def forget_old_answers() -> None:
    """Delete kept answers to creating calls, whose keys may be used again by now."""
    IdempotencyRecord.objects.filter(created_at__lt=timezone.now() - KEEP_ANSWERS).delete()


@periodic(every=timedelta(days=1), time_limit=600)
def forget_expired_sign_ins() -> None:
    """Delete sessions and bearer tokens that have run out."""
    call_command("clearsessions")
    AuthToken.objects.filter(expiry__lt=timezone.now()).delete()
