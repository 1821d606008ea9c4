"""The same jobs carried by Celery, for installations that already run it: `TASKS_BACKEND=…celery.CeleryBackend`.

    celery -A supportdesk worker        as many as needed; runs the jobs (prefork pool)
    manage.py run_worker                at least one; starts periodic jobs, resends what the broker lost

Retries, time limits and the list of jobs stay those of the durable layer; Celery only carries deliveries.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from celery import Celery
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id

from . import leases
from .carrier import Carrier
from .models import JobLease, JobRun

log = structlog.get_logger("supportdesk.jobs")

RESEND_AT_MOST = 200

app = Celery("supportdesk")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_connection_retry_on_startup=True,
    # A request that enqueues must not hang on a dead broker: the keeper sends again what was not sent.
    broker_transport_options={
        # Longer than the longest delay of a retry, else Redis hands a waiting message to a second worker.
        "visibility_timeout": 7200,
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
    },
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0.1},
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    enable_utc=True,
    timezone="UTC",
)


@app.task(name="supportdesk.run_task")
def run_task(path: str, args: list, kwargs: dict) -> None:
    """Run the Django task at `path`."""
    task = import_string(path)
    if not isinstance(task, Task):
        raise ImportError(f"{path} is not a task")
    task.call(*args, **kwargs)


class CeleryBackend(BaseTaskBackend, Carrier):
    supports_defer = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Send after the surrounding transaction is stored; nothing is sent when it is rolled back."""
        self.validate_task(task)
        result: TaskResult = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        transaction.on_commit(partial(self._send, result), robust=True)
        return result

    def _send(self, result: TaskResult) -> None:
        """A broker that is away must not fail the request: the job is stored, and the keeper sends it later."""
        try:
            run_task.apply_async(
                (result.task.module_path, result.args, result.kwargs), task_id=result.id, eta=result.task.run_after
            )
        except Exception as error:  # whatever a broker's client raises
            log.warning("job.not_sent", task=result.task.module_path, arguments=result.args, error=repr(error))

    def recover(self, *, thorough: bool) -> int:
        """Send again jobs whose worker died, and jobs long due that nobody took: the broker lost their messages."""
        if not thorough and not JobLease.objects.filter(expires_at__lt=leases.database_now()).exists():
            return 0
        alive, now = leases.alive_workers(), timezone.now()
        long_due = now - timedelta(seconds=settings.JOBS["RESEND_SECONDS"])
        forgotten = Q(status=JobRun.Status.WAITING) & (
            Q(run_after__lt=long_due) | Q(run_after__isnull=True, created_at__lt=long_due)
        )
        orphaned = Q(status=JobRun.Status.RUNNING) & ~Q(worker_id__in=alive)
        orphaned &= Q(run_after__isnull=True) | Q(run_after__lt=F("started_at")) | Q(run_after__lt=long_due)
        lost = JobRun.objects.filter(forgotten | orphaned).order_by("created_at")[:RESEND_AT_MOST]
        sent = sum(self._resend(run) for run in lost)
        JobLease.objects.filter(expires_at__lt=leases.database_now()).delete()
        if sent:
            log.warning("jobs.sent_again", jobs=sent)
        return sent

    @transaction.atomic
    def _resend(self, seen: JobRun) -> bool:
        from .delivery import deliver

        run = JobRun.objects.select_for_update().filter(pk=seen.pk, turn=seen.turn, status=seen.status).first()
        if run is None:
            return False
        run.run_after = timezone.now()  # not again before the same time has passed once more
        run.save(update_fields=["run_after"])
        deliver.enqueue(str(run.pk), run.turn)
        return True
