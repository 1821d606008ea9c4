"""Private links: random, expiring, revocable, for one ticket only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from supportdesk.core.exceptions import NotFound
from tickets import services


def test_opening_a_link_counts_the_use(guest_ticket):
    assert services.open_access_link(guest_ticket.access_token) == guest_ticket
    services.open_access_link(guest_ticket.access_token)
    services.find_by_link(guest_ticket.access_token)

    link = guest_ticket.access_links.get(use_count=2)
    assert link.last_used_at


@pytest.mark.parametrize("token", ["", "x", "\x00", "ü" * 50, "a" * 43])
def test_an_unknown_token_opens_nothing(token, guest_ticket):
    with pytest.raises(NotFound):
        services.open_access_link(token)


def test_an_expired_link_opens_nothing(guest_ticket):
    past = timezone.now() - timedelta(seconds=1)
    guest_ticket.access_links.update(created_at=past - timedelta(days=1), expires_at=past)
    with pytest.raises(NotFound):
        services.open_access_link(guest_ticket.access_token)
    assert not guest_ticket.access_links.filter(use_count__gt=0).exists()


def test_revoking_ends_every_link(guest_ticket, supervisor):
    other = services.make_access_link(guest_ticket, days=3)

    assert services.revoke_access_links(guest_ticket, by=supervisor) == 2

    for token in (guest_ticket.access_token, other):
        with pytest.raises(NotFound):
            services.find_by_link(token)
    event = guest_ticket.events.last()
    assert (event.kind, event.audience, event.data) == ("link", "staff", {"action": "revoked", "links": 2})
    assert services.revoke_access_links(guest_ticket, by=supervisor) == 0


def test_a_link_lasts_as_long_as_was_said(guest_ticket):
    token = services.make_access_link(guest_ticket, days=3)
    assert services.find_by_link(token) == guest_ticket
    link = guest_ticket.access_links.order_by("-pk").first()
    assert abs(link.expires_at - timezone.now() - timedelta(days=3)) < timedelta(minutes=1)


def test_tokens_are_long_and_never_the_same(guest_ticket):
    tokens = {services.make_access_link(guest_ticket) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) >= 43 for token in tokens)
