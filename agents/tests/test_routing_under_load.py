"""Many tickets at the same moment: nobody gets more than their capacity, and nothing deadlocks."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from agents.models import SupportAgent
from agents.services import drain_queue
from agents.tests.factories import AgentFactory
from supportdesk.core.models import User
from tickets import services as tickets
from tickets.models import SupportTicket

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def in_threads(function, arguments, *, threads: int = 12) -> list:
    def run(argument):
        try:
            return function(argument)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, arguments))


def open_one(customer: User) -> SupportTicket:
    """As a request does it: routing runs after commit, in the same thread."""
    return tickets.open_ticket(by=customer, subject="Help", description="All at once")


def assigned_to(agent: SupportAgent) -> int:
    return SupportTicket.objects.filter(assignee=agent.user).count()


def test_concurrent_creations_never_exceed_capacity(customer):
    agents = [AgentFactory(capacity=5), AgentFactory(capacity=3)]
    opened = in_threads(open_one, [customer] * 24)
    assert len({ticket.number for ticket in opened}) == 24
    assert [assigned_to(agent) for agent in agents] == [5, 3]
    assert SupportTicket.objects.filter(status="open").count() == 16


def test_several_sweeps_at_once_fill_the_places_once(customer):
    for _number in range(10):
        open_one(customer)
    agents = [AgentFactory(capacity=3), AgentFactory(capacity=3)]
    in_threads(lambda _sweep: drain_queue(), range(6), threads=6)
    assert [assigned_to(agent) for agent in agents] == [3, 3]
