"""Who is alive, and what becomes of the jobs of those who are not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus, task_backends
from django_tasks_db.models import DBTaskResult

from supportdesk.core.jobs import leases, runs
from supportdesk.core.jobs.models import JobLease, JobRun
from supportdesk.core.jobs.worker import drain

from . import sample_jobs

pytestmark = pytest.mark.django_db


def taken_by(worker_id: str, *names: str) -> list[JobRun]:
    """Jobs that a worker took and has not finished."""
    backend, held = task_backends["default"], []
    for name in names:
        run = sample_jobs.greet.enqueue(name)
        task = backend.take(worker_id)
        with leases.working_as(worker_id):
            held.append(runs.begin_run(*task.args_kwargs["args"]))
        assert held[-1].pk == run.pk
    return held


def die(worker_id: str) -> None:
    JobLease.objects.filter(pk=worker_id).update(expires_at=timezone.now() - timedelta(seconds=1))


def test_a_beat_keeps_a_worker_alive_until_its_lease_runs_out():
    assert not leases.beat("w1"), "the first beat makes the lease"
    assert leases.beat("w1")
    assert leases.is_alive("w1")
    die("w1")
    assert not leases.is_alive("w1")
    assert leases.alive_workers() == set()


def test_the_jobs_of_a_dead_worker_go_back_and_are_run_by_another():
    leases.beat("dead")
    leases.beat("alive")
    (lost,) = taken_by("dead", "lost")
    (kept,) = taken_by("alive", "kept")
    die("dead")
    assert task_backends["default"].recover(thorough=False) == 1
    assert drain() == 1
    lost.refresh_from_db()
    kept.refresh_from_db()
    assert (lost.status, lost.lost, lost.deliveries, lost.attempt) == (JobRun.Status.DONE, 1, 2, 0)
    assert (kept.status, kept.worker_id) == (JobRun.Status.RUNNING, "alive")
    assert not JobLease.objects.filter(pk="dead").exists()


def test_while_nobody_died_looking_costs_one_query(django_assert_num_queries):
    leases.beat("alive")
    taken_by("alive", "kept")
    with django_assert_num_queries(1 + (connection.vendor == "postgresql")):
        assert task_backends["default"].recover(thorough=False) == 0


def test_a_thorough_look_finds_jobs_whose_worker_left_no_lease():
    taken_by("gone", "lost")
    assert task_backends["default"].recover(thorough=False) == 0
    assert task_backends["default"].recover(thorough=True) == 1


def test_a_worker_that_only_seemed_dead_cannot_report_any_more():
    leases.beat("slow")
    (seen_by_slow,) = taken_by("slow", "ana")
    die("slow")
    task_backends["default"].recover(thorough=False)
    leases.beat("quick")
    task = task_backends["default"].take("quick")
    with leases.working_as("quick"):
        runs.begin_run(*task.args_kwargs["args"])
    runs.finish_run(seen_by_slow)
    runs.fail_run(seen_by_slow, sample_jobs.Broken())
    current = JobRun.objects.get()
    assert (current.status, current.worker_id, current.attempt) == (JobRun.Status.RUNNING, "quick", 0)
    assert DBTaskResult.objects.count() == 1


def test_a_job_in_living_hands_is_not_taken_twice():
    leases.beat("alive")
    (run,) = taken_by("alive", "ana")
    assert runs.begin_run(str(run.pk), run.turn) is None
    assert JobRun.objects.get().deliveries == 1


def test_a_job_that_kills_its_workers_fails_after_five(settings):
    run = sample_jobs.fail.enqueue("ana")
    for number in range(5):
        worker = f"w{number}"
        leases.beat(worker)
        task = task_backends["default"].take(worker)
        with leases.working_as(worker):
            assert runs.begin_run(*task.args_kwargs["args"]) is not None
        die(worker)
        assert task_backends["default"].recover(thorough=False) == 1
    drain()
    run.refresh_from_db()
    assert (run.status, run.lost, run.deliveries) == (JobRun.Status.FAILED, 5, 5)
    assert "5 workers died" in run.last_error
    assert sample_jobs.heard() == ["ana: WorkerDied: 5 workers died on this job."]


def test_a_plain_task_that_kills_its_workers_fails_after_five():
    result = sample_jobs.plain.enqueue("ana")
    for number in range(5):
        assert task_backends["default"].take(f"w{number}") is not None
        task_backends["default"].recover(thorough=True)
    result.refresh()
    assert result.status == TaskResultStatus.FAILED
    assert sample_jobs.heard() == []
