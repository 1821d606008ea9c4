"""The queue of the desk: who gets in, what each tab holds, search, filters, pages."""

import pytest

from supportdesk.core import roles
from tickets.models import SupportTicket
from tickets.tests.factories import PersonFactory, TicketFactory

pytestmark = pytest.mark.django_db
URL = "/admin/tickets/supportticket/"


@pytest.fixture
def desk(page, agent):
    """The agent's browser in the queue: `desk(tab="open")` gives the response."""

    def look(**query):
        return page(agent).get(URL, query)

    return look


def subjects(response) -> list[str]:
    return [row.ticket.subject for row in response.context["rows"]]


def test_a_visitor_is_sent_to_the_portals_sign_in(page):
    response = page().get(URL)
    assert response.status_code == 302
    response = page().get(response.url)
    assert "/account/login/" in response.url


def test_a_customer_has_no_entry(page, customer):
    assert page(customer).get(URL).status_code == 302
    assert page(customer).get("/admin/login/", {"next": URL}).status_code == 403


def test_an_editor_may_enter_the_admin_but_sees_no_tickets(page, editor):
    TicketFactory(subject="Secret")
    response = page(editor).get(URL)
    assert response.status_code == 403
    assert b"Secret" not in response.content
    assert page(editor).get("/admin/").status_code == 200


@pytest.mark.parametrize("who", ["agent", "supervisor", "administrator"])
def test_the_desk_sees_the_queue(page, request, who):
    TicketFactory(subject="Where is my bag?")
    response = page(request.getfixturevalue(who)).get(URL, {"tab": "open"})
    assert response.status_code == 200
    assert subjects(response) == ["Where is my bag?"]


def test_an_agent_lands_in_the_queue_and_a_supervisor_on_the_overview(page, agent, supervisor):
    assert page(agent).get("/admin/").url == URL
    TicketFactory.create_batch(2)
    response = page(supervisor).get("/admin/")
    assert response.status_code == 200
    assert [figure["number"] for figure in response.context["figures"]][:5] == [2, 0, 0, 2, 1]


def test_each_tab_holds_its_own(desk, agent):
    TicketFactory(subject="nobody's")
    TicketFactory(subject="mine", status="in_progress", assignee=agent)
    TicketFactory(subject="waits", status="waiting", assignee=agent)
    TicketFactory(subject="hers", assigned=True)
    TicketFactory(subject="done", resolved=True)
    TicketFactory(subject="over", closed=True)
    assert subjects(desk()) == ["mine", "waits"]
    assert subjects(desk(tab="unassigned")) == ["nobody's"]
    assert subjects(desk(tab="waiting")) == ["waits"]
    assert subjects(desk(tab="open")) == ["nobody's", "mine", "waits", "hers"]
    assert subjects(desk(tab="settled")) == ["over", "done"]
    counts = {tab.key: tab.count for tab in desk().context["tabs"]}
    assert counts == {"mine": 2, "unassigned": 1, "waiting": 1, "open": 4, "settled": None}


def test_the_most_urgent_come_first_and_then_the_oldest(desk):
    for subject, priority in [("a", "normal"), ("b", "low"), ("c", "urgent"), ("d", "high"), ("e", "normal")]:
        TicketFactory(subject=subject, priority=priority)
    assert subjects(desk(tab="open")) == ["c", "d", "a", "e", "b"]


def test_search_and_filters_narrow_the_tab(desk):
    TicketFactory(subject="Refund", category="billing", language="es", priority="high", booking_reference="LUM-7K2P9Q")
    TicketFactory(subject="Seat", category="booking", language="en")
    assert subjects(desk(tab="open", q="lum-7k2p9q")) == ["Refund"]
    assert subjects(desk(tab="open", category="booking")) == ["Seat"]
    assert subjects(desk(tab="open", lang="es")) == ["Refund"]
    assert subjects(desk(tab="open", priority="high", lang="en")) == []


def test_the_language_filter_does_not_change_the_language_of_the_page(desk):
    assert b"All languages" in desk(tab="open", lang="es").content


@pytest.mark.parametrize(
    "query",
    [
        {"category": "magic"},
        {"q": "x" * 500},
        {"q": "a\x00b"},
        {"tab": "nonsense"},
        {"after": "1-2-3"},
        {"after": "9-99999999999999999999999999"},
        {"before": "²-1"},
        {"after": "-"},
    ],
)
def test_nonsense_in_the_address_is_no_crash(desk, query):
    TicketFactory()
    assert desk(**query).status_code == 200


@pytest.mark.parametrize("tab", ["open", "settled"])
def test_pages_show_every_ticket_once_in_both_directions(desk, monkeypatch, tab):
    monkeypatch.setattr("tickets.desk.queue.PAGE_SIZE", 2)
    settled = {"resolved": True} if tab == "settled" else {}
    for priority in ["normal", "urgent", "low", "normal", "urgent"]:
        TicketFactory(priority=priority, **settled)
    response, forth, pages = desk(tab=tab), [], []
    while True:
        pages.append(subjects(response))
        forth += pages[-1]
        if not (older := response.context["page"].older):
            break
        response = desk(tab=tab, after=older)
    assert len(forth) == len(set(forth)) == 5
    back = [pages[-1]]
    while newer := response.context["page"].newer:
        response = desk(tab=tab, before=newer)
        back.append(subjects(response))
    assert back[::-1] == pages


def test_who_wrote_last_is_marked(desk):
    ticket = TicketFactory()
    assert not desk(tab="open").context["rows"][0].needs_answer
    SupportTicket.objects.update(last_customer_message_at=ticket.created_at)
    assert desk(tab="open").context["rows"][0].needs_answer
    SupportTicket.objects.update(last_agent_message_at=ticket.updated_at)
    assert not desk(tab="open").context["rows"][0].needs_answer


def test_htmx_gets_the_list_alone(page, agent):
    TicketFactory(subject="Bag")
    response = page(agent).get(URL, {"tab": "open"}, headers={"HX-Request": "true"})
    assert b"Bag" in response.content
    assert b"<html" not in response.content


def test_what_customers_write_is_shown_as_text(desk):
    TicketFactory(subject="<script>alert(1)</script>")
    assert b"<script>alert(1)" not in desk(tab="open").content


def test_the_queue_costs_the_same_for_any_number(desk, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk(tab="open").status_code == 200
        return len(queries)

    TicketFactory(assigned=True)
    desk(tab="open")
    few = cost()
    TicketFactory.create_batch(8, assigned=True)
    assert cost() == few


def test_those_without_an_agents_row_have_no_switch(page, supervisor):
    roles.grant(PersonFactory(), roles.AGENT)
    assert b'name="availability"' not in page(supervisor).get(URL).content
