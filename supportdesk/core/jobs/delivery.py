"""The one task that the backends know: bring a job to the worker that runs this."""

from __future__ import annotations

import time

import structlog
from django.conf import settings
from django.utils import timezone, translation
from django_tasks import task

from . import runs
from .connections import drop_connections, inside_a_transaction, renew_connections
from .durable import PERIODIC, find_job
from .limits import JobInterrupted, JobTimeout, alarm

log = structlog.get_logger("supportdesk.jobs")


@task()
def deliver(run_id: str, turn: int) -> None:
    """Run one attempt of a job. Never raises for what the job did; a void delivery does nothing."""
    run = runs.begin_run(run_id, turn)
    if run is None:
        log.info("job.delivery_void", run=run_id, turn=turn)
        return
    started, nested = time.monotonic(), inside_a_transaction()
    with structlog.contextvars.bound_contextvars(job=run.path, run=run_id), translation.override(settings.LANGUAGE_CODE):
        try:
            job = find_job(run.path)
            with alarm.limit(job.time_limit):
                job.call(*run.arguments["args"], **run.arguments["kwargs"])
        except JobInterrupted:
            if not nested:
                drop_connections()
            runs.hand_back_run(run)
            log.warning("job.interrupted")
            raise
        except JobTimeout as error:
            if not nested:
                drop_connections()
            runs.fail_run(run, error)
        except (Exception, SystemExit) as error:
            renew_connections()
            runs.fail_run(run, error)
        else:
            runs.finish_run(run)
            # What runs every minute would drown the rest.
            tell = log.debug if run.path in PERIODIC else log.info
            tell("job.done", seconds=round(time.monotonic() - started, 3))
        finally:
            timezone.deactivate()
