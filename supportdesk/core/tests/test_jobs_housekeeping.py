"""Rows that have done their duty go; the others stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken

from supportdesk.core import tasks
from supportdesk.core.jobs.durable import PERIODIC
from supportdesk.core.jobs.models import JobRun
from supportdesk.core.models import IdempotencyRecord

pytestmark = pytest.mark.django_db


def ago(days: int):
    return timezone.now() - timedelta(days=days)


def test_ended_jobs_go_after_their_time_and_unfinished_ones_stay(settings):
    settings.JOBS = {**settings.JOBS, "KEEP_DONE_DAYS": 3, "KEEP_FAILED_DAYS": 60}
    status = JobRun.Status
    keep = [
        JobRun.objects.create(path="a", status=status.DONE, finished_at=ago(2)),
        JobRun.objects.create(path="b", status=status.FAILED, finished_at=ago(59)),
        JobRun.objects.create(path="c", status=status.WAITING, created_at=ago(400)),
    ]
    JobRun.objects.create(path="d", status=status.DONE, finished_at=ago(4))
    JobRun.objects.create(path="e", status=status.FAILED, finished_at=ago(61))
    tasks.forget_ended_jobs.call()
    assert set(JobRun.objects.all()) == set(keep)


def test_answers_whose_keys_may_be_used_again_go():
    new = IdempotencyRecord.objects.create(client="user-1", key="new", fingerprint="x", created_at=ago(1))
    IdempotencyRecord.objects.create(client="user-1", key="old", fingerprint="x", created_at=ago(3))
    tasks.forget_old_answers.call()
    assert list(IdempotencyRecord.objects.all()) == [new]


def test_expired_sessions_and_tokens_go(customer):
    Session.objects.create(session_key="old", session_data="", expire_date=ago(1))
    Session.objects.create(session_key="new", session_data="", expire_date=ago(-1))
    AuthToken.objects.create(customer, expiry=timedelta(days=-1))
    valid, _secret = AuthToken.objects.create(customer)
    tasks.forget_expired_sign_ins.call()
    assert [session.session_key for session in Session.objects.all()] == ["new"]
    assert list(AuthToken.objects.all()) == [valid]


def test_they_run_by_themselves():
    for job in (tasks.forget_ended_jobs, tasks.forget_old_answers, tasks.forget_expired_sign_ins):
        assert PERIODIC[job.path].job is job
