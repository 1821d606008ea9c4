"""The same jobs carried by Celery: without a broker what is sent and when, with a real Redis that it arrives."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import task_backends

from supportdesk.core.jobs import celery, leases
from supportdesk.core.jobs.models import JobLease, JobRun

from . import processes, sample_jobs

BACKEND = "supportdesk.core.jobs.celery.CeleryBackend"


@pytest.fixture
def by_celery(settings):
    settings.TASKS = {"default": {"BACKEND": BACKEND, "QUEUES": []}}
    return task_backends["default"]


@pytest.fixture
def sent(by_celery, monkeypatch):
    """What was handed to the broker: (job's run, not before)."""
    messages = []

    def apply_async(arguments, *, task_id, eta):
        messages.append((arguments[1][0], eta))

    monkeypatch.setattr(celery.run_task, "apply_async", apply_async)
    return messages


def arrive(message) -> None:
    """The message reaches a Celery worker, which is this process."""
    run = JobRun.objects.get(pk=message[0])
    celery.run_task.run("supportdesk.core.jobs.delivery.deliver", [str(run.pk), run.turn], {})


@pytest.mark.django_db
def test_a_job_is_sent_after_the_commit_and_not_before(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = sample_jobs.greet.enqueue("ana")
        assert sent == []
    assert sent == [(str(run.pk), None)]


@pytest.mark.django_db
def test_a_rolled_back_transaction_sends_nothing(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        sample_jobs.greet.enqueue("ana")
        transaction.set_rollback(True)
    assert sent == []
    assert not JobRun.objects.exists()


@pytest.mark.django_db
def test_a_failed_job_is_sent_again_for_later_by_the_same_rules(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = sample_jobs.fail.enqueue("ana")
    with django_capture_on_commit_callbacks(execute=True):
        arrive(sent[0])
    run.refresh_from_db()
    assert (run.status, run.attempt) == (JobRun.Status.WAITING, 1)
    assert sent[1] == (str(run.pk), run.run_after)


@pytest.mark.django_db
def test_a_broker_that_is_away_does_not_undo_what_was_stored(by_celery, monkeypatch, django_capture_on_commit_callbacks):
    def be_away(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(celery.run_task, "apply_async", be_away)
    with django_capture_on_commit_callbacks(execute=True):
        run = sample_jobs.greet.enqueue("ana")
    run.refresh_from_db()
    assert run.status == JobRun.Status.WAITING


@pytest.mark.django_db
def test_jobs_that_the_broker_lost_are_sent_again_and_the_others_are_not(sent, django_capture_on_commit_callbacks):
    now, status = timezone.now(), JobRun.Status
    forgotten = JobRun.objects.create(path=sample_jobs.greet.path, created_at=now - timedelta(hours=1))
    orphaned = JobRun.objects.create(path=sample_jobs.greet.path, status=status.RUNNING, worker_id="dead", started_at=now)
    JobRun.objects.create(path=sample_jobs.greet.path)
    JobRun.objects.create(path=sample_jobs.greet.path, created_at=now - timedelta(hours=1), run_after=now + timedelta(hours=1))
    JobRun.objects.create(path=sample_jobs.greet.path, status=status.RUNNING, worker_id="alive", started_at=now)
    leases.beat("alive")
    with django_capture_on_commit_callbacks(execute=True):
        assert task_backends["default"].recover(thorough=True) == 2
    assert {run for run, _eta in sent} == {str(forgotten.pk), str(orphaned.pk)}
    assert task_backends["default"].recover(thorough=True) == 0, "once is enough for now"


@pytest.mark.django_db
def test_while_it_runs_the_job_keeps_a_lease_of_its_own(sent, monkeypatch, django_capture_on_commit_callbacks):
    alive = []
    monkeypatch.setattr(sample_jobs.greet, "function", lambda name: alive.append(leases.is_alive(JobRun.objects.get().worker_id)))
    with django_capture_on_commit_callbacks(execute=True):
        sample_jobs.greet.enqueue("ana")
    arrive(sent[0])
    assert alive == [True]


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_a_real_celery_worker_runs_jobs_retries_them_and_another_takes_over_when_it_is_killed(by_celery, monkeypatch, tmp_path):
    broker, log = os.environ["REDIS_TEST_URL"], tmp_path / "log"
    celery.app.conf.broker_url = broker
    environment = {
        "TASKS_BACKEND": BACKEND,
        "CELERY_BROKER_URL": broker,
        "CELERY_SKIP_CHECKS": "1",
        "DJANGO_SETTINGS_MODULE": "supportdesk.settings",
    }
    worker = ["-m", "celery", "-A", "supportdesk", "worker", "--concurrency=1", "--loglevel=WARNING"]
    workers = [processes.start([*worker, "--hostname=first@here"], log, **environment)]
    try:
        retried = sample_jobs.append.enqueue(str(tmp_path / "lines"), "word", fail_times=2)
        processes.until(lambda: JobRun.objects.get(pk=retried.pk).status == JobRun.Status.DONE, log=log)
        assert JobRun.objects.get(pk=retried.pk).attempt == 2

        held = sample_jobs.hold.enqueue(str(tmp_path))
        processes.until(lambda: list(tmp_path.glob("started-*")), log=log)
        processes.kill_tree(workers[0])
        JobLease.objects.update(expires_at=timezone.now())  # as if its time limit had passed
        (tmp_path / "go-on").touch()
        workers.append(processes.start([*worker, "--hostname=second@here"], log, **environment))
        workers.append(processes.start(["manage.py", "run_worker", "--skip-checks"], log, **environment))
        processes.until(lambda: JobRun.objects.get(pk=held.pk).status == JobRun.Status.DONE, log=log)
        assert JobRun.objects.get(pk=held.pk).lost == 1
        assert len(list(tmp_path.glob("ended-*"))) == 1
    finally:
        for process in workers:
            processes.kill_tree(process)
        celery.app.control.purge()
        celery.app.close()
