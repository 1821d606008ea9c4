"""What to do with a message: pure rules over its reading and what went before, the deterministic ones first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from tickets.models import SupportTicket

from ..models import AISupportConversation
from .reading import Reading

Reason = AISupportConversation.Reason
Category = SupportTicket.Category
Priority = SupportTicket.Priority

# Above this chance, and without a good answer at hand, a message is not about us.
OFF_TOPIC_FROM = 0.60
_CATEGORY_OF_INTENT = {
    "payment": Category.BILLING,
    "booking": Category.BOOKING,
    "technical": Category.TECHNICAL,
    "account": Category.TECHNICAL,
    "general": Category.GENERAL,
}


class Step(StrEnum):
    """What the assistant does next."""

    SMALL_TALK = "small_talk"
    UNCLEAR = "unclear"
    OFF_TOPIC = "off_topic"
    ANSWER = "answer"
    OFFER = "offer"
    NO_ANSWER = "no_answer"
    HAND_OVER = "hand_over"
    PASS_ON = "pass_on"


@dataclass(frozen=True, slots=True)
class Before:
    """What the assistant did last in this conversation."""

    has_ticket: bool = False
    had_no_answer: bool = False
    offered_a_person: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A step; `reason` says why people should take over, now or if the person wants it."""

    step: Step
    reason: str = ""


def decide(reading: Reading, before: Before, *, asked_for_person: bool = False) -> Decision:
    """`asked_for_person`: by a button, whatever the words."""
    tone = reading.tone
    wants_person = asked_for_person or tone.wants_human or (tone.small_talk == "yes" and before.offered_a_person)
    if not reading.has_words:
        return Decision(Step.UNCLEAR)
    if tone.small_talk and not wants_person:
        return Decision(Step.SMALL_TALK)
    if before.has_ticket:
        return Decision(Step.PASS_ON)
    if reason := _trigger(reading, wants_person=wants_person):
        return Decision(Step.HAND_OVER, reason)
    if is_off_topic(reading):
        return Decision(Step.OFF_TOPIC)
    if tone.did_not_help or reading.confidence < settings.ASSISTANT_OFFER_AT or not reading.hits:
        return Decision(Step.HAND_OVER if before.had_no_answer else Step.NO_ANSWER, Reason.LOW_CONFIDENCE)
    return Decision(Step.ANSWER if reading.confidence >= settings.ASSISTANT_ANSWER_AT else Step.OFFER)


def _trigger(reading: Reading, *, wants_person: bool) -> str:
    """Why people must take over whatever the assistant knows; empty when nothing says so."""
    tone = reading.tone
    if tone.emergency:
        return Reason.EMERGENCY
    if wants_person:
        return Reason.REQUESTED
    if tone.angry:
        return Reason.URGENT if tone.urgent else Reason.ANGER
    # "What is the weather right now" sounds urgent and is not about us.
    if is_off_topic(reading):
        return ""
    if tone.urgent:
        return Reason.URGENT
    return Reason.TECHNICAL if tone.technical_trouble else ""


def is_unanswered(decision: Decision, reading: Reading) -> bool:
    """Whether the message asked something about us that the help centre does not answer."""
    if decision.reason == Reason.LOW_CONFIDENCE:
        return True
    # People take over for another reason, but nothing was found either.
    found_nothing = reading.confidence < settings.ASSISTANT_OFFER_AT and not is_off_topic(reading)
    return decision.reason in (Reason.TECHNICAL, Reason.URGENT) and found_nothing


def is_off_topic(reading: Reading) -> bool:
    return reading.intent.off_topic >= OFF_TOPIC_FROM and reading.confidence < settings.ASSISTANT_OFFER_AT


def category_of(intent: str, reason: str) -> str:
    """The category of a ticket about that intent which is opened for that reason."""
    if reason == Reason.EMERGENCY:
        return Category.EMERGENCY
    if reason == Reason.TECHNICAL:
        return Category.TECHNICAL
    return _CATEGORY_OF_INTENT[intent]


def priority_of(reading: Reading | None, reason: str) -> str:
    """The priority of the ticket that the message leads to, by its tone as well as by the reason."""
    if reason in (Reason.EMERGENCY, Reason.URGENT) or (reading and (reading.tone.urgent or reading.tone.emergency)):
        return Priority.URGENT
    if reason == Reason.ANGER or (reading and reading.tone.angry):
        return Priority.HIGH
    return Priority.NORMAL
