"""From open to closed: status, assignee, priority, category."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.exceptions import NotAllowed
from supportdesk.core.models import User

from .. import letters, policies
from ..exceptions import AlreadyAssigned, NotAnAgent, TransitionNotAllowed, Unusable
from ..live import announce
from ..models import SupportTicket, TicketEvent
from .links import new_link
from .news import tell_assigned, tell_status
from .timeline import ActorKind, append, lock

Status = SupportTicket.Status
Kind = TicketEvent.Kind
# Changes of these reach the customer by mail, unless the customer made them.
TOLD_BY_LETTER = (Status.WAITING, Status.RESOLVED)


def _ask_change(by: User | None, ticket: SupportTicket) -> None:
    if by is not None and not policies.can_change(by, ticket):
        raise NotAllowed


def _known(value: str, choices) -> str:
    if value not in choices.values:
        raise Unusable
    return value


def move(
    ticket: SupportTicket, status: str, *, by: User | None = None, actor_kind: str | None = None, reason: str = ""
) -> TicketEvent:
    """Bring a locked ticket to `status` and write it down; the times of the status go with it."""
    if not ticket.may_become(status):
        raise TransitionNotAllowed
    old, ticket.status, now = ticket.status, status, timezone.now()
    if status == Status.CLOSED:
        ticket.closed_at = now
    else:
        ticket.resolved_at = now if status == Status.RESOLVED else None
    event = append(
        ticket,
        Kind.STATUS,
        by=by,
        actor_kind=actor_kind,
        data={"from": old, "to": status, "reason": reason},
        changed=["status", "resolved_at", "closed_at", "assignee"],
    )
    if status in TOLD_BY_LETTER and event.actor_kind != ActorKind.USER:
        token = "" if ticket.requester_id else new_link(ticket)
        letters.ticket_status_changed(ticket, event, token=token)
    tell_status(ticket, old=old, new=status, by=by)
    return event


def give(ticket: SupportTicket, to: User, *, by: User | None = None, reason: str = "", data: dict | None = None) -> None:
    """Make `to` the assignee of a locked ticket; an open one becomes assigned."""
    if not policies.can_answer(to):
        raise NotAnAgent
    previous, ticket.assignee = ticket.assignee, to
    if ticket.status == Status.OPEN:
        ticket.status = Status.ASSIGNED
    details = {
        **(data or {}),
        "to": to.pk,
        "to_name": str(to.display_name),
        "from": previous.pk if previous else None,
        "from_name": str(previous.display_name) if previous else "",
        "status": ticket.status,
        "reason": reason,
    }
    append(ticket, Kind.ASSIGNED, by=by, data=details, changed=["assignee", "status"])
    if previous is None:
        tell_status(ticket, old=Status.OPEN, new=ticket.status, by=by)
    tell_assigned(ticket, to=to, previous=previous, by=by)


def _take_off(ticket: SupportTicket, *, by: User | None, reason: str) -> None:
    previous, old = ticket.assignee, ticket.status
    if previous is None or not ticket.may_become(Status.OPEN):
        raise TransitionNotAllowed
    ticket.assignee, ticket.status = None, Status.OPEN
    details = {
        "from": previous.pk,
        "from_name": previous.display_name,
        "status": Status.OPEN,
        "status_before": old,
        "reason": reason,
    }
    append(ticket, Kind.UNASSIGNED, by=by, data=details, changed=["assignee", "status"])
    tell_status(ticket, old=old, new=Status.OPEN, by=by)
    tell_assigned(ticket, to=None, previous=previous, by=by)


def _set_status(ticket: SupportTicket, status: str, *, by: User | None, reason: str) -> None:
    if _known(status, Status) == ticket.status:
        return
    if status == Status.OPEN:
        _take_off(ticket, by=by, reason=reason)
    elif ticket.status == Status.OPEN:
        raise TransitionNotAllowed(_("Nobody has this ticket yet. Assign it to an agent first."))
    else:
        move(ticket, status, by=by, reason=reason)


def _set_priority(ticket: SupportTicket, priority: str, *, by: User | None, reason: str) -> None:
    old, ticket.priority = ticket.priority, _known(priority, SupportTicket.Priority)
    if old != priority:
        append(ticket, Kind.PRIORITY, by=by, data={"from": old, "to": priority, "reason": reason}, changed=["priority"])


def _set_category(ticket: SupportTicket, category: str, *, by: User | None, reason: str) -> None:
    old, ticket.category = ticket.category, _known(category, SupportTicket.Category)
    if old != category:
        append(ticket, Kind.CATEGORY, by=by, data={"from": old, "to": category, "reason": reason}, changed=["category"])


@transaction.atomic
def change_status(ticket: SupportTicket, status: str, *, by: User | None, reason: str = "") -> SupportTicket:
    """Bring the ticket to another status (409 `transition_not_allowed` where it may not go); to "open" takes the agent off.

    `by` None is the system. The same status again changes nothing.
    """
    ticket = lock(ticket)
    _ask_change(by, ticket)
    _set_status(ticket, status, by=by, reason=reason)
    announce(ticket)
    return ticket


@transaction.atomic
def resolve_by_customer(ticket: SupportTicket, *, by: User | None = None, as_guest: bool = False) -> SupportTicket:
    """The customer says that it is solved; `as_guest` for the holder of the ticket's private link."""
    ticket = lock(ticket)
    if not (as_guest or policies.is_requester(by, ticket)):
        raise NotAllowed
    if not policies.customer_may_resolve(ticket):
        raise TransitionNotAllowed
    move(ticket, Status.RESOLVED, by=by, actor_kind=ActorKind.USER, reason="solved_by_customer")
    announce(ticket)
    return ticket


@transaction.atomic
def assign_ticket(
    ticket: SupportTicket, *, to: User, by: User | None = None, reason: str = "", data: dict | None = None, override: bool = False
) -> SupportTicket:
    """Give the ticket to an agent; `data` (scores of the routing) is kept with the event.

    A person who may change the ticket may also pass it on; any agent may take one that nobody has. The system
    (`by` None) finds `already_assigned` when somebody was faster, unless it says `override`.
    """
    ticket = lock(ticket)
    if by is not None and not policies.can_change(by, ticket) and not (to == by and policies.can_take(by, ticket)):
        raise NotAllowed
    if ticket.assignee_id == to.pk:
        return ticket
    if ticket.status == Status.CLOSED:
        raise TransitionNotAllowed
    if by is None and ticket.assignee_id is not None and not override:
        raise AlreadyAssigned
    give(ticket, to, by=by, reason=reason, data=data)
    announce(ticket)
    return ticket


@transaction.atomic
def unassign_ticket(ticket: SupportTicket, *, by: User | None, reason: str = "") -> SupportTicket:
    """Put the ticket back into the queue: open, and nobody's."""
    ticket = lock(ticket)
    _ask_change(by, ticket)
    if ticket.assignee_id is not None:
        _take_off(ticket, by=by, reason=reason)
        announce(ticket)
    return ticket


@transaction.atomic
def change_priority(ticket: SupportTicket, priority: str, *, by: User | None, reason: str = "") -> SupportTicket:
    ticket = lock(ticket)
    _ask_change(by, ticket)
    _set_priority(ticket, priority, by=by, reason=reason)
    announce(ticket)
    return ticket


@transaction.atomic
def change_category(ticket: SupportTicket, category: str, *, by: User | None, reason: str = "") -> SupportTicket:
    ticket = lock(ticket)
    _ask_change(by, ticket)
    _set_category(ticket, category, by=by, reason=reason)
    announce(ticket)
    return ticket


KEEP = object()


@transaction.atomic
def update_ticket(
    ticket: SupportTicket,
    *,
    by: User | None,
    assignee: User | object | None = KEEP,
    status: str | None = None,
    priority: str | None = None,
    category: str | None = None,
    reason: str = "",
) -> SupportTicket:
    """Several changes at once, all or none. `assignee` None puts the ticket back into the queue."""
    ticket = lock(ticket)
    _ask_change(by, ticket)
    if priority is not None:
        _set_priority(ticket, priority, by=by, reason=reason)
    if category is not None:
        _set_category(ticket, category, by=by, reason=reason)
    if assignee is None:
        if ticket.assignee_id is not None:
            _take_off(ticket, by=by, reason=reason)
    elif isinstance(assignee, User) and assignee.pk != ticket.assignee_id:
        if ticket.status == Status.CLOSED:
            raise TransitionNotAllowed
        give(ticket, assignee, by=by, reason=reason)
    if status is not None:
        _set_status(ticket, status, by=by, reason=reason)
    announce(ticket)
    return ticket
