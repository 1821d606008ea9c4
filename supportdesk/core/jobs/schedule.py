"""Periodic jobs: any number of workers look at the clock, exactly one starts each slot."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import QuerySet

from .durable import PERIODIC, Periodic
from .leases import database_now
from .models import JobRun, PeriodicSlot

log = structlog.get_logger("supportdesk.jobs")


def sync_slots() -> None:
    """Make the rows agree with the code: new jobs are due at once, changed periods count from now, gone jobs go."""
    now = database_now()
    known = {slot.name: slot for slot in PeriodicSlot.objects.all()}
    for name, periodic in PERIODIC.items():
        seconds = int(periodic.every.total_seconds())
        slot = known.get(name)
        if slot is None:
            PeriodicSlot.objects.bulk_create([PeriodicSlot(name=name, every_seconds=seconds, due_at=now)], ignore_conflicts=True)
        elif slot.every_seconds != seconds:
            PeriodicSlot.objects.filter(pk=name).update(every_seconds=seconds, due_at=min(slot.due_at, now + periodic.every))
    PeriodicSlot.objects.exclude(pk__in=PERIODIC).filter(due_at__lt=now - timedelta(days=7)).delete()


def start_due_jobs() -> int:
    """Start the periodic jobs that are due and that nobody else started; how many."""
    now = database_now()
    due = PeriodicSlot.objects.filter(pk__in=PERIODIC, enabled=True, due_at__lte=now)
    return sum(claim_slot(slot, now) for slot in due)


@transaction.atomic
def claim_slot(slot: PeriodicSlot, now: datetime) -> bool:
    """Take one slot, as it was read, and start its job; False when another worker was quicker.

    Slots missed while no worker ran are not made up for.
    """
    periodic = PERIODIC[slot.name]
    claimed = PeriodicSlot.objects.filter(pk=slot.pk, due_at=slot.due_at, enabled=True).update(
        due_at=_next_due(slot.due_at, periodic, now), last_claimed_at=now
    )
    if not claimed:
        return False
    if JobRun.objects.filter(path=slot.name, status__in=[JobRun.Status.WAITING, JobRun.Status.RUNNING]).exists():
        log.info("job.slot_left_out", job=slot.name)
    else:
        periodic.job.enqueue()
    return True


def _next_due(due_at: datetime, periodic: Periodic, now: datetime) -> datetime:
    """The first time of the row's rhythm that is still to come."""
    missed = (now - due_at) // periodic.every
    return due_at + (missed + 1) * periodic.every


def make_due(slots: QuerySet[PeriodicSlot], now: datetime) -> int:
    """Let the next worker that looks start these jobs; how many are enabled."""
    return slots.filter(enabled=True).update(due_at=now)
