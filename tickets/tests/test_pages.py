"""The pages of tickets, as a browser without JavaScript sees them, and the parts that htmx fetches."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tickets import services
from tickets.models import SupportTicket

from .factories import MessageFactory, TicketFactory

LIST, NEW, ANSWERS = "/en/tickets/", "/en/tickets/new/", "/en/tickets/new/answers"
ASKED = {"subject": "My seat", "description": "Window", "category": "booking", "priority": "normal", "language": "en"}
GUEST = {**ASKED, "guest_name": "Gus", "guest_email": "gus@example.org"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def link(guest_ticket):
    return f"/en/tickets/link/{guest_ticket.access_token}/"


def text(answer) -> str:
    return answer.content.decode()


def test_my_tickets_are_mine(page, customer, stranger, desk_agent):
    mine, foreign = TicketFactory(requester=customer), TicketFactory(requester=stranger)
    shown = text(page(customer).get(LIST))
    assert mine.number in shown
    assert foreign.number not in shown
    assert mine.number not in text(page(desk_agent).get(LIST))


def test_visitors_are_asked_to_sign_in(client, ticket, nothing_changed):
    before = nothing_changed()
    for path in (LIST, ticket.get_absolute_url()):
        answer = client.get(path)
        assert (answer.status_code, "/account/login/" in answer["Location"]) == (302, True)
    client.post(ticket.get_absolute_url(), {"body": "Hello"})
    client.post(reverse("tickets:solved", args=[ticket.pk]))
    assert nothing_changed() == before


def test_without_tickets_the_list_says_what_to_do(page, customer):
    assert "No tickets yet" in text(page(customer).get(LIST))


def test_the_list_is_filtered_and_searched(page, customer):
    TicketFactory(requester=customer, subject="Lost bag")
    TicketFactory(requester=customer, subject="Late train", resolved=True)
    browser = page(customer)

    def shown(query):
        found = text(browser.get(LIST + query))
        return "Lost bag" in found, "Late train" in found

    assert shown("") == (True, True)
    assert shown("?status=active") == (True, False)
    assert shown("?status=resolved") == (False, True)
    assert shown("?status=nonsense") == (True, True)
    assert shown("?q=train") == (False, True)
    assert shown("?q=%00") == (True, True)
    assert "Nothing matches" in text(browser.get(f"{LIST}?q=hotel"))


def test_the_list_is_paged_by_keyset(page, customer):
    made = [ticket.number for ticket in TicketFactory.create_batch(45, requester=customer)][::-1]
    browser, seen, path = page(customer), [], LIST
    while path:
        shown = text(browser.get(path))
        seen.append(re.findall(r"SUP-\d{6}", shown))
        following = re.search(r'rel="next" href="([^"]+)"', shown)
        path = LIST + following.group(1).replace("&amp;", "&") if following else ""
    assert [len(numbers) for numbers in seen] == [20, 20, 5]
    assert [number for numbers in seen for number in numbers] == made
    back = re.search(r'rel="prev" href="([^"]+)"', shown).group(1)
    assert re.findall(r"SUP-\d{6}", text(browser.get(LIST + back))) == seen[1]


@pytest.mark.parametrize(
    "query", ["?before=x", "?after=-1", "?before=99999999999999999999999", "?after=%00", "?before=0", "?after=999999"]
)
def test_a_made_up_page_is_no_crash(query, page, customer):
    TicketFactory(requester=customer)
    assert page(customer).get(LIST + query).status_code == 200


def test_the_list_costs_the_same_for_any_number(page, customer, django_assert_num_queries):
    browser = page(customer)
    for size in (1, 8):
        TicketFactory.create_batch(size, requester=customer, assigned=True)
        browser.get(LIST)
        with django_assert_num_queries(3):  # person, counts, page (the session is cached)
            browser.get(LIST)


def test_a_customer_writes_to_support(page, customer, picture):
    answer = page(customer).post(NEW, {**ASKED, "attachments": [picture()], "booking_reference": "LUM-1"}, follow=True)

    ticket = SupportTicket.objects.get()
    assert answer.redirect_chain == [(ticket.get_absolute_url(), 302)]
    assert (ticket.requester, ticket.channel, ticket.booking_reference) == (customer, "web", "LUM-1")
    assert "seat.png" in text(answer)
    assert f"Its number is {ticket.number}" in text(answer)


def test_a_second_click_opens_no_second_ticket(page, customer, stranger):
    browser = page(customer)
    form = {**ASKED, "client_id": re.search(r'name="client_id" value="(\w+)"', text(browser.get(NEW)))[1]}
    first, second = browser.post(NEW, form), browser.post(NEW, form)
    ticket = SupportTicket.objects.get()
    assert first["Location"] == second["Location"] == ticket.get_absolute_url()

    browser.post(NEW, {**form, "description": "Something else, typed after going back."})
    page(stranger).post(NEW, form)
    assert SupportTicket.objects.count() == 3


def test_a_guests_second_click_leads_to_the_same_private_page(page, db):
    form = {**GUEST, "client_id": "a" * 32}
    first, second = page().post(NEW, form), page().post(NEW, form)
    assert first.status_code == 302
    assert first["Location"] == second["Location"]
    assert SupportTicket.objects.get().access_links.count() == 1


def test_a_refused_form_is_not_remembered(page, customer):
    form = {**ASKED, "client_id": "a" * 32}
    assert page(customer).post(NEW, {**form, "attachments": [SimpleUploadedFile("a.svg", b"<svg/>")]}).status_code == 200
    assert not SupportTicket.objects.exists()
    assert page(customer).post(NEW, form).status_code == 302


def test_the_form_takes_the_language_of_the_page(page, customer):
    assert re.search(r'value="fr"\s+selected', text(page(customer).get("/fr/tickets/new/")))


def test_the_form_can_be_filled_by_the_address(client):
    shown = text(client.get(f"{NEW}?subject=Lost+bag&category=booking"))
    assert 'value="Lost bag"' in shown
    assert re.search(r'value="booking"\s+selected', shown)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"subject": ""}, "This field is required"),
        ({"description": " "}, "This field is required"),
        ({"guest_email": "gus"}, "valid email"),
        ({"guest_name": ""}, "This field is required"),
        ({"category": "cats"}, "valid choice"),
        ({"subject": "a\x00b"}, "Null characters"),
        ({"subject": "x" * 201}, "at most 200"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(change, complaint, client, db):
    shown = text(client.post(NEW, {**GUEST, "booking_reference": "LUM-77", **change}))
    assert complaint in shown
    assert 'value="LUM-77"' in shown
    assert not SupportTicket.objects.exists()


def test_a_refused_file_keeps_what_was_typed(client, db):
    shown = text(client.post(NEW, {**GUEST, "attachments": SimpleUploadedFile("a.exe", b"MZ")}))
    assert "“a.exe” is not a kind of file that we take" in shown
    assert 'value="My seat"' in shown
    assert not SupportTicket.objects.exists()


def test_too_many_tickets_at_once_keep_what_was_typed(client, db, monkeypatch, settings):
    monkeypatch.setitem(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "create", "1/min")
    client.post(NEW, GUEST)
    shown = text(client.post(NEW, {**GUEST, "subject": "Another"}))
    assert "wait a moment" in shown
    assert 'value="Another"' in shown
    assert SupportTicket.objects.count() == 1


def test_a_guest_is_led_to_the_private_page(client, db):
    answer = client.post(NEW, GUEST, follow=True)
    address = answer.redirect_chain[-1][0]
    assert address.startswith("/en/tickets/link/")
    assert "Keep the address of this page" in text(answer)
    assert "My seat" in text(answer)


def test_answers_are_offered_while_typing(client, db, monkeypatch):
    from supportdesk.core.search import Hit, Results

    asked = []

    def search(query, **options):
        asked.append((query, options["language"], options["kinds"]))
        return Results(hits=[Hit("faq", 1, "en", "How long does a refund take?", "/en/faqs/1/", "", 1.0)])

    monkeypatch.setattr("tickets.views.search", search)
    shown = text(client.get(f"{ANSWERS}?subject=refund", headers=HTMX))
    assert "How long does a refund take?" in shown
    assert "<html" not in shown
    assert asked == [("refund", "en", ["faq"])]
    assert "These answers" not in text(client.get(f"{ANSWERS}?subject=re"))
    assert "These answers" not in text(client.get(ANSWERS))
    assert len(asked) == 1


def test_the_thread_shows_the_conversation_and_where_it_stands(page, customer, taken, desk_agent):
    services.post_message(taken, by=desk_agent, body="Which **row**?")
    services.post_message(taken, by=desk_agent, body="Frequent flyer", internal=True)
    services.change_status(taken, "waiting", by=desk_agent)

    shown = text(page(customer).get(taken.get_absolute_url()))

    for piece in (taken.number, "My seat", "I would like the window.", "Which <strong>row</strong>?", "Waiting for you", "Dana"):
        assert piece in shown
    assert "Frequent flyer" not in shown
    assert f'data-live="/ws/tickets/{taken.pk}"' in shown


def test_staff_see_notes_too(page, ticket, desk_agent):
    services.post_message(ticket, by=desk_agent, body="Frequent flyer", internal=True)
    assert "Frequent flyer" in text(page(desk_agent).get(ticket.get_absolute_url()))


@pytest.mark.parametrize("role", ["stranger", "editor"])
def test_a_stranger_finds_nothing_and_changes_nothing(role, ticket, page, request, nothing_changed):
    browser, before = page(request.getfixturevalue(role)), nothing_changed()
    assert browser.get(ticket.get_absolute_url()).status_code == 404
    assert browser.post(ticket.get_absolute_url(), {"body": "Boo"}).status_code == 404
    assert browser.post(reverse("tickets:solved", args=[ticket.pk])).status_code == 404
    assert nothing_changed() == before


def test_an_answer_is_posted(page, customer, ticket, picture):
    answer = page(customer).post(
        ticket.get_absolute_url(), {"body": "Or the aisle", "attachments": [picture()], "client_id": "a"}, follow=True
    )
    assert answer.redirect_chain == [(f"{ticket.get_absolute_url()}#reply", 302)]
    assert "Or the aisle" in text(answer)
    assert "seat.png" in text(answer)

    page(customer).post(ticket.get_absolute_url(), {"body": "Or the aisle", "client_id": "a"})
    assert ticket.messages.count() == 2


def test_a_refused_answer_keeps_what_was_typed(page, customer, ticket, nothing_changed):
    browser, before = page(customer), nothing_changed()
    shown = text(
        browser.post(
            ticket.get_absolute_url(),
            {"body": "A long story", "attachments": SimpleUploadedFile("a.exe", b"MZ"), "client_id": "z"},
        )
    )
    assert "A long story" in shown
    assert "“a.exe” is not a kind of file" in shown
    assert "Please write something." in text(browser.post(ticket.get_absolute_url(), {"body": "  "}))
    assert nothing_changed() == before


def test_htmx_gets_the_conversation_and_a_fresh_form(page, customer, ticket):
    browser, url = page(customer), ticket.get_absolute_url()

    part = text(browser.get(url, headers=HTMX))
    assert "I would like the window." in part
    assert "<html" not in part
    assert "<textarea" not in part

    sent = browser.post(url, {"body": "Or the aisle"}, headers=HTMX)
    assert "thread-changed" in sent["HX-Trigger"]
    assert "<textarea" in text(sent)
    assert "Or the aisle" not in text(sent)

    refused = browser.post(url, {"body": "x" * 20_001}, headers=HTMX)
    assert "HX-Trigger" not in refused
    assert "too long" in text(refused)
    assert "x" * 20_001 in text(refused)


def test_a_closed_ticket_offers_a_new_one(page, customer):
    ticket = TicketFactory(closed=True, requester=customer)
    shown = text(page(customer).get(ticket.get_absolute_url()))
    assert "<textarea" not in shown
    assert NEW in shown
    assert "This ticket is closed" in text(page(customer).post(ticket.get_absolute_url(), {"body": "But"}, headers=HTMX))


def test_a_long_thread_shows_the_latest_and_the_way_back(page, customer):
    ticket = TicketFactory(requester=customer)
    for _ in range(105):
        MessageFactory(ticket=ticket)
    browser = page(customer)

    def shown(query=""):
        return re.findall(r'id="message-(\d+)"', text(browser.get(ticket.get_absolute_url() + query)))

    first = shown()
    assert len(first) == 100
    assert "?before=6" in text(browser.get(ticket.get_absolute_url()))
    assert shown("?before=6") + first == [str(pk) for pk in ticket.messages.order_by("pk").values_list("pk", flat=True)]


def test_a_thread_costs_the_same_for_any_number(page, customer, django_assert_num_queries):
    ticket, browser = TicketFactory(requester=customer, assigned=True), page(customer)
    for size in (1, 9):
        for _ in range(size):
            MessageFactory(ticket=ticket, author=customer)
        with django_assert_num_queries(8):  # person, permissions (twice), ticket, roles, messages, files, events
            browser.get(ticket.get_absolute_url())


def test_the_customer_says_that_it_is_solved(page, customer, taken):
    browser = page(customer)
    assert "My problem is solved" in text(browser.get(taken.get_absolute_url()))
    browser.post(reverse("tickets:solved", args=[taken.pk]))
    taken.refresh_from_db()
    assert taken.status == "resolved"
    assert "My problem is solved" not in text(browser.get(taken.get_absolute_url()))


def test_nobody_is_offered_to_solve_what_is_not_theirs(page, customer, ticket, taken, desk_agent, nothing_changed):
    before = nothing_changed()
    assert "My problem is solved" not in text(page(desk_agent).get(taken.get_absolute_url()))
    page(desk_agent).post(reverse("tickets:solved", args=[taken.pk]))
    assert nothing_changed() == before


def test_the_private_page_works_without_session_or_cookie(client, guest_ticket, link, desk_agent, picture):
    services.post_message(guest_ticket, by=desk_agent, body="Which colour?")

    shown = client.get(link)
    client.cookies.clear()
    assert "Which colour?" in text(shown)
    answer = client.post(link, {"body": "Red.", "attachments": [picture()]})
    client.cookies.clear()
    assert answer["Location"] == f"{link}#reply"
    after = text(client.get(link))
    assert "Red." in after
    file = re.search(rf"{re.escape(link)}files/[0-9a-f-]+", after).group()
    client.cookies.clear()
    assert client.get(file).status_code == 200
    client.post(f"{link}solved")
    guest_ticket.refresh_from_db()
    assert guest_ticket.status == "resolved"


def test_the_private_page_stays_private(client, link):
    answer = client.get(link)
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
    cookie = answer.cookies["ticket_link"]
    assert cookie["httponly"]
    assert cookie["path"].startswith("/ws/tickets/")
    head = text(answer).split("</head>")[0]
    assert "hreflang" not in head
    assert link not in head


def test_a_form_of_the_private_page_is_taken_without_any_cookie(link, guest_ticket):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post(link, {"body": "Hello"}, headers={"Origin": "null"})
    assert answer.status_code == 302
    assert guest_ticket.messages.count() == 2


@pytest.mark.parametrize("path", ["", "solved", "files/00000000-0000-4000-8000-000000000000"])
def test_a_wrong_token_opens_nothing(path, client, link, nothing_changed):
    wrong, before = link.replace("/link/", "/link/x"), nothing_changed()
    get, post = client.get(wrong + path), client.post(wrong + path, {"body": "Boo"})
    assert {get.status_code, post.status_code} <= {404, 405}
    assert 404 in {get.status_code, post.status_code}
    assert nothing_changed() == before


def test_pages_of_tickets_are_there_in_every_language(page, customer, ticket):
    for language in ("es", "fr", "de", "ar", "zh-hans"):
        for path in ("", "new/", f"{ticket.pk}/"):
            assert page(customer).get(f"/{language}/tickets/{path}").status_code == 200
