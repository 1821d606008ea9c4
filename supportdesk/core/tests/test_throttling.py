"""Limits per person and per address, shared by pages and API."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.checks import run_checks
from django.test import RequestFactory

from supportdesk.core import ratelimits
from supportdesk.core.exceptions import TooOften

pytestmark = [pytest.mark.django_db, pytest.mark.urls("supportdesk.core.tests.api_doors")]
OPEN, PRIVATE = "/support/speak", "/support/private"


@pytest.fixture
def rates(settings):
    def set_(**wanted):
        known = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
        settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {**known, **wanted}}

    return set_


def test_too_many_calls_of_a_person_are_refused_and_told_when_to_come_back(api, customer, stranger, rates):
    rates(person="3/min")
    client = api(customer)
    assert [client.get(PRIVATE).status_code for _ in range(4)] == [200, 200, 200, 429]
    response = client.get(PRIVATE, REMOTE_ADDR="10.9.9.9")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 61
    (error,) = response.json()["errors"]
    assert (error["code"], error["attr"]) == ("throttled", None)
    assert api(stranger).get(PRIVATE).status_code == 200


def test_too_many_calls_from_an_address_are_refused_whoever_makes_them(api, customer, rates):
    rates(address="3/min")
    assert [api(person).get(OPEN).status_code for person in (None, customer, None, customer)] == [200, 200, 200, 429]
    assert api().get(OPEN, REMOTE_ADDR="10.9.9.9").status_code == 200


def test_the_next_window_is_a_new_one(api, customer, rates, monkeypatch):
    rates(person="1/min")
    client, now = api(customer), 1_000_000_020.0
    monkeypatch.setattr(ratelimits.time, "time", lambda: now)
    assert client.get(PRIVATE).status_code == 200
    refused = client.get(PRIVATE)
    assert (refused.status_code, refused["Retry-After"]) == (429, str(60 - 1_000_000_020 % 60 + 1))
    now += int(refused["Retry-After"])
    assert client.get(PRIVATE).status_code == 200


def test_pages_and_api_count_together(rates):
    rates(create="2/min")
    ratelimits.hit("create", "user-1")
    ratelimits.hit("create", "user-1")
    with pytest.raises(TooOften) as refusal:
        ratelimits.hit("create", "user-1")
    assert refusal.value.retry_after > 0
    ratelimits.hit("create", "user-2")


def test_a_dead_cache_does_not_close_the_portal(api, monkeypatch, rates):
    rates(address="1/min")

    def broken(*args, **kwargs):
        raise ConnectionError("no cache")

    monkeypatch.setattr(cache, "add", broken)
    assert [api().get(OPEN).status_code for _ in range(3)] == [200, 200, 200]


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_what_counts_as_one_address(given, counted):
    assert ratelimits.address_of(RequestFactory().get("/", REMOTE_ADDR=given)) == counted


def test_a_forwarded_address_is_not_believed():
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", headers={"X-Forwarded-For": "203.0.113.9"})
    assert ratelimits.address_of(request) == "192.0.2.7"


@pytest.mark.parametrize(
    ("rate", "meaning"), [("5/s", (5, 1)), ("30/min", (30, 60)), ("7/hour", (7, 3600)), ("1/day", (1, 86400))]
)
def test_a_rate_says_how_many_in_how_many_seconds(rate, meaning):
    assert ratelimits.parse_rate(rate) == meaning


@pytest.mark.parametrize("rate", ["", "30", "30/", "x/min", "30/year", "-1/min"])
def test_a_rate_that_is_none_is_found_by_a_check(rate, rates):
    rates(person=rate)
    assert [message.id for message in run_checks()] == ["supportdesk.E003"]
