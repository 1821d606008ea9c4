"""The letters about tickets: one function per letter, each written in the ticket's language into the outbox."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from supportdesk.core.mail import write_letter
from supportdesk.core.models import Letter

from .models import SupportMessage, SupportTicket, TicketEvent

# Anybody may type anybody's address into a guest's form: beyond this it is not service but a flood.
GUEST_LETTERS_AN_HOUR = 20


def ticket_received(ticket: SupportTicket, *, token: str = "") -> Letter | None:
    """We have your ticket; a guest's letter carries the private link, here and in all that follow.

    None when a guest's address, which nobody has confirmed, was written to too often within the hour.
    """
    if ticket.requester is None and _is_flooded(ticket.guest_email):
        return None
    return _write("ticket_received", ticket, occasion=str(ticket.pk), token=token)


def ticket_answered(ticket: SupportTicket, message: SupportMessage, *, token: str = "") -> Letter | None:
    """An agent has answered: the whole answer, so that it can be read in the mail."""
    return _write("ticket_answered", ticket, occasion=str(message.pk), token=token, message=message)


def ticket_status_changed(ticket: SupportTicket, event: TicketEvent, *, token: str = "") -> Letter | None:
    """The ticket waits for the customer, or is solved: what that means and what to do next."""
    return _write("ticket_status_changed", ticket, occasion=str(event.pk), token=token, status=event.data["to"])


def _is_flooded(address: str) -> bool:
    recent = Letter.objects.filter(
        created_at__gte=timezone.now() - timedelta(hours=1), kind="ticket_received", to__iexact=address
    )
    return recent.count() >= GUEST_LETTERS_AN_HOUR


def _write(kind: str, ticket: SupportTicket, *, occasion: str, token: str, **context) -> Letter | None:
    return write_letter(
        key=f"{kind}:{occasion}",
        kind=kind,
        to=ticket.requester_email,
        language=ticket.language,
        context={
            "ticket": ticket,
            "name": _name(ticket),
            "ticket_url": address_of(ticket, token),
            "by_link": bool(token),
            **context,
        },
        headers=_thread_headers(ticket),
    )


def _name(ticket: SupportTicket) -> str:
    """How the customer is greeted; empty without a chosen name."""
    return ticket.requester.display_name if ticket.requester else ticket.guest_name


def address_of(ticket: SupportTicket, token: str = "") -> str:
    """The full address of the ticket's page in its language; with a token, of the private page."""
    with translation.override(ticket.language):
        path = reverse("tickets:link", args=[token]) if token else reverse("tickets:detail", args=[ticket.pk])
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def _thread_headers(ticket: SupportTicket) -> dict[str, str]:
    """All letters of a ticket hang together in a mail program: each refers to the same first one."""
    root = f"<ticket-{ticket.pk}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"
    return {"References": root, "In-Reply-To": root, "X-Ticket": ticket.number}
