"""Who somebody without an account is."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from supportdesk.core.middleware import VisitorMiddleware
from supportdesk.core.visitors import COOKIE, HEADER, Visitor, party

TOKEN = "t" * 43
OTHER = "o" * 43


def pass_through(view=lambda request: None, **extra):
    """A request after the middleware, and the response."""
    requests = []

    def answer(request):
        requests.append(request)
        view(request)
        return HttpResponse()

    cookies = extra.pop("cookies", {})
    request = RequestFactory().get("/", **extra)
    request.COOKIES.update(cookies)
    response = VisitorMiddleware(answer)(request)
    return requests[0], response


def test_looking_around_makes_nobody_a_visitor():
    request, response = pass_through()
    assert request.visitor.key == ""
    assert COOKIE not in response.cookies
    assert HEADER not in response


def test_a_new_visitor_gets_the_token_as_cookie_and_header():
    request, response = pass_through(lambda request: request.visitor.ensure())
    cookie = response.cookies[COOKIE]
    assert cookie.value == response[HEADER] == request.visitor.token
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert "private" in response["Cache-Control"]


def test_the_cookie_is_for_https_only_where_there_is_https(settings):
    settings.SESSION_COOKIE_SECURE = True
    assert pass_through(lambda request: request.visitor.ensure())[1].cookies[COOKIE]["secure"]


def test_what_is_stored_is_not_the_token():
    visitor = Visitor(TOKEN)
    assert TOKEN not in visitor.key
    assert len(visitor.key) == 64


def test_a_known_visitor_stays_the_same_and_gets_no_new_cookie():
    for extra in (
        {"cookies": {COOKIE: TOKEN}},
        {"headers": {HEADER: TOKEN}},
        {"cookies": {COOKIE: OTHER}, "headers": {HEADER: TOKEN}},
    ):
        request, response = pass_through(lambda request: request.visitor.ensure(), **extra)
        assert request.visitor.key == Visitor(TOKEN).key
        assert not response.cookies


@pytest.mark.parametrize("nonsense", ["", "short", "x" * 31, "x" * 65, "ü" * 40, "x" * 39 + "\n", "../" * 12, "x" * 40 + " "])
def test_what_is_no_token_is_nobody(nonsense):
    assert Visitor(nonsense).key == ""
    assert Visitor(nonsense, TOKEN).token == TOKEN


def test_the_same_secret_makes_the_same_visitor_and_no_secret_another():
    first, second, other = Visitor(), Visitor(), Visitor()
    assert first.ensure_same("a") == second.ensure_same("a") != other.ensure_same("b")
    assert Visitor(first.token).key == first.key
    assert Visitor(TOKEN).ensure_same("a") == Visitor(TOKEN).key


@pytest.mark.django_db
def test_somebody_is_a_person_or_a_visitor(customer):
    request = RequestFactory().get("/")
    request.user, request.visitor = customer, Visitor(TOKEN)
    assert party(request) == (customer, "")

    class Nobody:
        is_authenticated = False

    request.user = Nobody()
    assert party(request) == (None, Visitor(TOKEN).key)
