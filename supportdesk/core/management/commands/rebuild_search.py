"""Build and save the search index, e.g. after a restore."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from supportdesk.core.choices import Language
from supportdesk.core.search.rebuild import Built, rebuild


class Command(BaseCommand):
    help = "Build the search index of every language that changed since its last build."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--all", action="store_true", help="build every language, changed or not")

    def handle(self, *args, **options) -> None:
        count = 0

        def show(done: Built) -> None:
            nonlocal count
            count += 1
            what = "built" if done.is_new else "unchanged"
            self.stdout.write(f"[{count}/{len(Language.values)}] {done.language}: {done.entries} entries, {what}")

        rebuild(everything=options["all"], progress=show)
