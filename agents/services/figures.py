"""The counters behind an agent's averages; each first answer and each first resolution counts once."""

from __future__ import annotations

from django.db.models import F

from tickets.models import SupportMessage, SupportTicket, TicketEvent

from ..models import SupportAgent


def count_first_response(ticket: SupportTicket, message: SupportMessage) -> bool:
    """Add the seconds from opening to the ticket's first public answer to its writer; False when it was not the first."""
    is_answer = message.sender_type == SupportMessage.Sender.AGENT and not message.internal
    if not is_answer or ticket.first_response_at is None:
        return False
    # Counting from the first response leaves out the words of an agent who only wrote the ticket down.
    answers = ticket.messages.filter(
        sender_type=SupportMessage.Sender.AGENT, internal=False, created_at__gte=ticket.first_response_at
    )
    if answers.filter(event__seq__lt=message.event.seq).exists():
        return False
    seconds = max(0, int((message.created_at - ticket.created_at).total_seconds()))
    return _add(message.author_id, first_response_count=1, first_response_seconds=seconds)


def count_resolution(ticket: SupportTicket, *, status: str) -> bool:
    """Add the seconds from opening to resolving to the assignee when the ticket became resolved for the first time."""
    if status != SupportTicket.Status.RESOLVED or ticket.resolved_at is None:
        return False
    resolved = ticket.events.filter(kind=TicketEvent.Kind.STATUS, data__to=SupportTicket.Status.RESOLVED)
    if resolved.count() != 1:
        return False
    seconds = max(0, int((ticket.resolved_at - ticket.created_at).total_seconds()))
    return _add(ticket.assignee_id, resolution_count=1, resolution_seconds=seconds)


def _add(user_id: int | None, **amounts: int) -> bool:
    changes = {name: F(name) + amount for name, amount in amounts.items()}
    return bool(SupportAgent.objects.filter(user=user_id).update(**changes))
