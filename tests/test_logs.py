"""Logs as a production server writes them: each line JSON, with the id of its request, and no secrets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = """
    import django, logging, structlog
    django.setup()
    from django.core.signals import request_finished
    from django.test import Client
    from supportdesk.core.api.views import UnknownPathView

    client = Client(raise_request_exception=False)
    kept = client.get("/support/nothing?email=ana@example.org", headers={"X-Request-ID": "from-the-proxy-1"})
    made = client.get("/support/nothing", headers={"X-Request-ID": "bad id {}"})
    client.get("/support/links/" + "s" * 43 + "/x", headers={"X-Request-ID": "secret-address"})

    def crash(self, request, *args, **kwargs):
        password = "geheim"
        structlog.get_logger("tickets.services").info("half.way")
        logging.getLogger("some.library").warning("old %s", "style")
        raise RuntimeError("A bug.")

    UnknownPathView.initial = crash
    crashed = client.get("/support/nothing")
    print(kept["X-Request-ID"], made["X-Request-ID"], crashed["X-Request-ID"], crashed.status_code)
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("logs")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "supportdesk.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "VAR_DIR": str(folder),
        "DEBUG": "0",
        "TESTING": "1",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "testserver",
        "LOG_LEVEL": "INFO",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(SCRIPT)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split(), [json.loads(line) for line in done.stderr.splitlines()], done.stderr


def test_every_line_is_json_with_the_id_of_its_request(written):
    (kept, made, crashed, status), lines, _text = written
    assert kept == "from-the-proxy-1"
    assert len(made) == len(crashed) == 32
    assert status == "500"
    assert {line["request_id"] for line in lines} == {kept, made, crashed, "secret-address"}
    assert [line["event"] for line in lines if line["request_id"] == crashed] == [
        "half.way",
        "old style",
        "request.crashed",
        "request",
    ]


def test_a_request_is_one_line_that_says_what_was_asked_and_how_it_went(written):
    line = written[1][0]
    assert line.pop("ms") > 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "supportdesk.requests",
        "method": "GET",
        "path": "/support/nothing",
        "request_id": "from-the-proxy-1",
        "status": 404,
        "user": None,
    }


def test_a_crash_is_logged_with_its_traceback(written):
    crash = next(line for line in written[1] if line["event"] == "request.crashed")
    assert crash["exception"][0]["exc_type"] == "RuntimeError"
    assert crash["level"] == "error"
    assert [line["status"] for line in written[1] if line["event"] == "request"][-1] == 500


def test_queries_tokens_and_local_variables_are_not_written(written):
    text = written[2]
    for secret in ("ana@example.org", "s" * 43, "geheim"):
        assert secret not in text
