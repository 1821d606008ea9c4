"""`manage.py prepare`: make this installation ready to start, whatever is missing."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from supportdesk.core.databases import why_unreachable
from supportdesk.core.models import User


class Command(BaseCommand):
    help = "Bring the database up to date; fill the demo content at the first start with DEBUG, collect static files without."
    requires_system_checks = []

    def handle(self, **options) -> None:
        if reason := why_unreachable():
            raise CommandError(f"The database does not answer: {reason}")
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        if settings.DEBUG:
            self._fill_once()
        else:
            call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)

    def _fill_once(self) -> None:
        """Fill an empty database. A filling that was broken off is resumed: the note stays until it is complete."""
        note, database = Path(settings.VAR_DIR) / "filling", str(connection.settings_dict["NAME"])
        broken_off = note.exists() and note.read_text() == database
        if not broken_off and User.objects.exists():
            return
        self.stdout.write("Filling the demo content (once) …")
        self.stdout.flush()
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(database)
        call_command("seed_demo")
        note.unlink()
