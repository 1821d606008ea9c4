"""A refusal that no view caught is shown where the person is."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.urls("supportdesk.core.tests.api_doors")]
REFUSED = "/page?refuse=1"


def test_a_form_leads_back_to_its_page_with_the_reason(client):
    response = client.post(REFUSED, headers={"Referer": "http://testserver/page"})
    assert response.status_code == 302
    assert response["Location"] == "http://testserver/page"
    assert [str(message) for message in client.get("/page").wsgi_request._messages] == ["That is not possible right now."]


@pytest.mark.parametrize("back", ["", "https://evil.example/", "//evil.example", "javascript:alert(1)", "https:evil.example"])
def test_nobody_is_led_to_a_foreign_site(client, back):
    assert client.post(REFUSED, headers={"Referer": back})["Location"] == "/"


def test_a_referer_that_is_a_word_is_not_the_name_of_a_view(client):
    assert client.post(REFUSED, headers={"Referer": "nowhere"}).status_code == 302


def test_a_page_that_refuses_to_be_read_does_not_lead_to_itself(client):
    assert client.get(REFUSED, headers={"Referer": f"http://testserver{REFUSED}"})["Location"] == "/"


def test_for_htmx_it_is_a_toast_and_what_was_typed_stays(client):
    response = client.post(REFUSED, headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#toasts"
    assert response["HX-Reswap"] == "beforeend"
    assert "That is not possible right now." in response.content.decode()
