"""Probes for whoever runs the portal."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection

from supportdesk.core import health


@pytest.fixture(autouse=True)
def _not_asked_before(monkeypatch):
    monkeypatch.setattr(health, "_migrated", set())


def test_the_process_answers_without_a_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_ready_when_every_part_works(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "parts": {"database": "ok", "cache": "ok"}})


@pytest.mark.django_db
def test_probes_need_no_known_host_no_https_and_no_session(client, settings, django_assert_num_queries):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["help.example.org"], True
    client.get("/readyz")
    with django_assert_num_queries(1):
        assert client.get("/readyz", headers={"Host": "10.0.0.7"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200


@pytest.mark.django_db
def test_not_ready_while_migrations_are_missing_and_ready_once_they_are_there(client, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["one"])
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["parts"]["database"] == "migrations are missing"
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_dead_database_is_named_without_its_secrets(client, monkeypatch):
    def broken(*args, **kwargs):
        raise ConnectionError("password=geheim")

    monkeypatch.setattr(connection, "cursor", broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "parts": {"database": "ConnectionError", "cache": "ok"}}


@pytest.mark.django_db
@pytest.mark.parametrize("broken", [lambda *args: None, lambda *args: 1 / 0])
def test_a_cache_that_forgets_or_fails_is_not_ready(client, monkeypatch, broken):
    monkeypatch.setattr(cache, "get", broken)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["parts"]["cache"] != "ok"
