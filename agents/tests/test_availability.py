"""Who is there, who says so, and what happens then."""

import pytest

from agents.models import SupportAgent
from agents.services import set_availability
from agents.services.team import UnknownAvailability
from agents.tests.factories import AgentFactory
from supportdesk.core.exceptions import NotAllowed
from tickets import services as tickets

pytestmark = pytest.mark.django_db
ONLINE, OFFLINE = SupportAgent.Availability.ONLINE, SupportAgent.Availability.OFFLINE


def test_an_agent_says_so_themselves():
    agent = AgentFactory(availability=OFFLINE)
    before = agent.availability_changed_at
    changed = set_availability(agent, ONLINE, by=agent.user)
    assert changed.availability == ONLINE
    assert changed.availability_changed_at > before


def test_those_who_lead_the_desk_may_say_it_for_others(supervisor):
    assert set_availability(AgentFactory(), OFFLINE, by=supervisor).availability == OFFLINE


@pytest.mark.parametrize("who", ["customer", "agent", "editor"])
def test_others_may_not_and_nothing_changes(request, who):
    colleague = AgentFactory()
    with pytest.raises(NotAllowed):
        set_availability(colleague, OFFLINE, by=request.getfixturevalue(who))
    colleague.refresh_from_db()
    assert colleague.availability == ONLINE


def test_an_unknown_word_is_refused():
    agent = AgentFactory()
    with pytest.raises(UnknownAvailability):
        set_availability(agent, "asleep", by=agent.user)


def test_saying_the_same_again_changes_no_time():
    agent = AgentFactory()
    before = agent.availability_changed_at
    assert set_availability(agent, ONLINE, by=agent.user).availability_changed_at == before


def test_whoever_comes_online_gets_what_waits(customer, django_capture_on_commit_callbacks):
    agent = AgentFactory(availability=OFFLINE)
    with django_capture_on_commit_callbacks(execute=True):
        ticket = tickets.open_ticket(by=customer, subject="Help", description="Please")
    ticket.refresh_from_db()
    assert ticket.assignee is None
    with django_capture_on_commit_callbacks(execute=True):
        set_availability(agent, ONLINE, by=agent.user)
    ticket.refresh_from_db()
    assert ticket.assignee == agent.user


def test_a_new_ticket_is_routed_by_itself(customer, django_capture_on_commit_callbacks):
    agent = AgentFactory()
    with django_capture_on_commit_callbacks(execute=True):
        ticket = tickets.open_ticket(by=customer, subject="Help", description="Please")
    ticket.refresh_from_db()
    assert ticket.assignee == agent.user
    agent.refresh_from_db()
    assert agent.last_assigned_at is not None


@pytest.mark.parametrize("status", ["waiting", "resolved"])
def test_a_place_that_becomes_free_is_filled_from_the_queue(customer, django_capture_on_commit_callbacks, status):
    agent = AgentFactory(capacity=1)
    with django_capture_on_commit_callbacks(execute=True):
        first = tickets.open_ticket(by=customer, subject="First", description="Please")
    with django_capture_on_commit_callbacks(execute=True):
        second = tickets.open_ticket(by=customer, subject="Second", description="Please")
    second.refresh_from_db()
    assert second.assignee is None
    with django_capture_on_commit_callbacks(execute=True):
        tickets.change_status(first, status, by=agent.user)
    second.refresh_from_db()
    assert second.assignee == agent.user
