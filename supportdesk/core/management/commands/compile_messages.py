"""Compile the translations without gettext installed; the compiled files are committed."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


def message_files() -> list[Path]:
    return sorted(Path(settings.BASE_DIR, "locale").glob("*/LC_MESSAGES/*.po"))


class Command(BaseCommand):
    help = "Write a .mo file beside every .po file of the project (needs polib, from requirements-dev.txt)."

    def handle(self, *args, **options) -> None:
        try:
            import polib
        except ImportError as error:
            raise CommandError("polib is not installed; it comes with requirements-dev.txt.") from error
        for path in message_files():
            catalogue = polib.pofile(str(path))
            catalogue.save_as_mofile(str(path.with_suffix(".mo")))
            self.stdout.write(f"{path.parent.parent.name}: {catalogue.percent_translated()} %")
