"""Browsers are told that something changed: after the commit, to those who may see it, and never what."""

from __future__ import annotations

import pytest

from tickets import live, services


@pytest.fixture
def pushed(monkeypatch):
    """What was pushed to the channel layer: (group, event)."""
    news = []
    monkeypatch.setattr("supportdesk.core.live.push", lambda group, event: news.append((group, event)))
    return news


def test_a_message_wakes_customer_staff_and_desk(ticket, customer, pushed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.post_message(ticket, by=customer, body="Something private")
        assert pushed == []

    assert {group for group, _event in pushed} == {
        f"ticket.{ticket.pk.hex}.customer",
        f"ticket.{ticket.pk.hex}.staff",
        "desk",
    }
    assert all(event == {"type": "thread.changed", "ticket": str(ticket.pk), "seq": 3} for _group, event in pushed)


def test_a_note_makes_no_sound_for_the_customer(ticket, desk_agent, pushed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.post_message(ticket, by=desk_agent, body="Careful", internal=True)
        services.attach_suggestions(ticket, [])
        services.record_event(ticket, "routing", audience="staff")
    assert pushed
    assert live.group_of(ticket.pk, staff=False) not in {group for group, _event in pushed}


def test_a_dead_layer_does_not_undo_a_message(ticket, customer, monkeypatch, django_capture_on_commit_callbacks):
    class DeadLayer:
        async def group_send(self, group, event):
            raise ConnectionError

    monkeypatch.setattr("supportdesk.core.live.get_channel_layer", DeadLayer)
    with django_capture_on_commit_callbacks(execute=True):
        message = services.post_message(ticket, by=customer, body="Hello")
    assert ticket.messages.filter(pk=message.pk).exists()
