"""Opening a ticket, and what the floors above add to a fresh one."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language
from supportdesk.core.exceptions import NotAllowed
from supportdesk.core.models import User

from .. import attachments as files
from .. import letters, policies
from ..exceptions import Unusable
from ..live import announce
from ..models import SupportMessage, SupportTicket, TicketEvent, TicketNumber
from .links import new_link
from .messages import clean_body, write_message
from .news import tell_opened
from .timeline import ActorKind, Audience, append, lock

Sender = SupportMessage.Sender
MAX_SUBJECT = 200


def open_ticket(
    *,
    by: User | None,
    subject: str,
    description: str,
    category: str = "general",
    priority: str = "normal",
    language: str = "en",
    channel: str = "web",
    guest_name: str = "",
    guest_email: str = "",
    booking_reference: str = "",
    invoice_reference: str = "",
    context: dict | None = None,
    attachments: Iterable[File] = (),
    first_sender: str | None = None,
) -> SupportTicket:
    """Store a request for help with its first message; routing and suggestions follow after commit.

    `by` is the customer, or None for a guest, who has a name and an e-mail address. An agent may open one for a guest.
    `first_sender` is who wrote the description, when it was not the customer ("ai" at a hand-over). A guest's ticket
    carries the token of its private link as `access_token`: only here, only this once.
    """
    guest_name, guest_email = _clean_guest(by, guest_name, guest_email)
    subject = _clean_line(subject, MAX_SUBJECT, _("Please say in a few words what it is about."), code="subject_required")
    for value, known in (
        (category, SupportTicket.Category),
        (priority, SupportTicket.Priority),
        (language, Language),
        (channel, SupportTicket.Channel),
    ):
        if value not in known.values:
            raise Unusable
    checked = files.check_files(attachments)
    description = clean_body(description, language=language, with_files=bool(checked))
    with transaction.atomic():
        serial = TicketNumber.objects.create()
        ticket = SupportTicket(
            serial=serial.pk,
            number=str(serial),
            subject=subject,
            description=description,
            category=category,
            priority=priority,
            language=language,
            channel=channel,
            requester=None if guest_email else by,
            guest_name=guest_name,
            guest_email=guest_email,
            booking_reference=_clean_line(booking_reference, 40),
            invoice_reference=_clean_line(invoice_reference, 40),
            context=context or {},
        )
        sender = first_sender or (Sender.AGENT if by and guest_email else Sender.USER)
        ticket.last_customer_message_at = ticket.created_at if sender == Sender.USER else None
        ticket.save(force_insert=True)
        opened = {"channel": channel, "category": category, "priority": priority, "language": language}
        append(ticket, TicketEvent.Kind.OPENED, by=by, actor_kind=sender, data=opened)
        author = by if sender in (Sender.USER, Sender.AGENT) else None
        write_message(ticket, by=author, sender_type=sender, body=description, attachments=checked, language=language)
        ticket.access_token = "" if ticket.requester_id else new_link(ticket)
        letters.ticket_received(ticket, token=ticket.access_token)
        announce(ticket)
        tell_opened(ticket)
        return ticket


def _clean_line(text: str, limit: int, when_empty: object = None, *, code: str = "invalid") -> str:
    line = " ".join(text.replace("\x00", "").split())
    if when_empty and not line:
        raise Unusable(when_empty, code=code)
    if len(line) > limit:
        raise Unusable(_("“%(start)s…” is too long: at most %(limit)d characters.") % {"start": line[:30], "limit": limit})
    return line


def _clean_guest(by: User | None, name: str, email: str) -> tuple[str, str]:
    """Name and address of the guest, or two empty texts when a person with an account asks for themselves."""
    if by is not None and not (name or email):
        return "", ""
    if by is not None and not policies.can_answer(by):
        raise NotAllowed(_("You are signed in, so the ticket is yours: leave out the guest's name and address."))
    name = _clean_line(name, 80, _("Please tell us your name."), code="guest_name_required")
    email = _clean_line(email, 254, _("Please tell us your e-mail address."), code="guest_email_required")
    try:
        validate_email(email)
    except ValidationError as error:
        raise Unusable(error.message, code="guest_email_invalid") from error
    return name, email


@transaction.atomic
def attach_suggestions(ticket: SupportTicket, suggestions: list[dict]) -> SupportTicket:
    """Keep what the assistant suggests for the ticket; staff see in the timeline that it did."""
    ticket = lock(ticket)
    ticket.ai_suggestions = suggestions
    append(
        ticket,
        TicketEvent.Kind.SUGGESTIONS,
        actor_kind=ActorKind.AI,
        audience=Audience.STAFF,
        data={"count": len(suggestions)},
        changed=["ai_suggestions"],
    )
    announce(ticket, internal=True)
    return ticket
