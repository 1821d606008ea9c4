"""Private links: how somebody without an account comes back to a ticket."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from supportdesk.core.exceptions import NotAllowed, NotFound
from supportdesk.core.models import User

from .. import policies
from ..models import SupportTicket, TicketAccessLink, TicketEvent
from ..querysets import hash_of_token
from .timeline import Audience, append, lock


def new_link(ticket: SupportTicket, *, days: int | None = None) -> str:
    """Store one more link to the ticket; the token, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    TicketAccessLink.objects.create(
        ticket=ticket,
        token_hash=hash_of_token(token),
        expires_at=timezone.now() + timedelta(days=days or settings.GUEST_LINK_DAYS),
    )
    return token


@transaction.atomic
def make_access_link(ticket: SupportTicket, *, days: int | None = None) -> str:
    """Make a private link that works for `days` (default: the setting) and return its token, which is shown only here."""
    ticket = lock(ticket)
    token = new_link(ticket, days=days)
    append(
        ticket, TicketEvent.Kind.LINK, audience=Audience.STAFF, data={"action": "made", "days": days or settings.GUEST_LINK_DAYS}
    )
    return token


def find_by_link(token: str) -> SupportTicket:
    """The ticket that the token opens; NotFound when it is unknown, expired or revoked."""
    link = TicketAccessLink.objects.valid().for_token(token).select_related("ticket").first()
    if link is None:
        raise NotFound
    return link.ticket


@transaction.atomic
def open_access_link(token: str) -> SupportTicket:
    """The same, and the use is counted."""
    ticket = find_by_link(token)
    TicketAccessLink.objects.for_token(token).update(use_count=F("use_count") + 1, last_used_at=timezone.now())
    return ticket


@transaction.atomic
def revoke_access_links(ticket: SupportTicket, *, by: User | None) -> int:
    """No private link of the ticket works any more; how many that were. `by` None is the system."""
    ticket = lock(ticket)
    if by is not None and not policies.can_change(by, ticket):
        raise NotAllowed
    revoked = ticket.access_links.valid().update(revoked_at=timezone.now())
    if revoked:
        append(ticket, TicketEvent.Kind.LINK, by=by, audience=Audience.STAFF, data={"action": "revoked", "links": revoked})
    return revoked
