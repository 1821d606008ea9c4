"""Telling the editors what the help centre does not answer."""

from __future__ import annotations

from django.db import transaction

from knowledge.models import ContentGap
from knowledge.services import note_gap

from ..models import AISupportConversation, AISupportMessage
from ..understanding.tokens import tokens
from .deciding import Step
from .handing_over import REFERENCES, question_among
from .reading import Reading

# What was offered or said there was meant to answer something.
_MEANT_TO_ANSWER = (Step.ANSWER, Step.OFFER, Step.NO_ANSWER)
_FRAGMENT_WORDS = 3


def note_unanswered(conversation: AISupportConversation, reading: Reading, *, before: str = "") -> None:
    """Count the question of a message that was not answered; `before` is the one asked before it, which is meant when the
    message itself asks nothing ("that did not help") or is too short to stand alone ("and for children?")."""
    text = question_among([before, reading.text], language=reading.language)
    if before and text == reading.text and len(tokens(text)) <= _FRAGMENT_WORDS and reading.tone.follows_up:
        text = f"{before} {text}"
    _note(conversation, text, language=reading.language)


def note_unhelpful(answer: AISupportMessage) -> None:
    """Count the question before an answer that did not help the person."""
    if answer.signals.get("step") not in _MEANT_TO_ANSWER:
        return
    conversation = answer.conversation
    asked = conversation.messages.filter(role=AISupportMessage.Role.USER, pk__lt=answer.pk).order_by("pk")
    texts = list(asked.values_list("text", flat=True))
    _note(conversation, question_among(texts, language=conversation.language), language=conversation.language)


def _note(conversation: AISupportConversation, question: str, *, language: str) -> None:
    """After the commit: the answer neither waits for the counting nor fails with it. One conversation counts once."""
    if not question:
        return
    private = _private_of(conversation)

    def count() -> None:
        note_gap(
            source=ContentGap.Source.ASSISTANT,
            language=language,
            question=question,
            reference=str(conversation.pk),
            private=private,
        )

    transaction.on_commit(count, robust=True)


def _private_of(conversation: AISupportConversation) -> list[str]:
    """The person's name, and the bookings and invoices that the page spoke of."""
    said = [value for name in REFERENCES if isinstance(value := conversation.context.get(name), str)]
    return [*said, *([conversation.user.display_name] if conversation.user else [])]
