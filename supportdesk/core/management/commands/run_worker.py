"""`manage.py run_worker`: run jobs until told to stop."""

from __future__ import annotations

import signal

from django.core.management.base import BaseCommand, CommandError

from ...databases import why_unreachable
from ...jobs.worker import Worker


class Command(BaseCommand):
    help = (
        "Run jobs, one at a time, until SIGTERM or SIGINT: the job at hand is finished, or handed back when it takes "
        "too long. Start the command several times to run several jobs at once."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--until-empty", action="store_true", help="Run what is due, start no periodic jobs, then end.")

    def handle(self, *, until_empty: bool, **options) -> None:
        # A program that was started anew in the middle of a job inherits what that job did to the signals.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM, signal.SIGTERM, signal.SIGINT])
        if reason := why_unreachable():
            raise CommandError(f"The database does not answer: {reason}")
        worker = Worker(until_empty=until_empty)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop)
        worker.run()
