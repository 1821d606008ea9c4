"""Multiply the demo's tickets to a size at which slowness shows. For benchmarks; never on real data."""

from __future__ import annotations

import itertools
import random
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone
from tqdm import tqdm

from supportdesk.core.demo import DOMAIN
from supportdesk.core.models import User
from tickets.models import SupportMessage, SupportTicket, TicketEvent, TicketNumber

BATCH = 500
MESSAGES_PER_TICKET = 3
BUSY_TICKET_MESSAGES = 50


class Command(BaseCommand):
    help = "Copy the demo's tickets, with events and messages, until there are --tickets of them."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--tickets", type=int, required=True)
        parser.add_argument("--force", action="store_true", help="Also when DEBUG is off.")

    def handle(self, *args, tickets: int, force: bool, **options) -> None:
        if not settings.DEBUG and not force:
            raise CommandError("DEBUG is off; use --force to multiply tickets all the same.")
        self.models = list(SupportTicket.objects.filter(requester__isnull=False).order_by("serial")[:40])
        if not self.models:
            raise CommandError("There is no ticket to copy; run seed_demo first.")
        self.random = random.Random(7)  # noqa: S311  the same demo every time, no secret
        self.people = self.crowd()
        missing = tickets - SupportTicket.objects.count()
        with tqdm(total=max(missing, 0), unit=" tickets", disable=None) as bar:
            while missing > 0:
                size = min(BATCH, missing)
                self.copy(size)
                missing -= size
                bar.update(size)
        self.busy_ticket()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        self.stdout.write(f"{SupportTicket.objects.count()} tickets, {SupportMessage.objects.count()} messages.")

    def crowd(self) -> list[User]:
        """One customer for every twenty tickets is what makes the per-customer index work for its money."""
        User.objects.bulk_create(
            [User(email=f"crowd{n}@{DOMAIN}", display_name=f"Customer {n}", password="!") for n in range(500)],
            ignore_conflicts=True,
        )
        crowd = list(User.objects.filter(email__startswith="crowd"))
        return [*crowd, User.objects.get(email=f"customer@{DOMAIN}")]

    @transaction.atomic
    def copy(self, size: int) -> None:
        now = timezone.now()
        numbers = TicketNumber.objects.bulk_create([TicketNumber() for _ in range(size)])
        tickets: list[SupportTicket] = []
        events: list[TicketEvent] = []
        messages: list[SupportMessage] = []
        for number, model in zip(numbers, itertools.cycle(self.models), strict=False):
            born = now - timedelta(minutes=self.random.randrange(60 * 24 * 365))
            ticket = SupportTicket(
                **{
                    field.attname: getattr(model, field.attname)
                    for field in SupportTicket._meta.concrete_fields
                    if field.attname not in {"id", "serial", "number", "created_at", "requester_id"}
                },
                id=uuid.uuid4(),
                serial=number.pk,
                number=str(number),
                created_at=born,
                requester=self.random.choice(self.people),
            )
            ticket.last_seq = MESSAGES_PER_TICKET
            tickets.append(ticket)
            self.write(ticket, MESSAGES_PER_TICKET, events, messages)
        SupportTicket.objects.bulk_create(tickets)
        TicketEvent.objects.bulk_create(events)
        SupportMessage.objects.bulk_create(messages)

    def write(self, ticket: SupportTicket, count: int, events: list, messages: list, *, first: int = 1) -> None:
        for seq in range(first, first + count):
            agent = seq % 2 == 0 and ticket.assignee_id
            author_id = ticket.assignee_id if agent else ticket.requester_id
            kind = TicketEvent.ActorKind.AGENT if agent else TicketEvent.ActorKind.USER
            at = ticket.created_at + timedelta(minutes=7 * seq)
            event = TicketEvent(
                ticket=ticket, seq=seq, kind=TicketEvent.Kind.MESSAGE, actor_id=author_id, actor_kind=kind, created_at=at
            )
            events.append(event)
            text = f"{ticket.subject}. Message {seq} of this conversation, with a sentence or two as people write them."
            messages.append(
                SupportMessage(
                    ticket=ticket,
                    event=event,
                    sender_type=kind,
                    author_id=author_id,
                    body=text,
                    body_html=f"<p>{text}</p>",
                    language=ticket.language,
                    created_at=at,
                )
            )

    @transaction.atomic
    def busy_ticket(self) -> None:
        """One conversation of fifty messages, for the benchmark of the thread."""
        customer = self.people[-1]
        ticket = (
            SupportTicket.objects.filter(requester=customer, status=SupportTicket.Status.IN_PROGRESS)
            .order_by("-serial")
            .select_for_update()
            .first()
        )
        if ticket is None or ticket.messages.count() >= BUSY_TICKET_MESSAGES:
            return
        events: list[TicketEvent] = []
        messages: list[SupportMessage] = []
        missing = BUSY_TICKET_MESSAGES - ticket.messages.count()
        self.write(ticket, missing, events, messages, first=ticket.last_seq + 1)
        ticket.last_seq += missing
        ticket.save(update_fields=["last_seq"])
        TicketEvent.objects.bulk_create(events)
        SupportMessage.objects.bulk_create(messages)
