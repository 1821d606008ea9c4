"""From the assistant to people: one conversation becomes one ticket."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import override

from supportdesk.core.exceptions import NotFound
from supportdesk.core.models import User
from tickets import services as tickets
from tickets.models import SupportTicket, TicketEvent

from .. import wording
from ..exceptions import AlreadyHandedOver
from ..models import AISupportConversation, AISupportMessage
from ..understanding.intent import FALLBACK
from ..understanding.tokens import tokens
from ..understanding.tone import read_tone
from .contact import Contact
from .deciding import category_of, priority_of
from .learning import intent_model
from .reading import Reading, read_message

Reason = AISupportConversation.Reason
Status = AISupportConversation.Status
Role = AISupportMessage.Role

MAX_SUBJECT = 120
_MAX_OF_A_MESSAGE = {Role.USER: 1500, Role.ASSISTANT: 400}
_MAX_OF_THE_CONVERSATION = 12_000
REFERENCES = ("booking_reference", "invoice_reference")
_MAX_REFERENCE = 40
# A request for a person that is no longer than this says nothing about the matter.
_BARE_REQUEST_WORDS = 10


@transaction.atomic
def hand_over(
    conversation: AISupportConversation,
    *,
    by: User | None = None,
    visitor: str = "",
    guest_name: str = "",
    guest_email: str = "",
    reason: str = "",
) -> SupportTicket:
    """Open the ticket of a conversation for its person, or for a visitor who says name and address.

    A guest's ticket carries the token of its private link as `access_token`. NotFound for anybody else's
    conversation, AlreadyHandedOver for a second time.
    """
    conversation = lock_owned(conversation.pk, user=by, visitor=visitor)
    if conversation.escalated_ticket_id:
        raise AlreadyHandedOver
    last = conversation.messages.filter(role=Role.USER).last()
    reading = read_message(last.text, prior=conversation.language) if last else None
    ticket = open_ticket_for(
        conversation,
        reason=reason or conversation.escalation_reason or Reason.REQUESTED,
        contact=None if by else Contact(guest_name, guest_email),
        reading=reading,
    )
    with override(conversation.language):
        text = wording.handed_over(ticket.number, guest=by is None)
    conversation.messages.create(role=Role.ASSISTANT, text=text)
    return ticket


def lock_owned(pk, *, user: User | None = None, visitor: str = "") -> AISupportConversation:
    """The conversation as it is now, for the one who may write in it, until the transaction ends."""
    mine = AISupportConversation.objects.owned_by(user, visitor=visitor).select_for_update(of=("self",))
    conversation = mine.filter(pk=pk).first()
    if conversation is None:
        raise NotFound
    return conversation


def open_ticket_for(
    conversation: AISupportConversation, *, reason: str, contact: Contact | None = None, reading: Reading | None = None
) -> SupportTicket:
    """The ticket of a locked conversation, in the words of the person and with all that was said."""
    conversation.escalation_reason = reason
    messages = list(conversation.messages.all())
    question = question_among([message.text for message in messages if message.role == Role.USER], language=conversation.language)
    with override(conversation.language):
        subject = shortened(question) or wording.subject_without_question(reason)
        description = _description(conversation, messages, question)
    # "A person, please" says nothing about the matter: the question before it does.
    intent = intent_model().read(question, conversation.language).intent if question else FALLBACK
    context = dict(conversation.context)
    ticket = tickets.open_ticket(
        by=None if contact else conversation.user,
        subject=subject,
        description=description,
        category=category_of(intent, reason),
        priority=priority_of(reading, reason),
        language=conversation.language,
        channel=SupportTicket.Channel.ASSISTANT,
        guest_name=contact.name if contact else "",
        guest_email=contact.email if contact else "",
        context={**context, "conversation": str(conversation.pk)},
        first_sender="ai",
        **{name: context[name] for name in REFERENCES if _is_reference(context.get(name))},
    )
    figures = {"confidence": round(reading.confidence, 3)} if reading else {}
    tickets.record_event(
        ticket,
        TicketEvent.Kind.HANDOVER,
        actor_kind=TicketEvent.ActorKind.AI,
        data={"reason": str(reason), "intent": intent, "conversation": str(conversation.pk), **figures},
    )
    conversation.status, conversation.escalated_ticket = Status.ESCALATED, ticket
    conversation.save(update_fields=["status", "escalated_ticket", "escalation_reason", "updated_at"])
    return ticket


def question_among(texts: list[str], *, language: str) -> str:
    """What the person wants: the last message that is more than a courtesy, a name, or a call for somebody."""
    for text in reversed(texts):
        tone = read_tone(text, (language,))
        bare = tone.wants_human and len(tokens(text)) <= _BARE_REQUEST_WORDS
        if tokens(text) and not tone.small_talk and not tone.did_not_help and not bare and "@" not in text:
            return text
    return ""


def shortened(text: str, limit: int = MAX_SUBJECT) -> str:
    """The text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[limit // 2 :] else cut}…"


def _is_reference(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _MAX_REFERENCE


def _description(conversation: AISupportConversation, messages: list[AISupportMessage], question: str) -> str:
    """A summary for the agent: why, what is wanted, and what was said, the oldest part left out when it was a lot."""
    heads = wording.summary_heads()
    parts = [f"**{heads['handed_over']}:** {conversation.get_escalation_reason_display()}"]
    if question:
        parts.append(f"**{heads['question']}:** {question[: _MAX_OF_A_MESSAGE[Role.USER]]}")
    said: list[str] = []
    length = 0
    for message in reversed(messages):
        text = shortened(message.text, _MAX_OF_A_MESSAGE[Role(message.role)])
        length += len(text)
        if length > _MAX_OF_THE_CONVERSATION:
            break
        said.append(f"> **{heads[message.role]}:** {text}")
    if said:
        parts += [f"**{heads['conversation']}:**", "\n>\n".join(reversed(said))]
    return "\n\n".join(parts)
