"""Writing down a ticket for somebody who called."""

import pytest

from tickets.models import SupportTicket

pytestmark = pytest.mark.django_db
URL = "/admin/tickets/supportticket/add/"
BY_PHONE = {
    "email": "gus@example.org",
    "subject": "By phone",
    "description": "A long story",
    "channel": "call",
    "language": "de",
    "category": "general",
    "priority": "high",
}


def test_a_ticket_is_opened_for_a_customer_with_an_account(page, agent, customer):
    response = page(agent).post(URL, {**BY_PHONE, "email": "Ana@example.org"})
    ticket = SupportTicket.objects.get()
    assert response.url == f"/admin/tickets/supportticket/{ticket.pk}/change/"
    assert (ticket.requester, ticket.channel, ticket.priority) == (customer, "call", "high")
    assert ticket.context == {"written_down_by": "Maya"}


def test_a_ticket_is_opened_for_a_guest_who_gets_a_private_link(page, agent):
    page(agent).post(URL, {**BY_PHONE, "name": "Gus"})
    ticket = SupportTicket.objects.get()
    assert (ticket.requester, ticket.guest_email, ticket.language) == (None, "gus@example.org", "de")
    assert ticket.access_links.valid().count() == 1


def test_a_new_guest_needs_a_name_and_the_rest_stays_typed(page, agent):
    response = page(agent).post(URL, BY_PHONE)
    assert response.status_code == 409
    assert "A long story</textarea>" in response.content.decode()
    assert not SupportTicket.objects.exists()


@pytest.mark.parametrize("who", ["customer", "editor"])
def test_others_open_no_ticket_at_the_desk(page, request, who):
    page(request.getfixturevalue(who)).post(URL, {**BY_PHONE, "name": "Gus"})
    assert not SupportTicket.objects.exists()
