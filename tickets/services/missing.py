"""Resolved tickets whose question no FAQ answers: counted for the editors, with what the agent answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Prefetch

from knowledge.models import ContentGap
from knowledge.services import note_gap
from supportdesk.core.search import search

from ..models import SupportMessage, SupportTicket

Sender = SupportMessage.Sender
_BATCH = 100
# "Done, have a nice day" is no answer for others.
_SHORTEST_ANSWER = 60
_LONGEST_MESSAGE = 400
# With fewer words a subject does not say which question it is.
_TELLING_WORDS, _TELLING_CHINESE = 3, 6
_HAN = re.compile(r"[\u3400-\u9fff]")
_GREETING = re.compile(r"\A[^\n.?]{1,40}[,!，！:：]\s*\n+")
_LINK_TO_AN_FAQ = re.compile(r"/faqs/[\w-]+")


def propose_missing_answers(since: datetime) -> int:
    """Look through the tickets resolved since then, and note those that no FAQ answers; how many. Safe to run twice: a
    ticket counts once."""
    return sum(note_missing_answer(ticket) for ticket in _resolved(since))


def note_missing_answer(ticket: SupportTicket) -> bool:
    """Note the question of a resolved ticket with the agent's answer, unless an FAQ is likely to answer it or the agent
    sent the customer to one. Names, addresses and references stay out."""
    said = [message for message in ticket.messages.all() if not message.internal]
    answers = [message for message in said if message.sender_type == Sender.AGENT and message.author_id]
    if any(_LINK_TO_AN_FAQ.search(message.body) for message in answers):
        return False
    first = next((message.body for message in said if message.sender_type == Sender.USER), "")
    question = f"{ticket.subject} — {first[:_LONGEST_MESSAGE]}" if first else ticket.subject
    if search(question, language=ticket.language, kinds=["faq"], limit=1).confidence >= settings.ASSISTANT_OFFER_AT:
        return False
    gap = note_gap(
        source=ContentGap.Source.TICKET,
        language=ticket.language,
        question=question,
        answer=_best(answers),
        reference=ticket.number,
        private=_private_of(ticket, said),
        topic=ticket.subject if _is_telling(ticket.subject) else "",
        at=ticket.resolved_at,
    )
    return gap is not None


def _resolved(since: datetime) -> Iterator[SupportTicket]:
    """The tickets with all that is needed of them, a batch at a time, so that writing goes on between the reading."""
    settled = SupportTicket.objects.filter(status__in=SupportTicket.SETTLED, resolved_at__gte=since)
    pks = list(settled.order_by("resolved_at", "pk").values_list("pk", flat=True))
    messages = Prefetch("messages", SupportMessage.objects.for_thread().select_related("author").prefetch_related(None))
    for start in range(0, len(pks), _BATCH):
        batch = SupportTicket.objects.filter(pk__in=pks[start : start + _BATCH]).order_by("resolved_at", "pk")
        yield from batch.select_related("requester", "assignee").prefetch_related(messages)


def _best(answers: list[SupportMessage]) -> str:
    """The longest answer, of equals the last, without its greeting; "" when none says much."""
    bodies = [_GREETING.sub("", message.body.strip()) for message in answers]
    best = max(reversed(bodies), key=len, default="")
    return best if len(best) >= _SHORTEST_ANSWER else ""


def _private_of(ticket: SupportTicket, said: list[SupportMessage]) -> list[str]:
    """Who took part, by every name that is known, and what the ticket is about."""
    people = [ticket.requester, ticket.assignee, *(message.author for message in said)]
    names = {person.display_name for person in people if person} | {ticket.guest_name}
    names |= {message.author_name for message in said if message.sender_type in (Sender.USER, Sender.AGENT)}
    return [*sorted(names - {""}), *filter(None, (ticket.number, ticket.booking_reference, ticket.invoice_reference))]


def _is_telling(subject: str) -> bool:
    return len(_HAN.findall(subject)) >= _TELLING_CHINESE or len(subject.split()) >= _TELLING_WORDS
