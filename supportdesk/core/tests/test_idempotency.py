"""A repeated creating call returns the first result."""

from __future__ import annotations

import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import close_old_connections, connection
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from supportdesk.core.api import idempotency
from supportdesk.core.models import IdempotencyRecord

pytestmark = [pytest.mark.django_db, pytest.mark.urls("supportdesk.core.tests.api_doors")]
URL = "/support/make"
ROLES = 5  # the groups that are always there


def make(client, key=None, body=None, path=URL, **headers):
    headers |= {"Idempotency-Key": key} if key is not None else {}
    return client.post(path, body if body is not None else {"name": "a"}, format="json", headers=headers)


def made() -> int:
    return Group.objects.count() - ROLES


def test_a_repeat_is_the_same_to_the_letter_and_makes_nothing(api, customer):
    client, key = api(customer), str(uuid.uuid4())
    first, second = make(client, key), make(client, key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert first["Content-Type"] == second["Content-Type"]
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert made() == 1


def test_without_a_key_or_with_another_one_each_call_makes_one(api, customer):
    client = api(customer)
    for key in (None, None, "a", "b"):
        assert make(client, key).status_code == 201
    assert made() == 4


def test_the_key_of_one_person_is_not_that_of_another(api, customer, stranger):
    answers = [make(api(person), "key").json() for person in (customer, stranger)]
    assert [answer["owner"] for answer in answers] == [customer.pk, stranger.pk]
    assert made() == 2


@pytest.mark.parametrize("change", [{"name": "b"}, {"name": "a", "more": 1}, {"name": 1}, {}])
def test_a_key_with_another_body_is_refused(api, customer, change):
    client = api(customer)
    make(client, "key")
    response = make(client, "key", change)
    assert response.status_code == 422
    assert response.json()["errors"][0]["code"] == "idempotency_key_reused"
    assert made() == 1


def test_the_order_of_fields_is_no_difference_but_text_and_number_are_two(api, customer):
    client = api(customer)
    make(client, "key", {"a": 1, "b": {"c": [1, 2], "d": None}})
    assert make(client, "key", {"b": {"d": None, "c": [1, 2]}, "a": 1}).status_code == 201
    assert make(client, "key", {"b": {"d": None, "c": [1, 2]}, "a": "1"}).status_code == 422
    assert make(client, "key", {"b": {"d": None, "c": [2, 1]}, "a": 1}).status_code == 422
    assert made() == 1


def test_a_key_for_another_address_or_language_is_refused(api, customer):
    client = api(customer)
    make(client, "key")
    assert make(client, "key", path=f"{URL}?language=es").status_code == 422


def test_files_are_part_of_the_call(api, customer):
    client = api(customer)

    def send(*contents):
        files = [SimpleUploadedFile("note.txt", content) for content in contents]
        return client.post(URL, {"name": "a", "files": files}, format="multipart", headers={"Idempotency-Key": "key"})

    assert send(b"one", b"two").status_code == 201
    assert send(b"one", b"two").status_code == 201
    assert send(b"one", b"six").status_code == 422
    assert send(b"one").status_code == 422
    assert made() == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "two words", "\x7f", "ünïcode"])
def test_what_cannot_be_a_key_is_refused(api, customer, key):
    response = make(api(customer), key)
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "idempotency_key_invalid"
    assert made() == 0


def test_while_the_first_is_running_the_second_is_told_so(api, customer):
    client = api(customer)
    make(client, "key")
    IdempotencyRecord.objects.update(status=None, body="")
    response = make(client, "key")
    assert response.status_code == 409
    assert response.json()["errors"][0]["code"] == "idempotency_in_progress"
    assert made() == 1


def test_what_a_dead_process_left_is_taken_over(api, customer):
    client = api(customer)
    make(client, "key")
    Group.objects.order_by("-pk").first().delete()
    long_ago = timezone.now() - idempotency.ABANDONED - timedelta(seconds=1)
    IdempotencyRecord.objects.update(status=None, body="", created_at=long_ago)
    assert make(client, "key").status_code == 201
    assert made() == 1
    assert make(client, "key")["Idempotency-Replayed"] == "true"
    assert made() == 1


def test_a_slow_process_that_was_taken_for_dead_does_not_disturb_its_successor(api, customer, monkeypatch):
    """The first call comes to its end after the second took the key over."""
    client, claim = api(customer), idempotency._claim

    def taken_over(*args):
        record = claim(*args)
        IdempotencyRecord.objects.filter(pk=record.pk).update(created_at=timezone.now() + timedelta(seconds=1))
        return record

    monkeypatch.setattr(idempotency, "_claim", taken_over)
    assert make(client, "key").status_code == 201
    record = IdempotencyRecord.objects.get()
    assert (record.status, record.body) == (None, "")


def test_after_a_day_a_key_is_free_again(api, customer):
    client = api(customer)
    make(client, "key")
    IdempotencyRecord.objects.update(created_at=timezone.now() - idempotency.KEEP - timedelta(seconds=1))
    assert make(client, "key", {"name": "b"}).status_code == 201
    assert made() == 2


@pytest.mark.parametrize("how", ["refusal", "crash"])
def test_what_failed_may_be_tried_again_with_the_same_key(api, customer, how):
    client = api(customer)
    client.raise_request_exception = False
    assert make(client, "key", {"fail": how}).status_code in (409, 500)
    assert not IdempotencyRecord.objects.exists()
    assert make(client, "key").status_code == 201


def test_a_visitor_is_known_by_the_cookie(api):
    client = api()
    first = make(client, "key")
    assert make(client, "key").content == first.content
    assert make(client, "key", {"name": "b"}).status_code == 422
    assert made() == 1


def test_a_visitor_who_lost_the_first_answer_gets_it_again_and_owns_what_was_made(api):
    """A program without cookies, that cannot know its token yet."""
    key = str(uuid.uuid4())
    first, second = make(api(), key), make(api(), key)
    assert first.content == second.content
    assert first["X-Visitor-Token"] == second["X-Visitor-Token"]
    third = make(api(), key, **{"X-Visitor-Token": first["X-Visitor-Token"]})
    assert third.content == first.content
    assert make(api(), key, {"name": "b"}).status_code == 422
    assert made() == 1


def test_a_key_that_can_be_guessed_makes_nobody_the_same_visitor(api):
    first, second = make(api(), "1"), make(api(), "1")
    assert first.content == second.content
    assert "X-Visitor-Token" not in second
    assert made() == 1


def test_the_tokens_that_open_something_are_part_of_the_call(api):
    key = str(uuid.uuid4())
    make(api(), key, **{"X-Ticket-Token": "mine"})
    assert make(api(), key, **{"X-Ticket-Token": "guessed"}).status_code == 422
    assert make(api(), key).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_twelve_calls_at_once_make_one(make_person):
    token, key, start = AuthToken.objects.create(make_person("ana"))[1], str(uuid.uuid4()), threading.Barrier(12)

    def call(number):
        close_old_connections()
        try:
            client = APIClient()
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
            start.wait()
            answers = [make(client, key)]
            while answers[-1].status_code == 409:
                answers.append(make(client, key))
            return answers[-1]
        finally:
            connection.close()

    before = Group.objects.count()
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(call, range(12)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Group.objects.count() == before + 1
    assert json.loads(IdempotencyRecord.objects.get().body) == answers[0].json()
