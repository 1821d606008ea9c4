"""Messages of a ticket through the API."""

from __future__ import annotations

import pytest

from tickets import services
from tickets.models import SupportMessage

from .factories import MessageFactory, TicketFactory


def address(ticket) -> str:
    return f"/support/tickets/{ticket.pk}/messages"


def bodies(answer) -> list[str]:
    return [message["body"] for message in answer.json()["results"]]


def test_the_conversation_is_read_oldest_first(taken, customer, desk_agent, api):
    services.post_message(taken, by=desk_agent, body="**Which** row?")
    services.post_message(taken, by=desk_agent, body="Frequent flyer", internal=True)

    answer = api(customer).get(address(taken))

    assert bodies(answer) == ["I would like the window.", "**Which** row?"]
    assert "Frequent flyer" not in answer.content.decode()
    message = answer.json()["results"][1]
    assert set(message) == {
        "id", "seq", "sender_type", "author", "author_name", "body", "body_html", "internal", "client_id", "language",
        "created_at", "attachments",
    }  # fmt: skip
    assert message["author"] == {"id": desk_agent.pk, "name": "Dana"}
    assert message["body_html"] == "<p><strong>Which</strong> row?</p>\n"
    assert len(bodies(api(desk_agent).get(address(taken)))) == 3


def test_since_catches_up(taken, desk_agent, api):
    client = api(desk_agent)
    last = client.get(address(taken)).json()["results"][-1]["seq"]
    services.post_message(taken, by=desk_agent, body="News")
    assert bodies(client.get(f"{address(taken)}?since={last}")) == ["News"]
    assert bodies(client.get(f"{address(taken)}?since=0")) == ["I would like the window.", "News"]


@pytest.mark.parametrize("since", ["-1", "x", "1.5", "99999999999", "%00"])
def test_since_is_a_sequence_number(since, ticket, customer, api):
    answer = api(customer).get(f"{address(ticket)}?since={since}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "since"


def test_pages_walk_through_the_thread(customer, api):
    ticket = TicketFactory(requester=customer)
    for _ in range(7):
        MessageFactory(ticket=ticket)
    client, seen, link = api(customer), [], f"{address(ticket)}?page_size=3&since=1"
    while link:
        body = client.get(link).json()
        seen += [message["seq"] for message in body["results"]]
        link = body["next"]
    assert seen == [2, 3, 4, 5, 6, 7]


def test_reading_costs_the_same_for_any_number(customer, api, django_assert_num_queries):
    ticket, client = TicketFactory(requester=customer), api(customer)
    for size in (1, 9):
        for _ in range(size):
            MessageFactory(ticket=ticket, author=customer)
        with django_assert_num_queries(7):  # token, permissions (twice), ticket, groups, messages, files
            assert len(bodies(client.get(address(ticket)))) >= size


def test_somebody_writes(ticket, customer, api):
    answer = api(customer).post(address(ticket), {"body": "Or the aisle", "client_id": "c1", "language": "en"}, format="json")

    assert answer.status_code == 201
    body = answer.json()
    assert (body["seq"], body["sender_type"], body["internal"], body["client_id"]) == (3, "user", False, "c1")
    assert SupportMessage.objects.get(pk=body["id"]).body == "Or the aisle"


def test_the_same_client_id_is_the_same_message(ticket, customer, api):
    client = api(customer)
    first, again = (client.post(address(ticket), {"body": "Hello", "client_id": "c1"}, format="json").json() for _ in range(2))
    assert first == again
    assert ticket.messages.count() == 2


def test_the_same_key_is_the_same_message(ticket, customer, api):
    client = api(customer)
    first, again = (
        client.post(address(ticket), {"body": "Hello"}, format="json", headers={"Idempotency-Key": "k"}).json() for _ in range(2)
    )
    assert first == again
    assert ticket.messages.count() == 2


def test_a_guest_writes_with_the_token(guest_ticket, ticket, api, nothing_changed):
    client, headers = api(), {"X-Ticket-Token": guest_ticket.access_token}
    answer = client.post(address(guest_ticket), {"body": "It is red"}, format="json", headers=headers)
    assert (answer.status_code, answer.json()["author"], answer.json()["author_name"]) == (201, None, "Gus")

    before = nothing_changed()
    assert client.post(address(ticket), {"body": "Boo"}, format="json", headers=headers).status_code == 404
    assert (
        client.post(address(guest_ticket), {"body": "Boo", "internal": True}, format="json", headers=headers).status_code == 403
    )
    assert nothing_changed() == before


@pytest.mark.parametrize(
    ("role", "internal", "expected"),
    [
        (None, False, 401),
        ("stranger", False, 404),
        ("editor", True, 404),
        ("customer", False, 201),
        ("customer", True, 403),
        ("desk_agent", True, 201),
        ("other_agent", False, 201),
        ("administrator", True, 201),
    ],
)
def test_who_may_write_what(role, internal, expected, taken, api, request, nothing_changed):
    person = request.getfixturevalue(role) if role else None
    before = nothing_changed()
    answer = api(person).post(address(taken), {"body": "Hello", "internal": internal}, format="json")
    assert answer.status_code == expected
    assert (nothing_changed() == before) == (expected != 201)


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "body"),
        ({"body": ""}, "body"),
        ({"body": "  \n"}, "body"),
        ({"body": None}, "body"),
        ({"body": 5}, "body"),
        ({"body": ["a"]}, "body"),
        ({"body": "x" * 20_001}, "body"),
        ({"body": "a", "internal": "yes"}, "internal"),
        ({"body": "a", "internal": 1}, "internal"),
        ({"body": "a", "internal": None}, "internal"),
        ({"body": "a", "client_id": 5}, "client_id"),
        ({"body": "a", "client_id": "x" * 65}, "client_id"),
        ({"body": "a", "language": "tlh"}, "language"),
        ({"body": "a", "files": "x"}, "files"),
        ({"body": "a", "files": ["x"]}, "files.0"),
    ],
)
def test_bad_messages_are_refused(body, attr, ticket, customer, api, nothing_changed):
    before = nothing_changed()
    answer = api(customer).post(address(ticket), body, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == attr
    assert nothing_changed() == before


def test_a_closed_ticket_says_so(customer, api, nothing_changed):
    ticket = TicketFactory(closed=True, requester=customer)
    before = nothing_changed()
    answer = api(customer).post(address(ticket), {"body": "Hello"}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "ticket_closed")
    assert nothing_changed() == before


def test_files_go_along(ticket, customer, api, picture):
    client = api(customer)
    answer = client.post(
        address(ticket),
        {"body": "Two pictures", "internal": "false", "files": [picture("a.png"), picture("b.jpg", "JPEG")]},
        format="multipart",
    )

    assert answer.status_code == 201
    files = answer.json()["attachments"]
    assert [(file["name"], file["content_type"]) for file in files] == [("a.png", "image/png"), ("b.jpg", "image/jpeg")]
    assert set(files[0]) == {"id", "name", "content_type", "size", "url"}
    assert client.get(files[0]["url"]).status_code == 200
    assert bodies(client.get(address(ticket)))[-1] == "Two pictures"


def test_files_may_go_alone(ticket, customer, api, picture):
    answer = api(customer).post(address(ticket), {"files": [picture()]}, format="multipart")
    assert answer.status_code == 201
    assert answer.json()["body"] == "Please see the attached files."


def test_a_refused_file_refuses_the_message(ticket, customer, api, nothing_changed):
    from django.core.files.uploadedfile import SimpleUploadedFile

    before = nothing_changed()
    answer = api(customer).post(
        address(ticket), {"body": "See", "files": [SimpleUploadedFile("a.exe", b"MZ")]}, format="multipart"
    )
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "file_type_refused")
    assert nothing_changed() == before


def test_a_nul_in_a_form_is_refused(ticket, customer, api, nothing_changed):
    before = nothing_changed()
    assert api(customer).post(address(ticket), {"body": "a\x00b"}, format="multipart").status_code == 400
    assert nothing_changed() == before
