"""Stopping a job: at its time limit, or because the worker is told to end."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Whoever swallows the first ring hears another one after so many seconds.
RING_AGAIN = 5.0


class JobTimeout(BaseException):
    """The job ran longer than its limit. Not an Exception, so that `except Exception` in a job cannot swallow it."""


class JobInterrupted(BaseException):
    """The worker has to end before the job does; the job goes back to the queue."""


class Alarm:
    """The process's one alarm clock. SIGALRM reaches only the main thread, so jobs of other threads are not stopped."""

    def __init__(self) -> None:
        self._armed = False
        self._ends_at = 0.0
        self._interrupting = False
        self._interrupt_within: float | None = None

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Raise JobTimeout in the block after `seconds`, or JobInterrupted when `interrupt` came."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        began = time.monotonic()
        handler, (rest, interval) = signal.signal(signal.SIGALRM, self._ring), signal.getitimer(signal.ITIMER_REAL)
        self._interrupting = False
        self._arm(seconds)
        if self._interrupt_within is not None:
            self.interrupt(self._interrupt_within)
        try:
            try:
                yield
            finally:
                self._armed = False
        finally:
            # Twice, because the alarm may ring between the block's end and the line above.
            self._armed = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, handler)
            if rest:  # somebody else's clock was running (a test's time limit)
                signal.setitimer(signal.ITIMER_REAL, max(rest - (time.monotonic() - began), 0.001), interval)

    def interrupt(self, within: float) -> None:
        """Stop the running job, and any later one, after `within` seconds. Called by signal handlers."""
        self._interrupt_within = within
        if self._armed and within < self._ends_at - time.monotonic():
            self._interrupting = True
            self._arm(within)

    def allow(self) -> None:
        """Jobs may run to their limits again."""
        self._interrupt_within = None

    def overdue(self) -> float:
        """For how many seconds the job has not reacted to the alarm."""
        return max(0.0, time.monotonic() - self._ends_at) if self._armed else 0.0

    def _arm(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds
        self._armed = True
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), RING_AGAIN)

    def _ring(self, signum: int, frame: object) -> None:
        if not self._armed:
            return
        raise JobInterrupted if self._interrupting else JobTimeout("the job ran longer than its time limit")


alarm = Alarm()
