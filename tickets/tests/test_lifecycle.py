"""Status, assignee, priority, category: what may become what, and what is written down."""

from __future__ import annotations

import itertools

import pytest

from supportdesk.core.exceptions import Refusal
from tickets import services, signals
from tickets.exceptions import AlreadyAssigned, NotAnAgent, TransitionNotAllowed
from tickets.models import SupportTicket

from .factories import PersonFactory, TicketFactory

S = SupportTicket.Status
PATHS = {
    S.OPEN: [],
    S.ASSIGNED: [],
    S.IN_PROGRESS: [S.IN_PROGRESS],
    S.WAITING: [S.WAITING],
    S.RESOLVED: [S.RESOLVED],
    S.CLOSED: [S.RESOLVED, S.CLOSED],
}


@pytest.fixture
def standing(customer, desk_agent):
    """A ticket in the given status, brought there by the services."""

    def bring(status):
        ticket = services.open_ticket(by=customer, subject="Seat", description="Window")
        if status != S.OPEN:
            services.assign_ticket(ticket, to=desk_agent)
        for step in PATHS[status]:
            services.change_status(ticket, step, by=desk_agent)
        ticket.refresh_from_db()
        assert ticket.status == status
        return ticket

    return bring


@pytest.mark.parametrize(("old", "new"), list(itertools.permutations(S.values, 2)))
def test_every_move_is_allowed_or_changes_nothing(old, new, standing, supervisor, nothing_changed):
    ticket = standing(old)
    # An open ticket has no agent, so nothing but an assignment makes it assigned.
    allowed = ticket.may_become(new) and old != S.OPEN
    before = nothing_changed()

    if not allowed:
        with pytest.raises(TransitionNotAllowed) as refusal:
            services.change_status(ticket, new, by=supervisor)
        assert (refusal.value.status, refusal.value.code) == (409, "transition_not_allowed")
        assert nothing_changed() == before
        return

    services.change_status(ticket, new, by=supervisor, reason="because")
    ticket.refresh_from_db()
    assert ticket.status == new
    assert (ticket.resolved_at is not None) == (new in SupportTicket.SETTLED)
    assert (ticket.closed_at is not None) == (new == S.CLOSED)
    assert (ticket.assignee is None) == (new == S.OPEN)
    assert ticket.events.last().data["reason"] == "because"


def test_reopening_forgets_when_it_was_resolved(standing, desk_agent):
    ticket = services.change_status(standing(S.RESOLVED), S.IN_PROGRESS, by=desk_agent)
    ticket.refresh_from_db()
    assert ticket.resolved_at is None


def test_closing_keeps_when_it_was_resolved(standing, desk_agent):
    ticket = standing(S.RESOLVED)
    closed = services.change_status(ticket, S.CLOSED, by=desk_agent)
    assert closed.resolved_at == ticket.resolved_at


def test_the_same_again_changes_nothing(standing, desk_agent, nothing_changed):
    ticket = standing(S.WAITING)
    before = nothing_changed()
    services.change_status(ticket, S.WAITING, by=desk_agent)
    services.change_priority(ticket, ticket.priority, by=desk_agent)
    services.change_category(ticket, ticket.category, by=desk_agent)
    services.assign_ticket(ticket, to=desk_agent, by=desk_agent)
    assert nothing_changed() == before


@pytest.mark.parametrize(
    ("change", "value"),
    [(services.change_status, "gone"), (services.change_priority, "vital"), (services.change_category, "cats")],
)
def test_an_unknown_value_is_refused(change, value, taken, desk_agent, nothing_changed):
    before = nothing_changed()
    with pytest.raises(Refusal) as refusal:
        change(taken, value, by=desk_agent)
    assert refusal.value.status == 400
    assert nothing_changed() == before


def test_assigning_writes_down_to_whom_and_why(ticket, desk_agent):
    services.assign_ticket(ticket, to=desk_agent, reason="speaks English", data={"score": 7})

    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (S.ASSIGNED, desk_agent)
    event = ticket.events.last()
    assert (event.kind, event.actor, event.actor_kind) == ("assigned", None, "system")
    assert event.data["to"] == desk_agent.pk
    assert event.data["reason"] == "speaks English"
    assert event.data["score"] == 7


def test_passing_it_on_keeps_the_status(standing, desk_agent, other_agent):
    ticket = services.assign_ticket(standing(S.WAITING), to=other_agent, by=desk_agent, reason="French")
    assert (ticket.status, ticket.assignee) == (S.WAITING, other_agent)
    assert ticket.events.last().data["from"] == desk_agent.pk


def test_the_routing_does_not_take_it_from_somebody_who_was_faster(taken, desk_agent, other_agent, nothing_changed):
    before = nothing_changed()
    with pytest.raises(AlreadyAssigned):
        services.assign_ticket(taken, to=other_agent)
    assert nothing_changed() == before

    assert services.assign_ticket(taken, to=other_agent, override=True).assignee == other_agent


@pytest.mark.parametrize("who", ["customer", "editor", "inactive"])
def test_only_an_agent_can_have_it(who, ticket, request, make_person, supervisor, nothing_changed):
    person = make_person("gone", role="agent", is_active=False) if who == "inactive" else request.getfixturevalue(who)
    before = nothing_changed()
    with pytest.raises(NotAnAgent):
        services.assign_ticket(ticket, to=person, by=supervisor)
    assert nothing_changed() == before


def test_a_closed_ticket_stays_with_its_agent(standing, other_agent, supervisor, nothing_changed):
    ticket = standing(S.CLOSED)
    before = nothing_changed()
    with pytest.raises(TransitionNotAllowed):
        services.assign_ticket(ticket, to=other_agent, by=supervisor)
    with pytest.raises(TransitionNotAllowed):
        services.unassign_ticket(ticket, by=supervisor)
    assert nothing_changed() == before


def test_any_agent_takes_what_nobody_has(ticket, desk_agent):
    assert services.assign_ticket(ticket, to=desk_agent, by=desk_agent).assignee == desk_agent


def test_giving_it_back_makes_it_open(taken, desk_agent):
    ticket = services.unassign_ticket(taken, by=desk_agent, reason="My shift ends")

    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (S.OPEN, None)
    event = ticket.events.last()
    assert (event.kind, event.data["from"], event.data["reason"]) == ("unassigned", desk_agent.pk, "My shift ends")


def test_several_changes_are_all_or_nothing(taken, desk_agent, nothing_changed):
    before = nothing_changed()
    with pytest.raises(TransitionNotAllowed):
        services.update_ticket(taken, by=desk_agent, priority="high", category="billing", status="closed")
    assert nothing_changed() == before

    ticket = services.update_ticket(taken, by=desk_agent, priority="high", category="billing", status="waiting", reason="asked")
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.category, ticket.status) == ("high", "billing", "waiting")
    assert [event.data["reason"] for event in ticket.events.order_by("-seq")[:3]] == ["asked"] * 3


def test_update_can_assign_and_move_at_once(ticket, supervisor, desk_agent):
    ticket = services.update_ticket(ticket, by=supervisor, assignee=desk_agent, status="in_progress")
    assert (ticket.assignee, ticket.status) == (desk_agent, "in_progress")

    assert services.update_ticket(ticket, by=supervisor, assignee=None).status == "open"


def test_the_customer_says_that_it_is_solved(taken, customer):
    ticket = services.resolve_by_customer(taken, by=customer)
    assert ticket.status == "resolved"
    event = ticket.events.last()
    assert (event.actor, event.actor_kind, event.data["reason"]) == (customer, "user", "solved_by_customer")


def test_nobody_solves_what_nobody_has(ticket, customer, nothing_changed):
    before = nothing_changed()
    with pytest.raises(TransitionNotAllowed):
        services.resolve_by_customer(ticket, by=customer)
    assert nothing_changed() == before


def test_the_floors_above_hear_who_has_it_and_where_it_stands(ticket, desk_agent, hear, django_capture_on_commit_callbacks):
    moved, assigned = hear(signals.status_changed), hear(signals.ticket_assigned)
    with django_capture_on_commit_callbacks(execute=True):
        services.assign_ticket(ticket, to=desk_agent)
        services.change_status(ticket, "waiting", by=desk_agent)
        services.unassign_ticket(ticket, by=desk_agent)

    assert [(news["old"], news["new"], news["by"]) for news in moved] == [
        ("open", "assigned", None),
        ("assigned", "waiting", desk_agent),
        ("waiting", "open", desk_agent),
    ]
    assert [(news["to"], news["previous"]) for news in assigned] == [(desk_agent, None), (None, desk_agent)]


def test_the_timeline_cannot_be_rewritten(ticket):
    event = ticket.events.first()
    event.data = {}
    for rewrite in (event.save, event.delete, ticket.events.all().delete, lambda: ticket.events.update(kind="call")):
        with pytest.raises(TypeError):
            rewrite()


def test_lists_find_by_words_and_people(customer):
    TicketFactory(subject="Lost bag", requester=PersonFactory(display_name="Zoe"))
    TicketFactory(subject="Lost hat", booking_reference="LUM-7K2P9Q")
    assert SupportTicket.objects.matching("lost zoe").count() == 1
    assert SupportTicket.objects.matching("7k2p9q").get().subject == "Lost hat"
    assert SupportTicket.objects.matching("").count() == 2
