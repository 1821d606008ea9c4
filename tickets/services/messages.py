"""Writing in a ticket, whoever writes and through whichever door."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files import File
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from supportdesk.core.exceptions import NotAllowed
from supportdesk.core.markup import render_message
from supportdesk.core.models import User

from .. import attachments as files
from .. import letters, policies
from ..exceptions import TicketClosed, Unusable
from ..live import announce
from ..models import SupportMessage, SupportTicket, TicketEvent
from .lifecycle import give, move
from .links import new_link
from .news import tell_posted
from .timeline import ActorKind, Audience, append, lock

Sender = SupportMessage.Sender
Status = SupportTicket.Status

MAX_BODY = 20_000
MAX_CLIENT_ID = 64


def clean_body(body: str, *, language: str, with_files: bool = False) -> str:
    """The text as it is stored: without NUL and outer blank space, not empty, not too long."""
    body = body.replace("\x00", "").strip()
    if not body and with_files:
        with translation.override(language):
            body = gettext("Please see the attached files.")
    if not body:
        raise Unusable(_("Please write something."), code="message_empty")
    if len(body) > MAX_BODY:
        raise Unusable(
            _("That is too long: a message has at most %(limit)d characters.") % {"limit": MAX_BODY}, code="message_too_long"
        )
    return body


def write_message(
    ticket: SupportTicket,
    *,
    by: User | None,
    sender_type: str,
    body: str,
    internal: bool = False,
    client_id: str = "",
    client: str = "",
    attachments: Iterable[files.CheckedFile] = (),
    language: str = "",
    changed: Iterable[str] = (),
) -> SupportMessage:
    """Store a message of a locked ticket with its event and its files."""
    event = append(
        ticket,
        TicketEvent.Kind.NOTE if internal else TicketEvent.Kind.MESSAGE,
        by=by,
        actor_kind=sender_type,
        audience=Audience.STAFF if internal else Audience.CUSTOMER,
        data={"files": [file.name for file in attachments]} if attachments else {},
        changed=changed,
    )
    message = SupportMessage.objects.create(
        ticket=ticket,
        event=event,
        sender_type=sender_type,
        author=by,
        author_name=_shown_name(ticket, by=by, sender_type=sender_type)[:80],
        body=body,
        body_html=render_message(body),
        internal=internal,
        client_id=client_id,
        client=client,
        language=language,
        created_at=event.created_at,
    )
    files.attach(message, attachments)
    return message


def _shown_name(ticket: SupportTicket, *, by: User | None, sender_type: str) -> str:
    """What the other side reads above the message; empty where the kind of sender says it all."""
    if sender_type == Sender.USER:
        return by.public_name if by else ticket.requester_name
    return by.display_name if by else ""


def _sender(ticket: SupportTicket, *, by: User | None, internal: bool, as_guest: bool, sender_type: str | None) -> str:
    """As whom somebody writes; NotAllowed when they may not."""
    if by is None:
        if as_guest and not internal:
            return Sender.USER
        if not as_guest and sender_type in (Sender.AI, Sender.SYSTEM):
            return sender_type
        raise NotAllowed
    if not (policies.can_note if internal else policies.can_reply)(by, ticket):
        raise NotAllowed
    if internal:
        return Sender.AGENT
    return Sender.USER if policies.is_requester(by, ticket) else Sender.AGENT


def post_message(
    ticket: SupportTicket,
    *,
    by: User | None,
    body: str,
    internal: bool = False,
    client_id: str = "",
    client: str = "",
    attachments: Iterable[File] = (),
    language: str = "",
    as_guest: bool = False,
    sender_type: str | None = None,
) -> SupportMessage:
    """Add a message; the same `client_id` of the same client again is the same message.

    `by` None is the holder of the private link (`as_guest`) or, with `sender_type`, the assistant or the system.
    The customer's word brings a waiting or resolved ticket back to work; an agent's public answer takes an
    open ticket, starts the work on it, and goes to the customer by mail.
    """
    # Looking into files takes its time, so nobody else waits for the ticket meanwhile.
    checked = files.check_files(attachments)
    with transaction.atomic():
        ticket = lock(ticket)
        sender = _sender(ticket, by=by, internal=internal, as_guest=as_guest, sender_type=sender_type)
        if len(client_id) > MAX_CLIENT_ID:
            raise Unusable(
                _("A client id has at most %(limit)d characters.") % {"limit": MAX_CLIENT_ID}, code="client_id_too_long"
            )
        client = (client or (f"user-{by.pk}" if by else sender)) if client_id else ""
        if client_id and (known := ticket.messages.filter(client=client, client_id=client_id).first()):
            return known
        if ticket.status == Status.CLOSED and not internal:
            raise TicketClosed
        message = write_message(
            ticket,
            by=by,
            sender_type=sender,
            body=clean_body(body, language=ticket.language, with_files=bool(checked)),
            internal=internal,
            client_id=client_id,
            client=client,
            attachments=checked,
            language=language,
            changed=[] if internal else _react(ticket, by=by, sender=sender),
        )
        if sender == Sender.AGENT and not internal:
            letters.ticket_answered(ticket, message, token="" if ticket.requester_id else new_link(ticket))
        announce(ticket, internal=internal)
        tell_posted(ticket, message)
        return message


def _react(ticket: SupportTicket, *, by: User | None, sender: str) -> list[str]:
    """What a public message does to its ticket, before it is written; the names of fields still to be stored."""
    now = timezone.now()
    if sender == Sender.USER:
        if ticket.status in (Status.WAITING, Status.RESOLVED):
            move(ticket, Status.IN_PROGRESS, by=by, actor_kind=ActorKind.USER, reason="customer_replied")
        ticket.last_customer_message_at = now
        return ["last_customer_message_at"]
    if sender != Sender.AGENT:
        return []
    if ticket.assignee_id is None and by is not None:
        give(ticket, by, by=by, reason="answered")
    if ticket.status == Status.ASSIGNED:
        move(ticket, Status.IN_PROGRESS, by=by, reason="answered")
    ticket.first_response_at = ticket.first_response_at or now
    ticket.last_agent_message_at = now
    return ["first_response_at", "last_agent_message_at"]
