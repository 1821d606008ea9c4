"""One ticket at the desk: reading it, answering, noting, and every change, without any script."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tickets import services
from tickets.models import SupportMessage, SupportTicket, TicketEvent
from tickets.tests.factories import TicketFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(customer):
    return services.open_ticket(by=customer, subject="Where is my refund?", description="It has been two weeks.", language="es")


@pytest.fixture
def mine(ticket, agent):
    return services.assign_ticket(ticket, to=agent)


def url_of(ticket) -> str:
    return f"/admin/tickets/supportticket/{ticket.pk}/change/"


@pytest.fixture
def act(page):
    """Send one of the page's forms: `act(person, ticket, "status", status="waiting")`."""

    def post(person, ticket, do: str, headers=None, **fields):
        return page(person).post(url_of(ticket), {"do": do, **fields}, headers=headers)

    return post


def fresh(ticket) -> SupportTicket:
    return SupportTicket.objects.get(pk=ticket.pk)


def answer(**fields) -> dict:
    return {"audience": "public", "body": "It is on its way.", "then": "", "client_id": uuid.uuid4().hex, **fields}


def test_a_customer_has_no_entry_even_to_their_own(page, customer, ticket):
    assert page(customer).get(url_of(ticket)).status_code == 302


def test_an_editor_sees_nothing(page, editor, ticket):
    assert page(editor).get(url_of(ticket)).status_code == 403


@pytest.mark.parametrize("who", ["customer", "editor"])
def test_others_change_nothing(act, request, ticket, who):
    response = act(request.getfixturevalue(who), ticket, "answer", **answer())
    assert response.status_code in (302, 403)
    assert ticket.messages.count() == 1


def test_the_thread_shows_everything_the_desk_knows(page, agent, mine, customer):
    services.post_message(mine, by=agent, body="Hello **Ana**")
    services.post_message(mine, by=agent, body="She called before", internal=True)
    services.attach_suggestions(mine, [{"faq_id": 1, "title": "Refund times", "url": "/en/faqs/refunds/"}])
    TicketFactory(requester=customer, subject="An older one")
    content = page(agent).get(url_of(mine)).content.decode()
    for text in (
        "Where is my refund?",
        "<strong>Ana</strong>",
        "She called before",
        "Refund times",
        "An older one",
        "ana@example.org",
    ):
        assert text in content
    assert "bubble--note" in content
    assert 'data-insert="[Refund times](http' in content


def test_the_routing_and_its_candidates_are_told_in_the_thread(page, agent, ticket):
    maya = {"agent": 7, "name": "Maya", "score": 350, "language_level": 3, "load": 1, "capacity": 5, "free": True}
    services.record_event(
        ticket,
        TicketEvent.Kind.ROUTING,
        audience=TicketEvent.Audience.STAFF,
        data={"chosen": 7, "reason": "Maya speaks Spanish.", "candidates": [maya]},
    )
    content = page(agent).get(url_of(ticket)).content.decode()
    assert "Maya speaks Spanish." in content
    assert "350" in content


def test_every_kind_of_event_has_a_sentence(page, agent, ticket):
    for kind in TicketEvent.Kind.values:
        audience = "staff" if kind == "note" else "customer"
        for data in ({}, {"status": "ended", "seconds": 75, "from": "open", "to": "x", "candidates": "?", "reason": None}):
            services.record_event(ticket, kind, audience=audience, data=data)
    assert page(agent).get(url_of(ticket)).status_code == 200


def test_a_ticket_that_does_not_exist_is_not_found(page, agent):
    assert page(agent).get(f"/admin/tickets/supportticket/{uuid.uuid4()}/change/").status_code == 404
    assert page(agent).get("/admin/tickets/supportticket/nonsense/change/").status_code == 404


def test_a_public_answer_reaches_the_customer(act, agent, mine):
    response = act(agent, mine, "answer", **answer())
    assert response.status_code == 302
    message = mine.messages.latest("pk")
    assert (message.body, message.internal, message.author, message.sender_type) == ("It is on its way.", False, agent, "agent")
    assert fresh(mine).status == "in_progress"
    assert fresh(mine).first_response_at is not None


def test_an_internal_note_stays_at_the_desk(act, agent, mine):
    act(agent, mine, "answer", **answer(audience="internal", body="Careful"))
    note = mine.messages.latest("pk")
    assert note.internal
    assert note.event.audience == "staff"
    assert fresh(mine).first_response_at is None
    assert not mine.messages.for_audience(staff=False).filter(body="Careful").exists()


def test_sending_twice_by_a_double_click_is_one_message(act, agent, mine):
    same = answer()
    act(agent, mine, "answer", **same)
    act(agent, mine, "answer", **same)
    assert mine.messages.filter(body="It is on its way.").count() == 1


def test_an_answer_may_carry_files_and_a_status(act, agent, mine):
    file = SimpleUploadedFile("refund.txt", b"Paid on Monday", "text/plain")
    act(agent, mine, "answer", **answer(files=[file], then="waiting"))
    assert mine.messages.latest("pk").attachments.get().name == "refund.txt"
    assert fresh(mine).status == "waiting"


def test_the_status_after_a_note_stays(act, agent, mine):
    act(agent, mine, "answer", **answer(audience="internal", then="resolved"))
    assert fresh(mine).status == "assigned"


def test_an_empty_answer_is_refused_with_the_reason(act, agent, mine):
    response = act(agent, mine, "answer", **answer(body="   "))
    assert response.status_code == 409
    assert "Please write something." in response.content.decode()
    assert mine.messages.count() == 1


def test_a_refused_answer_keeps_what_was_typed(act, agent, mine):
    services.change_status(mine, "resolved", by=agent)
    services.change_status(mine, "closed", by=agent)
    response = act(agent, mine, "answer", **answer(body="Just one more thing <b>"))
    content = response.content.decode()
    assert response.status_code == 409
    assert "This ticket is closed." in content
    assert "Just one more thing &lt;b&gt;</textarea>" in content
    assert mine.messages.count() == 1


def test_when_the_status_is_refused_the_message_is_not_sent_either(act, agent, mine):
    services.change_status(mine, "resolved", by=agent)
    response = act(agent, mine, "answer", **answer(body="Half a thing", then="waiting"))
    assert response.status_code == 409
    assert "Half a thing</textarea>" in response.content.decode()
    assert mine.messages.count() == 1


def test_a_colleague_answers_but_changes_no_status(act, page, agent, ticket, make_person):
    other = make_person("tom", role="agent")
    services.assign_ticket(ticket, to=other)
    assert act(agent, ticket, "answer", **answer()).status_code == 302
    response = act(agent, ticket, "status", status="resolved", reason="I know better")
    assert response.status_code == 409
    assert fresh(ticket).status == "in_progress"
    content = page(agent).get(url_of(ticket)).content.decode()
    assert 'value="resolved"' not in content
    assert "Only Tom" in content


def test_only_allowed_moves_are_offered(page, agent, mine):
    content = page(agent).get(url_of(mine)).content.decode()
    assert 'name="status" value="waiting"' in content
    assert 'name="status" value="closed"' not in content


def test_a_status_change_is_stored_with_its_reason(act, agent, mine):
    assert act(agent, mine, "status", status="waiting", reason="needs a receipt").status_code == 302
    assert fresh(mine).status == "waiting"
    assert mine.events.filter(kind="status").latest("seq").data["reason"] == "needs a receipt"


def test_a_refused_move_keeps_the_typed_reason(act, agent, mine):
    response = act(agent, mine, "status", status="closed", reason="enough of this")
    content = response.content.decode()
    assert response.status_code == 409
    assert 'value="enough of this"' in content
    assert "cannot go to that status" in content
    assert fresh(mine).status == "assigned"


@pytest.mark.parametrize("status", ["nonsense", "", "x" * 300])
def test_an_unknown_status_is_no_crash(act, agent, mine, status):
    assert act(agent, mine, "status", status=status).status_code == 409
    assert fresh(mine).status == "assigned"


def test_any_agent_takes_what_nobody_has(act, agent, ticket):
    assert act(agent, ticket, "take").status_code == 302
    assert fresh(ticket).assignee == agent


def test_an_agent_does_not_take_what_a_colleague_has(act, page, agent, ticket, make_person):
    other = make_person("tom", role="agent")
    services.assign_ticket(ticket, to=other)
    assert act(agent, ticket, "take").status_code == 409
    assert fresh(ticket).assignee == other
    assert b'value="take"' not in page(agent).get(url_of(ticket)).content


@pytest.mark.parametrize("who", ["supervisor", "administrator"])
def test_those_who_lead_reassign(act, request, mine, make_person, who):
    other = make_person("tom", role="agent")
    response = act(request.getfixturevalue(who), mine, "assign", to=other.pk, reason="speaks Spanish")
    assert response.status_code == 302
    assert fresh(mine).assignee == other


def test_a_ticket_is_not_given_to_somebody_who_is_no_agent(act, supervisor, mine, stranger, agent):
    assert act(supervisor, mine, "assign", to=stranger.pk).status_code == 409
    assert act(supervisor, mine, "assign", to="nonsense").status_code == 409
    assert fresh(mine).assignee == agent


def test_assigned_to_nobody_it_goes_back_to_the_queue(act, agent, mine):
    act(agent, mine, "assign", to="", reason="I am off now")
    assert (fresh(mine).assignee, fresh(mine).status) == (None, "open")


def test_the_agents_on_offer_tell_whether_they_are_there(page, supervisor, agent, mine):
    content = page(supervisor).get(url_of(mine)).content.decode()
    assert "Maya · Online · 1/10 · no Español" in content


def test_priority_and_category_change(act, agent, mine):
    act(agent, mine, "priority", priority="urgent")
    act(agent, mine, "category", category="billing")
    assert (fresh(mine).priority, fresh(mine).category) == ("urgent", "billing")
    assert act(agent, mine, "priority", priority="extreme").status_code == 409
    assert fresh(mine).priority == "urgent"


def test_private_links_are_revoked(act, page, agent):
    ticket = services.open_ticket(by=None, subject="Guest", description="Hi", guest_name="Gus", guest_email="gus@example.org")
    services.assign_ticket(ticket, to=agent)
    assert b'value="revoke_links"' in page(agent).get(url_of(ticket)).content
    act(agent, ticket, "revoke_links")
    assert not ticket.access_links.valid().exists()


@pytest.mark.parametrize("do", ["", "explode", "__class__"])
def test_an_unknown_deed_is_a_bad_request(act, agent, mine, do):
    assert act(agent, mine, do).status_code == 400


def test_htmx_gets_a_fresh_composer_and_the_news_that_the_thread_changed(act, agent, mine):
    response = act(agent, mine, "answer", headers={"HX-Request": "true"}, **answer())
    assert response.status_code == 200
    assert "thread-changed" in response.headers["HX-Trigger"]
    assert b"It is on its way." not in response.content
    assert b"<html" not in response.content


def test_htmx_asks_for_the_thread_and_gets_nothing_when_nothing_happened(page, agent, mine):
    headers = {"HX-Request": "true", "HX-Target": "thread"}
    seen = page(agent).get(url_of(mine), {"seen": fresh(mine).last_seq}, headers=headers)
    assert seen.status_code == 204
    news = page(agent).get(url_of(mine), {"seen": 1}, headers=headers)
    assert news.status_code == 200
    assert b"<html" not in news.content
    assert b"desk-composer" not in news.content


def test_a_long_thread_shows_its_end_and_offers_the_rest(page, agent, mine, monkeypatch):
    for number in range(4):
        services.post_message(mine, by=agent, body=f"Message no. {number}")
    monkeypatch.setattr("tickets.desk.thread.LATEST", 2)
    response = page(agent).get(url_of(mine))
    assert response.context["earlier"] == fresh(mine).last_seq - 2
    assert b"Message no. 0" not in response.content
    assert b"Message no. 0" in page(agent).get(url_of(mine), {"all": "1"}).content


def test_the_thread_costs_the_same_for_any_length(page, agent, mine):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(agent).get(url_of(mine))
        return len(queries)

    services.post_message(mine, by=agent, body="One")
    cost()
    few = cost()
    for _number in range(5):
        services.post_message(mine, by=agent, body="More", internal=True)
    assert cost() == few


def test_nothing_of_a_ticket_can_be_deleted(page, administrator, mine):
    for model, pk in (
        ("supportticket", mine.pk),
        ("supportmessage", SupportMessage.objects.first().pk),
        ("ticketevent", TicketEvent.objects.first().pk),
    ):
        assert page(administrator).post(f"/admin/tickets/{model}/{pk}/delete/", {"post": "yes"}).status_code == 403
    assert SupportTicket.objects.count() == 1
    assert SupportMessage.objects.count() == 1


def test_the_action_revokes_links_for_those_who_may(page, supervisor, agent):
    ticket = services.open_ticket(by=None, subject="Guest", description="Hi", guest_name="Gus", guest_email="gus@example.org")
    link = ticket.access_links.get()
    fields = {"action": "revoke", "_selected_action": [link.pk]}
    assert page(agent).post("/admin/tickets/ticketaccesslink/", fields).status_code == 403
    assert ticket.access_links.valid().exists()
    page(supervisor).post("/admin/tickets/ticketaccesslink/", fields)
    assert not ticket.access_links.valid().exists()
