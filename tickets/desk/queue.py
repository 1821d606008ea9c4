"""The queue: what waits for whom, most urgent first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from supportdesk.core import roles
from supportdesk.core.requests import PortalRequest

from ..models import SupportTicket
from ..querysets import TicketQuerySet
from .forms import QueueForm

Status = SupportTicket.Status
UNSETTLED = [Status.OPEN, Status.ASSIGNED, Status.IN_PROGRESS, Status.WAITING]
PAGE_SIZE = 50


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    count: int | None
    empty: str


@dataclass(frozen=True)
class Row:
    ticket: SupportTicket
    needs_answer: bool
    age: str


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the cursors of the pages before and after; "" where there is none."""

    tickets: list[SupportTicket]
    newer: str = ""
    older: str = ""


def needs_answer(ticket: SupportTicket) -> bool:
    """Whether the last public word is the customer's."""
    if ticket.is_settled or ticket.last_customer_message_at is None:
        return False
    return ticket.last_agent_message_at is None or ticket.last_customer_message_at > ticket.last_agent_message_at


def short_age(moment) -> str:
    """How long ago, in its largest unit."""
    return timesince(moment, timezone.now(), depth=1)


def counts_for(user) -> dict[str, int]:
    """How many tickets each tab holds, in one query; settled ones are not counted, there are too many."""
    return SupportTicket.objects.filter(status__in=UNSETTLED).aggregate(
        mine=Count("pk", filter=Q(assignee=user)),
        unassigned=Count("pk", filter=Q(status=Status.OPEN)),
        waiting=Count("pk", filter=Q(status=Status.WAITING)),
        open=Count("pk"),
    )


def tabs_for(user) -> list[Tab]:
    counts = counts_for(user)
    return [
        Tab("mine", _("Mine"), counts["mine"], _("Nothing is assigned to you. Look at the unassigned tickets.")),
        Tab("unassigned", _("Unassigned"), counts["unassigned"], _("Every ticket has somebody who takes care of it.")),
        Tab("waiting", _("Waiting for customer"), counts["waiting"], _("No ticket waits for its customer.")),
        Tab("open", _("All open"), counts["open"], _("No open tickets. Enjoy the quiet.")),
        Tab("settled", _("Resolved and closed"), None, _("Nothing has been resolved yet.")),
    ]


def in_tab(tickets: TicketQuerySet, tab: str, user) -> TicketQuerySet:
    match tab:
        case "mine":
            return tickets.filter(status__in=UNSETTLED, assignee=user)
        case "unassigned":
            return tickets.filter(status=Status.OPEN)
        case "waiting":
            return tickets.filter(status=Status.WAITING)
        case "settled":
            return tickets.filter(status__in=SupportTicket.SETTLED)
    return tickets.filter(status__in=UNSETTLED)


def default_tab(user) -> str:
    """Agents start with their own, those who lead with everything that is open."""
    leads = roles.has_role(user, roles.SUPERVISOR, roles.ADMINISTRATOR)
    return "mine" if roles.has_role(user, roles.AGENT) and not leads else "open"


def page_of(tickets: TicketQuerySet, *, settled: bool, after: str = "", before: str = "") -> Page:
    """A page by keyset: open tickets most urgent and then oldest first, settled ones newest first.

    A cursor is "rank-serial" of a ticket at the edge; one that cannot be read starts from the top.
    """
    tickets = tickets.newest_first() if settled else tickets.most_urgent_first()
    backwards = not after and bool(before)
    cursor = _read_cursor(before if backwards else after)
    if cursor:
        tickets = tickets.filter(_beyond(*cursor, settled=settled, backwards=backwards))
    found = list((tickets.reverse() if backwards else tickets)[: PAGE_SIZE + 1])
    more, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if backwards:
        found.reverse()
    if not found:
        return Page([])
    return Page(
        found,
        newer=_cursor(found[0]) if (more if backwards else cursor) else "",
        older=_cursor(found[-1]) if (backwards or more) else "",
    )


def _cursor(ticket: SupportTicket) -> str:
    return f"{ticket.rank}-{ticket.serial}"  # type: ignore[attr-defined]


def _read_cursor(text: str) -> tuple[int, int] | None:
    rank, _dash, serial = text.partition("-")
    # Longer numbers than any serial would overflow the database's integers.
    return (int(rank), int(serial)) if rank.isdecimal() and serial.isdecimal() and len(text) < 20 else None


def _beyond(rank: int, serial: int, *, settled: bool, backwards: bool) -> Q:
    rank_side = "rank__lt" if backwards else "rank__gt"
    serial_side = "serial__lt" if settled != backwards else "serial__gt"
    return Q(**{rank_side: rank}) | Q(rank=rank, **{serial_side: serial})


def show_queue(request: PortalRequest, context: dict) -> HttpResponse:
    """The queue; htmx gets the list with its tabs alone."""
    form = QueueForm(request.GET)
    asked = form.usable()
    tabs = tabs_for(request.user)
    current = next((tab for tab in tabs if tab.key == request.GET.get("tab")), None)
    current = current or next(tab for tab in tabs if tab.key == default_tab(request.user))
    tickets = in_tab(SupportTicket.objects.visible_to(request.user).for_listing(), current.key, request.user)
    for name, field in (("category", "category"), ("priority", "priority"), ("lang", "language")):
        if asked.get(name):
            tickets = tickets.filter(**{field: asked[name]})
    if asked.get("q"):
        tickets = tickets.matching(asked["q"])
    page = page_of(
        tickets,
        settled=current.key == "settled",
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    part = "#queue" if request.htmx else ""
    return render(
        request,
        f"admin/tickets/queue.html{part}",
        {
            **context,
            "form": form,
            "tabs": tabs,
            "current": current,
            "is_filtered": any(asked.values()),
            "page": page,
            "rows": [Row(ticket, needs_answer(ticket), short_age(ticket.created_at)) for ticket in page.tickets],
        },
    )
