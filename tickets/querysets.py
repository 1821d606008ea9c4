"""Questions about many tickets, messages and events."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class TicketQuerySet(models.QuerySet):
    """What one can ask of a pile of tickets; every verb returns a queryset, so they chain."""

    def visible_to(self, user) -> TicketQuerySet:
        """The customer's own; for agents and above, all of them (visitors: none)."""
        if user is None or not user.is_authenticated:
            return self.none()
        if user.has_perm("tickets.view_supportticket"):
            return self
        return self.filter(requester=user)

    def unsettled(self) -> TicketQuerySet:
        return self.exclude(status__in=self.model.SETTLED)

    def unassigned(self) -> TicketQuerySet:
        return self.filter(assignee__isnull=True)

    def assigned_to(self, user) -> TicketQuerySet:
        return self.filter(assignee=user)

    def clock_running(self) -> TicketQuerySet:
        """Those that count as an agent's load: settled and waiting ones do not."""
        return self.filter(status__in=[self.model.Status.ASSIGNED, self.model.Status.IN_PROGRESS])

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


class TicketEventQuerySet(models.QuerySet):
    def for_audience(self, *, staff: bool) -> TicketEventQuerySet:
        return self if staff else self.filter(audience=self.model.Audience.CUSTOMER)

    def since(self, seq: int) -> TicketEventQuerySet:
        return self.filter(seq__gt=seq)

    def update(self, **kwargs):
        raise TypeError("A ticket's timeline is append-only.")

    def delete(self):
        raise TypeError("A ticket's timeline is append-only.")


class MessageQuerySet(models.QuerySet):
    def for_audience(self, *, staff: bool) -> MessageQuerySet:
        return self if staff else self.filter(internal=False)

    def since(self, seq: int) -> MessageQuerySet:
        return self.filter(event__seq__gt=seq)

    def for_thread(self) -> MessageQuerySet:
        return self.select_related("author", "event").prefetch_related("attachments").order_by("event__seq")


class AccessLinkQuerySet(models.QuerySet):
    def valid(self) -> AccessLinkQuerySet:
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())
