"""Real processes on the database of the running tests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psutil
from django.conf import settings
from django.db import connection

QUICK = {"JOBS_LEASE_SECONDS": "2", "JOBS_BEAT_SECONDS": "0.3", "JOBS_POLL_SECONDS": "0.05", "JOBS_DEAF_SECONDS": "0.5"}


def database_url() -> str:
    """The address of the test database, for other processes."""
    to = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(to['NAME']).absolute()}"
    return f"postgres://{quote(to['USER'])}:{quote(to['PASSWORD'])}@{to['HOST']}:{to['PORT']}/{to['NAME']}"


def start(arguments: list[str], log: Path, **environment: str) -> subprocess.Popen:
    """Start Python with these arguments in the project, with quick leases; what it says goes to `log`."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env={**os.environ, **QUICK, "DATABASE_URL": database_url(), **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )


def until(condition: Callable[[], object], *, seconds: float = 30, log: Path | None = None):
    """Wait for a true answer and return it; fail with the processes' log when it does not come."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.03)
    raise AssertionError(f"It did not happen in {seconds} s.\n{log.read_text() if log and log.exists() else ''}")


def kill_tree(process: subprocess.Popen) -> None:
    """Kill a process and its children with -9, and wait until it is gone."""
    if process.poll() is None:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
    process.wait(10)
