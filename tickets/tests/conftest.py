"""What the tests of tickets share: fresh tickets with their people, and news heard after commit."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tickets import services
from tickets.models import SupportMessage, SupportTicket, TicketEvent


@pytest.fixture
def desk_agent(make_person):
    """Somebody who may answer, without being offered work by the routing."""
    return make_person("dana", role="agent")


@pytest.fixture
def other_agent(make_person):
    return make_person("oscar", role="agent")


@pytest.fixture
def ticket(customer):
    """A customer's open ticket: opened, with its first message, nobody's yet."""
    return services.open_ticket(by=customer, subject="My seat", description="I would like the window.", category="booking")


@pytest.fixture
def taken(ticket, desk_agent):
    """The same, with an agent who has not answered yet."""
    return services.assign_ticket(ticket, to=desk_agent)


@pytest.fixture
def guest_ticket(db):
    return services.open_ticket(
        by=None, subject="My bag", description="It did not arrive.", guest_name="Gus", guest_email="gus@example.org"
    )


@pytest.fixture
def nothing_changed():
    """Call it before and after: two equal answers mean that nothing of any ticket changed."""

    def look():
        return [list(model.objects.order_by("pk").values()) for model in (SupportTicket, TicketEvent, SupportMessage)]

    return look


@pytest.fixture
def picture():
    def make(name: str = "seat.png", kind: str = "PNG") -> SimpleUploadedFile:
        buffer = io.BytesIO()
        Image.new("RGB", (4, 4), "red").save(buffer, kind)
        return SimpleUploadedFile(name, buffer.getvalue(), content_type="application/octet-stream")

    return make


@pytest.fixture
def hear():
    """Collect the news of a signal: `heard = hear(signal)`."""
    connected = []

    def listen(signal) -> list[dict]:
        heard: list[dict] = []

        def receiver(sender, signal, **news):
            heard.append(news)

        signal.connect(receiver, weak=False)
        connected.append((signal, receiver))
        return heard

    yield listen
    for signal, receiver in connected:
        signal.disconnect(receiver)
