"""The tickets of the demo, from `tickets.toml`: written as rows with times in the past, so nobody is mailed or told."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from supportdesk.core.demo import demo_person
from supportdesk.core.markup import render_message

from ..models import SupportMessage, SupportTicket, TicketEvent, TicketNumber

SOURCE = Path(__file__).with_name("tickets.toml")
Status = SupportTicket.Status
Kind = TicketEvent.Kind
Sender = SupportMessage.Sender
MINUTE = timedelta(minutes=1)
CLOSED_AFTER = timedelta(days=3)


@transaction.atomic
def seed() -> list[SupportTicket]:
    """Write the tickets that are not there yet, oldest first, so that their numbers follow their age."""
    entries = sorted(tomllib.loads(SOURCE.read_text())["ticket"], key=lambda entry: -entry["age_hours"])
    known = set(SupportTicket.objects.values_list("subject", "requester__email", "guest_email"))
    return [Replay(entry).write() for entry in entries if _key(entry) not in known]


def _key(entry: dict) -> tuple[str, str | None, str]:
    return entry["subject"], entry["requester"] or None, entry.get("guest_email", "")


class Replay:
    """One ticket as it would have come about: the same events in the same order as through the services."""

    def __init__(self, entry: dict) -> None:
        self.entry, self.now = entry, timezone.now()
        self.born = self.now - timedelta(hours=entry["age_hours"])
        self.events: list[TicketEvent] = []
        self.messages: list[SupportMessage] = []
        number = TicketNumber.objects.create()
        fields = ("subject", "category", "priority", "language", "channel", "booking_reference", "invoice_reference")
        self.requester = entry["requester"] and demo_person(
            entry["requester"], entry["requester_name"], language=entry["language"]
        )
        self.agent = entry["assignee"] and demo_person(entry["assignee"], entry["assignee"].partition("@")[0].title())
        self.ticket = SupportTicket(
            **{field: entry[field] for field in fields},
            serial=number.pk,
            number=str(number),
            description=entry["message"][0]["body"].strip(),
            requester=self.requester or None,
            guest_name=entry.get("guest_name", ""),
            guest_email=entry.get("guest_email", ""),
            created_at=self.born,
        )

    def write(self) -> SupportTicket:
        ticket, last = self.ticket, self.born
        self.tell(Kind.OPENED, self.born, by=self.requester, actor_kind=Sender.USER, data={"channel": ticket.channel})
        for message in self.entry["message"]:
            last = self.born + message["after_minutes"] * MINUTE
            if self.agent and ticket.assignee is None and (message["sender"] == Sender.AGENT or last > self.born + 5 * MINUTE):
                self.give(min(last - MINUTE, self.born + 2 * MINUTE))
            self.say(message, last)
        if self.agent and ticket.assignee is None:
            self.give(last + MINUTE)
        self.settle(last)
        ticket.last_seq = len(self.events)
        ticket.save(force_insert=True)
        TicketEvent.objects.bulk_create(self.events)
        SupportMessage.objects.bulk_create(self.messages)
        SupportTicket.objects.filter(pk=ticket.pk).update(updated_at=self.events[-1].created_at)
        return ticket

    def tell(
        self, kind: str, at: datetime, *, by=None, actor_kind: str = "system", staff: bool = False, data: dict | None = None
    ) -> TicketEvent:
        audience = TicketEvent.Audience.STAFF if staff else TicketEvent.Audience.CUSTOMER
        event = TicketEvent(
            ticket=self.ticket,
            seq=len(self.events) + 1,
            kind=kind,
            audience=audience,
            actor=by or None,
            actor_kind=actor_kind,
            data=data or {},
            created_at=max([min(at, self.now), *(event.created_at for event in self.events[-1:])]),
        )
        self.events.append(event)
        return event

    def give(self, at: datetime) -> None:
        self.ticket.assignee, self.ticket.status = self.agent, Status.ASSIGNED
        details = {"to": self.agent.pk, "to_name": self.agent.display_name, "status": Status.ASSIGNED, "reason": ""}
        self.tell(Kind.ASSIGNED, at, data=details)

    def say(self, message: dict, at: datetime) -> None:
        sender, internal, ticket = message["sender"], message["internal"], self.ticket
        by = {Sender.USER: self.requester, Sender.AGENT: self.agent}.get(sender) or None
        if sender == Sender.USER:
            if ticket.status in (Status.WAITING, Status.RESOLVED):
                self.move(Status.IN_PROGRESS, at, by=by, actor_kind=sender)
            ticket.last_customer_message_at = at
        elif sender == Sender.AGENT and not internal:
            if ticket.status == Status.ASSIGNED:
                self.move(Status.IN_PROGRESS, at, by=by, actor_kind=sender)
            ticket.first_response_at = ticket.first_response_at or at
            ticket.last_agent_message_at = at
        event = self.tell(Kind.NOTE if internal else Kind.MESSAGE, at, by=by, actor_kind=sender, staff=internal)
        name = {Sender.USER: ticket.requester_name, Sender.AGENT: self.agent and self.agent.display_name}.get(sender) or ""
        body = message["body"].strip()
        self.messages.append(
            SupportMessage(
                ticket=ticket,
                event=event,
                sender_type=sender,
                author=by,
                author_name=name,
                body=body,
                body_html=render_message(body),
                internal=internal,
                language=ticket.language,
                created_at=event.created_at,
            )
        )

    def move(self, status: str, at: datetime, *, by, actor_kind: str) -> None:
        ticket = self.ticket
        self.tell(Kind.STATUS, at, by=by, actor_kind=actor_kind, data={"from": ticket.status, "to": status, "reason": ""})
        ticket.status = status
        if status == Status.CLOSED:
            ticket.closed_at = min(at, self.now)
        else:
            ticket.resolved_at = min(at, self.now) if status == Status.RESOLVED else None

    def settle(self, last: datetime) -> None:
        """From where the messages left it to where the demo wants it."""
        wanted = self.entry["status"]
        for status in [Status.RESOLVED, Status.CLOSED] if wanted == Status.CLOSED else [wanted]:
            if self.ticket.status != status:
                self.move(
                    status,
                    last + (CLOSED_AFTER if status == Status.CLOSED else 2 * MINUTE),
                    by=self.agent,
                    actor_kind=Sender.AGENT,
                )
