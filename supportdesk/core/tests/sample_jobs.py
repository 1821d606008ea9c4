"""Jobs that only tests enqueue; real workers import them by their paths."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

from django.core.cache import cache
from django_tasks import task

from supportdesk.core.jobs import GiveUp, durable
from supportdesk.core.jobs.durable import Durable, Periodic


class Broken(Exception):
    pass


def heard() -> list:
    """What the jobs below noted in this process."""
    return cache.get("heard", [])


def note(*words: object) -> None:
    cache.set("heard", [*heard(), *words])


@durable()
def greet(name: str, *, loudly: bool = False) -> None:
    note(name.upper() if loudly else name)


@durable(max_attempts=3, base_delay=10)
def fail(name: str) -> None:
    raise Broken(f"no luck, {name}")


@fail.on_giving_up
def regret(name: str, error: str) -> None:
    note(f"{name}: {error}")


@durable(max_attempts=3)
def see_no_hope() -> None:
    try:
        raise Broken("refused for ever")
    except Broken as error:
        raise GiveUp from error


@durable(max_attempts=1)
def fail_with_a_faulty_owner() -> None:
    raise Broken


@fail_with_a_faulty_owner.on_giving_up
def fail_too(error: str) -> None:
    raise Broken("the owner as well")


@durable(max_attempts=2, time_limit=0.2)
def hang() -> None:
    while True:
        try:
            time.sleep(30)
        except Exception:
            pass


@durable()
def enqueue_another() -> None:
    greet.enqueue("from a job")


@task()
def plain(name: str) -> str:
    note(name)
    return name.upper()


@task()
def plain_and_broken() -> None:
    raise Broken


@durable(max_attempts=5, base_delay=0.2)
def append(path: str, word: str, *, fail_times: int = 0) -> None:
    """Write a line; the first `fail_times` attempts fail after writing theirs."""
    with Path(path).open("a") as file:
        file.write(f"{word} {os.getpid()} {time.time()}\n")
    if len(Path(path).read_text().splitlines()) <= fail_times:
        raise Broken


@durable()
def hold(folder: str) -> None:
    """Say who started, wait for a word, say who ended."""
    place = Path(folder)
    (place / f"started-{os.getpid()}").touch()
    while not (place / "go-on").exists():
        time.sleep(0.02)
    (place / f"ended-{os.getpid()}").touch()


@durable(time_limit=0.2)
def turn_a_deaf_ear_once(folder: str) -> None:
    """The first time it hears no alarm, as foreign code that never comes back would."""
    place = Path(folder)
    if (place / "first").exists():
        (place / "second").write_text(str(os.getpid()))
        return
    (place / "first").write_text(str(os.getpid()))
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM, signal.SIGTERM])
    time.sleep(60)


@durable()
def every_hour() -> None:
    folder = Path(os.environ["SAMPLE_FOLDER"])
    (folder / f"slot-{os.getpid()}-{time.time_ns()}").touch()


HOURLY: Periodic = Periodic(Durable(every_hour.function, max_attempts=3, base_delay=1, time_limit=5), timedelta(hours=1))
