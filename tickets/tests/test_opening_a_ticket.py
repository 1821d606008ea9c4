"""A request for help becomes a ticket with its first message, in one transaction."""

from __future__ import annotations

import pytest

from supportdesk.core.exceptions import NotAllowed, Refusal
from supportdesk.core.models import Letter
from tickets import services, signals
from tickets.models import SupportTicket, TicketAccessLink


def test_it_stores_ticket_event_and_message(customer):
    ticket = services.open_ticket(by=customer, subject="  My   seat ", description="Window, *please*.", category="booking")

    ticket.refresh_from_db()
    assert ticket.number == f"SUP-{ticket.serial:06d}"
    assert (ticket.subject, ticket.status, ticket.requester, ticket.last_seq) == ("My seat", "open", customer, 2)
    opened, written = ticket.events.all()
    assert (opened.seq, opened.kind, opened.actor, opened.actor_kind) == (1, "opened", customer, "user")
    assert opened.data["category"] == "booking"
    message = ticket.messages.get()
    assert message.event == written
    assert (message.sender_type, message.author, message.body) == ("user", customer, "Window, *please*.")
    assert message.body_html == "<p>Window, <em>please</em>.</p>\n"
    assert ticket.last_customer_message_at


def test_a_guest_gets_a_private_link_and_only_its_hash_is_kept(db):
    ticket = services.open_ticket(by=None, subject="Bag", description="Lost", guest_name="Gus", guest_email="gus@example.org")

    assert ticket.requester is None
    assert services.find_by_link(ticket.access_token) == ticket
    assert ticket.access_token not in str(list(TicketAccessLink.objects.values()))


def test_an_agent_opens_one_for_a_guest_on_the_phone(desk_agent):
    ticket = services.open_ticket(
        by=desk_agent, subject="Bag", description="Lost", channel="call", guest_name="Gus", guest_email="gus@example.org"
    )

    assert ticket.requester is None
    assert ticket.messages.get().sender_type == "agent"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"subject": " "}, "subject_required"),
        ({"subject": "x" * 201}, "invalid"),
        ({"description": "\x00 "}, "message_empty"),
        ({"description": "x" * 20_001}, "message_too_long"),
        ({"category": "cats"}, "invalid"),
        ({"priority": "vital"}, "invalid"),
        ({"language": "tlh"}, "invalid"),
        ({"channel": "pigeon"}, "invalid"),
        ({"booking_reference": "x" * 41}, "invalid"),
        ({"guest_name": ""}, "guest_name_required"),
        ({"guest_email": ""}, "guest_email_required"),
        ({"guest_email": "gus"}, "guest_email_invalid"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_stored(db, wrong, code):
    fine = {"subject": "Bag", "description": "Lost", "guest_name": "Gus", "guest_email": "gus@example.org"}

    with pytest.raises(Refusal) as refusal:
        services.open_ticket(by=None, **{**fine, **wrong})

    assert (refusal.value.status, refusal.value.code) == (400, code)
    assert not SupportTicket.objects.exists()
    assert not Letter.objects.exists()


def test_a_customer_may_not_ask_under_another_name(customer):
    with pytest.raises(NotAllowed):
        services.open_ticket(by=customer, subject="Bag", description="Lost", guest_name="Gus", guest_email="gus@example.org")
    assert not SupportTicket.objects.exists()


def test_the_floors_above_hear_of_it_after_the_commit(customer, hear, django_capture_on_commit_callbacks):
    heard = hear(signals.ticket_opened)
    with django_capture_on_commit_callbacks(execute=True):
        ticket = services.open_ticket(by=customer, subject="Seat", description="Window")
        assert heard == []
    assert heard == [{"ticket": ticket}]


def test_suggestions_are_kept_and_told_to_staff_only(ticket):
    suggestions = [{"title": "How to choose a seat", "url": "/en/faqs/seats/"}]

    ticket = services.attach_suggestions(ticket, suggestions)

    ticket.refresh_from_db()
    assert ticket.ai_suggestions == suggestions
    event = ticket.events.last()
    assert (event.kind, event.audience, event.actor_kind, event.data) == ("suggestions", "staff", "ai", {"count": 1})


def test_the_assistant_may_be_the_one_who_wrote_the_first_message(customer):
    ticket = services.open_ticket(
        by=customer, subject="Seat", description="What was said", channel="assistant", first_sender="ai"
    )

    message = ticket.messages.get()
    assert (message.sender_type, message.author) == ("ai", None)
    assert ticket.last_customer_message_at is None
