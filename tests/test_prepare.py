"""`manage.py prepare`, which makes an installation ready, and what `script/server` refuses before it."""

from __future__ import annotations

import os
import socket
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from supportdesk.management.commands import prepare

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def called(monkeypatch, settings, tmp_path):
    """Which commands were called; none of them does anything."""
    names = []
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: names.append(name))
    return names


@pytest.mark.django_db
def test_an_empty_demo_is_filled(called, settings):
    settings.DEBUG = True
    call_command("prepare")
    assert called == ["migrate", "seed_demo"]


@pytest.mark.django_db
def test_a_demo_with_people_is_left_alone(called, settings, customer):
    settings.DEBUG = True
    call_command("prepare")
    assert called == ["migrate"]


@pytest.mark.django_db
def test_a_filling_that_was_broken_off_is_resumed(called, settings, customer, make_person, monkeypatch):
    settings.DEBUG = True
    type(customer).objects.all().delete()

    def break_off(name, **options):
        if name == "seed_demo":
            make_person("first")
            raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(prepare, "call_command", break_off)
        with pytest.raises(RuntimeError):
            call_command("prepare")
    call_command("prepare")
    call_command("prepare")
    assert called == ["migrate", "seed_demo", "migrate"]


@pytest.mark.django_db
def test_in_production_static_files_are_collected_and_nothing_is_filled(called, settings):
    settings.DEBUG = False
    call_command("prepare")
    assert called == ["migrate", "collectstatic"]


def test_without_a_database_it_says_so_and_does_nothing(called, monkeypatch):
    monkeypatch.setattr(prepare, "why_unreachable", lambda: "connection refused")
    with pytest.raises(CommandError, match="The database does not answer: connection refused"):
        call_command("prepare")
    assert called == []


def server(**environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [ROOT / "script" / "server"], env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_server_names_a_taken_port_in_one_line():
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        answer = server(HOST="127.0.0.1", PORT=port)
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert f"Port {port}" in answer.stderr


@pytest.mark.parametrize("port", ["", "http", "0", "99999"])
def test_the_server_refuses_a_port_that_is_none(port):
    answer = server(PORT=port)
    assert answer.returncode == 1
    assert "PORT is" in answer.stderr


def test_the_server_asks_for_a_newer_python_in_one_line(tmp_path):
    for name in ("python3.13", "python3.12", "python3.11", "python3", "python"):
        old = tmp_path / name
        old.write_text('#!/bin/sh\n[ "$1" = --version ] || exit 1\necho Python 3.9.2\n')
        old.chmod(0o755)
    answer = server(PATH=f"{tmp_path}:/usr/bin:/bin", PYTHON="")
    assert answer.returncode == 1
    assert answer.stderr == "The portal needs Python 3.11 or later; found: Python 3.9.2. Set PYTHON to name one.\n"
