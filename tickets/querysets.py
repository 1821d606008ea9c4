"""Questions about many tickets, messages and events."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone

if TYPE_CHECKING:
    from .models import SupportMessage, SupportTicket, TicketAccessLink, TicketEvent


class TicketQuerySet(models.QuerySet["SupportTicket"]):
    """What one can ask of a pile of tickets; every verb returns a queryset, so they chain."""

    def visible_to(self, user) -> TicketQuerySet:
        """The customer's own; for agents and above, all of them (visitors: none)."""
        if user is None or not user.is_authenticated:
            return self.none()
        if user.has_perm("tickets.view_supportticket"):
            return self
        return self.filter(requester=user)

    def requested_by(self, user) -> TicketQuerySet:
        return self.filter(requester=user)

    def count_by_status(self) -> dict[str, int]:
        return dict(self.order_by().values_list("status").annotate(models.Count("pk")))

    def unsettled(self) -> TicketQuerySet:
        return self.exclude(status__in=self.model.SETTLED)

    def unassigned(self) -> TicketQuerySet:
        return self.filter(assignee__isnull=True)

    def assigned_to(self, user) -> TicketQuerySet:
        return self.filter(assignee=user)

    def clock_running(self) -> TicketQuerySet:
        """Those that count as an agent's load: settled and waiting ones do not."""
        return self.filter(status__in=self.model.CLOCK_RUNS)

    def most_urgent_first(self) -> TicketQuerySet:
        """Urgent before low, then the oldest; each ticket carries its place in `rank`."""
        ranks = [When(priority=value, then=Value(rank)) for rank, value in enumerate(("urgent", "high", "normal", "low"))]
        return self.annotate(rank=Case(*ranks, output_field=models.SmallIntegerField())).order_by("rank", "serial")

    def newest_first(self) -> TicketQuerySet:
        """The latest first, with the same `rank` for all: the other order in which lists are paged."""
        return self.annotate(rank=Value(0, output_field=models.SmallIntegerField())).order_by("-serial")

    def waiting_for_an_agent(self) -> TicketQuerySet:
        """The queue, in the order in which it is served."""
        return self.filter(status=self.model.Status.OPEN).most_urgent_first()

    def matching(self, words: str) -> TicketQuerySet:
        """By number, subject, description, references or people; every word must occur."""
        found = self
        for word in words.split()[:8]:
            found = found.filter(
                Q(number__icontains=word)
                | Q(subject__icontains=word)
                | Q(description__icontains=word)
                | Q(booking_reference__icontains=word)
                | Q(invoice_reference__icontains=word)
                | Q(guest_name__icontains=word)
                | Q(guest_email__icontains=word)
                | Q(requester__display_name__icontains=word)
                | Q(requester__email__icontains=word)
            )
        return found

    def for_listing(self) -> TicketQuerySet:
        """All that a row of a list shows, in one query, newest first."""
        return self.select_related("requester", "assignee").order_by("-serial")

    def keyset_page(self, *, before: int | None, after: int | None, size: int) -> tuple[list, int | None, int | None]:
        """One page, newest first: older than serial `before` or newer than `after`; with the serials from which
        the page of newer and the page of older ones continue, None at an end."""
        if after is not None:
            rows = list(self.filter(serial__gt=after).order_by("serial")[: size + 1])
            page, has_newer, has_older = rows[:size][::-1], len(rows) > size, bool(rows)
        else:
            rows = list((self if before is None else self.filter(serial__lt=before)).order_by("-serial")[: size + 1])
            page, has_newer, has_older = rows[:size], before is not None and bool(rows), len(rows) > size
        return page, page[0].serial if has_newer else None, page[-1].serial if has_older else None


class TicketEventQuerySet(models.QuerySet["TicketEvent"]):
    def for_audience(self, *, staff: bool) -> TicketEventQuerySet:
        return self if staff else self.filter(audience=self.model.Audience.CUSTOMER)

    def since(self, seq: int) -> TicketEventQuerySet:
        return self.filter(seq__gt=seq)

    def update(self, **kwargs):
        raise TypeError("A ticket's timeline is append-only.")

    def delete(self):
        raise TypeError("A ticket's timeline is append-only.")


class MessageQuerySet(models.QuerySet["SupportMessage"]):
    def for_audience(self, *, staff: bool) -> MessageQuerySet:
        return self if staff else self.filter(internal=False)

    def since(self, seq: int) -> MessageQuerySet:
        return self.filter(event__seq__gt=seq)

    def for_thread(self) -> MessageQuerySet:
        return self.select_related("author", "event").prefetch_related("attachments").order_by("event__seq")


def hash_of_token(token: str) -> str:
    """What is kept of a private link's token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


class AccessLinkQuerySet(models.QuerySet["TicketAccessLink"]):
    def for_token(self, token: str) -> AccessLinkQuerySet:
        return self.filter(token_hash=hash_of_token(token))

    def valid(self) -> AccessLinkQuerySet:
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())
