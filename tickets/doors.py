"""How somebody comes to a ticket on the pages: signed in, or by the private link. Same thread, other addresses."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from supportdesk.core.exceptions import NotFound
from supportdesk.core.models import User

from . import policies, services
from .models import SupportAttachment, SupportTicket

# How a program and how a socket carry the token of a private link.
TOKEN_HEADER = "X-Ticket-Token"
LINK_COOKIE = "ticket_link"


@dataclass(frozen=True)
class Door:
    """`user` is None for the holder of the private link, whose token is in every address."""

    ticket: SupportTicket
    user: User | None = None
    token: str = ""

    @property
    def is_staff(self) -> bool:
        return self.user is not None and policies.can_note(self.user, self.ticket)

    @property
    def may_resolve(self) -> bool:
        if self.token:
            return policies.customer_may_resolve(self.ticket)
        return policies.can_resolve_as_customer(self.user, self.ticket)

    @property
    def may_write(self) -> bool:
        return self.ticket.status != SupportTicket.Status.CLOSED or self.is_staff

    @property
    def url(self) -> str:
        return reverse("tickets:link", args=[self.token]) if self.token else reverse("tickets:detail", args=[self.ticket.pk])

    @property
    def solved_url(self) -> str:
        if self.token:
            return reverse("tickets:link_solved", args=[self.token])
        return reverse("tickets:solved", args=[self.ticket.pk])

    @property
    def socket(self) -> str:
        return f"/ws/tickets/{self.ticket.pk}"

    def url_of(self, file: SupportAttachment) -> str:
        if self.token:
            return reverse("tickets:link_file", args=[self.token, file.pk])
        return reverse("tickets:file", args=[self.ticket.pk, file.pk])


def ticket_by_token(token: str, ticket_id) -> SupportTicket:
    """The ticket, when the token of a private link opens this one and no other; NotFound otherwise."""
    ticket = services.find_by_link(token)
    if ticket.pk != ticket_id:
        raise NotFound
    return ticket
