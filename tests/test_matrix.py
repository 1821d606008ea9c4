"""Every path of the API table, tried by everybody: the answer is right, and a refused call changed nothing."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.core import serializers

from assistant.models import AISupportConversation
from knowledge.models import FAQ, FAQCategory, Tutorial
from knowledge.tests.factories import FAQFactory
from locations.models import LocalSupport
from tickets import services as tickets

ROLES = ("visitor", "customer", "stranger", "agent", "editor", "supervisor", "administrator")
OURS = ("tickets", "knowledge", "assistant", "agents", "locations", "community")
EVERYBODY = dict.fromkeys(ROLES, 200)
SEES_THE_TICKET = {
    "visitor": 401, "customer": 200, "stranger": 404, "agent": 200, "editor": 404, "supervisor": 200, "administrator": 200,
}  # fmt: skip
SIGNED_IN = EVERYBODY | {"visitor": 401}
WRITES_KNOWLEDGE = dict.fromkeys(ROLES, 403) | {"visitor": 401, "editor": 200, "administrator": 200}


def answering(expected: dict[str, int], good: int) -> dict[str, int]:
    return {role: good if status == 200 else status for role, status in expected.items()}


TABLE = [
    ("POST", "/support/ai/chat", {"message": "How do I change my booking?"}, EVERYBODY),
    ("GET", "/support/ai/conversations/{conversation}", None, SEES_THE_TICKET | {"visitor": 404}),
    (
        "POST",
        "/support/tickets",
        {"subject": "My invoice", "description": "Where is it?", "category": "billing", "priority": "normal", "language": "en"},
        answering(EVERYBODY, 201) | {"visitor": 400},
    ),
    (
        "POST",
        "/support/tickets",
        {"subject": "My invoice", "description": "Where is it?", "guest_name": "Gus", "guest_email": "gus@example.org"},
        # Somebody signed in asks as themselves, never under another name.
        dict.fromkeys(ROLES, 400) | {"visitor": 201},
    ),
    ("GET", "/support/tickets", None, SIGNED_IN),
    ("GET", "/support/tickets/{ticket}", None, SEES_THE_TICKET),
    ("PATCH", "/support/tickets/{ticket}", {"priority": "high"}, SEES_THE_TICKET | {"customer": 403}),
    ("PATCH", "/support/tickets/{ticket}", {"status": "closed"}, answering(SEES_THE_TICKET, 409) | {"customer": 403}),
    ("GET", "/support/tickets/{ticket}/messages", None, SEES_THE_TICKET),
    ("POST", "/support/tickets/{ticket}/messages", {"body": "Hello?"}, answering(SEES_THE_TICKET, 201)),
    (
        "POST",
        "/support/tickets/{ticket}/messages",
        {"body": "Between us", "internal": True},
        answering(SEES_THE_TICKET, 201) | {"customer": 403},
    ),
    ("GET", "/support/faqs", None, EVERYBODY),
    ("GET", "/support/faqs/{faq}", None, EVERYBODY),
    ("GET", "/support/faqs/{draft}", None, dict.fromkeys(ROLES, 404) | {"editor": 200, "administrator": 200}),
    ("POST", "/support/faqs/{faq}/feedback", {"helpful": True}, answering(EVERYBODY, 201)),
    ("POST", "/support/faqs", {"question": "New?", "answer": "Yes.", "category": "booking"}, answering(WRITES_KNOWLEDGE, 201)),
    ("PATCH", "/support/faqs/{faq}", {"answer": "Rather so."}, WRITES_KNOWLEDGE),
    ("DELETE", "/support/faqs/{faq}", None, answering(WRITES_KNOWLEDGE, 204)),
    ("GET", "/support/tutorials", None, EVERYBODY),
    ("GET", "/support/tutorials/{tutorial}", None, EVERYBODY),
    ("GET", "/support/local", None, EVERYBODY),
    ("GET", "/support/local/{place}", None, EVERYBODY),
    ("GET", "/support/agents", None, SIGNED_IN),
    ("GET", "/support/schema", None, EVERYBODY),
    ("GET", "/support/docs", None, EVERYBODY),
    ("DELETE", "/support/auth/token", None, answering(SIGNED_IN, 204)),
]


@pytest.fixture
def things(customer, agent, db) -> dict:
    category = FAQCategory.objects.create(slug="booking", name_en="Bookings")
    ticket = tickets.open_ticket(by=customer, subject="Seat", description="I would like the window.", category="booking")
    ticket.refresh_from_db()
    if ticket.assignee_id is None:
        tickets.assign_ticket(ticket, to=agent)
    return {
        "ticket": ticket.pk,
        "conversation": AISupportConversation.objects.create(user=customer).pk,
        "faq": FAQFactory(slug="a", category=category, question_en="Old?", answer_en="Well.").pk,
        "draft": FAQ.objects.create(slug="d", category=category, question_en="Draft?", answer_en="Not yet.").pk,
        "tutorial": Tutorial.objects.create(slug="t", title_en="First steps", is_published=True).pk,
        "place": LocalSupport.objects.create(
            slug="p", name_en="Madrid", city_en="Madrid", address="Calle 1", country="ES", latitude=40.4, longitude=-3.7
        ).pk,
    }


def everything() -> str:
    rows = [row for app in OURS for model in apps.get_app_config(app).get_models() for row in model.objects.order_by("pk")]
    return serializers.serialize("json", rows)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("method", "path", "body", "expected"), TABLE, ids=[f"{row[0]} {row[1]} {n}" for n, row in enumerate(TABLE)]
)
def test_everybody_gets_the_right_answer(method, path, body, expected, role, things, request, api):
    person = None if role == "visitor" else request.getfixturevalue(role)
    client = api(person)
    before = everything()

    answer = client.generic(method, path.format(**things), **_json(body))

    assert answer.status_code == expected[role], answer.content[:500]
    if answer.status_code >= 400:
        assert everything() == before
        assert answer.json()["errors"][0]["code"]
        assert answer.json()["errors"][0]["detail"]


def _json(body: dict | None) -> dict:
    return {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}


@pytest.mark.parametrize("path", [row[1] for row in TABLE if row[0] == "GET" and "{" in row[1]])
@pytest.mark.parametrize("wrong", ["0", "999999", "00000000-0000-4000-8000-000000000000", "x", "%00", "..%2f"])
def test_an_id_that_is_none_is_not_found(path, wrong, api, administrator):
    address = path[: path.index("{")] + wrong + path[path.index("}") + 1 :]
    answer = api(administrator).get(address)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["code"] == "not_found"
