"""Write the FAQs or the articles into a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledge.exchange.formats import TooLong, Unreadable, format_of
from knowledge.exchange.resources import ArticleResource, FAQResource

RESOURCES = {"faqs": FAQResource, "articles": ArticleResource}


class Command(BaseCommand):
    help = "Write the FAQs or the articles into a file; its name ends in .csv, .xlsx or .json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", choices=RESOURCES, default="faqs", help="What to write (default: faqs).")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            kind = format_of(file.name)()
            table = RESOURCES[options["kind"]]().export()
            file.write_bytes(kind.export_data(table))
        except (Unreadable, TooLong, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{len(table)} {options['kind']} in {file}")
