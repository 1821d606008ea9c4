"""The main job through the API: find, ask, hand over, answer, read the answer."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

from .conftest import PASSWORD

pytestmark = pytest.mark.xdist_group("portal")


class Caller:
    """A program that holds a bearer token."""

    def __init__(self, base: str, email: str) -> None:
        self.base, self.token = base, ""
        self.token = self("POST", "/support/auth/token", {"email": email, "password": PASSWORD})["token"]

    def __call__(self, method: str, path: str, body: dict | None = None, expected: int | None = None):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(
            self.base + path, method=method, headers=headers, data=None if body is None else json.dumps(body).encode()
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status, content = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, content = error.code, error.read()
        if expected is None:
            assert status < 400, content
        else:
            assert status == expected, content
        return json.loads(content) if content else None


def test_a_customer_gets_help_through_the_api(portal):
    customer, other, agent = (Caller(portal.base, f"{name}@demo.example") for name in ("customer", "customer2", "supervisor"))

    found = customer("GET", "/support/faqs?search=how%20long%20does%20my%20refund%20take&language=en")["results"]
    assert "refund" in found[0]["question"].lower()
    views = customer("GET", f"/support/faqs/{found[0]['id']}")["view_count"]
    assert customer("GET", f"/support/faqs/{found[0]['id']}")["view_count"] == views + 1
    customer("POST", f"/support/faqs/{found[0]['id']}/feedback", {"helpful": True})

    answer = customer("POST", "/support/ai/chat", {"message": "How long does a refund take?"})
    assert answer["sources"]
    assert answer["escalation"]["ticket"] is None
    handed = customer(
        "POST", "/support/ai/chat", {"message": "I want to talk to a human being", "session_id": answer["session_id"]}
    )
    assert handed["session_id"] == answer["session_id"]
    assert handed["escalation"]["reason"] == "requested"
    ticket_id = handed["escalation"]["ticket"]["id"]
    other("GET", f"/support/ai/conversations/{answer['session_id']}", expected=404)

    ticket = customer("GET", f"/support/tickets/{ticket_id}")
    assert ticket["channel"] == "assistant"
    assert ticket["status"] == "assigned"
    other("GET", f"/support/tickets/{ticket_id}", expected=404)

    seen = agent("GET", f"/support/tickets/{ticket_id}/messages")["results"]
    last = seen[-1]["seq"]
    agent("POST", f"/support/tickets/{ticket_id}/messages", {"body": "Looks like a card refund", "internal": True})
    agent("POST", f"/support/tickets/{ticket_id}/messages", {"body": "Your money is on its way."})
    assert agent("GET", f"/support/tickets/{ticket_id}")["status"] == "in_progress"
    agent("PATCH", f"/support/tickets/{ticket_id}", {"status": "resolved"})

    news = customer("GET", f"/support/tickets/{ticket_id}/messages?since={last}")["results"]
    assert [message["body"] for message in news] == ["Your money is on its way."]
    assert customer("GET", f"/support/tickets/{ticket_id}")["resolved_at"]

    customer("DELETE", "/support/auth/token", expected=204)
    customer("GET", "/support/tickets", expected=401)
