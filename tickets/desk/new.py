"""Writing down a ticket for a customer who called or came by."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from supportdesk.core.exceptions import Refusal
from supportdesk.core.requests import PortalRequest

from .. import services
from .forms import NewTicketForm


def show_new_ticket(request: PortalRequest, context: dict) -> HttpResponse:
    """The form; what is sent becomes a ticket of the account with that address, or of a guest."""
    form = NewTicketForm(request.POST or None, initial={"language": getattr(request.user, "language", "") or "en"})
    if request.method == "POST" and form.is_valid():
        try:
            ticket = _open(form, by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(number)s is open. The customer gets a letter.") % {"number": ticket.number})
            return redirect("admin:tickets_supportticket_change", ticket.pk)
    status = 409 if form.errors else 200
    return render(request, "admin/tickets/new.html", {**context, "form": form}, status=status)


def _open(form: NewTicketForm, *, by):
    asked = form.cleaned_data
    return services.open_ticket(
        by=asked["requester"] or by,
        subject=asked["subject"],
        description=asked["description"],
        category=asked["category"],
        priority=asked["priority"],
        language=asked["language"],
        channel=asked["channel"],
        booking_reference=asked["booking_reference"],
        invoice_reference=asked["invoice_reference"],
        context={"written_down_by": str(by)},
        first_sender="user" if asked["requester"] else None,
        guest_name="" if asked["requester"] else asked["name"],
        guest_email="" if asked["requester"] else asked["email"],
    )
