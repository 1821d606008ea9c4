"""Wake-ups for browsers never cost a change."""

from __future__ import annotations

import asyncio

import pytest
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.contrib.auth.models import Group
from django.db import transaction

from supportdesk.core import live

EVENT = {"type": "thread.changed"}


class Layer:
    """A channel layer that remembers, fails or hangs."""

    def __init__(self, *, failures: int = 0, hangs: bool = False) -> None:
        self.sent: list[tuple[str, dict]] = []
        self.failures, self.hangs, self.tries = failures, hangs, 0

    async def group_send(self, group: str, event: dict) -> None:
        self.tries += 1
        if self.hangs:
            await asyncio.sleep(3600)
        if self.tries <= self.failures:
            raise ConnectionError("The layer is dead.")
        self.sent.append((group, event))


@pytest.fixture
def use_layer(monkeypatch):
    def use(layer: Layer) -> Layer:
        monkeypatch.setattr(live, "get_channel_layer", lambda: layer)
        return layer

    return use


@pytest.mark.django_db(transaction=True)
def test_the_push_comes_after_the_change_is_stored(use_layer):
    layer = use_layer(Layer())
    with transaction.atomic():
        Group.objects.create(name="stored")
        live.push_on_commit("watchers", EVENT)
        assert layer.sent == []
    assert layer.sent == [("watchers", EVENT)]


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_no_news(use_layer):
    layer = use_layer(Layer())
    with transaction.atomic():
        live.push_on_commit("watchers", EVENT)
        transaction.set_rollback(True)
    assert layer.tries == 0


@pytest.mark.django_db(transaction=True)
def test_a_dead_layer_does_not_undo_a_change_nor_stop_other_news(use_layer, monkeypatch):
    layer = use_layer(Layer(failures=99))
    told = []
    with transaction.atomic():
        Group.objects.create(name="stored")
        live.push_on_commit("watchers", EVENT)
        transaction.on_commit(lambda: told.append("others"))
    assert Group.objects.filter(name="stored").exists()
    assert layer.tries == 2
    assert told == ["others"]


def test_the_first_push_after_a_restart_of_the_layer_is_tried_again(use_layer):
    layer = use_layer(Layer(failures=1))
    assert live.push("watchers", EVENT) is True
    assert layer.sent == [("watchers", EVENT)]


def test_a_layer_that_hangs_is_left_alone(use_layer, monkeypatch):
    monkeypatch.setattr(live, "PATIENCE_SECONDS", 0.01)
    layer = use_layer(Layer(hangs=True))
    assert live.push("watchers", EVENT) is False
    assert layer.tries == 1


@pytest.mark.parametrize("group", ["", "with space", "x" * 200])
def test_a_group_that_cannot_be_is_no_crash(group, use_layer):
    use_layer(InMemoryChannelLayer())
    assert live.push(group, EVENT) is False


def test_a_layer_that_cannot_be_made_is_no_crash(monkeypatch):
    def broken():
        raise ImportError("no such layer")

    monkeypatch.setattr(live, "get_channel_layer", broken)
    assert live.push("watchers", EVENT) is False


async def test_who_watches_is_woken():
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add("watchers", channel)
    await live._send("watchers", EVENT)
    assert await layer.receive(channel) == EVENT
