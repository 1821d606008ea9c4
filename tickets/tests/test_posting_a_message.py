"""Writing in a ticket: who may, what it does to the ticket, and that a repeat is not a second message."""

from __future__ import annotations

import pytest

from supportdesk.core.exceptions import NotAllowed, Refusal
from supportdesk.core.models import Letter
from tickets import services, signals
from tickets.exceptions import TicketClosed

from .factories import TicketFactory


def kinds(ticket):
    return list(ticket.events.values_list("kind", flat=True))


def test_the_customer_writes(ticket, customer):
    message = services.post_message(ticket, by=customer, body="Or the **aisle**.")

    assert (message.sender_type, message.author, message.author_name, message.internal) == ("user", customer, "Ana", False)
    assert "<strong>aisle</strong>" in message.body_html
    ticket.refresh_from_db()
    assert ticket.last_seq == message.event.seq == 3
    assert ticket.last_customer_message_at >= message.created_at.replace(microsecond=0)
    assert not Letter.objects.filter(kind="ticket_answered").exists()


def test_an_agents_answer_takes_the_ticket_and_starts_the_work(ticket, desk_agent):
    services.post_message(ticket, by=desk_agent, body="Done.")

    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == ("in_progress", desk_agent)
    assert ticket.first_response_at
    assert ticket.last_agent_message_at
    assert kinds(ticket) == ["opened", "message", "assigned", "status", "message"]


def test_only_the_first_answer_is_the_first_response(taken, desk_agent, other_agent):
    services.post_message(taken, by=desk_agent, body="One moment.")
    taken.refresh_from_db()
    first = taken.first_response_at

    services.post_message(taken, by=other_agent, body="I can help as well.")

    taken.refresh_from_db()
    assert taken.first_response_at == first
    assert taken.assignee == desk_agent


def test_a_note_is_for_staff_and_changes_nothing_else(ticket, desk_agent):
    message = services.post_message(ticket, by=desk_agent, body="Frequent flyer", internal=True)

    ticket.refresh_from_db()
    assert (message.internal, message.event.kind, message.event.audience) == (True, "note", "staff")
    assert (ticket.status, ticket.first_response_at) == ("open", None)
    assert not ticket.messages.for_audience(staff=False).filter(pk=message.pk).exists()
    assert not Letter.objects.filter(kind="ticket_answered").exists()


@pytest.mark.parametrize("status", ["waiting", "resolved"])
def test_the_customers_word_brings_it_back_to_work(taken, customer, desk_agent, status):
    services.change_status(taken, status, by=desk_agent)

    services.post_message(taken, by=customer, body="It still does not work.")

    taken.refresh_from_db()
    assert (taken.status, taken.resolved_at) == ("in_progress", None)
    moved = taken.events.filter(kind="status").last()
    assert moved.data == {"from": status, "to": "in_progress", "reason": "customer_replied"}
    assert moved.actor_kind == "user"


@pytest.mark.parametrize("who", ["customer", "desk_agent"])
def test_a_closed_ticket_takes_no_more_messages(who, customer, desk_agent, nothing_changed):
    ticket = TicketFactory(closed=True, requester=customer)
    before = nothing_changed()

    with pytest.raises(TicketClosed) as refusal:
        services.post_message(ticket, by={"customer": customer, "desk_agent": desk_agent}[who], body="One more thing")

    assert refusal.value.code == "ticket_closed"
    assert nothing_changed() == before


def test_agents_may_leave_a_note_on_a_closed_ticket(customer, desk_agent):
    ticket = TicketFactory(closed=True, requester=customer)
    assert services.post_message(ticket, by=desk_agent, body="Paid out", internal=True).internal


@pytest.mark.parametrize(
    ("role", "internal"), [("stranger", False), ("stranger", True), ("customer", True), ("editor", False), ("editor", True)]
)
def test_who_may_not_write_is_refused_and_nothing_is_stored(role, internal, ticket, request, nothing_changed):
    person = request.getfixturevalue(role)
    before = nothing_changed()
    with pytest.raises(NotAllowed):
        services.post_message(ticket, by=person, body="Let me in", internal=internal)
    assert nothing_changed() == before


@pytest.mark.parametrize("kwargs", [{}, {"sender_type": "agent"}, {"as_guest": True, "internal": True}])
def test_nobody_may_not_write_as_anybody(kwargs, ticket, nothing_changed):
    before = nothing_changed()
    with pytest.raises(NotAllowed):
        services.post_message(ticket, by=None, body="Boo", **kwargs)
    assert nothing_changed() == before


def test_a_guest_writes_through_the_link(guest_ticket):
    message = services.post_message(guest_ticket, by=None, as_guest=True, body="It is red.")
    assert (message.sender_type, message.author, message.author_name) == ("user", None, "Gus")


def test_the_assistant_writes_without_being_a_first_response(taken):
    message = services.post_message(taken, by=None, sender_type="ai", body="Did you see this answer?")

    taken.refresh_from_db()
    assert (message.sender_type, message.author_name) == ("ai", "")
    assert (taken.status, taken.first_response_at) == ("assigned", None)


def test_an_agent_who_asks_for_help_is_a_customer_there(desk_agent, other_agent):
    ticket = services.open_ticket(by=desk_agent, subject="My own trip", description="Help")
    assert services.post_message(ticket, by=desk_agent, body="Hello?").sender_type == "user"
    assert services.post_message(ticket, by=other_agent, body="Hi.").sender_type == "agent"


@pytest.mark.parametrize(
    ("body", "code"), [("", "message_empty"), (" \x00\n", "message_empty"), ("x" * 20_001, "message_too_long")]
)
def test_an_empty_or_endless_message_is_refused(body, code, ticket, customer, nothing_changed):
    before = nothing_changed()
    with pytest.raises(Refusal) as refusal:
        services.post_message(ticket, by=customer, body=body)
    assert (refusal.value.code, refusal.value.status) == (code, 400)
    assert nothing_changed() == before


def test_a_repeat_with_the_same_client_id_is_the_same_message(ticket, customer, desk_agent):
    first = services.post_message(ticket, by=customer, body="Hello", client_id="a1")
    again = services.post_message(ticket, by=customer, body="Hello", client_id="a1")
    others = services.post_message(ticket, by=desk_agent, body="Hello", client_id="a1")

    assert again == first
    assert others != first
    assert ticket.messages.count() == 3


def test_a_repeat_is_the_same_message_even_after_the_ticket_was_closed(taken, customer, desk_agent):
    first = services.post_message(taken, by=customer, body="Thanks", client_id="a1")
    services.change_status(taken, "resolved", by=desk_agent)
    services.change_status(taken, "closed", by=desk_agent)
    assert services.post_message(taken, by=customer, body="Thanks", client_id="a1") == first


def test_a_client_id_has_its_length(ticket, customer, nothing_changed):
    before = nothing_changed()
    with pytest.raises(Refusal):
        services.post_message(ticket, by=customer, body="Hello", client_id="x" * 65)
    assert nothing_changed() == before


def test_what_people_type_is_made_safe(ticket, customer):
    message = services.post_message(ticket, by=customer, body="<script>alert(1)</script> [x](javascript:alert(1))")
    assert "<script" not in message.body_html
    assert "javascript:" not in message.body_html.split("href=")[-1] or "href=" not in message.body_html


def test_the_floors_above_hear_of_it_after_the_commit(ticket, customer, hear, django_capture_on_commit_callbacks):
    heard = hear(signals.message_posted)
    with django_capture_on_commit_callbacks(execute=True):
        message = services.post_message(ticket, by=customer, body="Hello")
    assert heard == [{"ticket": ticket, "message": message}]
