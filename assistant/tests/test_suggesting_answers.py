import pytest

from assistant import services
from tickets import services as tickets
from tickets.models import TicketEvent
from tickets.tests.factories import TicketFactory


def test_a_new_ticket_gets_the_three_best_answers(customer, faqs, finds, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ticket = tickets.open_ticket(by=customer, subject="My refund", description="Where is it?", language="es")
    ticket.refresh_from_db()
    assert [suggestion["faq_id"] for suggestion in ticket.ai_suggestions] == [faq.pk for faq in faqs[:3]]
    first = ticket.ai_suggestions[0]
    assert first == {
        "faq_id": faqs[0].pk,
        "title": faqs[0].question_es,
        "url": f"/es/faqs/{faqs[0].slug}/",
        "confidence": 0.9,
        "text": faqs[0].answer_es,
    }
    chances = [suggestion["confidence"] for suggestion in ticket.ai_suggestions]
    assert chances == sorted(chances, reverse=True)
    assert ticket.events.filter(kind=TicketEvent.Kind.SUGGESTIONS, audience="staff").count() == 1


@pytest.mark.parametrize("confidence", [0.0, 0.01])
def test_nothing_worth_showing_is_not_attached(db, faqs, finds, confidence):
    finds(confidence)
    ticket = TicketFactory()
    assert services.suggest_for_ticket(ticket) == []
    ticket.refresh_from_db()
    assert ticket.ai_suggestions == []
    assert not ticket.events.exists()


def test_what_was_asked_in_the_conversation_is_searched_for_not_the_transcript(ask, finds, customer):
    first = ask("When do I get my refund?", user=customer)
    ticket = ask("I want to talk to a human", after=first, user=customer).ticket
    searched = finds(0.9)
    services.suggest_for_ticket(ticket)
    assert searched[-1] == "When do I get my refund?"
