"""The demo's tickets are like real ones, and seeding again adds nothing."""

from __future__ import annotations

from collections import Counter

from supportdesk.core.models import Letter, User
from tickets import demo
from tickets.models import SupportMessage, SupportTicket, TicketEvent


def counts():
    return [model.objects.count() for model in (SupportTicket, SupportMessage, TicketEvent, User)]


def test_seeding_twice_is_seeding_once(db):
    assert len(demo.seed()) == 40
    before = counts()
    assert demo.seed() == []
    assert counts() == before
    assert not Letter.objects.exists()


def test_the_timelines_are_whole_and_in_order(db):
    demo.seed()
    for ticket in SupportTicket.objects.prefetch_related("events__message"):
        events = sorted(ticket.events.all(), key=lambda event: event.seq)
        assert [event.seq for event in events] == list(range(1, ticket.last_seq + 1))
        assert [event.created_at for event in events] == sorted(event.created_at for event in events)
        assert events[0].created_at == ticket.created_at
        moves = [event.data for event in events if event.kind == "status"]
        assert all(move["to"] in SupportTicket.NEXT[move["from"]] for move in moves)
        if moves:
            assert moves[-1]["to"] == ticket.status
        assert ticket.messages.first().body == ticket.description


def test_every_status_and_language_is_there(db):
    demo.seed()
    assert set(Counter(SupportTicket.objects.values_list("status", flat=True))) == set(SupportTicket.Status.values)
    assert SupportTicket.objects.values("language").distinct().count() == 6
    numbers = list(SupportTicket.objects.order_by("serial").values_list("created_at", flat=True))
    assert numbers == sorted(numbers)
