"""Who may do what with a ticket; None and the anonymous user are somebody without an account."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from supportdesk.core.models import User
from supportdesk.core.roles import ADMINISTRATOR, AGENT, SUPERVISOR, has_role

from .models import SupportTicket

Person = User | AnonymousUser | None


def is_requester(user: Person, ticket: SupportTicket) -> bool:
    return user is not None and user.is_authenticated and user.is_active and ticket.requester_id == user.pk


def can_view(user: Person, ticket: SupportTicket) -> bool:
    """The customer whose ticket it is, and everybody at the desk."""
    if user is None or not user.is_authenticated:
        return False
    return is_requester(user, ticket) or user.has_perm("tickets.view_supportticket")


def can_answer(user: Person, ticket: SupportTicket | None = None) -> bool:
    """Any agent, supervisor or administrator speaks for the company."""
    return has_role(user, AGENT, SUPERVISOR, ADMINISTRATOR)


def can_reply(user: Person, ticket: SupportTicket) -> bool:
    return is_requester(user, ticket) or can_answer(user, ticket)


def can_note(user: Person, ticket: SupportTicket) -> bool:
    """Who writes internal notes also reads them and the part of the timeline that is for staff."""
    return can_answer(user, ticket)


def can_change(user: Person, ticket: SupportTicket) -> bool:
    """Status, priority, category, assignee: administrator, supervisor, the agent who has the ticket."""
    if has_role(user, ADMINISTRATOR, SUPERVISOR):
        return True
    return user is not None and ticket.assignee_id == user.pk and has_role(user, AGENT)


def can_take(user: Person, ticket: SupportTicket) -> bool:
    """A ticket that nobody has may be taken by any agent."""
    return can_answer(user, ticket) and ticket.assignee_id is None


def can_resolve_as_customer(user: Person, ticket: SupportTicket) -> bool:
    """The customer may say "solved" once somebody takes care of the ticket."""
    return is_requester(user, ticket) and customer_may_resolve(ticket)


def customer_may_resolve(ticket: SupportTicket) -> bool:
    return ticket.may_become(SupportTicket.Status.RESOLVED)
