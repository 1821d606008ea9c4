"""Jobs in real worker processes, on whatever database the tests run on."""

from __future__ import annotations

import signal

import pytest
from django.db import OperationalError

from supportdesk.core.jobs.models import JobLease, JobRun, PeriodicSlot
from supportdesk.core.jobs.worker import Worker

from . import processes, sample_jobs

pytestmark = pytest.mark.django_db(transaction=True)

# A worker that also knows the periodic job of the samples, and no other.
WITH_THE_HOURLY_JOB = """
import django; django.setup()
from django.core.management import call_command
from supportdesk.core.jobs.durable import PERIODIC
from supportdesk.core.tests import sample_jobs
PERIODIC.clear(); PERIODIC[sample_jobs.HOURLY.job.path] = sample_jobs.HOURLY
call_command("run_worker")
"""


@pytest.fixture
def start_worker(tmp_path):
    """Start a worker; whatever is left of them at the end is killed."""
    started = []

    def start(*arguments: str, **environment: str):
        arguments = arguments or ("manage.py", "run_worker", "--skip-checks")
        worker = processes.start(list(arguments), tmp_path / "log", DJANGO_SETTINGS_MODULE="supportdesk.settings", **environment)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait(10)


@pytest.fixture
def until(tmp_path):
    def wait(condition, seconds=30.0):
        return processes.until(condition, seconds=seconds, log=tmp_path / "log")

    return wait


def ended(run: JobRun) -> bool:
    run.refresh_from_db()
    return run.status in JobRun.ENDED


def test_a_job_whose_worker_is_killed_is_run_again_by_another(start_worker, until, tmp_path):
    run = sample_jobs.hold.enqueue(str(tmp_path))
    first = start_worker()
    until((tmp_path / f"started-{first.pid}").exists)
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    second = start_worker()
    until((tmp_path / f"started-{second.pid}").exists)
    (tmp_path / "go-on").touch()
    until(lambda: ended(run))
    assert (run.status, run.lost, run.deliveries, run.attempt) == (JobRun.Status.DONE, 1, 2, 0)
    assert not (tmp_path / f"ended-{first.pid}").exists()
    assert (tmp_path / f"ended-{second.pid}").exists()


def test_failed_attempts_are_repeated_with_growing_gaps_until_one_succeeds(start_worker, until, tmp_path):
    lines = tmp_path / "lines"
    run = sample_jobs.append.enqueue(str(lines), "word", fail_times=2)
    start_worker()
    until(lambda: ended(run))
    assert (run.status, run.attempt) == (JobRun.Status.DONE, 2)
    times = [float(line.split()[2]) for line in lines.read_text().splitlines()]
    first_gap, second_gap = times[1] - times[0], times[2] - times[1]
    assert first_gap >= 0.2
    assert second_gap >= 0.4


def test_of_two_workers_one_starts_a_periodic_slot(start_worker, until, tmp_path):
    workers = [start_worker("-c", WITH_THE_HOURLY_JOB, SAMPLE_FOLDER=str(tmp_path)) for _ in range(2)]
    until(lambda: JobLease.objects.count() == 2)
    until(lambda: JobRun.objects.filter(status=JobRun.Status.DONE).exists())
    for number in (2, 3):  # in the middle of their work, a slot comes due
        PeriodicSlot.objects.update(due_at=PeriodicSlot.objects.get().last_claimed_at)
        until(lambda n=number: JobRun.objects.filter(status=JobRun.Status.DONE).count() == n)
    for worker in workers:
        worker.terminate()
    assert [worker.wait(10) for worker in workers] == [0, 0]
    assert JobRun.objects.count() == len(list(tmp_path.glob("slot-*"))) == 3


def test_a_worker_that_is_told_to_end_finishes_its_job_and_takes_no_other(start_worker, until, tmp_path):
    held, next_one = sample_jobs.hold.enqueue(str(tmp_path)), sample_jobs.append.enqueue(str(tmp_path / "lines"), "word")
    worker = start_worker()
    until((tmp_path / f"started-{worker.pid}").exists)
    worker.terminate()
    (tmp_path / "go-on").touch()
    assert worker.wait(10) == 0
    assert ended(held)
    assert not ended(next_one)
    assert not JobLease.objects.exists()


def test_a_worker_told_twice_hands_its_job_back_at_once(start_worker, until, tmp_path):
    run = sample_jobs.hold.enqueue(str(tmp_path))
    worker = start_worker()
    until((tmp_path / f"started-{worker.pid}").exists)
    worker.send_signal(signal.SIGINT)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    run.refresh_from_db()
    assert (run.status, run.attempt, run.lost) == (JobRun.Status.WAITING, 0, 0)


def test_a_worker_whose_job_hears_no_alarm_starts_anew_in_its_process(start_worker, until, tmp_path):
    run = sample_jobs.turn_a_deaf_ear_once.enqueue(str(tmp_path))
    worker = start_worker()
    until(lambda: ended(run))
    assert (run.status, run.lost) == (JobRun.Status.DONE, 1)
    assert (tmp_path / "first").read_text() == (tmp_path / "second").read_text() == str(worker.pid)
    worker.terminate()
    assert worker.wait(10) == 0, "and it hears its signals again"


def test_until_empty_runs_what_is_due_and_ends(start_worker, tmp_path):
    run = sample_jobs.append.enqueue(str(tmp_path / "lines"), "word")
    assert start_worker("manage.py", "run_worker", "--skip-checks", "--until-empty").wait(30) == 0
    assert ended(run)
    assert not PeriodicSlot.objects.exists()


def test_a_worker_without_a_database_says_so_in_one_line(start_worker, tmp_path):
    worker = start_worker(
        "manage.py", "run_worker", "--skip-checks", DATABASE_URL="postgres://nobody@127.0.0.1:9/none?connect_timeout=1"
    )
    assert worker.wait(60) == 1
    assert "CommandError: The database does not answer" in (tmp_path / "log").read_text()


def test_a_worker_outlives_trouble_with_the_database(monkeypatch, settings):
    settings.JOBS = {**settings.JOBS, "POLL_SECONDS": 0.01, "BEAT_SECONDS": 0.05}
    worker, names = Worker(), []

    def be_in_trouble_once():
        names.append(worker.name)
        if len(names) == 1:
            raise OperationalError("the server went away")
        worker.stop()
        return False

    monkeypatch.setattr(worker, "work_once", be_in_trouble_once)
    worker.run()
    assert len(set(names)) == 2, "under a new name, so that what it held is given back"
