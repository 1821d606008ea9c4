"""Telling the floors above, after commit."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.dispatch import Signal

from supportdesk.core.models import User

from .. import signals
from ..models import SupportMessage, SupportTicket


def _tell(signal: Signal, **news) -> None:
    transaction.on_commit(partial(signal.send_robust, sender=SupportTicket, **news), robust=True)


def tell_opened(ticket: SupportTicket) -> None:
    _tell(signals.ticket_opened, ticket=ticket)


def tell_posted(ticket: SupportTicket, message: SupportMessage) -> None:
    _tell(signals.message_posted, ticket=ticket, message=message)


def tell_status(ticket: SupportTicket, *, old: str, new: str, by: User | None) -> None:
    _tell(signals.status_changed, ticket=ticket, old=old, new=new, by=by)


def tell_assigned(ticket: SupportTicket, *, to: User | None, previous: User | None, by: User | None) -> None:
    _tell(signals.ticket_assigned, ticket=ticket, to=to, previous=previous, by=by)
