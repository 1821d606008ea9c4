"""One question, one answer: read, draft, then decide and store in one transaction."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from supportdesk.core.choices import Language
from supportdesk.core.models import User
from tickets import services as tickets
from tickets.models import SupportTicket

from .. import wording
from ..exceptions import ContextUnusable, MessageUnusable
from ..models import AISupportConversation, AISupportMessage
from .contact import Contact, contact_from, contact_in
from .deciding import Before, Decision, Priority, Step, decide, is_unanswered, priority_of
from .drafting import Draft, draft_answer
from .handing_over import Reason, Role, lock_owned, open_ticket_for
from .missing import note_unanswered
from .reading import Reading, read_message
from .replying import Reply, reply_to

MAX_MESSAGE = 4000
MAX_CONTEXT = 4000
# Kept for the ticket alone, never with the conversation.
_CONTACT_KEYS = ("guest_name", "guest_email")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant said, and everything a door may want to show beside it. `message` is the stored answer."""

    conversation: AISupportConversation
    message: AISupportMessage
    asked: AISupportMessage
    related: list[dict] = field(default_factory=list)
    recommended: bool = False
    reason: str = ""
    ticket: SupportTicket | None = None
    # Of the private link of a ticket opened just now for a guest: shown here and only here.
    access_token: str = ""

    @property
    def reason_text(self) -> str:
        return str(Reason(self.reason).label) if self.reason else ""


def ask(
    *,
    message: str,
    session_id: str | uuid.UUID | None = None,
    user: User | None = None,
    visitor: str = "",
    context: dict | None = None,
    language: str | None = None,
) -> Answer:
    """Answer a message of a person (`user`) or of somebody without an account (`visitor`, a visitor's key).

    An unknown `session_id`, or that of somebody else, starts a new conversation. `language` is what the person
    reads the portal in; the message itself may be in another. Hands over to people where the rules say so.
    """
    started = time.perf_counter()
    text, context = clean_message(message), clean_context(context)
    known = _find(session_id, user=user, visitor=visitor)
    last = list(known.messages.order_by("-pk")[:2]) if known else []
    prior = known.language if known else language if language in Language.values else settings.LANGUAGE_CODE
    reading = read_message(text, prior=prior, user=user, question=_chosen(text, last), before=_question_of(last))
    draft = draft_answer(reading)
    if not draft.text:
        # Sure of the entry, but nothing can be said from it: then it is one choice among others.
        reading = replace(reading, confidence=min(reading.confidence, settings.ASSISTANT_ANSWER_AT - 0.01))
    turn = _Turn(text, context, reading, draft, user=user, visitor="" if user else visitor, prior=prior, started=started)
    answer = _take(turn, known, last)
    if answer.ticket is not None:
        # Routing and suggestions happened after the commit.
        answer.ticket.refresh_from_db()
    return answer


@dataclass(frozen=True, slots=True)
class _Turn:
    """One message on its way through; nothing of it is stored yet."""

    text: str
    context: dict
    reading: Reading
    draft: Draft
    user: User | None
    visitor: str
    prior: str
    started: float


def clean_message(message: str) -> str:
    """The text as it is stored: 1 to 4,000 characters, without NUL and outer blank space."""
    text = message.replace("\x00", "").strip()
    if not text:
        raise MessageUnusable(code="message_empty")
    if len(text) > MAX_MESSAGE:
        raise MessageUnusable(
            _("That is too long: a message has at most %(limit)d characters.") % {"limit": MAX_MESSAGE}, code="message_too_long"
        )
    return text


def clean_context(context: dict | None) -> dict:
    """A JSON object that any database can keep."""
    if context is None:
        return {}
    try:
        size = len(json.dumps(context, ensure_ascii=False, allow_nan=False).encode())
    except (TypeError, ValueError, RecursionError) as error:
        raise ContextUnusable from error
    if not isinstance(context, dict) or size > MAX_CONTEXT:
        raise ContextUnusable
    return context


def _find(session_id: str | uuid.UUID | None, *, user, visitor: str) -> AISupportConversation | None:
    """The person's own conversation with that id that can go on; one whose ticket is closed cannot."""
    try:
        pk = session_id if isinstance(session_id, uuid.UUID) else uuid.UUID(str(session_id or ""))
    except ValueError:
        return None
    mine = AISupportConversation.objects.owned_by(user, visitor=visitor).open_ended()
    return mine.filter(pk=pk).first()


def _chosen(text: str, last: list[AISupportMessage]) -> str:
    """The question behind "2", when the assistant has just offered some."""
    offered = [action["value"] for action in last[0].suggested_actions if action["type"] == "question"] if last else []
    if text.isdecimal() and len(text) == 1 and 1 <= int(text) <= len(offered):
        return offered[int(text) - 1]
    return ""


def _question_of(last: list[AISupportMessage]) -> str:
    return next((message.text for message in last if message.role == Role.USER), "")


def _before(conversation: AISupportConversation, last: list[AISupportMessage]) -> Before:
    step = last[0].signals.get("step", "") if last and last[0].role == Role.ASSISTANT else ""
    return Before(
        has_ticket=conversation.escalated_ticket_id is not None,
        had_no_answer=step == Step.NO_ANSWER,
        offered_a_person=step in (Step.NO_ANSWER, Step.OFFER, Step.HAND_OVER),
    )


@transaction.atomic
def _take(turn: _Turn, known: AISupportConversation | None, last: list[AISupportMessage]) -> Answer:
    """Decide, act, and keep question and answer: all of it or nothing."""
    reading = turn.reading
    if known is not None:
        conversation = lock_owned(known.pk, user=turn.user, visitor=turn.visitor)
    else:
        conversation = AISupportConversation.objects.create(user=turn.user, visitor=turn.visitor)
    before = _before(conversation, last)
    told = contact_in(turn.text) if turn.user is None and not before.has_ticket and _is_awaited(conversation, before) else None
    decision = decide(reading, before, asked_for_person=_is_the_button(turn))
    if told is not None and decision.step != Step.HAND_OVER:
        decision = Decision(Step.HAND_OVER, conversation.escalation_reason or Reason.REQUESTED)
    _go_on(conversation, turn, decision)
    asked = _keep_question(conversation, turn)
    if is_unanswered(decision, reading):
        note_unanswered(conversation, reading, before=_question_of(last))
    contact = None if turn.user else told or contact_from(turn.context)
    ticket = _act(conversation, decision, turn, contact=contact)
    with override(reading.language):
        reply = reply_to(decision, reading, turn.draft, ticket=ticket, guest=turn.user is None)
    return Answer(
        conversation=conversation,
        message=_keep_answer(conversation, turn, decision, reply),
        asked=asked,
        related=reply.related,
        recommended=bool(decision.reason),
        reason=decision.reason or (conversation.escalation_reason if ticket else ""),
        ticket=ticket,
        access_token=getattr(ticket, "access_token", ""),
    )


def _is_awaited(conversation: AISupportConversation, before: Before) -> bool:
    """Whether a visitor's address would be the answer to what was said last."""
    return bool(conversation.escalation_reason) or before.offered_a_person


def _is_the_button(turn: _Turn) -> bool:
    """Whether the text is what the button for a person says, in the language of the page or of the conversation."""
    said = []
    for language in (turn.prior, turn.reading.language):
        with override(language):
            said.append(wording.ask_for_a_person())
    return turn.text in said


def _go_on(conversation: AISupportConversation, turn: _Turn, decision: Decision) -> None:
    conversation.language = turn.reading.language
    conversation.context |= {name: value for name, value in turn.context.items() if name not in _CONTACT_KEYS}
    conversation.last_message_at = timezone.now()
    if decision.step == Step.HAND_OVER and not conversation.escalation_reason:
        conversation.escalation_reason = decision.reason
    conversation.save(update_fields=["language", "context", "last_message_at", "escalation_reason", "updated_at"])


def _act(
    conversation: AISupportConversation, decision: Decision, turn: _Turn, *, contact: Contact | None
) -> SupportTicket | None:
    """Open the ticket, or post the message to the one there is; the conversation's ticket afterwards."""
    if decision.step == Step.HAND_OVER:
        if turn.user is None and contact is None:
            return None
        return open_ticket_for(conversation, reason=decision.reason, contact=contact, reading=turn.reading)
    ticket = conversation.escalated_ticket
    if decision.step == Step.PASS_ON and ticket is not None:
        is_guest = turn.user is None
        tickets.post_message(ticket, by=turn.user, body=turn.text, language=turn.reading.language, as_guest=is_guest)
        if priority_of(turn.reading, "") == Priority.URGENT and ticket.priority != Priority.URGENT:
            tickets.change_priority(ticket, Priority.URGENT, by=None, reason="assistant_heard_urgency")
    return ticket


def _keep_question(conversation: AISupportConversation, turn: _Turn) -> AISupportMessage:
    reading = turn.reading
    return conversation.messages.create(
        role=Role.USER,
        text=turn.text,
        intent=reading.intent.intent,
        confidence=min(max(reading.intent.confidence, 0.0), 1.0),
        sentiment=reading.tone.sentiment,
        urgent=reading.tone.urgent or reading.tone.emergency,
        signals=reading.figures(),
    )


def _keep_answer(conversation: AISupportConversation, turn: _Turn, decision: Decision, reply: Reply) -> AISupportMessage:
    reading = turn.reading
    return conversation.messages.create(
        role=Role.ASSISTANT,
        text=reply.text,
        intent=reading.intent.intent,
        # Of small talk the assistant is sure without any entry.
        confidence=1.0 if decision.step in (Step.SMALL_TALK, Step.UNCLEAR) else reading.confidence,
        sources=reply.sources,
        suggested_actions=reply.actions,
        signals={"step": decision.step.value, "reason": str(decision.reason)},
        answer_ms=round((time.perf_counter() - turn.started) * 1000),
    )
