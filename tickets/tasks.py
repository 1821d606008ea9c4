"""What tickets do by themselves; each job may run twice without harm."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from supportdesk.core.jobs import periodic
from supportdesk.core.jobs.models import JobRun

from .services import propose_missing_answers

# How far back the first run looks.
_FIRST = timedelta(days=7)
# A ticket that was being resolved while the last run looked.
_OVERLAP = timedelta(minutes=10)


@periodic(every=timedelta(hours=1), time_limit=1800)
def learn_from_resolved_tickets() -> None:
    """Propose to the editors what agents answered and no FAQ does, of the tickets resolved since the last run."""
    propose_missing_answers(_last_run() - _OVERLAP)


def _last_run() -> datetime:
    """When the last run that came to its end had begun."""
    done = JobRun.objects.filter(path=learn_from_resolved_tickets.path, status=JobRun.Status.DONE, started_at__isnull=False)
    last = done.order_by("-started_at").first()
    return last.started_at if last and last.started_at else timezone.now() - _FIRST
