"""The timeline: every change takes the ticket's row lock, then the next sequence number."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from supportdesk.core.models import User

from .. import policies
from ..live import announce
from ..models import SupportTicket, TicketEvent

ActorKind = TicketEvent.ActorKind
Audience = TicketEvent.Audience


def lock(ticket: SupportTicket) -> SupportTicket:
    """The ticket as it is now, and nobody else may change it before this transaction ends."""
    return SupportTicket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)


def kind_of_actor(by: User | None, ticket: SupportTicket) -> str:
    if by is None:
        return ActorKind.SYSTEM
    if by.pk != ticket.requester_id and policies.can_answer(by, ticket):
        return ActorKind.AGENT
    return ActorKind.USER


def append(
    ticket: SupportTicket,
    kind: str,
    *,
    by: User | None = None,
    actor_kind: str | None = None,
    audience: str = Audience.CUSTOMER,
    data: dict | None = None,
    changed: Iterable[str] = (),
) -> TicketEvent:
    """Write the next event of a locked ticket; `changed` names the ticket's fields that are stored with it."""
    ticket.last_seq += 1
    ticket.save(update_fields=["last_seq", "updated_at", *changed])
    return TicketEvent.objects.create(
        ticket=ticket,
        seq=ticket.last_seq,
        kind=kind,
        audience=audience,
        actor=by,
        actor_kind=actor_kind or kind_of_actor(by, ticket),
        data=data or {},
    )


@transaction.atomic
def record_event(
    ticket: SupportTicket,
    kind: str,
    *,
    by: User | None = None,
    actor_kind: str | None = None,
    audience: str = Audience.CUSTOMER,
    data: dict | None = None,
) -> TicketEvent:
    """For the floors above (routing, calls, chat): something happened to the ticket, and `data` says what and why."""
    ticket = lock(ticket)
    event = append(ticket, kind, by=by, actor_kind=actor_kind, audience=audience, data=data)
    announce(ticket, internal=audience == Audience.STAFF)
    return event
