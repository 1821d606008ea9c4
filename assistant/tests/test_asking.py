import uuid

import pytest

from assistant import services
from assistant.exceptions import ContextUnusable, MessageUnusable
from assistant.models import AISupportConversation, AISupportMessage
from assistant.services import drafting
from supportdesk.core.exceptions import NotFound
from tickets.models import SupportTicket

from .conftest import VISITOR
from .factories import ConversationFactory


def test_a_sure_answer_is_quoted_with_its_source(ask, faqs, customer):
    answer = ask("When do I get my refund?", user=customer)
    assert answer.message.text == "Answer 1: **5 to 10** working days."
    assert answer.message.sources == [
        {"type": "faq", "id": faqs[0].pk, "title": "Question 1 about refunds?", "url": f"/en/faqs/{faqs[0].slug}/"}
    ]
    assert [related["id"] for related in answer.related] == [faq.pk for faq in faqs[1:]]
    assert (answer.recommended, answer.reason, answer.ticket) == (False, "", None)
    assert not SupportTicket.objects.exists()


def test_both_messages_are_kept_with_their_figures(ask, customer):
    answer = ask("When do I get my refund?", user=customer)
    asked, said = answer.conversation.messages.all()
    assert (asked.role, asked.text, asked.intent, asked.sentiment) == ("user", "When do I get my refund?", "payment", "neutral")
    assert (said.role, said.intent, said.confidence) == ("assistant", "payment", 0.9)
    assert said.answer_ms is not None
    assert all(isinstance(figure, int | float) for figure in asked.signals.values())
    assert asked.signals["search_cov"] == 0.5
    assert answer.conversation.last_message_at >= asked.created_at.replace(microsecond=0)


def test_the_answer_is_in_the_language_of_the_question(ask, faqs, customer):
    answer = ask("¿Cuándo me devuelven el dinero de mi reserva cancelada?", user=customer, language="en")
    assert answer.conversation.language == "es"
    assert answer.message.text == "Respuesta 1: entre 5 y 10 días."
    assert answer.message.sources[0]["url"].startswith("/es/")


def test_an_answer_that_is_not_translated_says_so(ask, faqs, customer):
    answer = ask("Wann bekomme ich mein Geld für die stornierte Reise zurück?", user=customer)
    assert answer.conversation.language == "de"
    assert answer.message.text.endswith("\n\nAnswer 1: **5 to 10** working days.")
    assert answer.message.text != faqs[0].answer_en


def test_when_it_is_half_sure_it_offers_the_three_best_and_a_person(ask, finds, faqs, customer):
    finds(0.6)
    answer = ask("refund thing", user=customer)
    assert [action["type"] for action in answer.message.suggested_actions] == ["question"] * 3 + ["handover"]
    assert answer.message.suggested_actions[0]["value"] == "Question 1 about refunds?"
    assert answer.message.sources == []
    assert (answer.recommended, answer.ticket) == (False, None)


def test_a_number_chooses_among_the_offered_questions(ask, finds, customer):
    finds(0.6)
    first = ask("refund thing", user=customer)
    searched = finds(0.95)
    second = ask("2", after=first, user=customer)
    assert searched[-1] == "Question 2 about refunds?"
    assert second.asked.text == "2"
    assert second.message.sources


def test_a_short_question_is_read_with_the_one_before_but_only_offered(ask, finds, customer):
    first = ask("How much luggage may I take on the plane?", user=customer)
    searched = finds(0.2)
    ask("and for children?", after=first, user=customer)
    assert searched[-2:] == ["and for children?", "How much luggage may I take on the plane? and for children?"]


def test_the_second_question_without_an_answer_opens_the_ticket(ask, finds, customer):
    finds(0.1)
    first = ask("My grandmother wants to bring a harp on the train to Vienna", user=customer)
    assert (first.recommended, first.reason, first.ticket) == (True, "low_confidence", None)
    assert first.message.suggested_actions[-1]["type"] == "handover"
    second = ask("Is there a compartment where a harp can stand upright?", after=first, user=customer)
    assert second.reason == "low_confidence"
    assert second.ticket.subject == "Is there a compartment where a harp can stand upright?"
    assert second.conversation.status == "escalated"


def test_a_sure_answer_between_starts_the_count_again(ask, finds, customer):
    finds(0.1)
    first = ask("My grandmother wants to bring a harp on the train", user=customer)
    finds(0.9)
    second = ask("When do I get my refund?", after=first, user=customer)
    finds(0.1)
    third = ask("And what about the harp of my grandmother in the train?", after=second, user=customer)
    assert third.ticket is None
    assert third.recommended


@pytest.mark.parametrize("words", ["Hi!", "Thank you, that helped", "ok", "Bye", "Who are you?", "no", "👍", "???"])
def test_courtesy_is_answered_and_never_hands_over(ask, finds, customer, words):
    finds(0.0)
    first = ask("My grandmother wants to bring a harp on the train", user=customer)
    answer = ask(words, after=first, user=customer)
    assert answer.message.text
    assert (answer.recommended, answer.ticket) == (False, None)
    assert not SupportTicket.objects.exists()


def test_off_topic_is_declined_without_a_ticket(ask, finds, customer):
    finds(0.0)
    first = ask("tell me a joke about penguins", user=customer)
    second = ask("how do i bake bread", after=first, user=customer)
    assert "help you with bookings" in second.message.text
    assert (second.recommended, second.ticket) == (False, None)


def test_an_unknown_session_starts_a_new_conversation(ask, customer):
    answer = services.ask(message="When do I get my refund?", user=customer, session_id=uuid.uuid4())
    assert answer.conversation.user == customer
    for nonsense in ("", "abc", "1", "\x00", "../..", "9" * 500):
        services.ask(message="When do I get my refund?", user=customer, session_id=nonsense)
    assert AISupportConversation.objects.count() == 7


def test_somebody_elses_session_is_left_alone(ask, customer, stranger):
    mine = ask("When do I get my refund?", user=customer)
    theirs = ask("What did he ask?", user=stranger, after=mine)
    assert theirs.conversation.pk != mine.conversation.pk
    assert mine.conversation.messages.count() == 2


def test_visitors_are_kept_apart_from_each_other_and_from_people(ask, customer):
    first = ask("When do I get my refund?")
    assert ask("And by card?", after=first).conversation == first.conversation
    assert ask("And by card?", after=first, visitor="b" * 64).conversation != first.conversation
    assert ask("And by card?", after=first, user=customer).conversation != first.conversation


@pytest.mark.parametrize("trait", [{"status": "closed"}, {"handed_over": True, "escalated_ticket__closed": True}])
def test_a_conversation_that_is_over_is_not_gone_on_with(ask, customer, trait):
    old = ConversationFactory(user=customer, **trait)
    answer = services.ask(message="When do I get my refund?", user=customer, session_id=old.pk)
    assert answer.conversation.pk != old.pk
    assert not old.messages.exists()


@pytest.mark.parametrize(
    ("message", "code"), [("", "message_empty"), (" \x00\n", "message_empty"), ("x" * 4001, "message_too_long")]
)
def test_what_is_no_message_is_refused_and_nothing_is_stored(ask, customer, message, code):
    with pytest.raises(MessageUnusable) as refusal:
        ask(message, user=customer)
    assert refusal.value.code == code
    assert not AISupportConversation.objects.exists()


@pytest.mark.parametrize(
    "message",
    [
        "x" * 4000,
        "<script>alert(1)</script>",
        "😀" * 2000,
        "a b " * 1000,
        "’; DROP TABLE--",
        "\u202eabc",
        "\x07\x1b[31m",
        "؟؟؟ 。。",
    ],
)
def test_odd_messages_are_answered(ask, customer, message):
    assert ask(message, user=customer).message.text


@pytest.mark.parametrize("context", [{"a": "x" * 4000}, {"a": float("inf")}, {"a": "\ud800"}, ["a"], {"a": object()}])
def test_an_unusable_context_is_refused_and_nothing_is_stored(ask, customer, context):
    with pytest.raises(ContextUnusable):
        ask("When do I get my refund?", user=customer, context=context)
    assert not AISupportConversation.objects.exists()


def test_the_context_is_kept_and_grows_without_the_contact(ask, customer):
    first = ask("When do I get my refund?", user=customer, context={"page": "/refunds"})
    ask("And by card?", after=first, user=customer, context={"booking_reference": "LUM-1", "guest_email": "a@b.example"})
    first.conversation.refresh_from_db()
    assert first.conversation.context == {"page": "/refunds", "booking_reference": "LUM-1"}


def test_another_answerer_is_a_setting_and_may_fail(ask, customer, settings, faqs):
    settings.ASSISTANT_ANSWERER = f"{__name__}.Shouting"
    assert ask("When do I get my refund?", user=customer).message.text == "ANSWER 1: **5 TO 10** WORKING DAYS."
    settings.ASSISTANT_ANSWERER = f"{__name__}.Broken"
    assert ask("When do I get my refund?", user=customer).message.text == faqs[0].answer_en


def test_an_answerer_that_finds_nothing_in_the_passages_leads_to_an_offer(ask, customer, settings):
    settings.ASSISTANT_ANSWERER = f"{__name__}.Silent"
    answer = ask("When do I get my refund?", user=customer)
    assert answer.message.sources == []
    assert [action["type"] for action in answer.message.suggested_actions][:1] == ["question"]


class Shouting:
    def answer(self, question, *, language, passages):
        return passages[0].text.upper()


class Silent:
    def answer(self, question, *, language, passages):
        return ""


class Broken:
    def answer(self, question, *, language, passages):
        raise ConnectionError("no network")


def test_an_faq_unpublished_since_is_not_quoted(ask, faqs, customer):
    faqs[0].status = "draft"
    faqs[0].save()
    answer = ask("When do I get my refund?", user=customer)
    assert answer.message.sources[0]["id"] == faqs[1].pk


def test_an_answer_costs_the_same_in_a_long_conversation(ask, customer, django_assert_num_queries):
    answer = ask("When do I get my refund?", user=customer)
    for _ in range(3):
        ask("And by card?", after=answer, user=customer)
    # conversation, last messages, FAQs · savepoint, lock, conversation, two messages, release
    with django_assert_num_queries(9):
        ask("And by card?", after=answer, user=customer)


def test_rating_is_for_the_one_who_asked(ask, customer, stranger):
    answer = ask("When do I get my refund?", user=customer)
    with pytest.raises(NotFound):
        services.rate_answer(answer.message, helpful=True, by=stranger)
    with pytest.raises(NotFound):
        services.rate_answer(answer.message, helpful=True, visitor=VISITOR)
    with pytest.raises(NotFound):
        services.rate_answer(answer.asked, helpful=True, by=customer)
    assert not AISupportMessage.objects.exclude(helpful=None).exists()
    services.rate_answer(answer.message, helpful=True, by=customer)
    services.rate_answer(answer.message, helpful=False, by=customer)
    answer.message.refresh_from_db()
    assert answer.message.helpful is False


def test_starting_over_leaves_the_conversation_behind(ask, customer, stranger):
    answer = ask("When do I get my refund?", user=customer)
    assert services.current_conversation(user=customer) == answer.conversation
    with pytest.raises(NotFound):
        services.close_conversation(answer.conversation, by=stranger)
    services.close_conversation(answer.conversation, by=customer)
    assert services.current_conversation(user=customer) is None


def test_the_passages_are_in_the_order_of_the_hits(faqs, finds):
    finds(0.9)
    from assistant.services.reading import find_answers

    passages = drafting.passages_for(find_answers("refund", language="es").hits, language="es")
    assert [passage.id for passage in passages] == [faq.pk for faq in faqs]
    assert {passage.language for passage in passages} == {"es"}


def test_a_whole_question_is_not_mixed_with_the_one_before(ask, finds, customer):
    first = ask("How much luggage may I take on the plane?", user=customer)
    searched = finds(0.2)
    ask("how do i change my booking", after=first, user=customer)
    assert searched[-1] == "how do i change my booking"
