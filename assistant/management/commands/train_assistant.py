"""Make the assistant's intent model now."""

from __future__ import annotations

import time

from django.core.management.base import BaseCommand

from assistant.services import refresh_model
from assistant.understanding.store import model_file


class Command(BaseCommand):
    help = "Train the assistant on its shipped phrases and on what the help centre says people ask."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--force", action="store_true", help="Also when nothing has changed since the last time.")

    def handle(self, *args, **options) -> None:
        started = time.perf_counter()
        model = refresh_model(force=options["force"])
        seconds = time.perf_counter() - started
        self.stdout.write(f"{model.info['phrases']} phrases, {seconds:.1f} s, {model_file()}")
