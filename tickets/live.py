"""News for browsers: that a thread changed, never what it says; watchers fetch what they may see."""

from __future__ import annotations

from supportdesk.core.live import push_on_commit

from .models import SupportTicket

DESK = "desk"


def group_of(ticket_id, *, staff: bool) -> str:
    """The channel group of those who watch a ticket; `ticket_id` is its UUID."""
    return f"ticket.{ticket_id.hex}.{'staff' if staff else 'customer'}"


def announce(ticket: SupportTicket, *, internal: bool = False) -> None:
    """Wake everybody who watches the ticket, and the queue of the desk; what is internal makes no sound for customers."""
    news = {"type": "thread.changed", "ticket": str(ticket.pk), "seq": ticket.last_seq}
    if not internal:
        push_on_commit(group_of(ticket.pk, staff=False), news)
    push_on_commit(group_of(ticket.pk, staff=True), news)
    push_on_commit(DESK, news)
