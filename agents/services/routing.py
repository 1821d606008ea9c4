"""Choosing the agent for a ticket, and saying why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from supportdesk.core.exceptions import Refusal
from tickets import services as tickets
from tickets.models import SupportTicket, TicketEvent

from ..models import SupportAgent

log = structlog.get_logger("supportdesk.routing")

CANDIDATES_KEPT = 12
# One sweep looks at so many tickets; the next is a minute away.
QUEUE_SLICE = 200


@dataclass(frozen=True)
class Candidate:
    """An agent who is online, looked at for one ticket."""

    agent: SupportAgent
    level: int
    is_specialist: bool
    load: int
    had_it: bool = False

    @property
    def is_free(self) -> bool:
        """Below capacity, and not somebody off whom this ticket was taken before."""
        return self.load < self.agent.capacity and not self.had_it

    @property
    def score(self) -> int:
        """For people to read, 0 to 499: hundreds are the language level, fifty the specialty, the rest free capacity."""
        free_share = (self.agent.capacity - self.load) / self.agent.capacity if self.is_free else 0
        return self.level * 100 + self.is_specialist * 50 + round(free_share * 49)

    @property
    def rank(self) -> tuple:
        """Best first: language, specialty, share of capacity in use, longest without a new ticket."""
        last = self.agent.last_assigned_at
        return (
            -self.level,
            not self.is_specialist,
            self.load / max(self.agent.capacity, 1),
            last.timestamp() if last else 0,
            self.agent.pk,
        )

    def as_data(self) -> dict:
        return {
            "agent": self.agent.pk,
            "name": self.agent.user.public_name,
            "language_level": self.level,
            "specialty": self.is_specialist,
            "load": self.load,
            "capacity": self.agent.capacity,
            "had_it": self.had_it,
            "free": self.is_free,
            "score": self.score,
        }


@dataclass(frozen=True)
class Assignment:
    """A ticket found its agent: who, by which rule, and the reason in plain words."""

    ticket: SupportTicket
    agent: SupportAgent
    rule: str
    reason: str


# From strict to generous; the first rule that somebody free meets decides.
RULES: list[tuple[str, Callable[[Candidate], bool]]] = [
    ("language_and_specialty", lambda candidate: candidate.level > 0 and candidate.is_specialist),
    ("language", lambda candidate: candidate.level > 0),
    ("anybody", lambda candidate: True),
]
NOBODY_ONLINE, NOBODY_FREE = "nobody_online", "nobody_free"


@transaction.atomic
def route_ticket(ticket: SupportTicket) -> Assignment | None:
    """Assign an open ticket to the best agent who is free, or leave it in the queue and return None.

    The rows of all online agents are locked in the order of their keys before loads are counted,
    so two tickets that arrive together never share the last free place.
    """
    agents = list(
        SupportAgent.objects.available()
        .select_for_update(of=("self",))
        .select_related("user")
        .prefetch_related("languages", "specialties")
        .order_by("pk")
    )
    ticket = SupportTicket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if ticket.status != SupportTicket.Status.OPEN:
        return None
    candidates = sorted(_candidates(agents, ticket), key=lambda candidate: candidate.rank)
    rule, best = _choose(candidates)
    reason = _reason(rule, best, ticket)
    data = {"rule": rule, "reason": reason, "candidates": [candidate.as_data() for candidate in candidates[:CANDIDATES_KEPT]]}
    if best is None:
        _record_waiting(ticket, data)
        return None
    # The reason names colleagues and loads, so it is written where only the desk reads it, not on the assignment.
    _record(ticket, {**data, "chosen": best.agent.pk})
    ticket = tickets.assign_ticket(ticket, to=best.agent.user)
    SupportAgent.objects.filter(pk=best.agent.pk).update(last_assigned_at=timezone.now())
    return Assignment(ticket, best.agent, rule, reason)


def drain_queue() -> int:
    """Give the tickets of the queue to whoever is free, most urgent and then oldest first; returns how many went."""
    assigned = 0
    for ticket in SupportTicket.objects.waiting_for_an_agent()[:QUEUE_SLICE]:
        if not _somebody_is_free():
            break
        try:
            assigned += route_ticket(ticket) is not None
        except Refusal as refusal:
            # One ticket that cannot be given away must not hold up the ones behind it.
            log.warning("routing.refused", ticket=str(ticket.pk), code=refusal.code)
    return assigned


def drain_for(agent: SupportAgent) -> int:
    """Serve the queue when an agent came online; any other change of availability frees nobody."""
    return drain_queue() if agent.availability == SupportAgent.Availability.ONLINE else 0


def drain_after_change(old: str, new: str) -> int:
    """Serve the queue when a status change stopped a ticket's clock and so freed a place."""
    return drain_queue() if old in SupportTicket.CLOCK_RUNS and new not in SupportTicket.CLOCK_RUNS else 0


def follow_assignment(*, to, previous) -> int:
    """Remember that `to` got a ticket, so that the longest idle is next; the place of `previous` is free again."""
    if to is not None:
        SupportAgent.objects.filter(user=to).update(last_assigned_at=timezone.now())
    return drain_queue() if previous is not None else 0


def candidates_for(ticket: SupportTicket) -> list[Candidate]:
    """Everybody who works here, as seen for one ticket: who is there before who is not, then by rank."""
    agents = list(SupportAgent.objects.working().for_listing())
    online = SupportAgent.Availability.ONLINE
    return sorted(_candidates(agents, ticket), key=lambda candidate: (candidate.agent.availability != online, candidate.rank))


def loads_of(agents) -> dict[int, int]:
    """How many tickets with a running clock each of these agents has, by the person's key."""
    rows = SupportTicket.objects.clock_running().filter(assignee__in=[agent.user_id for agent in agents])
    return dict(rows.order_by().values_list("assignee").annotate(Count("pk")))


def _candidates(agents: list[SupportAgent], ticket: SupportTicket) -> list[Candidate]:
    loads = loads_of(agents)
    taken_off = ticket.events.filter(kind=TicketEvent.Kind.UNASSIGNED)
    had_it = {event.data.get("from") for event in taken_off}
    return [
        Candidate(
            agent=agent,
            level=next((skill.level for skill in agent.languages.all() if skill.language == ticket.language), 0),
            is_specialist=any(skill.category == ticket.category for skill in agent.specialties.all()),
            load=loads.get(agent.user_id, 0),
            had_it=agent.user_id in had_it,
        )
        for agent in agents
        if agent.user_id != ticket.requester_id
    ]


def _choose(candidates: list[Candidate]) -> tuple[str, Candidate | None]:
    free = [candidate for candidate in candidates if candidate.is_free]
    for rule, is_met in RULES:
        for candidate in free:
            if is_met(candidate):
                return rule, candidate
    return (NOBODY_FREE if candidates else NOBODY_ONLINE), None


def _reason(rule: str, best: Candidate | None, ticket: SupportTicket) -> str:
    """Why, in the language of the site: the timeline is read by the whole desk."""
    with translation.override(settings.LANGUAGE_CODE):
        if best is None:
            if rule == NOBODY_ONLINE:
                return _("Nobody is online. The ticket waits in the queue.")
            return _("Everybody who is online has reached their capacity or gave the ticket back. It waits in the queue.")
        values = {
            "name": best.agent.user.public_name,
            "language": ticket.get_language_display(),
            "category": ticket.get_category_display(),
            "load": best.load,
            "capacity": best.agent.capacity,
        }
        if rule == "language_and_specialty":
            text = _("%(name)s speaks %(language)s, knows “%(category)s”, and has %(load)d of %(capacity)d places taken.")
        elif rule == "language":
            text = _(
                "Nobody free knows “%(category)s”. %(name)s speaks %(language)s and has %(load)d of %(capacity)d places taken."
            )
        else:
            text = _("Nobody free speaks %(language)s. %(name)s is free, with %(load)d of %(capacity)d places taken.")
        return text % values


def _record(ticket: SupportTicket, data: dict) -> None:
    tickets.record_event(ticket, TicketEvent.Kind.ROUTING, audience=TicketEvent.Audience.STAFF, data=data)


def _record_waiting(ticket: SupportTicket, data: dict) -> None:
    """Once per reason: a ticket that waits all night is looked at every minute."""
    last = ticket.events.filter(kind=TicketEvent.Kind.ROUTING).order_by("-seq").first()
    if last is None or last.data.get("rule") != data["rule"]:
        _record(ticket, data)


def _somebody_is_free() -> bool:
    agents = list(SupportAgent.objects.available())
    loads = loads_of(agents)
    return any(loads.get(agent.user_id, 0) < agent.capacity for agent in agents)
