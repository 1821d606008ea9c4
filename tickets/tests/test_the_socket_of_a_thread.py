"""Listening to a ticket: for those who may see it, news only, looked at again with every ping."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser

from supportdesk.core.consumers import CLOSE_GONE, CLOSE_SIGN_IN
from tickets import services
from tickets.doors import LINK_COOKIE
from tickets.routing import websocket_urlpatterns

pytestmark = pytest.mark.django_db(transaction=True)


def ear(ticket, user=None, token: str = "") -> WebsocketCommunicator:
    made = WebsocketCommunicator(URLRouter(websocket_urlpatterns), f"/ws/tickets/{ticket.pk}")
    made.scope["user"] = user or AnonymousUser()
    made.scope["cookies"] = {LINK_COOKIE: token} if token else {}
    return made


async def close_code(socket: WebsocketCommunicator) -> int:
    await socket.connect()
    return (await socket.receive_output())["code"]


async def test_a_customer_hears_that_something_changed_and_not_what(ticket, customer, desk_agent):
    socket = ear(ticket, customer)
    assert (await socket.connect())[0]

    await sync_to_async(services.post_message)(ticket, by=desk_agent, body="Secret", internal=True)
    assert await socket.receive_nothing()

    await sync_to_async(services.post_message)(ticket, by=customer, body="Hello")
    await ticket.arefresh_from_db()
    assert await socket.receive_json_from() == {"type": "thread.changed", "ticket": str(ticket.pk), "seq": ticket.last_seq}
    await socket.disconnect()


async def test_staff_hear_notes_too(ticket, desk_agent, other_agent):
    socket = ear(ticket, desk_agent)
    assert (await socket.connect())[0]
    await sync_to_async(services.post_message)(ticket, by=other_agent, body="Secret", internal=True)
    await ticket.arefresh_from_db()
    assert (await socket.receive_json_from())["seq"] == ticket.last_seq
    await socket.disconnect()


async def test_a_guest_listens_with_the_private_link(guest_ticket, ticket):
    socket = ear(guest_ticket, token=guest_ticket.access_token)
    assert (await socket.connect())[0]
    await socket.disconnect()

    assert await close_code(ear(ticket, token=guest_ticket.access_token)) == CLOSE_GONE


async def test_strangers_and_visitors_are_refused(ticket, stranger):
    assert await close_code(ear(ticket, stranger)) == CLOSE_GONE
    assert await close_code(ear(ticket)) == CLOSE_SIGN_IN


async def test_a_ping_is_answered_with_the_latest_number(ticket, customer):
    socket = ear(ticket, customer)
    await socket.connect()
    await ticket.arefresh_from_db()
    await socket.send_json_to({"type": "ping"})
    assert await socket.receive_json_from() == {"type": "pong", "seq": ticket.last_seq}
    await socket.send_json_to({"type": "post", "body": "Hello"})
    assert (await socket.receive_json_from())["code"] == "unknown_message"
    await socket.send_to(text_data="{")
    assert (await socket.receive_json_from())["code"] == "unknown_message"
    await socket.disconnect()


@pytest.mark.parametrize("frame", [{"text_data": "[" * 100_000}, {"bytes_data": b"\xff\x00"}, {"text_data": "null"}])
async def test_a_frame_that_cannot_be_read_breaks_nothing(ticket, customer, frame):
    socket = ear(ticket, customer)
    await socket.connect()
    await socket.send_to(**frame)
    assert (await socket.receive_json_from())["code"] == "unknown_message"
    await socket.send_json_to({"type": "ping"})
    assert (await socket.receive_json_from())["type"] == "pong"
    await socket.disconnect()


async def test_who_lost_the_right_to_listen_is_let_go_at_the_next_ping(guest_ticket, ticket, customer):
    guest, person = ear(guest_ticket, token=guest_ticket.access_token), ear(ticket, customer)
    await guest.connect()
    await person.connect()
    await sync_to_async(services.revoke_access_links)(guest_ticket, by=None)
    customer.is_active = False
    await customer.asave()
    for socket in (guest, person):
        await socket.send_json_to({"type": "ping"})
        assert (await socket.receive_output())["code"] == CLOSE_GONE
