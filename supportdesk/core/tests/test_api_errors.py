"""Whatever goes wrong, the answer has one shape and the right status."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

pytestmark = [pytest.mark.django_db, pytest.mark.urls("supportdesk.core.tests.api_doors")]
ECHO = "/support/echo"


def only_error(response) -> dict:
    """The one error of a response in the documented shape."""
    assert response["Content-Type"] == "application/json"
    document = response.json()
    assert set(document) == {"type", "errors"}
    assert document["type"] == ("server_error" if response.status_code >= 500 else document["type"])
    assert document["type"] in ("validation_error", "client_error", "server_error")
    (error,) = document["errors"]
    assert set(error) == {"code", "detail", "attr"}
    assert error["detail"]
    return error


def post(client, body, content_type="application/json", **headers):
    return client.generic("POST", ECHO, body, content_type=content_type, headers=headers)


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize(
    "path", ["/support/", "/support/nothing", "/support/tickets/", "/support/echo/x/y", "/support/%00", "/support/%FF"]
)
def test_an_unknown_path_is_not_found_by_any_method(api, path, method, settings):
    settings.DEBUG = True  # where Django would show a page of its own
    response = getattr(api(), method)(path)
    assert response.status_code == 404
    assert only_error(response)["code"] == "not_found"


def test_a_method_that_is_not_there(api):
    response = api().delete(ECHO)
    assert response.status_code == 405
    assert only_error(response)["code"] == "method_not_allowed"
    assert api().options(ECHO).status_code == 405


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "nonsense"])
def test_only_json_and_multipart_are_read(api, content_type):
    response = post(api(), b"a=b", content_type)
    assert response.status_code == 415
    assert only_error(response)["code"] == "unsupported_media_type"


def test_only_json_is_given(api):
    response = api().get("/support/speak", headers={"Accept": "application/xml"})
    assert response.status_code == 406
    assert only_error(response)["code"] == "not_acceptable"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"nonsense",
        b"\xff\xfe",
        b'{"a": "\xff"}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": 9223372036854775808}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": "\\u0000"}',
        b'{"\\u0000": 1}',
        b'{"a": "\\ud800"}',
        b'{"a": ["x", {"b": "\\udfff"}]}',
        b"[]",
        b'"text"',
        b"null",
        b"1",
        b"[" * 100_000,
        b'{"a":' * 30 + b"1" + b"}" * 30,
        b'{"a":' * 2000 + b"1" + b"}" * 2000,
    ],
    ids=lambda body: body[:24].decode("latin-1"),
)
def test_a_body_that_cannot_be_read_is_a_bad_request(api, body):
    response = post(api(), body)
    assert response.status_code == 400
    assert only_error(response)["code"] == "parse_error"


def test_a_body_that_is_too_large_is_not_even_parsed(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = post(api(), json.dumps({"a": "x" * 1000}))
    assert response.status_code == 413
    assert only_error(response)["code"] == "too_large"
    assert post(api(), json.dumps({"a": "x" * 900})).status_code == 200


def test_json_is_utf8_whatever_the_header_claims(api):
    for charset in ("iso-8859-1", "utf-8", "US-ASCII"):
        assert post(api(), '{"a": "ñ"}'.encode(), f"application/json; charset={charset}").json() == {"said": {"a": "ñ"}}


def test_an_empty_body_is_an_empty_object(api):
    assert post(api(), b"").json() == {"said": {}}


def test_a_form_that_cannot_be_read_is_a_bad_request(api):
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=é", "multipart/form-data; boundary="):
        response = post(api(), b"nonsense", content_type)
        assert response.status_code == 400
        only_error(response)


def test_a_form_with_too_many_fields_is_a_bad_request(api, settings, customer, client):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    response = api().post(ECHO, {str(number): "x" for number in range(5)}, format="multipart")
    assert response.status_code == 400
    only_error(response)
    # With a session the body is read earlier, in search of the CSRF token.
    client = Client(enforce_csrf_checks=True)
    client.force_login(customer)
    response = client.post(ECHO, {str(number): "x" for number in range(5)})
    assert response.status_code in (400, 403)
    only_error(response)


@pytest.mark.parametrize(
    ("how", "status", "code"), [("conflict", 409, "refused"), ("forbidden", 403, "not_allowed"), ("often", 429, "throttled")]
)
def test_a_refusal_keeps_its_code_and_status(api, how, status, code):
    response = api().get(f"/support/refuse/{how}")
    assert response.status_code == status
    assert only_error(response)["code"] == code
    assert response.get("Retry-After") == ("7" if how == "often" else None)


@pytest.mark.parametrize("debug", [True, False])
def test_a_crash_answers_in_the_shape_and_is_logged(api, debug, settings, caplog):
    settings.DEBUG = debug
    client = api()
    client.raise_request_exception = False
    response = client.get("/support/crash")
    assert response.status_code == 500
    assert only_error(response)["code"] == "error"
    assert "A bug." not in response.content.decode()


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 64, "ünïcode", "two words", "x" * 5000])
def test_a_bad_token_is_a_401_that_names_the_way_in(api, token):
    for path in ("/support/private", "/support/speak"):
        response = api().get(path, headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 401
        assert response["WWW-Authenticate"].startswith("Bearer")
        assert only_error(response)["code"] == "authentication_failed"


def test_no_token_is_a_401_where_one_must_be_somebody(api):
    for headers in ({}, {"Authorization": "Basic YTpi"}):
        response = api().get("/support/private", headers=headers)
        assert response.status_code == 401
        assert response["WWW-Authenticate"].startswith("Bearer")
        assert only_error(response)["code"] == "not_authenticated"


def test_an_expired_token_and_a_closed_account_are_401(api, customer, stranger):
    record, token = AuthToken.objects.create(customer)
    AuthToken.objects.filter(pk=record.pk).update(expiry=timezone.now())
    assert api().get("/support/private", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    client = api(stranger)
    assert client.get("/support/private").json() == {"email": stranger.email}
    stranger.is_active = False
    stranger.save()
    assert client.get("/support/private").status_code == 401


def test_a_session_reads_freely_and_writes_with_a_csrf_token_only(customer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(customer)
    assert client.get("/support/private").status_code == 200
    response = client.post("/support/private", {"a": 1}, content_type="application/json")
    assert response.status_code == 403
    assert only_error(response)["code"] == "permission_denied"
    client.cookies["csrftoken"] = token = "a" * 32
    response = client.post("/support/private", {"a": 1}, content_type="application/json", headers={"X-CSRFToken": token})
    assert response.json() == {"said": {"a": 1}}


def test_a_bearer_token_writes_without_csrf(customer):
    client = Client(enforce_csrf_checks=True)
    token = AuthToken.objects.create(customer)[1]
    response = client.post(
        "/support/private", {"a": 1}, content_type="application/json", headers={"Authorization": f"bearer {token}"}
    )
    assert response.status_code == 200


def test_asking_who_calls_costs_one_query(api, customer, django_assert_num_queries):
    client = api(customer)
    AuthToken.objects.create(customer)
    with django_assert_num_queries(1):
        client.get("/support/private")
