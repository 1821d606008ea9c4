"""What is said after a decision. Called with the language of the conversation active."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse

from tickets.models import SupportTicket

from .. import wording
from ..models import AISupportConversation
from .deciding import Decision, Step
from .drafting import Draft
from .reading import Reading

Reason = AISupportConversation.Reason
# Where an answer that is at hand is worth reading until somebody comes.
_ANSWERED_MEANWHILE = (Reason.EMERGENCY, Reason.URGENT, Reason.TECHNICAL)


@dataclass(frozen=True, slots=True)
class Reply:
    """`text` is Markdown; `actions` are what to do next, each `{type, label, url? | value?}`."""

    text: str
    sources: list[dict] = field(default_factory=list)
    related: list[dict] = field(default_factory=list)
    actions: list[dict] = field(default_factory=list)


def reply_to(decision: Decision, reading: Reading, draft: Draft, *, ticket: SupportTicket | None, guest: bool) -> Reply:
    """The reply; `ticket` is the one the conversation has by now."""
    match decision.step:
        case Step.SMALL_TALK if ticket is not None and reading.tone.small_talk in ("yes", "no", "greeting"):
            return Reply(wording.in_good_hands(ticket.number), actions=_ticket_action(ticket, guest=guest))
        case Step.SMALL_TALK:
            return Reply(wording.small_talk(reading.tone.small_talk))
        case Step.UNCLEAR:
            return Reply(wording.unclear())
        case Step.OFF_TOPIC:
            return Reply(wording.off_topic(), actions=[_person_action()])
        case Step.ANSWER:
            return Reply(draft.text, draft.sources, draft.related, [_read_more(draft), _person_action()])
        case Step.OFFER:
            return Reply(wording.offer(), related=draft.choices, actions=[*_choices(draft), _person_action()])
        case Step.NO_ANSWER:
            return Reply(wording.no_answer(), related=draft.choices, actions=[*_choices(draft), _person_action()])
        case Step.PASS_ON if ticket is not None:
            text = wording.passed_on(ticket.number)
            if reading.tone.emergency:
                text = f"{wording.opening(Reason.EMERGENCY)}\n\n{text}"
            return Reply(text, related=draft.choices if draft.text else [], actions=_ticket_action(ticket, guest=guest))
    return _handed_over(decision, draft, ticket=ticket, guest=guest)


def _handed_over(decision: Decision, draft: Draft, *, ticket: SupportTicket | None, guest: bool) -> Reply:
    parts = [wording.opening(decision.reason)]
    parts.append(wording.handed_over(ticket.number, guest=guest) if ticket else wording.contact_wanted())
    answered = bool(draft.text) and decision.reason in _ANSWERED_MEANWHILE
    if answered:
        parts += [wording.meanwhile(), draft.text]
    return Reply(
        "\n\n".join(parts),
        sources=draft.sources if answered else [],
        related=draft.related if answered else [],
        actions=[
            *(_ticket_action(ticket, guest=guest) if ticket else []),
            *([_places_action()] if decision.reason == Reason.EMERGENCY else []),
        ],
    )


def _choices(draft: Draft) -> list[dict]:
    return [{"type": "question", "label": choice["question"], "value": choice["question"]} for choice in draft.choices]


def _person_action() -> dict:
    return {"type": "handover", "label": wording.talk_to_a_person(), "value": wording.ask_for_a_person()}


def _read_more(draft: Draft) -> dict:
    return {"type": "link", "label": wording.read_more(), "url": draft.passages[0].url}


def _ticket_action(ticket: SupportTicket, *, guest: bool) -> list[dict]:
    """A guest has no page of the ticket but the private link, which is a secret and not kept here."""
    if guest:
        return []
    return [
        {"type": "ticket", "label": wording.open_the_ticket(ticket.number), "url": reverse("tickets:detail", args=[ticket.pk])}
    ]


def _places_action() -> dict:
    return {"type": "link", "label": wording.places_nearby(), "url": reverse("locations:list")}
