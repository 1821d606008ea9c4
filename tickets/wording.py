"""What a customer reads about where a ticket stands: a word, its tone, and what happens next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import SupportTicket

Status = SupportTicket.Status


@dataclass(frozen=True)
class Standing:
    """`tone` is one of the badge's tones."""

    label: str | Promise
    tone: str
    next: str | Promise


STANDINGS: dict[str, Standing] = {
    Status.OPEN: Standing(_("Received"), "info", _("We are finding the right agent for you. You do not need to do anything.")),
    Status.ASSIGNED: Standing(_("With an agent"), "info", _("An agent has your ticket and will answer here and by e-mail.")),
    Status.IN_PROGRESS: Standing(_("In progress"), "info", _("We are working on it. You will read from us here and by e-mail.")),
    Status.WAITING: Standing(
        _("Waiting for you"), "warn", _("We need something from you. Please read the last message and answer below.")
    ),
    Status.RESOLVED: Standing(_("Solved"), "good", _("We believe this is solved. If it is not, answer below and we go on.")),
    Status.CLOSED: Standing(_("Closed"), "neutral", _("This ticket is finished. For anything new, please open a new one.")),
}

# The filters of "my tickets": a name for the address, what it is called, and which statuses it holds.
FILTERS: list[tuple[str, str | Promise, tuple[str, ...]]] = [
    ("", _("All"), tuple(Status.values)),
    ("active", _("In progress"), (Status.OPEN, Status.ASSIGNED, Status.IN_PROGRESS)),
    ("waiting", _("Waiting for you"), (Status.WAITING,)),
    ("resolved", _("Solved"), (Status.RESOLVED,)),
    ("closed", _("Closed"), (Status.CLOSED,)),
]
