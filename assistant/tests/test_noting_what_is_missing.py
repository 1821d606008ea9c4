"""What the assistant could not answer is counted for the editors, once a conversation and without who asked."""

from __future__ import annotations

import pytest

from assistant import services
from knowledge.models import ContentGap

from .factories import ConversationFactory, MessageFactory

pytestmark = pytest.mark.django_db
HARP = "My grandmother wants to bring a harp on the train to Vienna"


@pytest.fixture
def asks(ask, django_capture_on_commit_callbacks):
    """Ask, with what follows the commit."""

    def one(message: str, **more):
        with django_capture_on_commit_callbacks(execute=True):
            return ask(message, **more)

    return one


def test_a_question_without_an_answer_is_a_gap(asks, finds, customer):
    finds(0.1)
    answer = asks(HARP, user=customer)
    gap = ContentGap.objects.get()
    assert (gap.source, gap.language, gap.question, gap.times) == ("assistant", "en", HARP, 1)
    assert gap.references == [str(answer.conversation.pk)]
    assert gap.answer == ""


def test_what_was_answered_or_offered_is_none(asks, finds, customer):
    finds(0.9)
    asks("When do I get my refund?", user=customer)
    finds(0.5)
    asks("When do I get my refund?", user=customer)
    assert not ContentGap.objects.exists()


def test_small_talk_other_topics_and_calls_for_a_person_are_none(asks, finds, customer):
    finds(0)
    for message in ("Hello!", "🙂", "I want to talk to a human being, please", "What will the weather be like tomorrow?"):
        asks(message, user=customer)
    assert not ContentGap.objects.exists()


def test_the_same_conversation_counts_once_and_another_one_again(asks, finds, customer, stranger):
    finds(0.1)
    first = asks(HARP, user=customer)
    asks(HARP, after=first, user=customer)
    assert ContentGap.objects.get().times == 1
    asks(HARP + "?", user=stranger)
    assert ContentGap.objects.get().times == 2


def test_a_complaint_counts_for_the_question_before_it(asks, finds, customer):
    finds(0.9)
    first = asks("When do I get my refund?", user=customer)
    asks("That did not help me at all", after=first, user=customer)
    assert [gap.question for gap in ContentGap.objects.all()] == ["When do I get my refund?"]


def test_an_address_left_for_the_people_is_not_kept_as_a_question(asks, finds):
    finds(0.1)
    first = asks(HARP)
    second = asks("My granny's harp must come along on the train", after=first)
    asks("Gus Grey, gus.grey@example.org", after=second)
    kept = " ".join(f"{gap.question} {gap.key}" for gap in ContentGap.objects.all()).casefold()
    assert "harp" in kept
    assert "gus" not in kept
    assert "example.org" not in kept


def test_name_and_bookings_of_the_person_stay_out(asks, finds, customer):
    finds(0.1)
    asks("I am Ana, may a harp come along on TRIP77?", user=customer, context={"booking_reference": "TRIP77"})
    assert ContentGap.objects.get().question == "I am [name], may a harp come along on [number]?"


def test_an_answer_that_did_not_help_is_a_gap(customer, django_capture_on_commit_callbacks):
    talk = ConversationFactory(user=customer)
    MessageFactory(conversation=talk, text="Where is my refund?")
    said = MessageFactory(conversation=talk, answer=True, signals={"step": "answer", "reason": ""})
    MessageFactory(conversation=talk, text="And my luggage?")
    for helpful in (False, True, False):
        with django_capture_on_commit_callbacks(execute=True):
            services.rate_answer(said, helpful=helpful, by=customer)
    gap = ContentGap.objects.get()
    assert (gap.question, gap.times, gap.source) == ("Where is my refund?", 1, "assistant")


def test_a_greeting_that_did_not_help_is_none(customer, django_capture_on_commit_callbacks):
    talk = ConversationFactory(user=customer)
    MessageFactory(conversation=talk, text="Where is my refund?")
    said = MessageFactory(conversation=talk, answer=True, signals={"step": "small_talk", "reason": ""})
    with django_capture_on_commit_callbacks(execute=True):
        services.rate_answer(said, helpful=False, by=customer)
    assert not ContentGap.objects.exists()


def test_the_answer_comes_even_when_the_counting_fails(asks, finds, customer, monkeypatch):
    def broken(**gap):
        raise RuntimeError

    monkeypatch.setattr("assistant.services.missing.note_gap", broken)
    finds(0.1)
    assert asks(HARP, user=customer).message.text
