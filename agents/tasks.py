"""What the desk does every minute; each job may run twice without harm."""

from datetime import timedelta

from supportdesk.core.jobs import periodic

from .services import calls, routing


@periodic(every=timedelta(minutes=1))
def sweep_queue() -> None:
    """Give waiting tickets to agents: heals whatever a lost wake-up left behind."""
    routing.drain_queue()


@periodic(every=timedelta(minutes=1))
def miss_unanswered_calls() -> None:
    """Note calls as missed that nobody answered."""
    calls.miss_overdue_calls()
