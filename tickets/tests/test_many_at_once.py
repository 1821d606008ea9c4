"""Many people at the same time: numbers are distinct, timelines have no gaps, one click is one message."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from tickets import services
from tickets.models import SupportTicket

pytestmark = pytest.mark.django_db(transaction=True)


def together(work, jobs, *, threads: int) -> list:
    """Do `work(job)` for every job in so many threads; errors come out."""

    def done(job):
        try:
            return work(job)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(done, jobs))


def test_the_timeline_of_a_ticket_has_no_gaps_and_no_doubles(ticket, customer, desk_agent):
    services.assign_ticket(ticket, to=desk_agent)

    def work(number):
        if number % 4 == 0:
            return services.change_priority(ticket, ("low", "high")[number // 4 % 2], by=desk_agent)
        by, internal = (customer, False) if number % 2 else (desk_agent, True)
        return services.post_message(ticket, by=by, body=f"Message {number}", internal=internal)

    together(work, range(48), threads=8)

    ticket.refresh_from_db()
    assert list(ticket.events.values_list("seq", flat=True)) == list(range(1, ticket.last_seq + 1))
    assert ticket.messages.count() == 37


def test_one_click_sent_eight_times_is_one_message(ticket, customer):
    sent = together(lambda _n: services.post_message(ticket, by=customer, body="Hello", client_id="a").pk, range(8), threads=8)
    assert len(set(sent)) == 1
    assert ticket.messages.count() == 2


def test_a_ticket_that_two_agents_answer_belongs_to_one(ticket, desk_agent, other_agent):
    together(lambda agent: services.post_message(ticket, by=agent, body="I take it"), [desk_agent, other_agent], threads=2)

    ticket.refresh_from_db()
    assert ticket.events.filter(kind="assigned").count() == 1
    assert ticket.status == "in_progress"


@pytest.mark.postgres
def test_two_hundred_creations_give_two_hundred_numbers(customer):
    assert connection.vendor == "postgresql"

    tickets = together(
        lambda number: services.open_ticket(by=customer, subject=f"Question {number}", description="Hello"),
        range(200),
        threads=40,
    )

    assert len({ticket.number for ticket in tickets}) == SupportTicket.objects.count() == 200
    for ticket in SupportTicket.objects.prefetch_related("events"):
        assert sorted(event.seq for event in ticket.events.all()) == list(range(1, ticket.last_seq + 1))
