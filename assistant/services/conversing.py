"""A conversation beside its questions: rating an answer, starting over."""

from __future__ import annotations

from django.db import transaction

from supportdesk.core.exceptions import NotFound

from ..models import AISupportConversation, AISupportMessage
from .handing_over import lock_owned
from .missing import note_unhelpful

Status = AISupportConversation.Status


def current_conversation(*, user=None, visitor: str = "") -> AISupportConversation | None:
    """The person's latest conversation that can go on, with its ticket."""
    mine = AISupportConversation.objects.owned_by(user, visitor=visitor).unfinished()
    return mine.select_related("escalated_ticket").order_by("-last_message_at").first()


@transaction.atomic
def close_conversation(conversation: AISupportConversation, *, by=None, visitor: str = "") -> AISupportConversation:
    """Leave a conversation behind, so that the next question starts another; its ticket goes on."""
    conversation = lock_owned(conversation.pk, user=by, visitor=visitor)
    conversation.status = Status.CLOSED
    conversation.save(update_fields=["status", "updated_at"])
    return conversation


def rate_answer(message: AISupportMessage, *, helpful: bool, by=None, visitor: str = "") -> AISupportMessage:
    """Say whether an answer helped; only the one who asked may, and may change their mind."""
    mine = AISupportConversation.objects.owned_by(by, visitor=visitor)
    if message.role != AISupportMessage.Role.ASSISTANT or not mine.filter(pk=message.conversation_id).exists():
        raise NotFound
    message.helpful = helpful
    message.save(update_fields=["helpful"])
    if not helpful:
        note_unhelpful(message)
    return message
