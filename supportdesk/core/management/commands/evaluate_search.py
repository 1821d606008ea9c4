"""Measure the search on questions whose answers are known."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

# Sets of questions that are not part of the project, where it is developed.
DATA = settings.BASE_DIR.parent / "shared" / "data"
FIGURES = settings.BASE_DIR / "docs" / "search-figures.json"
KEPT = ("mrr", "r1", "r3", "r5")


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
        parser.add_argument(
            "--data",
            type=Path,
            default=DATA,
            help="folder of question sets: <name>_bank.jsonl with <name>_queries.jsonl; left out when it is not there",
        )
        parser.add_argument("--compare", action="store_true", help="show the difference to the figures that were saved last")
        parser.add_argument("--save", action="store_true", help="save the figures as those to compare with")
        parser.add_argument("--figures", type=Path, default=FIGURES, help="where the figures are saved")

    def handle(self, *args, **options) -> None:
        from supportdesk.core.search import evaluation

        if not options["faqs"].is_dir():
            raise CommandError(f"{options['faqs']} is not a folder.")
        trials = evaluation.phrasings_left_out(options["faqs"])
        if options["data"].is_dir():
            trials = chain(trials, evaluation.question_sets(options["data"]))
        else:
            self.stderr.write(f"{options['data']} is not there: only the demo content is measured.")
        saved = self._saved(options["figures"]) if options["compare"] else {}
        self.stdout.write(
            f"{'set':28} {'language':9} {'asked':>5} {'MRR':>5} {'R@1':>5} {'R@3':>5} {'R@5':>5}  "
            f"{'sure':>5} {'right':>5}  {'offer':>5} {'right':>5}  {'ms':>5}{'   MRR    R@1    R@3    R@5' if saved else ''}"
        )
        figures: dict[str, dict[str, float]] = {}
        for (group, language), score in evaluation.run(trials).items():
            found = " ".join(f"{score.recall(depth):5.3f}" for depth in (1, 3, 5)) if score.ranks else f"{'':17}"
            mrr = f"{score.reciprocal_rank:5.3f}" if score.ranks else f"{'':5}"
            sure = "  ".join(
                f"{score.share_above(limit):5.2f} {_or_dash(score.precision_above(limit))}"
                for limit in (evaluation.ANSWER_AT, evaluation.OFFER_AT)
            )
            name, compared = f"{group}, {language}", ""
            if score.ranks:
                figures[name] = dict(zip(KEPT, _figures(score), strict=True))
                compared = _difference(figures[name], saved.get(name))
            self.stdout.write(
                f"{group:28} {language:9} {len(score.chances):5} {mrr} {found}  {sure}  {score.time:5.1f}{compared}"
            )
        if options["save"]:
            options["figures"].write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            self.stdout.write(f"Saved in {options['figures']}.")

    def _saved(self, path: Path) -> dict[str, dict[str, float]]:
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.stderr.write(f"{path} is not there yet: there is nothing to compare with. --save makes it.")
        except ValueError as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
        return {}


def _figures(score) -> tuple[float, ...]:
    return tuple(round(value, 4) for value in (score.reciprocal_rank, *(score.recall(depth) for depth in (1, 3, 5))))


def _difference(now: dict[str, float], before: dict[str, float] | None) -> str:
    """How much each figure rose or fell; "" when it was not there before."""
    return "".join(f" {now[name] - before.get(name, 0.0):+6.3f}" for name in KEPT) if before else ""


def _or_dash(value: float | None) -> str:
    return f"{'-':>5}" if value is None else f"{value:5.2f}"
