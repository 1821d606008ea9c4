"""The OpenAPI document is committed, says what the code does, and is served with a page to read it."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from supportdesk.core.api.docs import rendered_schema

COMMITTED = Path(__file__).resolve().parent.parent / "docs" / "openapi.yaml"
# The API table of the README.
TABLE = {
    "/support/ai/chat": {"post"},
    "/support/ai/conversations/{session_id}": {"get"},
    "/support/tickets": {"get", "post"},
    "/support/tickets/{ticket_id}": {"get", "patch"},
    "/support/tickets/{ticket_id}/messages": {"get", "post"},
    "/support/faqs": {"get", "post"},
    "/support/faqs/{faq_id}": {"get", "patch", "delete"},
    "/support/faqs/{faq_id}/feedback": {"post"},
    "/support/tutorials": {"get"},
    "/support/tutorials/{tutorial_id}": {"get"},
    "/support/local": {"get"},
    "/support/local/{place_id}": {"get"},
    "/support/agents": {"get"},
    "/support/auth/token": {"post", "delete"},
    "/support/schema": {"get"},
    "/support/docs": {"get"},
}
FOR_THE_SIGNED_IN = {
    ("/support/tickets", "get"),
    ("/support/agents", "get"),
    ("/support/faqs", "post"),
    ("/support/faqs/{faq_id}", "patch"),
    ("/support/faqs/{faq_id}", "delete"),
    ("/support/auth/token", "delete"),
}
REPEATABLE = {"/support/ai/chat", "/support/tickets", "/support/tickets/{ticket_id}/messages"}


@pytest.fixture(scope="module")
def document() -> dict:
    return json.loads(rendered_schema("json"))


@pytest.fixture(scope="module")
def operations(document) -> dict[tuple[str, str], dict]:
    return {(path, method): operation for path, methods in document["paths"].items() for method, operation in methods.items()}


def headers_of(operation: dict) -> set[str]:
    return {parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "header"}


def test_the_committed_document_is_that_of_the_code():
    hint = "Write it anew: manage.py spectacular --file docs/openapi.yaml --validate --fail-on-warn"
    assert COMMITTED.read_bytes() == rendered_schema("yaml"), hint


def test_it_is_valid_and_drawn_without_a_warning():
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null", stdout=io.StringIO())


def test_the_paths_are_those_of_the_table(document):
    assert document["openapi"].startswith("3.1")
    assert {path: set(methods) for path, methods in document["paths"].items()} == TABLE


def test_who_needs_no_account_is_said(operations):
    closed = {where for where, operation in operations.items() if {} not in operation["security"]}
    assert closed == FOR_THE_SIGNED_IN


def test_every_operation_has_a_summary_a_tag_and_a_name_of_its_own(document, operations):
    tags = {tag["name"] for tag in document["tags"] if tag["description"]}
    for operation in operations.values():
        assert operation["summary"]
        assert set(operation["tags"]) <= tags
    names = [operation["operationId"] for operation in operations.values()]
    assert len(set(names)) == len(names)


def test_errors_are_documented_in_one_shape(document, operations):
    shape = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for response in document["components"]["responses"].values():
        assert response["content"] == shape
        assert response["description"]
    assert "Retry-After" in document["components"]["responses"]["TooManyRequests"]["headers"]
    for (path, method), operation in operations.items():
        responses = operation["responses"]
        assert all("$ref" in response for code, response in responses.items() if code >= "400")
        assert {"429", "500"} <= set(responses)
        assert "404" in responses or "{" not in path
        assert {"400", "413", "415"} <= set(responses) or "requestBody" not in operation
        assert {"401", "403"} <= set(responses) or method == "get"


def test_repeating_is_documented_where_it_is_safe(operations):
    assert {
        path
        for (path, method), operation in operations.items()
        if method == "post" and "Idempotency-Key" in headers_of(operation)
    } >= REPEATABLE
    for operation in operations.values():
        assert ("422" in operation["responses"]) == ("Idempotency-Key" in headers_of(operation))


def test_the_tokens_of_guests_and_visitors_are_documented(operations):
    for where in (
        ("/support/tickets/{ticket_id}", "get"),
        *((("/support/tickets/{ticket_id}/messages"), method) for method in ("get", "post")),
    ):
        assert "X-Ticket-Token" in headers_of(operations[where])
    for where in (
        ("/support/ai/chat", "post"),
        ("/support/ai/conversations/{session_id}", "get"),
        ("/support/faqs/{faq_id}/feedback", "post"),
    ):
        assert "X-Visitor-Token" in headers_of(operations[where])


def test_no_name_was_made_up_to_avoid_a_collision(document):
    for name in document["components"]["schemas"]:
        assert not re.search(r"\d|Enum.*Enum|[0-9a-f]{3}Enum", name), name


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        ("", "", "application/vnd.oai.openapi; charset=utf-8"),
        ("", "*/*", "application/vnd.oai.openapi; charset=utf-8"),
        ("", "application/json", "application/json; charset=utf-8"),
        ("", "application/yaml", "application/yaml; charset=utf-8"),
        ("?format=json", "", "application/vnd.oai.openapi+json; charset=utf-8"),
        ("?format=yaml", "text/html,*/*", "application/vnd.oai.openapi; charset=utf-8"),
    ],
)
@pytest.mark.django_db
def test_it_is_served_as_yaml_and_as_json_in_english(client, document, query, accept, content_type):
    headers = {"Accept-Language": "ar"} | ({"Accept": accept} if accept else {})
    response = client.get(f"/support/schema{query}", headers=headers)
    assert response.status_code == 200
    assert response["Content-Type"] == content_type
    assert yaml.load(response.content, yaml.CSafeLoader) == document


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [("/support/schema", "text/html", 406), ("/support/schema?format=xml", "*/*", 404), ("/support/docs", "text/css", 406)],
)
def test_its_errors_are_json_as_well(client, path, accept, status):
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    assert response.json()["errors"][0]["code"]


@pytest.mark.browser
def test_the_page_shows_it_with_nothing_from_elsewhere(open_tab, portal):
    tab = open_tab()
    addresses = []
    tab.on("request", lambda request: addresses.append(request.url))
    tab.goto("/support/docs")
    tab.locator(".opblock-summary").first.wait_for()
    assert tab.locator(".opblock").count() == sum(map(len, TABLE.values()))
    tab.locator("#operations-faqs-faqs_list .opblock-summary-control").click()
    tab.get_by_role("button", name="Execute").click()
    assert tab.locator(".live-responses-table .response .response-col_status").first.inner_text().startswith("200")
    assert addresses
    assert all(address.startswith((portal.base, "data:")) for address in addresses)
