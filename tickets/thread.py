"""The conversation of a ticket as its page shows it: messages, and between them what else happened."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .doors import Door
from .models import SupportMessage, TicketEvent
from .wording import STANDINGS

LATEST = 100
TOLD = (TicketEvent.Kind.STATUS, TicketEvent.Kind.ASSIGNED, TicketEvent.Kind.UNASSIGNED)


def conversation(door: Door, *, before: int | None = None) -> dict:
    """The latest messages (of those before a sequence number) oldest first, with the remarks among them, and
    `earlier`: the number to continue from, when there are more. Three queries, whatever the length."""
    shown = door.ticket.messages.for_audience(staff=door.is_staff)
    if before is not None:
        shown = shown.filter(event__seq__lt=before)
    messages = list(shown.for_thread().reverse()[: LATEST + 1])
    earlier = messages.pop() and messages[-1].event.seq if len(messages) > LATEST else None
    messages.reverse()
    remarks = door.ticket.events.for_audience(staff=door.is_staff).filter(kind__in=TOLD)
    if earlier:
        remarks = remarks.since(earlier)
    if before is not None:
        remarks = remarks.filter(seq__lt=before)
    entries = [_said(door, message) for message in messages]
    entries += [{"seq": event.seq, "remark": text, "at": event.created_at} for event in remarks if (text := _told(event))]
    return {"entries": sorted(entries, key=lambda entry: entry["seq"]), "earlier": earlier}


def _said(door: Door, message: SupportMessage) -> dict:
    files = [{"name": file.name, "size": file.size, "url": door.url_of(file)} for file in message.attachments.all()]
    return {"seq": message.event.seq, "message": message, "files": files}


def _told(event: TicketEvent) -> str:
    """One line about a change, in the customer's words; empty where there is nothing to tell."""
    if event.kind == TicketEvent.Kind.STATUS:
        standing = STANDINGS.get(event.data.get("to", ""))
        return str(standing.label) if standing else ""
    name = event.data.get("to_name", "")
    if event.kind == TicketEvent.Kind.ASSIGNED:
        return _("%(name)s takes care of your ticket.") % {"name": name} if name else _("An agent takes care of your ticket.")
    return _("We are finding another agent for you.")
