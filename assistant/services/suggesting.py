"""Answers that an agent may use, put beside every new ticket."""

from __future__ import annotations

from tickets import services as tickets
from tickets.models import SupportTicket

from .drafting import passages_for
from .handing_over import question_among
from .reading import find_answers

COUNT = 3
# Less likely than this is no help to anybody.
_WORTH_SHOWING = 0.05


def suggest_for_ticket(ticket: SupportTicket) -> list[dict]:
    """The FAQs most likely to answer the ticket, best first, kept with it; `confidence` is 0 to 1."""
    results = find_answers(_question(ticket), language=ticket.language)
    hits = results.hits[:COUNT]
    passages = passages_for(hits, language=ticket.language)
    best = hits[0].score if hits else 0.0
    chances = {hit.object_id: results.confidence * (hit.score / best if best else 1.0) for hit in hits}
    suggestions = [
        {
            "faq_id": passage.id,
            "title": passage.title,
            "url": passage.url,
            "confidence": round(min(chances[passage.id], 1.0), 3),
            "text": passage.text,
        }
        for passage in passages
        if chances[passage.id] >= _WORTH_SHOWING
    ]
    if suggestions:
        tickets.attach_suggestions(ticket, suggestions)
    return suggestions


def _question(ticket: SupportTicket) -> str:
    """What to search for: the person's own words, without those of the assistant around them."""
    conversation = getattr(ticket, "ai_conversation", None)
    if conversation is not None:
        texts = list(conversation.messages.filter(role="user").values_list("text", flat=True))
        return question_among(texts, language=ticket.language) or ticket.subject
    return f"{ticket.subject}\n{ticket.description}"
