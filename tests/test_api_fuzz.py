"""Whatever is sent to the API, by whomever: no crash, a documented status, and errors in the documented shape.

Calls are drawn from the OpenAPI document, the same ones every time. All of them are tried in this process, on a database of
their own; those that only read once more on the running portal, through all that stands in front.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress

import pytest
import requests
import schemathesis
from django.core.management import call_command
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from knox.models import AuthToken
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from assistant.models import AISupportConversation
from knowledge.models import FAQ, Tutorial
from locations.models import LocalSupport
from supportdesk.core.models import User
from supportdesk.wsgi import application
from tickets.models import SupportTicket

SCHEMA = "/support/schema?format=json"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CUSTOMER, ADMINISTRATOR, PASSWORD = "customer@demo.example", "admin@demo.example", "demo-desk-247"
UNLIMITED = dict.fromkeys(["person", "address", "assistant", "create", "token"], "1000000/min")


def judge(case, response) -> None:
    case.validate_response(response, checks=CHECKS)
    if response.status_code >= 400:
        document = json.loads(response.content)
        assert set(document) == {"type", "errors"}, document
        for error in document["errors"]:
            assert set(error) == {"code", "detail", "attr"}, error
            assert error["code"], error
            assert error["detail"], error


def try_out(operation, *, ids: dict, examples: int, callers: Iterable[Callable]) -> Counter:
    """Call an operation with data that fits the document and with data that does not; how often which status came.

    `ids` are of things that are there, so that not every call ends at "not found".
    """
    wanted = {parameter.name for parameter in operation.path_parameters}
    known = {name: value for name, value in ids.items() if name in wanted}
    rules = settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    seen: Counter = Counter()
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        # What is given is not made wrong, so where there is no body the ids are drawn as well.
        given_ids = known if operation.body or mode == GenerationMode.POSITIVE else None

        @rules
        @given(operation.as_strategy(mode, path_parameters=given_ids or None))
        def attempt(case):
            for call in callers:
                response = call(case)
                seen[response.status_code] += 1
                judge(case, response)

        # Of an operation without any parameter there is nothing to make wrong.
        with suppress(Unsatisfiable):
            attempt()
    return seen


@pytest.fixture
def demo(transactional_db, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": UNLIMITED}
    settings.DEBUG = True
    call_command("seed_demo", verbosity=0)


def as_(email: str = "") -> Callable:
    """Calls in this process as this person, each with a token of its own, because one of the calls revokes it."""
    person = User.objects.get(email=email) if email else None

    def call(case):
        return case.call(headers={"Authorization": f"Bearer {AuthToken.objects.create(person)[1]}"} if person else {})

    return call


def test_no_call_breaks_the_api(demo):
    customer = User.objects.get(email=CUSTOMER)
    ids = {
        "ticket_id": str(SupportTicket.objects.filter(requester=customer).first().pk),
        "session_id": str(AISupportConversation.objects.create(user=customer).pk),
        "faq_id": FAQ.objects.published().first().pk,
        "tutorial_id": Tutorial.objects.published().first().pk,
        "place_id": LocalSupport.objects.published().first().pk,
    }
    callers = [as_(), as_(CUSTOMER), as_(ADMINISTRATOR)]
    for result in schemathesis.openapi.from_wsgi(SCHEMA, application).get_all_operations():
        seen = try_out(result.ok(), ids=ids, examples=4, callers=callers)
        assert seen, result.ok().label


def test_no_reading_breaks_the_running_portal(portal):
    def caller(email: str = "") -> Callable:
        headers = {}
        if email:
            answer = requests.post(f"{portal.base}/support/auth/token", json={"email": email, "password": PASSWORD}, timeout=30)
            headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        return lambda case: case.call(base_url=portal.base, headers=headers)

    schema = schemathesis.openapi.from_url(portal.base + SCHEMA).include(method="GET")
    ids = {"faq_id": 1, "tutorial_id": 1, "place_id": 1}
    callers = [caller(), caller(CUSTOMER), caller(ADMINISTRATOR)]
    for result in schema.get_all_operations():
        assert try_out(result.ok(), ids=ids, examples=3, callers=callers)
