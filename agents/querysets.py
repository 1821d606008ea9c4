"""Questions about agents, rooms and calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from tickets.models import SupportTicket

if TYPE_CHECKING:
    from .models import CallSession, ChatRoom, SupportAgent


class AgentQuerySet(models.QuerySet["SupportAgent"]):
    def working(self) -> AgentQuerySet:
        """Those with an active account."""
        return self.filter(user__is_active=True)

    def available(self) -> AgentQuerySet:
        return self.working().filter(availability=self.model.Availability.ONLINE)

    def with_load(self) -> AgentQuerySet:
        """Each carries in `load` how many tickets with a running clock they have."""
        running = Q(user__assigned_tickets__status__in=SupportTicket.CLOCK_RUNS)
        return self.annotate(load=Count("user__assigned_tickets", filter=running))

    def for_listing(self) -> AgentQuerySet:
        return self.select_related("user").prefetch_related("languages", "specialties").order_by("user__display_name", "pk")


class RoomQuerySet(models.QuerySet["ChatRoom"]):
    def waiting(self) -> RoomQuerySet:
        return self.filter(status=self.model.Status.WAITING).order_by("queued_at")


class CallQuerySet(models.QuerySet["CallSession"]):
    def going_on(self) -> CallQuerySet:
        return self.exclude(status__in=self.model.OVER)

    def ringing_too_long(self) -> CallQuerySet:
        return self.filter(status=self.model.Status.RINGING, ring_until__lte=timezone.now())

    def visible_to(self, user) -> CallQuerySet:
        """Those one takes part in; agents and above see all."""
        if user is None or not user.is_authenticated:
            return self.none()
        if user.has_perm("tickets.view_supportticket"):
            return self
        return self.filter(Q(caller=user) | Q(callee=user) | Q(ticket__requester=user))
