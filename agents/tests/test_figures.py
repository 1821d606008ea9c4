"""The counters behind averages: each first answer and each first resolution counts once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agents.models import SupportAgent
from tickets import services as tickets
from tickets.models import SupportTicket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(customer, agent, django_capture_on_commit_callbacks):
    """Opened ten minutes ago, with the agent."""
    with django_capture_on_commit_callbacks(execute=True):
        ticket = tickets.open_ticket(by=customer, subject="Help", description="Please")
    SupportTicket.objects.filter(pk=ticket.pk).update(created_at=timezone.now() - timedelta(minutes=10))
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def figures(agent):
    def read() -> SupportAgent:
        return SupportAgent.objects.get(user=agent)

    return read


@pytest.fixture
def say(ticket, django_capture_on_commit_callbacks):
    def post(by, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            return tickets.post_message(ticket, by=by, body="Here you are.", **fields)

    return post


def test_the_first_public_answer_counts_with_its_time(say, agent, figures):
    say(agent)
    assert figures().first_response_count == 1
    assert 600 <= figures().average_first_response_seconds < 660


def test_later_answers_do_not_count(say, agent, figures):
    say(agent)
    say(agent)
    assert figures().first_response_count == 1


def test_neither_notes_nor_the_customers_words_count(say, agent, customer, figures):
    say(agent, internal=True)
    say(customer)
    assert figures().first_response_count == 0
    assert figures().average_first_response_seconds is None
    say(agent)
    assert figures().first_response_count == 1


def test_an_agent_who_writes_the_ticket_down_has_not_answered_it(agent, figures, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ticket = tickets.open_ticket(
            by=agent, subject="By phone", description="They called.", guest_name="Gus", guest_email="gus@example.org"
        )
    assert figures().first_response_count == 0
    with django_capture_on_commit_callbacks(execute=True):
        tickets.post_message(ticket, by=agent, body="Hello Gus")
    assert figures().first_response_count == 1


def test_resolving_counts_once_however_often_it_is_reopened(ticket, agent, customer, figures, django_capture_on_commit_callbacks):
    for _round in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            tickets.change_status(ticket, "resolved", by=agent)
        with django_capture_on_commit_callbacks(execute=True):
            tickets.post_message(ticket, by=customer, body="Still broken")
    assert figures().resolution_count == 1
    assert 600 <= figures().average_resolution_seconds < 660


def test_closing_is_no_second_resolution(ticket, agent, figures, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tickets.change_status(ticket, "resolved", by=agent)
        tickets.change_status(ticket, "closed", by=agent)
    assert figures().resolution_count == 1
