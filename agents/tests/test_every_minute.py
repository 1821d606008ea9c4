"""The jobs of every minute heal what a lost wake-up left behind, and may run twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agents.models import CallSession
from agents.services import start_call
from agents.tasks import miss_unanswered_calls, sweep_queue
from agents.tests.factories import AgentFactory
from tickets import services as tickets

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(customer):
    return tickets.open_ticket(by=customer, subject="Help", description="Please")


def test_the_sweep_finds_an_agent_for_what_was_forgotten(ticket):
    agent = AgentFactory()
    sweep_queue.call()
    sweep_queue.call()
    ticket.refresh_from_db()
    assert ticket.assignee == agent.user
    assert ticket.events.filter(kind="assigned").count() == 1


def test_calls_that_nobody_answered_are_noted_as_missed(ticket, customer):
    start_call(ticket, by=customer)
    earlier = timezone.now() - timedelta(minutes=2)
    CallSession.objects.update(started_at=earlier, ring_until=earlier + timedelta(seconds=45))
    miss_unanswered_calls.call()
    miss_unanswered_calls.call()
    assert CallSession.objects.get().status == "missed"
    assert ticket.events.filter(kind="call").count() == 2
