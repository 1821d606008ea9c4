"""The life of a video call: it rings, somebody answers or nobody does, it ends. What is said is never stored."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.exceptions import NotAllowed, NotFound, Refusal
from tickets import services as tickets
from tickets.models import SupportTicket, TicketEvent

from .. import policies
from ..models import CallSession

RINGS_FOR = timedelta(seconds=45)


class CallGoingOn(Refusal):
    code = "call_going_on"
    message = _("There is already a call about this ticket.")


class CallOver(Refusal):
    code = "call_over"
    message = _("This call is over.")


class CallNotRinging(Refusal):
    code = "call_not_ringing"
    message = _("This call does not ring any more.")


class TicketClosed(Refusal):
    code = "ticket_closed"
    message = _("This ticket is closed.")


@transaction.atomic
def start_call(ticket: SupportTicket, *, by) -> CallSession:
    """Ring the other side of a ticket: its customer, or its agent (without one, everybody at the desk).

    `by` is a person, or None for the guest of a ticket without a requester.
    """
    ticket = SupportTicket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if not policies.can_take_part(by, ticket):
        raise NotFound
    if ticket.status == SupportTicket.Status.CLOSED:
        raise TicketClosed
    if ticket.calls.going_on().exists():
        raise CallGoingOn
    from_customer = policies.is_customer_of(by, ticket)
    now = timezone.now()
    call = CallSession.objects.create(
        ticket=ticket,
        caller=by,
        callee=ticket.assignee if from_customer else ticket.requester,
        started_at=now,
        ring_until=now + RINGS_FOR,
    )
    _record(call, by=by)
    return call


@transaction.atomic
def accept_call(call: CallSession, *, by) -> CallSession:
    """Answer a ringing call; the first of the desk who does becomes its callee."""
    call = _locked(call)
    if not policies.can_accept(by, call):
        raise NotAllowed
    if call.status != CallSession.Status.RINGING or call.ring_until <= timezone.now():
        raise CallNotRinging
    call.status, call.callee, call.answered_at = CallSession.Status.ACCEPTED, by, timezone.now()
    call.save(update_fields=["status", "callee", "answered_at"])
    _record(call, by=by)
    return call


@transaction.atomic
def decline_call(call: CallSession, *, by, reason: str = "") -> CallSession:
    """Refuse a ringing call."""
    call = _locked(call)
    if not policies.can_accept(by, call):
        raise NotAllowed
    if call.status != CallSession.Status.RINGING:
        raise CallNotRinging
    return _finish(call, CallSession.Status.DECLINED, by=by, reason=reason)


@transaction.atomic
def miss_call(call: CallSession) -> CallSession:
    """Note that nobody answered while it rang; a call that was answered meanwhile stays as it is."""
    call = _locked(call)
    if call.status != CallSession.Status.RINGING or call.ring_until > timezone.now():
        return call
    return _finish(call, CallSession.Status.MISSED, by=None, reason="no answer")


@transaction.atomic
def end_call(call: CallSession, *, by, reason: str = "") -> CallSession:
    """Hang up; a caller who gives up before anybody answered leaves a missed call."""
    call = _locked(call)
    if not policies.can_end_call(by, call):
        raise NotAllowed
    if call.status in CallSession.OVER:
        raise CallOver
    if call.status == CallSession.Status.RINGING:
        return _finish(call, CallSession.Status.MISSED, by=by, reason=reason or "caller hung up")
    return _finish(call, CallSession.Status.ENDED, by=by, reason=reason)


def miss_overdue_calls() -> int:
    """Note every call as missed that rang to its end; returns how many."""
    overdue = CallSession.objects.ringing_too_long()
    for call in overdue:
        miss_call(call)
    return len(overdue)


def _locked(call: CallSession) -> CallSession:
    """The call, with its ticket and itself locked in this order, as in every service."""
    SupportTicket.objects.select_for_update(of=("self",)).get(pk=call.ticket_id)
    return CallSession.objects.select_for_update(of=("self",)).select_related("ticket", "caller", "callee").get(pk=call.pk)


def _finish(call: CallSession, status: str, *, by, reason: str) -> CallSession:
    call.status, call.ended_at, call.ended_by, call.end_reason = status, timezone.now(), by, reason[:200]
    call.save(update_fields=["status", "ended_at", "ended_by", "end_reason"])
    _record(call, by=by)
    return call


def _record(call: CallSession, *, by) -> None:
    data = {"call": str(call.pk), "status": call.status, "reason": call.end_reason, "seconds": call.duration_seconds}
    tickets.record_event(call.ticket, TicketEvent.Kind.CALL, by=by, data=data)
