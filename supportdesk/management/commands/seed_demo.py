"""Fill an installation with the demo: a fictional travel company's help, people and tickets."""

from __future__ import annotations

import time
from importlib import import_module

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assistant.services import refresh_model
from supportdesk.core import demo, roles
from supportdesk.core.search.tasks import rebuild_index

# In this order: tickets are assigned to agents, topics are written by both.
PARTS = ("knowledge", "locations", "agents", "tickets", "community")
STAFF = (
    ("editor", "Emil Novak", roles.KNOWLEDGE_EDITOR),
    ("supervisor", "Sofia Marchetti", roles.SUPERVISOR),
    ("admin", "Adele Okafor", roles.ADMINISTRATOR),
)
CUSTOMERS = (("customer", "Ana Romero", "en"), ("customer2", "Jonas Weber", "de"))


class Command(BaseCommand):
    help = "Fill the portal with demo content and people. Safe to run twice."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--force", action="store_true", help="Also when DEBUG is off.")

    def handle(self, *args, **options) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError(
                "DEBUG is off, so this looks like a real installation, and the demo's sign-ins are public. "
                "Use --force to do it all the same."
            )
        self.step("people", transaction.atomic(self.seed_people))
        for app in PARTS:
            self.step(app, transaction.atomic(import_module(f"{app}.demo").seed))
        self.step("search index", rebuild_index.call)
        self.step("assistant", refresh_model)
        self.stdout.write(self.style.SUCCESS("The demo is ready."))

    def step(self, name: str, seed) -> None:
        started = time.monotonic()
        seed()
        self.stdout.write(f"  {name:<14} {time.monotonic() - started:5.1f} s")

    def seed_people(self) -> None:
        for name, display_name, language in CUSTOMERS:
            demo.demo_person(f"{name}@{demo.DOMAIN}", display_name, language=language)
        for name, display_name, role in STAFF:
            person = demo.demo_person(f"{name}@{demo.DOMAIN}", display_name)
            roles.grant(person, role)
            if role == roles.ADMINISTRATOR and not person.is_superuser:
                person.is_superuser = True
                person.save(update_fields=["is_superuser"])
