"""Take FAQs or articles in from a file: all of its rows, or none."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from knowledge.exchange.formats import LARGEST_FILE, Table, Unreadable, format_of
from knowledge.exchange.resources import resource_for
from knowledge.models import Revision


class Command(BaseCommand):
    help = "Take FAQs or articles in from a file (.csv, .xlsx, .json): all of its rows, or none when one has an error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would change, and change nothing.")
        parser.add_argument("--by", default="", metavar="EMAIL", help="Whose changes these are (default: the portal's own).")
        parser.add_argument(
            "--significance",
            default="normal",
            choices=[significance.name.lower() for significance in Revision.Significance],
            help="How much changed; more than a typo makes the other languages outdated (default: normal).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            table = self._read(file)
            resource = resource_for(table.headers)()
        except (Unreadable, OSError) as error:
            raise CommandError(str(error)) from None
        result = resource.import_data(
            table,
            dry_run=options["dry_run"],
            user=self._person(options["by"]),
            file_name=file.name,
            significance=Revision.Significance[options["significance"].upper()],
        )
        if result.base_errors:
            raise CommandError(str(result.base_errors[0].error))
        for row in result.invalid_rows:
            for column, problems in row.error_dict.items():
                self.stderr.write(f"row {row.number}, {column}: {' '.join(problems)}")
        if result.invalid_rows:
            raise CommandError(f"Nothing was stored: {len(result.invalid_rows)} of {len(table)} rows have errors.")
        for row in result.rows:
            if row.import_type != "skip":
                columns = ", ".join(change.column for change in row.diff.changes)
                self.stdout.write(f"row {row.diff.number}, {row.import_type}: {row.diff.slug} ({columns})")
        counts = f"{result.totals['new']} new, {result.totals['update']} changed, {result.totals['skip']} as they were"
        self.stdout.write(f"Dry run: {counts}." if options["dry_run"] else f"Imported: {counts}.")

    def _read(self, file: Path) -> Table:
        if file.stat().st_size > LARGEST_FILE:
            raise Unreadable(f"At most {LARGEST_FILE // 1024 // 1024} MB, please.")
        return format_of(file.name)().create_dataset(file.read_bytes())

    def _person(self, email: str) -> Any:
        if not email:
            return None
        person = get_user_model().objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody has the address {email}.")
        return person
