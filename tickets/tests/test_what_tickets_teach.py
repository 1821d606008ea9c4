"""Resolved tickets that no FAQ answers are proposed to the editors, with what the agent answered and without the people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from knowledge.models import ContentGap
from supportdesk.core.jobs.models import JobRun
from supportdesk.core.search import Results
from tickets import tasks
from tickets.services import missing, propose_missing_answers

from .factories import MessageFactory, PersonFactory, TicketFactory

pytestmark = pytest.mark.django_db
ANSWER = "A harp may come along when you book a seat of its own for it; please write to us two days before."


@pytest.fixture
def knows(monkeypatch):
    """How sure the search is of the best FAQ: `knows(0.9)`. It notes what it was asked."""
    asked = []

    def let(confidence: float) -> list:
        def search(question, **where):
            asked.append((question, where))
            return Results(confidence=confidence)

        monkeypatch.setattr(missing, "search", search)
        return asked

    let(0.0)
    return let


def resolved(subject: str = "Harp on the train to Vienna", *, body: str = "May it come along?", answer: str = ANSWER, **fields):
    agent = fields.pop("agent", None) or PersonFactory(display_name="Maya Berg")
    requester = None if fields.get("guest") else fields.pop("requester", None) or PersonFactory(display_name="Ana Lima")
    ticket = TicketFactory(resolved=True, subject=subject, assignee=agent, requester=requester, **fields)
    MessageFactory(ticket=ticket, body=body, author=requester)
    if answer:
        MessageFactory(ticket=ticket, sender_type="agent", author=agent, body=answer)
    return ticket


def an_hour_ago():
    return timezone.now() - timedelta(hours=1)


def test_a_resolved_ticket_that_no_faq_answers_is_proposed(knows):
    asked = knows(0.29)
    ticket = resolved(language="en")
    assert propose_missing_answers(an_hour_ago()) == 1
    gap = ContentGap.objects.get()
    assert (gap.source, gap.language, gap.times, gap.references) == ("ticket", "en", 1, [ticket.number])
    assert gap.question == "Harp on the train to Vienna — May it come along?"
    assert gap.answer == ANSWER
    assert gap.last_asked_at == ticket.resolved_at
    assert asked == [(gap.question, {"language": "en", "kinds": ["faq"], "limit": 1})]


def test_what_an_faq_answers_already_is_not(knows):
    knows(0.3)
    resolved()
    assert propose_missing_answers(an_hour_ago()) == 0
    assert not ContentGap.objects.exists()


def test_a_customer_who_was_sent_to_an_faq_has_their_answer(knows):
    resolved(answer="Please look at https://help.example.org/en/faqs/instruments/, it says all there is to say about it.")
    assert propose_missing_answers(an_hour_ago()) == 0


def test_only_what_was_resolved_since_is_looked_at(knows):
    resolved(resolved_at=timezone.now() - timedelta(hours=2))
    TicketFactory(assigned=True)
    assert propose_missing_answers(an_hour_ago()) == 0
    closed = resolved(closed_at=timezone.now(), status="closed")
    assert propose_missing_answers(an_hour_ago()) == 1
    assert ContentGap.objects.get().references == [closed.number]


def test_running_twice_counts_a_ticket_once_and_the_same_question_twice(knows):
    resolved()
    propose_missing_answers(an_hour_ago())
    resolved("harp, on the train to Vienna", body="Please tell me soon")
    for _ in range(2):
        propose_missing_answers(an_hour_ago())
    gap = ContentGap.objects.get()
    assert (gap.times, len(gap.references)) == (2, 2)


def test_the_answer_is_the_longest_of_a_person_and_never_a_note_or_the_assistants(knows):
    ticket = resolved(answer=f"Hello Ana,\n\n{ANSWER}")
    MessageFactory(ticket=ticket, sender_type="ai", body="The assistant says a great many words. " * 20)
    MessageFactory(ticket=ticket, sender_type="agent", author=ticket.assignee, internal=True, body="Difficult customer. " * 20)
    MessageFactory(ticket=ticket, sender_type="system", body="Resolved after a while. " * 20)
    MessageFactory(ticket=ticket, sender_type="agent", author=ticket.assignee, body="You are welcome, have a nice trip!")
    propose_missing_answers(an_hour_ago())
    assert ContentGap.objects.get().answer == ANSWER


def test_a_ticket_without_a_real_answer_still_shows_the_gap(knows):
    resolved(answer="Done!")
    propose_missing_answers(an_hour_ago())
    assert ContentGap.objects.get().answer == ""


def test_names_addresses_and_references_stay_out(knows):
    ticket = resolved(
        body="This is Ana Lima (ana@example.org, +34 600 123 456), booking LUM-7K2P9Q, invoice 4711.",
        answer=f"Dear Ms Lima, for booking lum-7k2p9q and invoice 4711 of ticket it holds: {ANSWER} Maya, +49 30 1234567",
        booking_reference="LUM-7K2P9Q",
        invoice_reference="4711",
    )
    MessageFactory(ticket=ticket, sender_type="agent", author=PersonFactory(display_name="Otto"), body=f"{ANSWER * 3} Your Otto")
    propose_missing_answers(an_hour_ago())
    gap = ContentGap.objects.get()
    kept = f"{gap.question} {gap.answer} {gap.key}".casefold()
    for secret in ("lima", "ana ", "maya", "otto", "example.org", "600", "1234567", "7k2p9q", "4711"):
        assert secret not in kept
    assert "a harp may come along" in kept


def test_a_guests_name_stays_out(knows):
    resolved(guest=True, guest_name="Gus Grey", body="Gus Grey here: may it come along?")
    propose_missing_answers(an_hour_ago())
    assert ContentGap.objects.get().question == "Harp on the train to Vienna — [name] here: may it come along?"


def test_the_number_of_queries_does_not_grow_with_the_messages(knows, django_assert_max_num_queries):
    knows(0.9)
    for _ in range(5):
        ticket = resolved()
        for _ in range(5):
            MessageFactory(ticket=ticket, sender_type="agent", author=PersonFactory())
    with django_assert_max_num_queries(4):
        propose_missing_answers(an_hour_ago())


def test_the_job_goes_on_from_where_its_last_run_began(knows, monkeypatch):
    since = []
    monkeypatch.setattr(tasks, "propose_missing_answers", since.append)
    now = timezone.now()
    tasks.learn_from_resolved_tickets.call()
    assert now - since[0] > timedelta(days=7)
    path = tasks.learn_from_resolved_tickets.path
    for status, hours in (("done", 5), ("done", 3), ("failed", 1)):
        begun = now - timedelta(hours=hours)
        JobRun.objects.create(path=path, status=status, started_at=begun, finished_at=begun)
    tasks.learn_from_resolved_tickets.call()
    assert since[1] == now - timedelta(hours=3, minutes=10)
