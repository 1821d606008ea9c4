"""Measure how well the assistant reads messages."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assistant.services.learning import training_phrases
from assistant.understanding.evaluation import cross_validated, evaluate_folder
from assistant.understanding.training import seed_phrases, train


class Command(BaseCommand):
    help = "Print accuracy, macro-F1, calibration error, off-topic and tone figures. Nothing is stored."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--data", type=Path, help="Folder with labelled JSON Lines; without it, own phrases are held back.")
        parser.add_argument("--with-knowledge", action="store_true", help="Learn from the help centre as well.")

    def handle(self, *args, **options) -> None:
        phrases = training_phrases() if options["with_knowledge"] else seed_phrases()
        folder: Path | None = options["data"]
        if folder is not None and not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        self.stdout.write(f"{len(phrases)} phrases learnt")
        if folder is None:
            self.stdout.write(str(cross_validated(phrases)))
            return
        for figures in evaluate_folder(train(phrases), folder):
            self.stdout.write(str(figures))
