"""Measure the search on questions whose answers are known."""

from __future__ import annotations

from argparse import ArgumentParser
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "Print how well the search finds, per set and language: mean reciprocal rank, recall in the first 1, 3 and 5, "
        "and how often the first entry is sure enough to be answered with, and then right."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--faqs",
            type=Path,
            default=settings.BASE_DIR / "knowledge" / "demo" / "faqs",
            help="folder of FAQ files (TOML); each phrasing is left out of the index once, and asked",
        )
        parser.add_argument("--data", type=Path, help="folder of question sets: <name>_bank.jsonl with <name>_queries.jsonl")

    def handle(self, *args, **options) -> None:
        from supportdesk.core.search import evaluation

        for folder in filter(None, (options["faqs"], options["data"])):
            if not folder.is_dir():
                raise CommandError(f"{folder} is not a folder.")
        trials = evaluation.phrasings_left_out(options["faqs"])
        if options["data"]:
            trials = chain(trials, evaluation.question_sets(options["data"]))
        self.stdout.write(
            f"{'set':28} {'language':9} {'asked':>5} {'MRR':>5} {'R@1':>5} {'R@3':>5} {'R@5':>5}  "
            f"{'sure':>5} {'right':>5}  {'offer':>5} {'right':>5}  {'ms':>5}"
        )
        for (group, language), score in evaluation.run(trials).items():
            found = " ".join(f"{score.recall(depth):5.3f}" for depth in (1, 3, 5)) if score.ranks else f"{'':17}"
            mrr = f"{score.reciprocal_rank:5.3f}" if score.ranks else f"{'':5}"
            sure = "  ".join(
                f"{score.share_above(limit):5.2f} {_or_dash(score.precision_above(limit))}"
                for limit in (evaluation.ANSWER_AT, evaluation.OFFER_AT)
            )
            self.stdout.write(f"{group:28} {language:9} {len(score.chances):5} {mrr} {found}  {sure}  {score.time:5.1f}")


def _or_dash(value: float | None) -> str:
    return f"{'-':>5}" if value is None else f"{value:5.2f}"
