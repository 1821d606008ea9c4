"""Who may do what at the desk."""

from __future__ import annotations

from supportdesk.core import roles

from .models import CallSession, ChatRoom


def is_at_the_desk(user) -> bool:
    """Agents, and those who lead them."""
    return roles.has_role(user, roles.AGENT, roles.SUPERVISOR, roles.ADMINISTRATOR)


def can_lead(user) -> bool:
    return user is not None and user.is_active and user.has_perm("agents.change_supportagent")


def can_set_availability(user, agent) -> bool:
    """One's own; those who lead the desk also that of others."""
    return user is not None and (user.pk == agent.user_id or can_lead(user))


def is_customer_of(user, ticket) -> bool:
    """The requester; nobody (`None`) is the guest of a ticket without a requester."""
    return ticket.requester_id is None if user is None else ticket.requester_id == user.pk


def can_take_part(user, ticket) -> bool:
    """In the ticket's chat and calls: its customer, and everybody at the desk."""
    return is_customer_of(user, ticket) or is_at_the_desk(user)


def can_join_as_agent(user, room: ChatRoom) -> bool:
    return is_at_the_desk(user) and not is_customer_of(user, room.ticket)


def can_accept(user, call: CallSession) -> bool:
    """The other side: the desk takes a customer's call, the customer takes that of the desk."""
    if is_customer_of(call.caller, call.ticket):
        return is_at_the_desk(user) and not is_customer_of(user, call.ticket) and call.callee_id in (None, user.pk)
    return is_customer_of(user, call.ticket)


def can_end_call(user, call: CallSession) -> bool:
    """Those who talk, and those who lead the desk."""
    talking = {call.caller_id, call.callee_id}
    if user is None:
        return None in talking and call.ticket.requester_id is None
    return user.pk in talking or can_lead(user)
