"""What one job goes through: done, tried again, given up, repeated, stopped."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from supportdesk.core.jobs import runs
from supportdesk.core.jobs.limits import JobInterrupted, JobTimeout, alarm
from supportdesk.core.jobs.models import JobRun
from supportdesk.core.jobs.worker import Worker, drain

from . import sample_jobs

pytestmark = pytest.mark.django_db


def let_time_pass() -> None:
    """Every waiting task is due now."""
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())


def test_a_job_runs_once_with_its_arguments_and_is_done():
    run = sample_jobs.greet.enqueue("ana", loudly=True)
    assert drain() == 1
    assert drain() == 0
    run.refresh_from_db()
    assert sample_jobs.heard() == ["ANA"]
    assert (run.status, run.deliveries, run.attempt) == (JobRun.Status.DONE, 1, 0)
    assert run.finished_at >= run.started_at
    assert not DBTaskResult.objects.exists(), "a finished delivery leaves nothing in the queue"


def test_a_rolled_back_transaction_takes_its_job_away():
    with transaction.atomic():
        sample_jobs.greet.enqueue("ana")
        transaction.set_rollback(True)
    assert not JobRun.objects.exists()
    assert not DBTaskResult.objects.exists()
    assert drain() == 0


def test_arguments_that_are_no_json_are_refused_and_nothing_is_stored():
    with pytest.raises(TypeError):
        sample_jobs.greet.enqueue(timezone.now())
    assert not JobRun.objects.exists()


def test_call_runs_here_and_now_and_stores_nothing():
    sample_jobs.greet.call("ana")
    assert sample_jobs.heard() == ["ana"]
    assert not JobRun.objects.exists()


def test_what_a_job_enqueues_runs_too():
    sample_jobs.enqueue_another.enqueue()
    assert drain() == 2
    assert sample_jobs.heard() == ["from a job"]


def test_a_failed_job_waits_longer_each_time_and_keeps_its_last_error():
    run = sample_jobs.fail.enqueue("ana")
    gaps = []
    for attempt in (1, 2):
        before = timezone.now()
        assert drain() == 1
        assert drain() == 0, "it is not due before its time"
        run.refresh_from_db()
        assert (run.status, run.attempt) == (JobRun.Status.WAITING, attempt)
        assert run.last_error.startswith("Broken: no luck, ana")
        assert "Traceback" in run.last_error
        gaps.append((run.run_after - before).total_seconds())
        let_time_pass()
    assert 10 <= gaps[0] < 12
    assert 20 <= gaps[1] < 23


@pytest.mark.parametrize(("retry", "least", "most"), [(0, 5, 5.5), (1, 10, 11), (4, 80, 88), (30, 3600, 3960), (999, 3600, 3960)])
def test_the_delay_doubles_up_to_an_hour_with_a_little_jitter(retry, least, most):
    delays = {runs.back_off(5, retry) for _ in range(20)}
    assert all(least <= delay <= most for delay in delays)
    assert len(delays) > 1


def test_after_the_last_attempt_the_job_has_failed_and_its_owner_is_told_once():
    run = sample_jobs.fail.enqueue("ana")
    for _ in range(3):
        drain()
        let_time_pass()
    assert drain() == 0
    run.refresh_from_db()
    assert (run.status, run.attempt) == (JobRun.Status.FAILED, 3)
    assert run.finished_at is not None
    assert sample_jobs.heard() == ["ana: Broken: no luck, ana"]


def test_a_job_without_hope_fails_at_once_and_names_the_cause():
    run = sample_jobs.see_no_hope.enqueue()
    drain()
    run.refresh_from_db()
    assert (run.status, run.attempt) == (JobRun.Status.FAILED, 1)
    assert "Broken: refused for ever" in run.last_error


def test_an_owner_that_fails_does_not_keep_the_job_from_being_marked():
    run = sample_jobs.fail_with_a_faulty_owner.enqueue()
    drain()
    run.refresh_from_db()
    assert run.status == JobRun.Status.FAILED


def test_a_job_whose_code_is_gone_fails_like_any_other():
    run = sample_jobs.greet.enqueue("ana")
    JobRun.objects.update(path="supportdesk.core.tests.sample_jobs.gone", max_attempts=1)
    drain()
    run.refresh_from_db()
    assert run.status == JobRun.Status.FAILED
    assert "ImportError" in run.last_error


def test_a_failed_job_can_be_repeated_with_all_its_attempts():
    run = sample_jobs.fail.enqueue("ana")
    JobRun.objects.update(max_attempts=1)
    drain()
    JobRun.objects.update(max_attempts=2)
    runs.repeat_run(run)
    run.refresh_from_db()
    assert (run.status, run.attempt, run.finished_at) == (JobRun.Status.WAITING, 0, None)
    assert drain() == 1


def test_a_job_that_did_not_fail_cannot_be_repeated_and_nothing_changes():
    run = sample_jobs.greet.enqueue("ana")
    drain()
    with pytest.raises(runs.NotFailed):
        runs.repeat_run(run)
    run.refresh_from_db()
    assert run.status == JobRun.Status.DONE
    assert not DBTaskResult.objects.exists()


def test_a_late_copy_of_a_delivery_does_nothing():
    from supportdesk.core.jobs.delivery import deliver

    run = sample_jobs.fail.enqueue("ana")
    drain()
    deliver.call(str(run.pk), run.turn)
    run.refresh_from_db()
    assert (run.status, run.attempt, run.deliveries) == (JobRun.Status.WAITING, 1, 1)


def test_a_hung_job_is_stopped_at_its_limit_and_that_counts_as_an_attempt():
    run = sample_jobs.hang.enqueue()
    started = time.monotonic()
    drain()
    assert time.monotonic() - started < 5
    run.refresh_from_db()
    assert (run.status, run.attempt) == (JobRun.Status.WAITING, 1)
    assert run.last_error.startswith("JobTimeout")
    let_time_pass()
    drain()
    run.refresh_from_db()
    assert run.status == JobRun.Status.FAILED


def test_a_limit_leaves_no_alarm_behind():
    with alarm.limit(0.05):
        pass
    time.sleep(0.1)
    with pytest.raises(JobTimeout), alarm.limit(0.01):
        time.sleep(5)


def test_a_job_of_a_worker_that_must_end_goes_back_without_an_attempt(monkeypatch):
    run = sample_jobs.greet.enqueue("ana")
    worker = Worker()

    def be_interrupted(*args, **kwargs):
        raise JobInterrupted

    monkeypatch.setattr(sample_jobs.greet, "function", be_interrupted)
    assert worker.work_once()
    run.refresh_from_db()
    assert worker.stopping.is_set()
    assert (run.status, run.attempt, run.lost) == (JobRun.Status.WAITING, 0, 0)
    monkeypatch.undo()
    assert drain() == 1
    assert sample_jobs.heard() == ["ana"]


def test_interrupting_reaches_the_running_block_and_the_next_one():
    def be_told_to_end() -> None:
        alarm.interrupt(0.01)
        time.sleep(5)

    try:
        with pytest.raises(JobInterrupted), alarm.limit(30):
            be_told_to_end()
        with pytest.raises(JobInterrupted), alarm.limit(30):
            time.sleep(5)
    finally:
        alarm.allow()


def test_a_plain_task_of_the_tasks_api_runs_and_keeps_its_result():
    good, bad = sample_jobs.plain.enqueue("ana"), sample_jobs.plain_and_broken.enqueue()
    assert drain() == 2
    good.refresh()
    bad.refresh()
    assert good.return_value == "ANA"
    assert bad.status == TaskResultStatus.FAILED


def test_storing_a_job_and_running_it_costs_a_fixed_number_of_queries(django_assert_max_num_queries):
    for name in ("one", "two", "three"):
        sample_jobs.greet.enqueue(name)
    with django_assert_max_num_queries(2 + 2):  # two rows, the savepoint around them
        sample_jobs.greet.enqueue("four")
    with django_assert_max_num_queries(20):
        Worker().work_once()


def test_the_oldest_due_job_comes_first():
    sample_jobs.greet.enqueue("first")
    sample_jobs.greet.enqueue("second")
    DBTaskResult.objects.filter(args_kwargs__args__0=str(JobRun.objects.order_by("created_at")[0].pk)).update(
        enqueued_at=timezone.now() - timedelta(minutes=1)
    )
    drain()
    assert sample_jobs.heard() == ["first", "second"]
