"""A call rings, is answered or not, and ends; the ticket's timeline tells it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agents.models import CallSession
from agents.services import accept_call, decline_call, end_call, miss_call, miss_overdue_calls, start_call
from agents.services.calls import CallGoingOn, CallNotRinging, CallOver, TicketClosed
from supportdesk.core.exceptions import NotAllowed, NotFound
from tickets import services as tickets
from tickets.models import TicketEvent

pytestmark = pytest.mark.django_db
Status = CallSession.Status


@pytest.fixture
def ticket(customer, agent):
    ticket = tickets.open_ticket(by=customer, subject="Please call me", description="It is complicated.")
    return tickets.assign_ticket(ticket, to=agent)


def told(ticket) -> list[str]:
    return [event.data["status"] for event in ticket.events.filter(kind=TicketEvent.Kind.CALL)]


def test_a_customer_calls_and_the_agent_answers(ticket, customer, agent):
    call = start_call(ticket, by=customer)
    assert (call.status, call.caller, call.callee) == (Status.RINGING, customer, agent)
    call = accept_call(call, by=agent)
    assert call.status == Status.ACCEPTED
    call = end_call(call, by=customer, reason="all clear")
    assert (call.status, call.ended_by, call.end_reason) == (Status.ENDED, customer, "all clear")
    assert call.duration_seconds == 0
    assert told(ticket) == ["ringing", "accepted", "ended"]


def test_an_agent_calls_and_the_customer_declines(ticket, customer, agent):
    call = decline_call(start_call(ticket, by=agent), by=customer, reason="in a meeting")
    assert (call.status, call.callee, call.end_reason) == (Status.DECLINED, customer, "in a meeting")
    assert call.duration_seconds is None


def test_a_call_without_an_assignee_is_taken_by_the_first_of_the_desk(customer, agent, supervisor):
    ticket = tickets.open_ticket(by=customer, subject="Call", description="Please")
    call = start_call(ticket, by=customer)
    assert call.callee is None
    assert accept_call(call, by=supervisor).callee == supervisor
    with pytest.raises(NotAllowed):
        accept_call(call, by=agent)


def test_a_guest_has_no_account_and_can_call_all_the_same(agent):
    ticket = tickets.open_ticket(by=None, subject="Call", description="Please", guest_name="Gus", guest_email="gus@example.org")
    call = accept_call(start_call(ticket, by=None), by=agent)
    assert end_call(call, by=None).status == Status.ENDED


def test_nobody_is_not_the_customer_of_somebody_elses_ticket(ticket):
    with pytest.raises(NotFound):
        start_call(ticket, by=None)
    assert not CallSession.objects.exists()


def test_a_stranger_may_not_ring_and_nothing_is_stored(ticket, stranger):
    with pytest.raises(NotFound):
        start_call(ticket, by=stranger)
    assert not CallSession.objects.exists()
    assert told(ticket) == []


def test_a_stranger_may_neither_answer_nor_hang_up(ticket, customer, stranger):
    call = start_call(ticket, by=customer)
    for deed in (accept_call, decline_call, end_call):
        with pytest.raises(NotAllowed):
            deed(call, by=stranger)
    call.refresh_from_db()
    assert call.status == Status.RINGING


def test_the_caller_cannot_answer_their_own_call(ticket, customer, agent):
    with pytest.raises(NotAllowed):
        accept_call(start_call(ticket, by=agent), by=agent)


def test_there_is_one_call_at_a_time(ticket, customer, agent):
    start_call(ticket, by=customer)
    with pytest.raises(CallGoingOn):
        start_call(ticket, by=agent)
    assert CallSession.objects.count() == 1


def test_a_closed_ticket_does_not_ring(ticket, customer, agent):
    tickets.change_status(ticket, "resolved", by=agent)
    tickets.change_status(ticket, "closed", by=agent)
    with pytest.raises(TicketClosed):
        start_call(ticket, by=customer)


def test_what_rang_to_its_end_is_missed(ticket, customer, agent):
    call = start_call(ticket, by=customer)
    assert miss_call(call).status == Status.RINGING
    earlier = timezone.now() - timedelta(minutes=5)
    CallSession.objects.update(started_at=earlier, ring_until=earlier + timedelta(seconds=45))
    with pytest.raises(CallNotRinging):
        accept_call(call, by=agent)
    assert miss_overdue_calls() == 1
    call.refresh_from_db()
    assert call.status == Status.MISSED
    assert miss_overdue_calls() == 0
    assert told(ticket) == ["ringing", "missed"]


def test_an_answered_call_is_never_missed(ticket, customer, agent):
    call = accept_call(start_call(ticket, by=customer), by=agent)
    assert miss_call(call).status == Status.ACCEPTED


def test_a_caller_who_gives_up_leaves_a_missed_call(ticket, customer):
    assert end_call(start_call(ticket, by=customer), by=customer).status == Status.MISSED


def test_what_is_over_stays_over(ticket, customer, agent):
    call = decline_call(start_call(ticket, by=customer), by=agent)
    with pytest.raises(CallOver):
        end_call(call, by=customer)
    with pytest.raises(CallNotRinging):
        accept_call(call, by=agent)
    with pytest.raises(CallNotRinging):
        decline_call(call, by=agent)


def test_one_sees_the_calls_one_takes_part_in(ticket, customer, stranger, agent):
    call = start_call(ticket, by=customer)
    assert list(CallSession.objects.visible_to(customer)) == [call]
    assert list(CallSession.objects.visible_to(agent)) == [call]
    assert not CallSession.objects.visible_to(stranger).exists()
    assert not CallSession.objects.visible_to(None).exists()
