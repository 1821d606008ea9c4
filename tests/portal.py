"""A whole portal of its own for a test session: database, demo content, web process, worker."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def database(folder: Path):
    """The address of an empty database of the same kind as DATABASE_URL names; gone afterwards."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{folder / 'portal.sqlite3'}"
        return
    import psycopg

    name = f"portal_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Portal:
    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.port = folder, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.env = {
            **os.environ,
            "DATABASE_URL": url,
            "VAR_DIR": str(folder),
            "PORT": str(self.port),
            "SITE_URL": self.base,
            "EMAIL_URL": "filemail:///",
            "LOG_LEVEL": "WARNING",
            "DEBUG": "1",
            "RATE_PERSON": "100000/min",
            "RATE_ADDRESS": "100000/min",
            "RATE_CREATE": "100000/min",
            "RATE_TOKEN": "100000/min",
            "RATE_ASSISTANT": "100000/min",
        }
        self.processes: list[subprocess.Popen] = []

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)}\n{done.stdout}")
        return done.stdout

    def run(self, *command: str) -> None:
        log = (self.folder / f"{Path(command[-1]).name}.log").open("wb")
        self.processes.append(subprocess.Popen([sys.executable, *command], cwd=ROOT, env=self.env, stdout=log, stderr=log))

    def start(self) -> None:
        self.manage("migrate", "-v0")
        self.manage("seed_demo")
        self.run("-m", "daphne", "-b", "127.0.0.1", "-p", str(self.port), "supportdesk.asgi:application")
        self.run("manage.py", "run_worker")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.base}/healthz", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                if self.processes[0].poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError("The portal did not start.\n" + "\n".join(path.read_text() for path in self.folder.glob("*.log")))

    def stop(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
