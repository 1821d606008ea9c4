"""Tickets through the API: opening, listing, showing, changing."""

from __future__ import annotations

import pytest

from supportdesk.core.models import Letter
from tickets import services
from tickets.models import SupportTicket

from .factories import PersonFactory, TicketFactory

TICKETS = "/support/tickets"
SHAPE = {
    "id", "number", "subject", "description", "category", "priority", "status", "language", "channel", "requester", "assignee",
    "booking_reference", "invoice_reference", "created_at", "updated_at", "first_response_at", "resolved_at", "ai_suggestions",
}  # fmt: skip
FINE = {"subject": "My seat", "description": "I would like the window."}
GUEST = {**FINE, "guest_name": "Gus", "guest_email": "gus@example.org"}


def address(ticket) -> str:
    return f"{TICKETS}/{ticket.pk}"


def problem(answer) -> tuple[str, str | None]:
    error = answer.json()["errors"][0]
    assert error["detail"]
    return error["code"], error["attr"]


def test_a_customer_opens_a_ticket(api, customer):
    answer = api(customer).post(TICKETS, {**FINE, "category": "booking", "priority": "high", "language": "es"}, format="json")

    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == SHAPE
    assert body["requester"] == {"id": customer.pk, "name": "Ana", "email": "ana@example.org", "is_guest": False}
    assert (body["status"], body["channel"], body["language"], body["assignee"]) == ("open", "api", "es", None)
    assert SupportTicket.objects.get().number == body["number"]


@pytest.mark.django_db(transaction=True)
def test_the_answer_shows_who_got_the_ticket(api, customer, agent):
    body = api(customer).post(TICKETS, FINE, format="json").json()
    assert (body["status"], body["assignee"]) == ("assigned", {"id": agent.pk, "name": "Maya"})


def test_a_guest_gets_the_private_link_with_it(api, db):
    answer = api().post(TICKETS, GUEST, format="json")

    body = answer.json()
    assert answer.status_code == 201
    assert body["requester"] == {"id": None, "name": "Gus", "email": "gus@example.org", "is_guest": True}
    assert body["access_url"].endswith(f"/en/tickets/link/{body['access_token']}/")
    assert services.find_by_link(body["access_token"]).number == body["number"]


@pytest.mark.parametrize("header", ["language", "accept"])
def test_the_language_of_the_call_is_the_default(api, customer, header):
    client, path, headers = api(customer), TICKETS, {}
    if header == "language":
        path += "?language=fr"
    else:
        headers = {"Accept-Language": "fr-CA,fr"}
    assert client.post(path, FINE, format="json", headers=headers).json()["language"] == "fr"


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": "   "}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"subject": 5}, "subject"),
        ({"subject": True}, "subject"),
        ({"subject": ["a"]}, "subject"),
        ({"subject": {"a": 1}}, "subject"),
        ({"subject": None}, "subject"),
        ({"description": ""}, "description"),
        ({"description": "x" * 20_001}, "description"),
        ({"category": "cats"}, "category"),
        ({"category": 1}, "category"),
        ({"priority": "vital"}, "priority"),
        ({"priority": ["low"]}, "priority"),
        ({"language": "tlh"}, "language"),
        ({"booking_reference": "x" * 41}, "booking_reference"),
        ({"guest_email": "gus"}, "guest_email"),
        ({"guest_name": 7}, "guest_name"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_stored(api, db, change, attr):
    answer = api().post(TICKETS, {**GUEST, **change}, format="json")
    assert answer.status_code == 400
    assert problem(answer)[1] == attr
    assert not SupportTicket.objects.exists()


@pytest.mark.parametrize("missing", ["subject", "description", "guest_name", "guest_email"])
def test_what_is_needed_is_asked_for(api, db, missing):
    answer = api().post(TICKETS, {key: value for key, value in GUEST.items() if key != missing}, format="json")
    assert answer.status_code == 400
    assert problem(answer) == ("required", missing)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"a"',
        b"null",
        b"\xff",
        b'{"subject": NaN}',
        b'{"subject": "\\u0000", "description": "x"}',
        b'{"subject": "\\ud800", "description": "x"}',
    ],
)
def test_a_body_that_is_no_object_is_refused(api, customer, body):
    answer = api(customer).post(TICKETS, body, content_type="application/json")
    assert answer.status_code == 400
    assert not SupportTicket.objects.exists()


def test_somebody_signed_in_does_not_ask_as_a_guest(api, customer):
    answer = api(customer).post(TICKETS, GUEST, format="json")
    assert answer.status_code == 400
    assert problem(answer)[1] == "guest_name"
    assert not SupportTicket.objects.exists()


def test_a_repeat_with_the_same_key_is_the_same_ticket(api, customer):
    client = api(customer)
    first = client.post(TICKETS, FINE, format="json", headers={"Idempotency-Key": "k1"})
    again = client.post(TICKETS, FINE, format="json", headers={"Idempotency-Key": "k1"})
    other = client.post(TICKETS, {**FINE, "subject": "Another"}, format="json", headers={"Idempotency-Key": "k1"})

    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert other.status_code == 422
    assert SupportTicket.objects.count() == 1
    assert Letter.objects.count() == 1


def test_too_many_are_told_when_to_come_back(api, customer, monkeypatch, settings):
    monkeypatch.setitem(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "create", "1/min")
    client = api(customer)
    assert client.post(TICKETS, FINE, format="json").status_code == 201
    answer = client.post(TICKETS, FINE, format="json")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert SupportTicket.objects.count() == 1
    assert client.get(TICKETS).status_code == 200


def test_a_customer_sees_their_own_and_the_desk_sees_all(api, customer, stranger, desk_agent, editor):
    mine, foreign = TicketFactory(requester=customer), TicketFactory(requester=stranger)
    assert [row["number"] for row in api(customer).get(TICKETS).json()["results"]] == [mine.number]
    assert [row["number"] for row in api(desk_agent).get(TICKETS).json()["results"]] == [foreign.number, mine.number]
    assert api(editor).get(TICKETS).json()["results"] == []
    assert api().get(TICKETS).status_code == 401


FILTERS = [
    ("status=open", ["a"]),
    ("status=open&status=resolved", ["a", "c"]),
    ("status=open,%20resolved", ["a", "c"]),
    ("status=", ["a", "b", "c"]),
    ("category=billing,technical", ["b", "c"]),
    ("priority=urgent", ["c"]),
    ("language=es", ["b"]),
    ("assignee=none", ["a"]),
    ("assignee=me", ["b"]),
    ("search=BAG+lost", ["b"]),
    ("search=LUM-1", ["c"]),
    ("created_after=2026-03-01T00:00:00Z", ["b", "c"]),
    ("created_before=2026-03-01T00:00:00%2B00:00", ["a"]),
    ("created_after=2026-02-01&created_before=2026-04-01", ["b"]),
    ("ordering=created", ["a", "b", "c"]),
    ("ordering=-created", ["c", "b", "a"]),
    ("ordering=number&status=open,resolved", ["a", "c"]),
    ("status=open&priority=urgent", []),
]


@pytest.fixture
def three(desk_agent):
    """Three tickets that differ in everything one can filter by."""
    from datetime import UTC, datetime

    TicketFactory(subject="a", created_at=datetime(2026, 1, 1, tzinfo=UTC))
    TicketFactory(
        subject="b", description="I lost my bag", category="billing", language="es", status="assigned", assignee=desk_agent,
        created_at=datetime(2026, 3, 1, tzinfo=UTC),
    )  # fmt: skip
    TicketFactory(
        subject="c", resolved=True, category="technical", priority="urgent", booking_reference="LUM-1X",
        created_at=datetime(2026, 5, 1, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), FILTERS, ids=[row[0] for row in FILTERS])
def test_lists_are_filtered(query, expected, three, api, desk_agent):
    found = [row["subject"] for row in api(desk_agent).get(f"{TICKETS}?{query}").json()["results"]]
    assert (found if "ordering" in query else sorted(found)) == expected


def test_assignee_can_be_an_id(three, api, desk_agent):
    client = api(desk_agent)
    assert [row["subject"] for row in client.get(f"{TICKETS}?assignee={desk_agent.pk}").json()["results"]] == ["b"]
    assert client.get(f"{TICKETS}?assignee=999999999999999999").json()["results"] == []


@pytest.mark.parametrize(
    "query",
    [
        "status=gone", "status=open,gone", "category=cats", "priority=0.5", "language=tlh", "assignee=ana", "assignee=-1",
        "assignee=99999999999999999999", "assignee=%00", "created_after=yesterday", "created_after=0001-01-01T00:00:00%2B14:00",
        "created_before=9999-12-31T23:59:59-14:00", "search=%00", "search=" + "x" * 201, "ordering=subject",
        "ordering=-created,number", "status=%00",
    ],
)  # fmt: skip
def test_unknown_values_of_filters_are_refused(query, api, desk_agent):
    answer = api(desk_agent).get(f"{TICKETS}?{query}")
    assert answer.status_code == 400
    assert problem(answer)[1] == query.split("=")[0]


@pytest.mark.parametrize("cursor", ["x", "%00", "cD1hYmM=", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ==", "bz0tMQ=="])
def test_a_made_up_cursor_is_no_crash(cursor, api, desk_agent):
    assert api(desk_agent).get(f"{TICKETS}?cursor={cursor}").status_code in (200, 404)


def test_pages_walk_through_all_tickets_once(api, desk_agent):
    TicketFactory.create_batch(7)
    client, seen, address = api(desk_agent), [], f"{TICKETS}?page_size=3&ordering=created"
    while address:
        body = client.get(address).json()
        seen += [row["number"] for row in body["results"]]
        address = body["next"]
    assert seen == sorted(seen)
    assert len(set(seen)) == 7


def test_a_list_costs_the_same_for_any_number(api, desk_agent, django_assert_num_queries):
    client = api(desk_agent)
    for size in (1, 8):
        TicketFactory.create_batch(size, assigned=True)
        with django_assert_num_queries(4):  # token, the person's permissions (twice), page
            assert len(client.get(TICKETS).json()["results"]) >= size


def test_showing_one_has_its_price(api, customer, django_assert_num_queries):
    ticket, client = TicketFactory(requester=customer, assigned=True), api(customer)
    with django_assert_num_queries(4):
        assert set(client.get(address(ticket)).json()) == SHAPE


@pytest.mark.parametrize(
    ("role", "expected"),
    [(None, 401), ("customer", 200), ("stranger", 404), ("editor", 404), ("other_agent", 200), ("administrator", 200)],
)
def test_who_may_see_one(role, expected, taken, api, request):
    person = request.getfixturevalue(role) if role else None
    assert api(person).get(address(taken)).status_code == expected


def test_the_private_link_opens_its_ticket_and_no_other(guest_ticket, ticket, api):
    client, headers = api(), {"X-Ticket-Token": guest_ticket.access_token}
    assert client.get(address(guest_ticket), headers=headers).json()["number"] == guest_ticket.number
    assert client.get(address(ticket), headers=headers).status_code == 404
    assert client.get(address(guest_ticket), headers={"X-Ticket-Token": "x"}).status_code == 404
    assert client.get(TICKETS, headers=headers).status_code == 401
    assert client.patch(address(guest_ticket), {"priority": "low"}, format="json", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (None, 401), ("customer", 403), ("stranger", 404), ("editor", 404), ("other_agent", 403), ("desk_agent", 200),
        ("supervisor", 200), ("administrator", 200),
    ],
)  # fmt: skip
def test_who_may_change_one(role, expected, taken, api, request, nothing_changed):
    person = request.getfixturevalue(role) if role else None
    before = nothing_changed()
    answer = api(person).patch(address(taken), {"priority": "high", "reason": "asked"}, format="json")
    assert answer.status_code == expected
    assert (nothing_changed() == before) == (expected != 200)


def test_everything_changes_at_once(taken, api, desk_agent, other_agent):
    answer = api(desk_agent).patch(
        address(taken), {"status": "waiting", "priority": "low", "category": "billing", "assignee": other_agent.pk}, format="json"
    )
    body = answer.json()
    assert (body["status"], body["priority"], body["category"]) == ("waiting", "low", "billing")
    assert body["assignee"] == {"id": other_agent.pk, "name": "Oscar"}


def test_null_puts_it_back_into_the_queue(taken, api, desk_agent):
    body = api(desk_agent).patch(address(taken), {"assignee": None}, format="json").json()
    assert (body["status"], body["assignee"]) == ("open", None)


def test_all_or_nothing(taken, api, desk_agent, nothing_changed):
    before = nothing_changed()
    answer = api(desk_agent).patch(address(taken), {"priority": "low", "status": "closed"}, format="json")
    assert answer.status_code == 409
    assert problem(answer)[0] == "transition_not_allowed"
    assert nothing_changed() == before


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"status": "gone"}, "status"),
        ({"status": 1}, "status"),
        ({"status": None}, "status"),
        ({"priority": ["low"]}, "priority"),
        ({"category": ""}, "category"),
        ({"assignee": "me"}, "assignee"),
        ({"assignee": True}, "assignee"),
        ({"assignee": 1.5}, "assignee"),
        ({"assignee": 2**62}, "assignee"),
        ({"assignee": -1}, "assignee"),
        ({"reason": 5}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"subject": "Mine"}, "subject"),
        ({"priority": "low", "serial": 1}, "serial"),
    ],
)
def test_bad_changes_are_refused(body, attr, taken, api, desk_agent, nothing_changed):
    before = nothing_changed()
    answer = api(desk_agent).patch(address(taken), body, format="json")
    assert answer.status_code == 400
    assert problem(answer)[1] == attr
    assert nothing_changed() == before


def test_only_an_agent_can_be_the_assignee(taken, api, desk_agent, customer):
    person = PersonFactory()
    for somebody in (customer, person):
        answer = api(desk_agent).patch(address(taken), {"assignee": somebody.pk}, format="json")
        assert (answer.status_code, problem(answer)) == (400, ("not_an_agent", "assignee"))


@pytest.mark.parametrize("method", ["put", "delete", "post"])
def test_other_methods_are_not_there(method, taken, api, administrator):
    assert getattr(api(administrator), method)(address(taken)).status_code == 405
