"""The two decorators, and what they make of a function."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from .models import JobRun

# The task of `delivery`, by name: the backends are made while that module is being imported.
DELIVERY_TASK = "supportdesk.core.jobs.delivery.deliver"

P = ParamSpec("P")
R = TypeVar("R")


class GiveUp(Exception):
    """Raised by a job for which another attempt is of no use; it fails at once."""


class Durable(Generic[P, R]):
    """A function that can be run later, at least once, by any worker. Its arguments must be JSON values."""

    def __init__(self, function: Callable[P, R], *, max_attempts: int, base_delay: float, time_limit: float) -> None:
        self.function = function
        self.path = f"{function.__module__}.{function.__qualname__}"
        self.max_attempts = max_attempts
        self.base_delay = base_delay
        self.time_limit = time_limit
        self._giving_up: Callable[..., Any] | None = None
        functools.update_wrapper(self, function)  # type: ignore[arg-type]

    def __repr__(self) -> str:
        return f"<job {self.path}>"

    def enqueue(self, *args: P.args, **kwargs: P.kwargs) -> JobRun:
        """Run it soon, in a worker. Part of the surrounding transaction: rolled back with it."""
        from .runs import enqueue_run

        return enqueue_run(self, args, kwargs)

    def call(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run it now, here, once, with no retry and no time limit."""
        return self.function(*args, **kwargs)

    def on_giving_up(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Decorator: call `function` with the job's arguments and `error=` after the last failed attempt.

        It runs in the transaction that marks the job as failed, so keep it to rows of the database.
        """
        self._giving_up = function
        return function

    def give_up(self, args: list, kwargs: dict, error: str) -> None:
        if self._giving_up is not None:
            self._giving_up(*args, **kwargs, error=error)


@dataclass(frozen=True)
class Periodic:
    """A job and how often it is due."""

    job: Durable[[], Any]
    every: timedelta


PERIODIC: dict[str, Periodic] = {}


def durable(*, max_attempts: int = 5, base_delay: float = 2, time_limit: float = 60) -> Callable[[Callable[P, R]], Durable[P, R]]:
    """Make a module-level function a job. `base_delay` and `time_limit` are seconds; a hung job is stopped at its limit."""

    def decorate(function: Callable[P, R]) -> Durable[P, R]:
        return Durable(function, max_attempts=max_attempts, base_delay=base_delay, time_limit=time_limit)

    return decorate


def periodic(
    *, every: timedelta, max_attempts: int = 3, base_delay: float = 10, time_limit: float = 60
) -> Callable[[Callable[[], R]], Durable[[], R]]:
    """Make a function without arguments a job that runs once in each slot of `every`, whatever the number of workers.

    A slot is left out while an earlier run of the same job is unfinished.
    """

    def decorate(function: Callable[[], R]) -> Durable[[], R]:
        job: Durable[[], R] = Durable(function, max_attempts=max_attempts, base_delay=base_delay, time_limit=time_limit)
        PERIODIC[job.path] = Periodic(job, every)
        return job

    return decorate


def find_job(path: str) -> Durable:
    """The job at a dotted path; ImportError when there is none (any more)."""
    job = import_string(path)
    if not isinstance(job, Durable):
        raise ImportError(f"{path} is not a job")
    return job
