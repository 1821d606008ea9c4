"""Build and save the search index, e.g. after a restore."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand
from tqdm import tqdm

from supportdesk.core.choices import Language
from supportdesk.core.search.rebuild import Built, rebuild


class Command(BaseCommand):
    help = "Build the search index of every language that changed since its last build."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--all", action="store_true", help="build every language, changed or not")

    def handle(self, *args, **options) -> None:
        count = 0
        languages = len(Language.values)
        # On a terminal the bar shows what is done; elsewhere only the lines are written.
        with tqdm(total=languages, unit="language", file=sys.stderr, disable=None, leave=False) as bar:

            def show(done: Built) -> None:
                nonlocal count
                count += 1
                what = "built" if done.is_new else "unchanged"
                bar.clear()
                self.stdout.write(f"[{count}/{languages}] {done.language}: {done.entries} entries, {what}")
                bar.update()

            def start(language: str) -> None:
                bar.set_postfix_str(language)

            rebuild(everything=options["all"], progress=show, starting=start)
