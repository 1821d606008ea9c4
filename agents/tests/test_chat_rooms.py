"""The live side of a chat ticket."""

import pytest

from agents.models import ChatRoom
from agents.services import end_room, join_room, open_room
from agents.services.rooms import NotAChat, RoomEnded
from supportdesk.core.exceptions import NotAllowed, NotFound
from tickets import services as tickets
from tickets.models import TicketEvent

pytestmark = pytest.mark.django_db
Status = ChatRoom.Status


@pytest.fixture
def ticket(customer):
    return tickets.open_ticket(by=customer, subject="Chat", description="Hello?", channel="chat")


def told(ticket) -> list[str]:
    return [event.data["status"] for event in ticket.events.filter(kind=TicketEvent.Kind.CHAT)]


def test_a_room_waits_becomes_active_and_ends(ticket, customer, agent):
    room = open_room(ticket, by=customer)
    assert room.status == Status.WAITING
    assert list(ChatRoom.objects.waiting()) == [room]
    room = join_room(room, by=agent)
    assert room.status == Status.ACTIVE
    assert room.joined_at is not None
    room = end_room(room, by=customer, reason="solved")
    assert (room.status, room.ended_by, room.end_reason) == (Status.ENDED, customer, "solved")
    assert not room.participants.filter(left_at=None).exists()
    assert told(ticket) == ["waiting", "active", "ended"]


def test_opening_again_gives_the_same_room(ticket, customer):
    assert open_room(ticket, by=customer) == open_room(ticket, by=customer)
    assert told(ticket) == ["waiting"]


def test_a_second_agent_joins_without_starting_it_again(ticket, customer, agent, supervisor):
    room = join_room(open_room(ticket, by=customer), by=agent)
    joined_at = room.joined_at
    assert join_room(room, by=supervisor).joined_at == joined_at
    assert {each.user for each in room.participants.all()} == {customer, agent, supervisor}


def test_a_guest_opens_a_room(agent):
    ticket = tickets.open_ticket(
        by=None, subject="Chat", description="Hi", channel="chat", guest_name="Gus", guest_email="gus@example.org"
    )
    room = open_room(ticket, by=None)
    assert room.participants.get().user is None


def test_only_chats_have_a_room(customer):
    ticket = tickets.open_ticket(by=customer, subject="Mail", description="Hello")
    with pytest.raises(NotAChat):
        open_room(ticket, by=customer)
    assert not ChatRoom.objects.exists()


def test_a_stranger_gets_in_nowhere(ticket, customer, stranger):
    with pytest.raises(NotFound):
        open_room(ticket, by=stranger)
    assert not ChatRoom.objects.exists()
    room = open_room(ticket, by=customer)
    with pytest.raises(NotAllowed):
        join_room(room, by=stranger)
    with pytest.raises(NotFound):
        end_room(room, by=stranger)
    room.refresh_from_db()
    assert room.status == Status.WAITING


def test_the_customer_is_no_agent_of_their_own_chat(ticket, customer):
    with pytest.raises(NotAllowed):
        join_room(open_room(ticket, by=customer), by=customer)


def test_an_ended_room_stays_ended(ticket, customer, agent):
    room = end_room(open_room(ticket, by=customer), by=customer)
    with pytest.raises(RoomEnded):
        join_room(room, by=agent)
    with pytest.raises(RoomEnded):
        end_room(room, by=agent)
