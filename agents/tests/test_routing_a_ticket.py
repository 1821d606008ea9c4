"""Who gets a ticket, and what is written down about why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agents.models import SupportAgent
from agents.services import drain_queue, route_ticket
from agents.tests.factories import AgentFactory
from tickets import services as tickets
from tickets.models import SupportTicket, TicketEvent

pytestmark = pytest.mark.django_db
ONLINE, OFFLINE, AWAY = SupportAgent.Availability.ONLINE, SupportAgent.Availability.OFFLINE, SupportAgent.Availability.AWAY


@pytest.fixture
def open_ticket(customer):
    """Opens a ticket; routing after commit does not run inside a test's transaction."""

    def make(**fields) -> SupportTicket:
        return tickets.open_ticket(by=customer, **{"subject": "Where is it?", "description": "My invoice is missing.", **fields})

    return make


def routing_of(ticket) -> TicketEvent:
    return ticket.events.get(kind=TicketEvent.Kind.ROUTING)


def test_the_best_language_wins(open_ticket):
    AgentFactory(speaks={"fr": 1})
    best = AgentFactory(speaks={"fr": 3})
    AgentFactory(speaks={"fr": 2})
    assignment = route_ticket(open_ticket(language="fr"))
    assert assignment.agent == best
    assert assignment.rule == "language_and_specialty"


def test_a_specialist_of_lower_level_comes_before_a_native_without_the_specialty(open_ticket):
    AgentFactory(speaks={"en": 3}, knows=["booking"])
    specialist = AgentFactory(speaks={"en": 1}, knows=["billing"])
    assert route_ticket(open_ticket(category="billing")).agent == specialist


def test_among_equals_the_lowest_share_of_capacity_wins(open_ticket):
    busy, roomy = AgentFactory(capacity=2), AgentFactory(capacity=10)
    for agent in (busy, roomy):
        tickets.assign_ticket(open_ticket(), to=agent.user)
    assert route_ticket(open_ticket()).agent == roomy


def test_among_equals_with_equal_load_the_longest_idle_wins(open_ticket):
    now = timezone.now()
    AgentFactory(last_assigned_at=now)
    idle = AgentFactory(last_assigned_at=now - timedelta(hours=2))
    AgentFactory(last_assigned_at=now - timedelta(hours=1))
    assert route_ticket(open_ticket()).agent == idle


def test_two_tickets_in_a_row_go_to_two_people(open_ticket):
    AgentFactory(capacity=100)
    AgentFactory(capacity=100)
    assert route_ticket(open_ticket()).agent != route_ticket(open_ticket()).agent


@pytest.mark.parametrize("availability", [OFFLINE, AWAY, SupportAgent.Availability.BUSY])
def test_only_those_who_are_online_are_looked_at(open_ticket, availability):
    AgentFactory(availability=availability)
    ticket = open_ticket()
    assert route_ticket(ticket) is None
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (SupportTicket.Status.OPEN, None)
    assert routing_of(ticket).data["rule"] == "nobody_online"


def test_somebody_whose_account_is_switched_off_gets_nothing(open_ticket):
    agent = AgentFactory()
    agent.user.is_active = False
    agent.user.save()
    assert route_ticket(open_ticket()) is None


def test_without_a_specialist_the_specialty_is_given_up_first(open_ticket):
    AgentFactory(speaks={"de": 3}, knows=["billing"])
    speaker = AgentFactory(speaks={"en": 2}, knows=["booking"])
    assignment = route_ticket(open_ticket(category="billing"))
    assert assignment.agent == speaker
    assert assignment.rule == "language"
    assert "Nobody free knows “Billing”" in assignment.reason


def test_without_a_speaker_the_language_is_given_up_last(open_ticket):
    AgentFactory(speaks={"de": 3}, knows=["general"])
    specialist = AgentFactory(speaks={"de": 1}, knows=["billing"])
    assignment = route_ticket(open_ticket(language="ar", category="billing"))
    assert assignment.agent == specialist
    assert assignment.rule == "anybody"
    assert assignment.reason.startswith("Nobody free speaks العربية.")


def test_nobody_gets_more_than_their_capacity(open_ticket):
    agent = AgentFactory(capacity=1)
    assert route_ticket(open_ticket()).agent == agent
    second = open_ticket()
    assert route_ticket(second) is None
    assert routing_of(second).data["rule"] == "nobody_free"
    assert agent.user.assigned_tickets.count() == 1


def test_an_agent_with_no_capacity_at_all_gets_nothing(open_ticket):
    AgentFactory(capacity=0)
    assert route_ticket(open_ticket()) is None


def test_what_waits_for_the_customer_is_no_load(open_ticket):
    agent = AgentFactory(capacity=1)
    first = route_ticket(open_ticket()).ticket
    tickets.change_status(first, SupportTicket.Status.WAITING, by=agent.user)
    assert route_ticket(open_ticket()).agent == agent


def test_the_reason_and_the_candidates_are_written_where_only_the_desk_reads_them(open_ticket):
    chosen = AgentFactory(user__display_name="Maya", speaks={"es": 3}, knows=["billing"])
    AgentFactory(user__display_name="Tom", speaks={"es": 1}, knows=["billing"])
    ticket = route_ticket(open_ticket(language="es", category="billing")).ticket
    event = routing_of(ticket)
    assert event.audience == TicketEvent.Audience.STAFF
    assert event.data["chosen"] == chosen.pk
    assert event.data["reason"] == "Maya speaks Español, knows “Billing”, and has 0 of 5 places taken."
    assert [(each["name"], each["score"]) for each in event.data["candidates"]] == [("Maya", 399), ("Tom", 199)]
    assert "@" not in str(event.data)
    for told in ticket.events.for_audience(staff=False):
        assert "places taken" not in str(told.data)
        assert "candidates" not in told.data


def test_a_ticket_that_somebody_has_already_stays_there(open_ticket, agent):
    ticket = tickets.assign_ticket(open_ticket(), to=agent)
    AgentFactory()
    assert route_ticket(ticket) is None
    ticket.refresh_from_db()
    assert ticket.assignee == agent
    assert not ticket.events.filter(kind=TicketEvent.Kind.ROUTING).exists()


def test_a_ticket_is_not_given_back_to_whoever_gave_it_back(open_ticket):
    agent = AgentFactory()
    ticket = route_ticket(open_ticket()).ticket
    tickets.unassign_ticket(ticket, by=agent.user, reason="I am off")
    assert route_ticket(ticket) is None
    other = AgentFactory(speaks={"en": 1})
    assert route_ticket(ticket).agent == other


def test_nobody_answers_their_own_ticket(open_ticket):
    agent = AgentFactory()
    ticket = tickets.open_ticket(by=agent.user, subject="For me", description="I travel as well.")
    assert route_ticket(ticket) is None


def test_a_ticket_that_waits_is_written_down_once(open_ticket):
    ticket = open_ticket()
    for _minute in range(3):
        route_ticket(ticket)
    assert ticket.events.filter(kind=TicketEvent.Kind.ROUTING).count() == 1


def test_the_queue_is_served_most_urgent_and_then_oldest_first(open_ticket):
    old_normal, urgent, newer_normal = open_ticket(), open_ticket(priority="urgent"), open_ticket()
    AgentFactory(capacity=2)
    assert drain_queue() == 2
    assert set(SupportTicket.objects.exclude(assignee=None)) == {old_normal, urgent}
    newer_normal.refresh_from_db()
    assert newer_normal.assignee is None


def test_an_empty_queue_costs_one_query(django_assert_num_queries):
    AgentFactory()
    with django_assert_num_queries(1):
        assert drain_queue() == 0


def test_routing_costs_the_same_for_any_number_of_agents(open_ticket, django_assert_num_queries):
    AgentFactory.create_batch(2)
    first, second = open_ticket(), open_ticket()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        route_ticket(first)
    AgentFactory.create_batch(6)
    with CaptureQueriesContext(connection) as many:
        route_ticket(second)
    assert len(few) == len(many)
