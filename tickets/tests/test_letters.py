"""The letters: to the right person, once, in the ticket's language, hanging together in a mail program."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from supportdesk.core.choices import Language
from supportdesk.core.models import Letter
from tickets import services


def letters(kind):
    return Letter.objects.filter(kind=kind)


def test_a_new_ticket_is_confirmed(ticket, customer):
    letter = letters("ticket_received").get()
    assert letter.to == customer.email
    assert ticket.number in letter.subject
    assert ticket.subject in letter.subject
    assert f"/en/tickets/{ticket.pk}/" in letter.text
    assert f"/en/tickets/{ticket.pk}/" in letter.html
    assert "Hello Ana," in letter.text


def test_a_guests_letter_carries_the_private_link(guest_ticket):
    letter = letters("ticket_received").get()
    assert letter.to == "gus@example.org"
    assert f"/en/tickets/link/{guest_ticket.access_token}/" in letter.text
    assert "private link" in letter.text


def test_an_answer_is_sent_whole_and_a_guest_can_come_back_from_it(guest_ticket, desk_agent):
    services.post_message(guest_ticket, by=desk_agent, body="Your bag is in **Madrid** & safe.")

    letter = letters("ticket_answered").get()
    assert "Your bag is in **Madrid** & safe." in letter.text
    assert "<strong>Madrid</strong> &amp; safe." in letter.html
    token = letter.text.split("/tickets/link/")[1].split("/")[0]
    assert services.find_by_link(token) == guest_ticket


def test_notes_and_the_customers_own_words_are_not_mailed(ticket, customer, desk_agent):
    services.post_message(ticket, by=customer, body="Hello?")
    services.post_message(ticket, by=desk_agent, body="Hm", internal=True)
    assert not letters("ticket_answered").exists()


@pytest.mark.parametrize(("status", "told"), [("in_progress", 0), ("waiting", 1), ("resolved", 1)])
def test_waiting_and_solved_are_told(taken, desk_agent, status, told):
    services.change_status(taken, status, by=desk_agent)
    assert letters("ticket_status_changed").count() == told


def test_who_says_that_it_is_solved_is_not_told_so(taken, customer):
    services.resolve_by_customer(taken, by=customer)
    assert not letters("ticket_status_changed").exists()


def test_closing_after_solving_is_no_second_letter(taken, desk_agent):
    services.change_status(taken, "resolved", by=desk_agent)
    services.change_status(taken, "closed", by=desk_agent)
    assert letters("ticket_status_changed").count() == 1


def test_letters_of_a_ticket_form_one_thread(taken, desk_agent):
    services.post_message(taken, by=desk_agent, body="Hi")
    first, second = Letter.objects.order_by("pk")
    assert first.headers["References"] == second.headers["References"]
    assert str(taken.pk) in first.headers["References"]
    assert first.message_id != second.message_id


@pytest.mark.parametrize("language", Language.values)
def test_each_letter_is_written_in_the_language_of_the_ticket(language, customer, desk_agent, monkeypatch):
    catalog = trans_real.translation(language)._catalog._catalogs[0]
    monkeypatch.setitem(catalog, "Hello,", f"Greeting in {language},")
    customer.display_name = ""
    customer.save()
    with translation.override("fr" if language != "fr" else "de"):  # the language of the page does not matter
        ticket = services.open_ticket(by=customer, subject="Seat", description="Window", language=language)
        services.post_message(ticket, by=desk_agent, body="Done")
        services.change_status(ticket, "waiting", by=desk_agent)

    written = list(Letter.objects.order_by("pk"))
    assert [letter.kind for letter in written] == ["ticket_received", "ticket_answered", "ticket_status_changed"]
    for letter in written:
        assert letter.language == language
        assert letter.text.startswith(f"Greeting in {language},")
        assert f"/{language}/tickets/{ticket.pk}/" in letter.text
        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in letter.html


def test_what_a_customer_types_cannot_break_a_letter(customer):
    services.open_ticket(by=customer, subject="<b>Hi</b> & co", description="<img src=x onerror=alert(1)>")
    letter = letters("ticket_received").get()
    assert "<img" not in letter.html
    assert "<b>Hi</b> & co" in letter.subject
    assert "\n" not in letter.subject


def test_a_strangers_address_is_not_flooded_but_each_ticket_is_kept(db, monkeypatch):
    monkeypatch.setattr("tickets.letters.GUEST_LETTERS_AN_HOUR", 2)
    guest = {"guest_name": "Gus", "guest_email": "gus@example.org", "subject": "Hello", "description": "Hello?"}
    tickets = [services.open_ticket(by=None, **guest) for _ in range(3)]
    assert letters("ticket_received").count() == 2
    assert all(ticket.access_token for ticket in tickets)
    assert services.open_ticket(by=None, **guest | {"guest_email": "ana@example.org"})
    assert letters("ticket_received").count() == 3
