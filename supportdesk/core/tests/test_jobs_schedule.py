"""Periodic jobs: due once in each slot, whatever the number of workers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from supportdesk.core.jobs import schedule
from supportdesk.core.jobs.durable import PERIODIC
from supportdesk.core.jobs.models import JobRun, PeriodicSlot
from supportdesk.core.jobs.worker import drain

from . import sample_jobs

pytestmark = pytest.mark.django_db
HOURLY = sample_jobs.HOURLY.job.path


@pytest.fixture(autouse=True)
def _only_the_hourly_job(monkeypatch, tmp_path):
    monkeypatch.setenv("SAMPLE_FOLDER", str(tmp_path))
    for name in list(PERIODIC):
        monkeypatch.delitem(PERIODIC, name)
    monkeypatch.setitem(PERIODIC, HOURLY, sample_jobs.HOURLY)


def test_a_new_periodic_job_is_due_at_once_and_then_after_its_period(tmp_path):
    schedule.sync_slots()
    assert schedule.start_due_jobs() == 1
    assert schedule.start_due_jobs() == 0
    assert drain() == 1
    assert len(list(tmp_path.glob("slot-*"))) == 1
    slot = PeriodicSlot.objects.get()
    assert timedelta(minutes=59) < slot.due_at - timezone.now() <= timedelta(hours=1)


def test_of_two_workers_that_saw_the_same_slot_one_starts_it():
    schedule.sync_slots()
    seen, now = PeriodicSlot.objects.get(), timezone.now()
    assert schedule.claim_slot(seen, now)
    assert not schedule.claim_slot(seen, now)
    assert JobRun.objects.filter(path=HOURLY).count() == 1


def test_missed_slots_are_not_made_up_for_and_the_rhythm_stays():
    schedule.sync_slots()
    long_ago = timezone.now() - timedelta(hours=5, minutes=20)
    PeriodicSlot.objects.update(due_at=long_ago)
    assert schedule.start_due_jobs() == 1
    assert PeriodicSlot.objects.get().due_at == long_ago + timedelta(hours=6)
    assert JobRun.objects.count() == 1


def test_a_slot_is_left_out_while_the_run_before_is_unfinished():
    schedule.sync_slots()
    schedule.start_due_jobs()
    PeriodicSlot.objects.update(due_at=timezone.now())
    assert schedule.start_due_jobs() == 1
    assert JobRun.objects.count() == 1


def test_a_disabled_job_is_not_started():
    schedule.sync_slots()
    PeriodicSlot.objects.update(enabled=False)
    assert schedule.start_due_jobs() == 0
    assert not JobRun.objects.exists()


def test_a_changed_period_counts_from_now(monkeypatch):
    schedule.sync_slots()
    schedule.start_due_jobs()
    sooner = type(sample_jobs.HOURLY)(sample_jobs.HOURLY.job, timedelta(minutes=5))
    monkeypatch.setitem(PERIODIC, HOURLY, sooner)
    schedule.sync_slots()
    slot = PeriodicSlot.objects.get()
    assert slot.every_seconds == 300
    assert slot.due_at <= timezone.now() + timedelta(minutes=5)


def test_the_row_of_a_job_that_is_gone_goes_after_a_week():
    PeriodicSlot.objects.create(name="old.job", every_seconds=60, due_at=timezone.now() - timedelta(days=8))
    PeriodicSlot.objects.create(name="another.version.job", every_seconds=60, due_at=timezone.now())
    schedule.sync_slots()
    assert set(PeriodicSlot.objects.values_list("name", flat=True)) == {HOURLY, "another.version.job"}
    assert schedule.start_due_jobs() == 1, "and what this version does not know is not started"
