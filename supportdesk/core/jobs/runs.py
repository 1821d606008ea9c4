"""The life of one job: planned, taken, finished, tried again, given up. Every step is one transaction."""

from __future__ import annotations

import random
import traceback
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks.utils import normalize_json

from ..exceptions import Refusal
from . import leases
from .durable import Durable, GiveUp, find_job
from .models import JobRun

LONGEST_DELAY = 3600.0
ERROR_LENGTH = 8000

log = structlog.get_logger("supportdesk.jobs")


class NotFailed(Refusal):
    code = "job_not_failed"
    message = _("Only a failed job can be run again.")


@transaction.atomic
def enqueue_run(job: Durable, args: Sequence, kwargs: Mapping) -> JobRun:
    """Promise that `job` will run with these arguments; TypeError when they are not JSON values."""
    run = JobRun(
        path=job.path,
        arguments={"args": normalize_json(list(args)), "kwargs": normalize_json(dict(kwargs))},
        max_attempts=job.max_attempts,
    )
    _plan(run)
    return run


def _plan(run: JobRun, *, run_after: datetime | None = None) -> None:
    """Store the run as waiting and hand its next delivery to the backend. Deliveries of earlier turns become void."""
    from .delivery import deliver

    run.status, run.run_after, run.worker_id, run.finished_at = JobRun.Status.WAITING, run_after, "", None
    run.turn += 1
    run.save()
    task = deliver if run_after is None else deliver.using(run_after=run_after)
    task.enqueue(str(run.pk), run.turn)


@transaction.atomic
def begin_run(run_id: str, turn: int) -> JobRun | None:
    """Take the job that a delivery names; None when the delivery is void or the job is in good hands."""
    run = JobRun.objects.select_for_update().filter(pk=run_id, turn=turn).exclude(status__in=JobRun.ENDED).first()
    if run is None:
        return None
    if run.status == JobRun.Status.RUNNING:
        if leases.is_alive(run.worker_id):
            return None
        run.lost += 1
        log.warning("job.worker_died", job=run.path, run=run_id, worker=run.worker_id, times=run.lost)
        if run.lost >= settings.JOBS["MAX_LOST"]:
            _give_up(run, f"WorkerDied: {run.lost} workers died on this job.")
            return None
    run.status, run.started_at = JobRun.Status.RUNNING, timezone.now()
    run.worker_id = leases.holder_for(time_limit_of(run))
    run.deliveries += 1
    run.save()
    return run


def time_limit_of(run: JobRun) -> float:
    try:
        return find_job(run.path).time_limit
    except ImportError:
        return 60.0


def _still_mine(run: JobRun) -> JobRun | None:
    """The locked row, unless another worker took the job because this one seemed dead."""
    mine = (
        JobRun.objects.select_for_update()
        .filter(pk=run.pk, turn=run.turn, deliveries=run.deliveries, status=JobRun.Status.RUNNING)
        .first()
    )
    if mine is None:
        log.warning("job.taken_over", job=run.path, run=str(run.pk))
    return mine


@transaction.atomic
def finish_run(run: JobRun) -> None:
    """The job is done."""
    if mine := _still_mine(run):
        mine.status, mine.finished_at, mine.last_error = JobRun.Status.DONE, timezone.now(), ""
        mine.save()


@transaction.atomic
def fail_run(run: JobRun, error: BaseException) -> None:
    """An attempt failed: plan the next one, or give up when there is none left."""
    mine = _still_mine(run)
    if mine is None:
        return
    mine.attempt += 1
    summary = f"{type(error).__name__}: {error}"
    mine.last_error = _shortened(f"{summary}\n\n{''.join(traceback.format_exception(error))}")
    if isinstance(error, GiveUp) or mine.attempt >= mine.max_attempts:
        # The cause is what people want to read, not that the job gave up.
        cause = error.__cause__ if isinstance(error, GiveUp) and error.__cause__ else error
        _give_up(mine, f"{type(cause).__name__}: {cause}")
        return
    delay = back_off(find_base_delay(mine), mine.attempt - 1)
    _plan(mine, run_after=timezone.now() + timedelta(seconds=delay))
    log.warning("job.failed", job=mine.path, run=str(mine.pk), attempt=mine.attempt, error=summary, again_in=round(delay, 1))


@transaction.atomic
def hand_back_run(run: JobRun) -> None:
    """The worker ends before the job does: it waits again, and that counts as no attempt."""
    if mine := _still_mine(run):
        _plan(mine)


@transaction.atomic
def repeat_run(run: JobRun) -> JobRun:
    """Run a failed job again, with all its attempts."""
    run = JobRun.objects.select_for_update().get(pk=run.pk)
    if run.status != JobRun.Status.FAILED:
        raise NotFailed
    run.attempt = run.lost = 0
    _plan(run)
    return run


def back_off(base_delay: float, retry: int) -> float:
    """Seconds before retry number `retry` (from 0): doubling, at most an hour, plus up to a tenth so that crowds disperse."""
    return min(base_delay * 2 ** min(retry, 32), LONGEST_DELAY) * random.uniform(1.0, 1.1)  # noqa: S311


def find_base_delay(run: JobRun) -> float:
    try:
        return find_job(run.path).base_delay
    except ImportError:
        return 60.0


def _give_up(run: JobRun, error: str) -> None:
    """Mark the job as failed and tell its owner. A faulty owner must not keep the job from being marked."""
    run.status, run.finished_at = JobRun.Status.FAILED, timezone.now()
    run.last_error = run.last_error or error
    run.save()
    log.error("job.given_up", job=run.path, run=str(run.pk), attempts=run.attempt, error=error)
    try:
        with transaction.atomic():
            find_job(run.path).give_up(run.arguments["args"], run.arguments["kwargs"], error)
    except Exception:
        log.exception("job.giving_up_failed", job=run.path, run=str(run.pk))


def _shortened(text: str) -> str:
    """The first lines say what, the last say where; NUL characters cannot be stored in PostgreSQL."""
    text = text.replace("\0", "\ufffd")
    return text if len(text) <= ERROR_LENGTH else f"{text[: ERROR_LENGTH // 2]}\n…\n{text[-ERROR_LENGTH // 2 :]}"
