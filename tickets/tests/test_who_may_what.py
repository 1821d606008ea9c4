"""The matrix of people and services: allowed, or refused with nothing changed."""

from __future__ import annotations

import pytest

from supportdesk.core.exceptions import NotAllowed
from tickets import policies, services

EVERYBODY = ("customer", "stranger", "desk_agent", "other_agent", "editor", "supervisor", "administrator")
AT_THE_DESK = {"desk_agent", "other_agent", "supervisor", "administrator"}
IN_CHARGE = {"desk_agent", "supervisor", "administrator"}

CALLS = {
    "reply": (lambda ticket, by, other: services.post_message(ticket, by=by, body="Hello"), AT_THE_DESK | {"customer"}),
    "note": (lambda ticket, by, other: services.post_message(ticket, by=by, body="Hello", internal=True), AT_THE_DESK),
    "status": (lambda ticket, by, other: services.change_status(ticket, "waiting", by=by), IN_CHARGE),
    "priority": (lambda ticket, by, other: services.change_priority(ticket, "high", by=by), IN_CHARGE),
    "category": (lambda ticket, by, other: services.change_category(ticket, "billing", by=by), IN_CHARGE),
    "pass on": (lambda ticket, by, other: services.assign_ticket(ticket, to=other, by=by), IN_CHARGE),
    "give back": (lambda ticket, by, other: services.unassign_ticket(ticket, by=by), IN_CHARGE),
    "update": (lambda ticket, by, other: services.update_ticket(ticket, by=by, priority="high"), IN_CHARGE),
    "revoke links": (lambda ticket, by, other: services.revoke_access_links(ticket, by=by), IN_CHARGE),
    "solve as customer": (lambda ticket, by, other: services.resolve_by_customer(ticket, by=by), {"customer"}),
}


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("call", CALLS)
def test_services_let_in_whom_they_should(call, name, taken, make_person, request, nothing_changed):
    person, other = request.getfixturevalue(name), make_person("olga", role="agent")
    do, allowed = CALLS[call]
    before = nothing_changed()

    if name in allowed:
        do(taken, person, other)
    else:
        with pytest.raises(NotAllowed):
            do(taken, person, other)
        assert nothing_changed() == before


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_see_it(name, taken, request):
    assert policies.can_view(request.getfixturevalue(name), taken) == (name in AT_THE_DESK | {"customer"})


def test_nobody_is_nobody(taken):
    from django.contrib.auth.models import AnonymousUser

    for nobody in (None, AnonymousUser()):
        for policy in (policies.can_view, policies.can_reply, policies.can_note, policies.can_change, policies.can_take):
            assert not policy(nobody, taken)


@pytest.mark.parametrize("name", ["customer", "desk_agent", "administrator"])
def test_somebody_who_was_let_go_may_nothing(name, taken, request):
    person = request.getfixturevalue(name)
    person.is_active = False
    for policy in (policies.can_view, policies.can_reply, policies.can_note, policies.can_change, policies.can_take):
        assert not policy(person, taken)


def test_an_agent_takes_an_open_ticket_but_not_anothers(ticket, other_agent, desk_agent, nothing_changed):
    services.assign_ticket(ticket, to=desk_agent)
    before = nothing_changed()
    with pytest.raises(NotAllowed):
        services.assign_ticket(ticket, to=other_agent, by=other_agent)
    assert nothing_changed() == before


@pytest.mark.parametrize("name", ["customer", "stranger", "editor"])
def test_who_is_not_at_the_desk_takes_nothing(name, ticket, request, nothing_changed):
    person = request.getfixturevalue(name)
    before = nothing_changed()
    with pytest.raises(NotAllowed):
        services.assign_ticket(ticket, to=person, by=person)
    assert nothing_changed() == before
