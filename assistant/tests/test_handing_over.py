import pytest

from assistant import services
from assistant.exceptions import AlreadyHandedOver
from assistant.models import AISupportConversation
from assistant.services.contact import Contact, contact_in
from supportdesk.core.exceptions import NotFound, Refusal
from tickets.models import SupportTicket, TicketEvent

from .conftest import VISITOR

TRIGGERS = [
    ("en", "I want to talk to a human about my booking change", "requested", "normal", None),
    ("de", "Ich möchte bitte mit einem Mitarbeiter sprechen", "requested", "normal", None),
    ("ar", "أريد التحدث مع موظف من فضلك", "requested", "normal", None),
    ("en", "We had an accident on the tour and somebody is injured", "emergency", "urgent", "emergency"),
    ("fr", "Nous avons eu un accident et ma femme est blessée", "emergency", "urgent", "emergency"),
    ("zh-hans", "我们出车祸了，有人受伤，请帮忙", "emergency", "urgent", "emergency"),
    ("en", "This is urgent, my flight leaves in two hours", "urgent", "urgent", "booking"),
    ("es", "Es urgente, mi vuelo sale en dos horas", "urgent", "urgent", "booking"),
    ("en", "You are thieves, I want my money back, I will sue you", "anger", "high", "billing"),
    ("en", "The website shows error 500 when I open it", "technical", "normal", "technical"),
    ("es", "La aplicación se cierra sola y da error", "technical", "normal", "technical"),
]


@pytest.mark.parametrize(("language", "text", "reason", "priority", "category"), TRIGGERS)
def test_a_trigger_opens_the_ticket_of_a_person_at_once(ask, customer, language, text, reason, priority, category):
    answer = ask(text, user=customer, language=language)
    ticket = answer.ticket
    assert (answer.recommended, answer.reason) == (True, reason)
    assert (ticket.channel, ticket.requester, ticket.language, ticket.priority) == ("assistant", customer, language, priority)
    assert category is None or ticket.category == category
    assert ticket.number in answer.message.text
    assert answer.message.suggested_actions[0]["type"] == "ticket"
    conversation = AISupportConversation.objects.get()
    assert (conversation.status, conversation.escalated_ticket, conversation.escalation_reason) == ("escalated", ticket, reason)


@pytest.mark.parametrize(("language", "text", "reason", "priority", "category"), TRIGGERS)
def test_a_visitor_is_asked_for_name_and_address_first(ask, language, text, reason, priority, category):
    answer = ask(text, language=language)
    assert (answer.recommended, answer.reason, answer.ticket) == (True, reason, None)
    assert AISupportConversation.objects.get().escalation_reason == reason
    assert not SupportTicket.objects.exists()


def test_the_ticket_tells_the_agent_what_was_said(ask, finds, customer):
    context = {"booking_reference": "LUM-7K2P9Q", "page": "/x"}
    first = ask("When do I get my refund? LUM-7K2P9Q", user=customer, context=context)
    ticket = ask("I want to talk to a human", after=first, user=customer).ticket
    assert ticket.subject == "When do I get my refund? LUM-7K2P9Q"
    assert ticket.category == "billing"
    assert ticket.booking_reference == "LUM-7K2P9Q"
    assert ticket.context == context | {"conversation": str(first.conversation.pk)}
    for part in ("The person asked for a human", "Answer 1: **5 to 10** working days.", "I want to talk to a human"):
        assert part in ticket.description
    assert ticket.messages.get().sender_type == "ai"
    event = ticket.events.get(kind=TicketEvent.Kind.HANDOVER)
    assert event.data["reason"] == "requested"


def test_a_bare_request_gets_a_subject_that_says_so(ask, customer):
    assert ask("agent", user=customer).ticket.subject == "A customer would like to talk to a person"


def test_a_long_conversation_makes_a_ticket_all_the_same(ask, customer):
    answer = ask("When do I get my refund? " + "word " * 700, user=customer)
    for _ in range(8):
        ask("And then? " + "word " * 790, after=answer, user=customer)
    ticket = ask("I want to talk to a human", after=answer, user=customer).ticket
    assert len(ticket.subject) <= 120
    assert len(ticket.description) < 20_000


def test_a_trigger_with_a_sure_answer_gives_that_as_well(ask, customer):
    answer = ask("The refund page shows error 500", user=customer)
    assert "Answer 1" in answer.message.text
    assert answer.message.sources


def test_an_unusable_reference_in_the_context_is_left_out(ask, customer):
    context = {"booking_reference": ["LUM"], "invoice_reference": "9" * 41}
    ticket = ask("I want to talk to a human", user=customer, context=context).ticket
    assert (ticket.booking_reference, ticket.invoice_reference) == ("", "")


def test_after_the_hand_over_words_go_to_the_ticket_and_no_second_one_opens(ask, customer):
    first = ask("I want to talk to a human", user=customer)
    for words in ("It is about my booking to Rome", "I want to talk to a human", "The page shows error 500"):
        answer = ask(words, after=first, user=customer)
        assert answer.ticket == first.ticket
        assert first.ticket.number in answer.message.text
    assert SupportTicket.objects.count() == 1
    sent = [(message.sender_type, message.body) for message in first.ticket.messages.order_by("pk")][1:]
    assert sent[0] == ("user", "It is about my booking to Rome")
    assert len(sent) == 3


def test_courtesy_after_the_hand_over_is_not_sent_to_the_desk(ask, customer):
    first = ask("I want to talk to a human", user=customer)
    answer = ask("Thank you!", after=first, user=customer)
    assert answer.message.text
    assert first.ticket.messages.count() == 1


def test_urgency_heard_later_raises_the_priority(ask, customer):
    first = ask("I want to talk to a human", user=customer)
    ask("Please hurry, this is urgent, my flight leaves in two hours", after=first, user=customer)
    first.ticket.refresh_from_db()
    assert first.ticket.priority == "urgent"


def test_a_visitor_with_contact_in_the_context_is_handed_over_at_once(ask):
    context = {"guest_name": "Gus Guest", "guest_email": "gus@example.org"}
    answer = ask("I want to talk to a human", context=context)
    ticket = answer.ticket
    assert (ticket.requester, ticket.guest_name, ticket.guest_email) == (None, "Gus Guest", "gus@example.org")
    assert ticket.access_token
    assert ticket.access_token not in str(list(AISupportConversation.objects.values())) + answer.message.text
    follow_up = ask("It is about Rome", after=answer)
    assert follow_up.ticket == ticket
    assert ticket.messages.last().body == "It is about Rome"


def test_contact_in_the_context_alone_opens_nothing(ask):
    answer = ask("When do I get my refund?", context={"guest_name": "Gus", "guest_email": "gus@example.org"})
    assert answer.ticket is None


def test_a_wrong_address_in_the_context_is_refused_and_nothing_is_stored(ask):
    with pytest.raises(Refusal):
        ask("I want to talk to a human", context={"guest_name": "Gus", "guest_email": "nowhere"})
    assert not AISupportConversation.objects.exists()
    assert not SupportTicket.objects.exists()


def test_a_visitor_may_answer_with_name_and_address_in_the_chat(ask):
    first = ask("We had an accident on the tour and somebody is injured")
    answer = ask("My name is Ana Ruiz, ana.ruiz@example.org", after=first)
    ticket = answer.ticket
    assert (ticket.guest_name, ticket.guest_email) == ("Ana Ruiz", "ana.ruiz@example.org")
    assert answer.reason == "emergency"
    assert ticket.subject == "We had an accident on the tour and somebody is injured"
    assert (ticket.category, ticket.priority) == ("emergency", "urgent")


def test_an_address_nobody_asked_for_opens_nothing(ask):
    answer = ask("Is the address info@lumora.example yours?")
    assert answer.ticket is None
    assert not SupportTicket.objects.exists()


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("Ana Ruiz, ana@example.org", Contact("Ana Ruiz", "ana@example.org")),
        ("I am Jo and my mail is jo.k@example.org", Contact("Jo K", "jo.k@example.org")),
        ("Ich bin Jörg Müller\njoerg@example.de.", Contact("Jörg Müller", "joerg@example.de")),
        ("我叫李雷，lilei@example.cn", Contact("李雷", "lilei@example.cn")),
        ("bob@example.org", Contact("Bob", "bob@example.org")),
        ("no address here @home", None),
        ("@" * 4000, None),
    ],
)
def test_reading_a_contact(text, contact):
    assert contact_in(text) == contact


def test_handing_over_by_the_button(ask, customer):
    answer = ask("When do I get my refund?", user=customer)
    ticket = services.hand_over(answer.conversation, by=customer)
    assert ticket.requester == customer
    assert ticket.category == "billing"
    answer.conversation.refresh_from_db()
    assert answer.conversation.escalation_reason == "requested"
    assert ticket.number in answer.conversation.messages.last().text
    with pytest.raises(AlreadyHandedOver):
        services.hand_over(answer.conversation, by=customer)
    assert SupportTicket.objects.count() == 1


def test_handing_over_as_a_visitor_keeps_the_reason(ask, finds):
    finds(0.1)
    first = ask("My grandmother wants to bring a harp on the train")
    ask("Is there a compartment where a harp can stand upright?", after=first)
    ticket = services.hand_over(first.conversation, visitor=VISITOR, guest_name="Gus", guest_email="gus@example.org")
    assert ticket.access_token
    assert AISupportConversation.objects.get().escalation_reason == "low_confidence"


def test_nobody_else_hands_a_conversation_over(ask, customer, stranger, agent):
    answer = ask("When do I get my refund?", user=customer)
    for who in ({"by": stranger}, {"by": agent}, {"visitor": VISITOR}, {"visitor": ""}):
        with pytest.raises(NotFound):
            services.hand_over(answer.conversation, guest_name="X", guest_email="x@example.org", **who)
    assert not SupportTicket.objects.exists()


def test_a_visitor_without_name_or_address_is_not_handed_over(ask):
    answer = ask("When do I get my refund?")
    with pytest.raises(Refusal) as refusal:
        services.hand_over(answer.conversation, visitor=VISITOR)
    assert refusal.value.code == "guest_name_required"
    answer.conversation.refresh_from_db()
    assert answer.conversation.status == "active"


def test_saying_yes_to_a_person_is_enough(ask, finds, customer):
    finds(0.1)
    first = ask("My grandmother wants to bring a harp on the train", user=customer)
    answer = ask("yes please", after=first, user=customer)
    assert answer.reason == "requested"
    assert answer.ticket.subject == "My grandmother wants to bring a harp on the train"


def test_the_words_of_the_button_always_bring_a_person(ask, finds, customer):
    finds(0.6)
    first = ask("refund thing", user=customer)
    button = first.message.suggested_actions[-1]
    assert ask(button["value"], after=first, user=customer).reason == "requested"
