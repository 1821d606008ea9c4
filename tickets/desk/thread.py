"""One ticket as a conversation, and everything an agent does with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from django import forms as django_forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from supportdesk.core.exceptions import Refusal
from supportdesk.core.models import User
from supportdesk.core.requests import PortalRequest

from .. import policies, services
from ..models import SupportTicket
from .entries import entries_of
from .forms import AnswerForm, AssignForm, CategoryForm, PriorityForm, StatusForm
from .queue import needs_answer, short_age

Status = SupportTicket.Status
LATEST = 120
# What htmx may ask for by the name of its target, beside the whole page.
PARTS = {
    "page": "admin/tickets/thread.html",
    "thread": "admin/tickets/conversation.html",
    "facts": "admin/tickets/facts.html",
    "composer": "admin/tickets/composer.html",
}


@dataclass(frozen=True)
class Deed:
    """Something one can do with a ticket: its form, the service behind it, and what is said when it is done."""

    form: type[django_forms.Form]
    do: Callable[[SupportTicket, User, dict], object]
    done: Callable[[dict], str]


def _answer(ticket: SupportTicket, by, cleaned: dict) -> None:
    """The message and the status that follows it: both, or neither."""
    internal = cleaned["audience"] == AnswerForm.INTERNAL
    with transaction.atomic():
        services.post_message(
            ticket,
            by=by,
            body=cleaned["body"],
            internal=internal,
            client_id=cleaned["client_id"],
            attachments=cleaned["files"],
        )
        if cleaned["then"] and not internal:
            services.change_status(ticket, cleaned["then"], by=by)


def _assign(ticket: SupportTicket, by, cleaned: dict) -> None:
    if cleaned["to"] is None:
        services.unassign_ticket(ticket, by=by, reason=cleaned["reason"])
    else:
        services.assign_ticket(ticket, to=cleaned["to"], by=by, reason=cleaned["reason"])


def _now_with(cleaned: dict) -> str:
    if cleaned["to"] is None:
        return _("The ticket is back in the queue.")
    return _("%(name)s takes care of the ticket now.") % {"name": cleaned["to"]}


def _said(cleaned: dict) -> str:
    if cleaned["audience"] == AnswerForm.INTERNAL:
        return _("Your note is saved. Only the desk reads it.")
    return _("Your answer is sent.")


DEEDS: dict[str, Deed] = {
    "answer": Deed(AnswerForm, _answer, _said),
    "status": Deed(
        StatusForm,
        lambda ticket, by, cleaned: services.change_status(ticket, cleaned["status"], by=by, reason=cleaned["reason"]),
        lambda cleaned: _("The status is now “%(status)s”.") % {"status": Status(cleaned["status"]).label},
    ),
    "assign": Deed(AssignForm, _assign, _now_with),
    "take": Deed(
        django_forms.Form,
        lambda ticket, by, cleaned: services.assign_ticket(ticket, to=by, by=by),
        lambda cleaned: _("The ticket is yours."),
    ),
    "priority": Deed(
        PriorityForm,
        lambda ticket, by, cleaned: services.change_priority(ticket, cleaned["priority"], by=by),
        lambda cleaned: (
            _("The priority is now “%(priority)s”.") % {"priority": SupportTicket.Priority(cleaned["priority"]).label}
        ),
    ),
    "category": Deed(
        CategoryForm,
        lambda ticket, by, cleaned: services.change_category(ticket, cleaned["category"], by=by),
        lambda cleaned: (
            _("The category is now “%(category)s”.") % {"category": SupportTicket.Category(cleaned["category"]).label}
        ),
    ),
    "revoke_links": Deed(
        django_forms.Form,
        lambda ticket, by, cleaned: services.revoke_access_links(ticket, by=by),
        lambda cleaned: _("The private links do not work any more."),
    ),
}


@dataclass
class Forms:
    """The forms of the page: fresh ones, except for the one that was sent and not accepted."""

    ticket: SupportTicket
    sent: dict[str, django_forms.Form] = field(default_factory=dict)

    def __getitem__(self, deed: str) -> django_forms.Form:
        """For templates: `forms.answer`."""
        if deed in self.sent:
            return self.sent[deed]
        initial = {"priority": self.ticket.priority, "category": self.ticket.category, "to": self.ticket.assignee_id}
        if deed == "answer":
            closed = self.ticket.status == Status.CLOSED
            initial |= {"audience": AnswerForm.INTERNAL if closed else AnswerForm.PUBLIC}
        return DEEDS[deed].form(initial=initial)


def show_thread(request: PortalRequest, ticket_id: str, context: dict) -> HttpResponse:
    """The ticket; a POST names its deed in `do`. Refusals answer 409 with the page as it was and the typed text in it."""
    ticket = _find(request, ticket_id)
    if request.method != "POST":
        if request.htmx and request.GET.get("seen") == str(ticket.last_seq):
            return HttpResponse(status=204)
        part = request.htmx.target if request.htmx and request.htmx.target in PARTS else "page"
        return _page(request, ticket, context, part=part)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        messages.error(request, _("That is not something one can do with a ticket."))
        return _page(request, ticket, context, status=400)
    form = deed.form(request.POST, request.FILES)
    name = request.POST["do"]
    part = "composer" if request.htmx and name == "answer" else "page"
    if not form.is_valid():
        return _page(request, ticket, context, sent={name: form}, status=409, part=part)
    try:
        deed.do(ticket, cast(User, request.user), form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _find(request, ticket_id), context, sent={name: form}, status=409, part=part)
    if part == "composer":
        page = _page(request, _find(request, ticket_id), {**context, "said": deed.done(form.cleaned_data)}, part=part)
        return trigger_client_event(page, "thread-changed")
    messages.success(request, deed.done(form.cleaned_data))
    return redirect("admin:tickets_supportticket_change", ticket.pk)


def _find(request: PortalRequest, ticket_id: str) -> SupportTicket:
    try:
        key = uuid.UUID(ticket_id)
    except ValueError as error:
        raise Http404 from error
    visible = SupportTicket.objects.visible_to(request.user).select_related("requester", "assignee")
    return get_object_or_404(visible, pk=key)


def _page(
    request: PortalRequest,
    ticket: SupportTicket,
    context: dict,
    *,
    sent: dict[str, django_forms.Form] | None = None,
    status: int = 200,
    part: str = "page",
) -> HttpResponse:
    user = request.user
    context = {
        **context,
        "title": ticket.number,
        "ticket": ticket,
        "forms": Forms(ticket, sent or {}),
        "may_change": policies.can_change(user, ticket),
        "may_take": ticket.assignee_id != user.pk and (policies.can_take(user, ticket) or policies.can_change(user, ticket)),
    }
    if part != "composer":
        entries, earlier = entries_of(ticket, latest=10_000 if "all" in request.GET else LATEST)
        context |= {
            "entries": entries,
            "earlier": earlier,
            "needs_answer": needs_answer(ticket),
            "age": short_age(ticket.created_at),
            "moves": moves_of(ticket),
            "others": _others(ticket),
            "links": ticket.access_links.valid().count() if ticket.requester_id is None else 0,
            "suggestions": suggestions_of(ticket),
        }
    return render(request, PARTS[part], context, status=status)


def moves_of(ticket: SupportTicket) -> list[Status]:
    """The statuses the ticket may go to by hand; to and from the queue it goes by being assigned or given back."""
    by_assigning = (Status.OPEN, Status.ASSIGNED)
    return [status for status in Status if ticket.may_become(status) and status not in by_assigning]


def _others(ticket: SupportTicket) -> list[SupportTicket]:
    """The customer's other tickets, the latest five."""
    if ticket.requester_id:
        same = SupportTicket.objects.filter(requester=ticket.requester_id)
    else:
        same = SupportTicket.objects.filter(guest_email__iexact=ticket.guest_email)
    return list(same.exclude(pk=ticket.pk).order_by("-serial")[:5])


def suggestions_of(ticket: SupportTicket) -> list[dict]:
    """The assistant's suggestions with addresses that work in a letter."""
    found = []
    for suggestion in ticket.ai_suggestions if isinstance(ticket.ai_suggestions, list) else []:
        if isinstance(suggestion, dict) and suggestion.get("title") and suggestion.get("url"):
            url = str(suggestion["url"])
            url = f"{settings.SITE_URL.rstrip('/')}{url}" if url.startswith("/") else url
            found.append({**suggestion, "url": url, "link": f"[{suggestion['title']}]({url})"})
    return found
