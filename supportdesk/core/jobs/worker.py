"""The process that runs jobs: one at a time in its main thread, while a second thread keeps it alive for the others."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import cast

import structlog
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import Error as DatabaseTrouble
from django.db import connections
from django_tasks import TaskContext, TaskResult
from django_tasks.signals import task_finished, task_started
from django_tasks_db.models import DBTaskResult

from . import leases, schedule
from .carrier import carrier
from .connections import drop_connections, end_connections, mend_connections, renew_connections
from .database import DatabaseBackend
from .delivery import deliver
from .durable import DELIVERY_TASK
from .limits import JobInterrupted, JobTimeout, alarm

log = structlog.get_logger("supportdesk.jobs")

LOOK_THOROUGHLY_EVERY = 60.0
LONGEST_PAUSE = 10.0


class Worker:
    """Takes jobs until it is told to stop. With another backend than the database it only keeps the clock."""

    def __init__(self, *, until_empty: bool = False) -> None:
        self.name = leases.new_worker_id()
        self.until_empty = until_empty
        self.stopping = threading.Event()
        self.backend = carrier()

    def stop(self, signum: int = 0, frame: object = None) -> None:
        """Finish the job at hand within the configured time, take no other. Called again: hand it back now."""
        alarm.interrupt(0.0 if self.stopping.is_set() else settings.JOBS["STOP_SECONDS"])
        self.stopping.set()

    def run(self) -> None:
        """Work until stopped, or until nothing is due any more (`until_empty`)."""
        log.info("worker.started", worker=self.name, backend=type(self.backend).__name__)
        leases.beat(self.name)
        self.backend.recover(thorough=True)
        keeper = Keeper(self)
        keeper.start()
        pause = settings.JOBS["POLL_SECONDS"]
        try:
            while not self.stopping.is_set():
                try:
                    busy = self.work_once()
                    pause = settings.JOBS["POLL_SECONDS"]
                except DatabaseTrouble:
                    if self.until_empty:
                        raise
                    log.exception("worker.database_trouble", worker=self.name)
                    self._start_over()
                    busy, pause = False, min(pause * 2, LONGEST_PAUSE)
                if not busy:
                    if self.until_empty:
                        break
                    self.stopping.wait(pause)
        finally:
            keeper.end()
            alarm.allow()
            leases.release(self.name)
            end_connections()
            log.info("worker.stopped", worker=self.name)

    def work_once(self) -> bool:
        """Run one due job; False when there is none."""
        if not isinstance(self.backend, DatabaseBackend):
            return False
        task = self.backend.take(self.name)
        if task is None:
            renew_connections()
            return False
        with leases.working_as(self.name):
            if task.task_path == DELIVERY_TASK:
                self._deliver(self.backend, task)
            else:
                _run_plain(self.backend, task)
        mend_connections()
        return True

    def _deliver(self, backend: DatabaseBackend, task: DBTaskResult) -> None:
        try:
            deliver.call(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])
        except JobInterrupted:
            self.stopping.set()
        backend.remove(task)

    def _start_over(self) -> None:
        """Nobody knows what became of the job at hand. Under a new name the old one's lease runs out, and
        whatever it still holds goes back to the queue.
        """
        drop_connections()
        self.name = leases.new_worker_id()


class Keeper(threading.Thread):
    """Keeps the worker's lease, returns dead workers' jobs, starts periodic jobs, restarts a worker that hangs."""

    def __init__(self, worker: Worker) -> None:
        super().__init__(name="jobs-keeper", daemon=True)
        self.worker = worker
        self.over = threading.Event()
        self._looked_at = time.monotonic()
        self._slots_known = False

    def run(self) -> None:
        duties = [self._beat, self._recover] if self.worker.until_empty else [self._beat, self._recover, self._schedule]
        while True:
            for duty in duties:
                try:
                    duty()
                except Exception:  # the keeper outlives every fault of the database
                    log.exception("worker.duty_failed", duty=duty.__name__.strip("_"), worker=self.worker.name)
            connections.close_all()
            self._restart_when_deaf()
            if self.over.wait(settings.JOBS["BEAT_SECONDS"]):
                return

    def end(self) -> None:
        self.over.set()
        self.join()

    def _beat(self) -> None:
        if not leases.beat(self.worker.name):
            log.warning("worker.lease_renewed", worker=self.worker.name)

    def _recover(self) -> None:
        thorough = time.monotonic() - self._looked_at > LOOK_THOROUGHLY_EVERY
        if thorough:
            self._looked_at = time.monotonic()
        self.worker.backend.recover(thorough=thorough)

    def _schedule(self) -> None:
        if not self._slots_known:
            schedule.sync_slots()
            self._slots_known = True
        if not self.worker.stopping.is_set():
            schedule.start_due_jobs()

    def _restart_when_deaf(self) -> None:
        """A job that sits in foreign code hears no alarm. Starting the program anew in this very process ends it,
        and those who watch the process see nothing; the job counts as lost.
        """
        if alarm.overdue() < settings.JOBS["DEAF_SECONDS"]:
            return
        log.error("worker.restarting", worker=self.worker.name, overdue=round(alarm.overdue(), 1))
        try:
            leases.release(self.worker.name)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)  # the alarm would ring in the new program, and kill it
            sys.stdout.flush()
            sys.stderr.flush()
            if self.worker.stopping.is_set():
                os._exit(1)
            os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606


def _run_plain(backend: DatabaseBackend, task: DBTaskResult) -> None:
    """A task of a package that uses the Tasks API directly: one attempt, its result kept."""
    try:
        made = task.task
        sender, result = type(made.get_backend()), task.task_result
    except (ImportError, SuspiciousOperation) as error:
        task.set_failed(error)
        return
    task_started.send(sender=sender, task_result=result)
    context = [TaskContext(task_result=cast(TaskResult, result))] if made.takes_context else []
    try:
        with alarm.limit(settings.JOBS["PLAIN_TASK_SECONDS"]):
            value = made.call(*context, *result.args, **result.kwargs)
        task.set_successful(value)
    except JobInterrupted:
        backend.put_back(task)
        return
    except (Exception, JobTimeout) as error:
        task.set_failed(error)
    task_finished.send(sender=sender, task_result=task.task_result)


def drain(*, limit: int = 1000) -> int:
    """Run all due jobs now, in this thread, and what they enqueue; how many. For tests and commands."""
    worker = Worker(until_empty=True)
    done = 0
    while done < limit and worker.work_once():
        done += 1
    return done
