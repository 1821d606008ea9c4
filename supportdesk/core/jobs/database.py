"""The queue in the portal's own database: a job is stored in the same transaction as what it is about."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.backend import DatabaseBackend as TaskTableBackend
from django_tasks_db.models import DBTaskResult

from . import leases
from .carrier import Carrier
from .durable import DELIVERY_TASK
from .models import JobLease

log = structlog.get_logger("supportdesk.jobs")


class DatabaseBackend(TaskTableBackend, Carrier):
    def take(self, worker_id: str) -> DBTaskResult | None:
        """The next due task, marked as held by this worker; workers do not wait for each other on PostgreSQL."""
        ready = DBTaskResult.objects.ready().filter(backend_name=self.alias)
        if not ready.exists():  # a reader, so that idle workers never ask for SQLite's write lock
            return None
        with transaction.atomic():
            task = ready.get_locked()
            if task is not None:
                task.claim(worker_id)
            return task

    def remove(self, task: DBTaskResult) -> None:
        """A delivery was made. Its job has a row of its own, so this one goes, unless somebody took it over meanwhile."""
        DBTaskResult.objects.filter(pk=task.pk, started_at=task.started_at).delete()

    def recover(self, *, thorough: bool) -> int:
        """Return what dead workers held to the queue."""
        now = leases.database_now()
        expired = list(JobLease.objects.filter(expires_at__lt=now).values_list("pk", flat=True))
        if not expired and not thorough:
            return 0
        # In this order: a worker has its lease before it takes a task, so every live holder read here is found there.
        running = list(DBTaskResult.objects.running().filter(backend_name=self.alias))
        alive = leases.alive_workers()
        returned = sum(self._outlived(task) for task in running if task.worker_ids[-1] not in alive)
        JobLease.objects.filter(pk__in=expired, expires_at__lt=now).delete()
        if returned:
            log.warning("jobs.returned_to_queue", tasks=returned, workers=expired)
        return returned

    def put_back(self, task: DBTaskResult) -> bool:
        """Let another worker take it; False when one did already."""
        held = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at)
        return bool(held.update(status=TaskResultStatus.READY))

    def _outlived(self, task: DBTaskResult) -> bool:
        # A delivery's job counts its own deaths; a plain task has only this list.
        if task.task_path != DELIVERY_TASK and len(task.worker_ids) >= settings.JOBS["MAX_LOST"]:
            task.set_failed(RuntimeError(f"{len(task.worker_ids)} workers died on this task."))
            return False
        return self.put_back(task)
