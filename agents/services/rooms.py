"""The live side of a chat ticket: it waits, an agent joins, it ends. What is said are the ticket's messages."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.exceptions import NotAllowed, NotFound, Refusal
from tickets import services as tickets
from tickets.models import SupportTicket, TicketEvent

from .. import policies
from ..models import ChatParticipant, ChatRoom


class NotAChat(Refusal):
    code = "not_a_chat"
    message = _("This ticket is not a live chat.")


class RoomEnded(Refusal):
    code = "chat_ended"
    message = _("This chat has ended.")


@transaction.atomic
def open_room(ticket: SupportTicket, *, by) -> ChatRoom:
    """The room of a chat ticket, queued for an agent; asked again, the same room. `by` None is the ticket's guest."""
    ticket = SupportTicket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
    if not policies.can_take_part(by, ticket):
        raise NotFound
    if ticket.channel != SupportTicket.Channel.CHAT:
        raise NotAChat
    room, created = ChatRoom.objects.get_or_create(ticket=ticket)
    if created:
        _record(room, by=by)
    _enter(room, by)
    return room


@transaction.atomic
def join_room(room: ChatRoom, *, by) -> ChatRoom:
    """An agent enters; the first one makes the room active."""
    room = _locked(room)
    if not policies.can_join_as_agent(by, room):
        raise NotAllowed
    if room.status == ChatRoom.Status.ENDED:
        raise RoomEnded
    _enter(room, by)
    if room.status == ChatRoom.Status.WAITING:
        room.status, room.joined_at = ChatRoom.Status.ACTIVE, timezone.now()
        room.save(update_fields=["status", "joined_at", "updated_at"])
        _record(room, by=by)
    return room


@transaction.atomic
def end_room(room: ChatRoom, *, by, reason: str = "") -> ChatRoom:
    """Close the live side; the ticket and its thread stay."""
    room = _locked(room)
    if not policies.can_take_part(by, room.ticket):
        raise NotFound
    if room.status == ChatRoom.Status.ENDED:
        raise RoomEnded
    now = timezone.now()
    room.status, room.ended_at, room.ended_by, room.end_reason = ChatRoom.Status.ENDED, now, by, reason[:200]
    room.save(update_fields=["status", "ended_at", "ended_by", "end_reason", "updated_at"])
    room.participants.filter(left_at__isnull=True).update(left_at=now)
    _record(room, by=by)
    return room


def _locked(room: ChatRoom) -> ChatRoom:
    SupportTicket.objects.select_for_update(of=("self",)).get(pk=room.ticket_id)
    return ChatRoom.objects.select_for_update(of=("self",)).select_related("ticket").get(pk=room.pk)


def _enter(room: ChatRoom, user) -> None:
    participant, created = ChatParticipant.objects.get_or_create(room=room, user=user)
    if not created and participant.left_at is not None:
        participant.left_at = None
        participant.save(update_fields=["left_at"])


def _record(room: ChatRoom, *, by) -> None:
    data = {"room": room.pk, "status": room.status, "reason": room.end_reason}
    tickets.record_event(room.ticket, TicketEvent.Kind.CHAT, by=by, data=data)
