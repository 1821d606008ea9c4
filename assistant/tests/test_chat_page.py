import pytest

from assistant import services
from assistant.models import AISupportConversation, AISupportMessage
from tickets.models import SupportTicket

PAGE = "/en/assistant/"


@pytest.fixture(autouse=True)
def _search_is_decided(finds):
    pass


def htmx(client, url=PAGE, **data):
    return client.post(url, data, headers={"HX-Request": "true"})


def test_the_page_opens_with_questions_and_stores_nothing(page, faqs):
    answer = page().get(PAGE)
    assert answer.status_code == 200
    assert faqs[0].question_en in answer.content.decode()
    assert not AISupportConversation.objects.exists()
    assert "visitor" not in answer.cookies


def test_a_question_in_the_address_is_filled_in_but_not_asked(page, faqs):
    answer = page().get(PAGE, {"q": 'Where is "my" <b>refund</b>?\x00'})
    assert "Where is &quot;my&quot; &lt;b&gt;refund&lt;/b&gt;?</textarea>" in answer.content.decode()
    assert not AISupportConversation.objects.exists()


def test_without_javascript_a_question_leads_back_to_the_page_with_the_answer(page, customer, faqs):
    client = page(customer)
    answer = client.post(PAGE, {"message": "When do I get my refund?"})
    asked = AISupportMessage.objects.get(role="user")
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}#message-{asked.pk}")
    html = client.get(PAGE).content.decode()
    assert "When do I get my refund?" in html
    assert "<strong>5 to 10</strong>" in html
    assert f'href="/en/faqs/{faqs[0].slug}/"' in html


def test_with_htmx_only_the_turn_comes_back(page, customer):
    html = htmx(page(customer), message="When do I get my refund?").content.decode()
    assert "<html" not in html
    assert html.count('class="bubble ') == 2
    assert html.count("hx-swap-oob") == 2


def test_the_conversation_goes_on_for_a_visitor(page):
    client = page()
    client.post(PAGE, {"message": "When do I get my refund?"})
    client.post(PAGE, {"message": "And by card?"})
    assert AISupportConversation.objects.get().messages.count() == 4
    assert "And by card?" in client.get(PAGE).content.decode()


def test_nobody_sees_the_conversation_of_another(page, customer, client):
    services.ask(message="My secret question about refunds", user=customer)
    assert "secret" not in page().get(PAGE).content.decode()


@pytest.mark.parametrize("message", ["", "   ", "x" * 4001])
def test_an_unusable_question_is_shown_with_its_error_and_nothing_is_stored(page, customer, message):
    client = page(customer)
    assert client.post(PAGE, {"message": message}).status_code == 422
    answer = htmx(client, message=message)
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#composer")
    assert 'class="field__errors"' in answer.content.decode() or "errorlist" in answer.content.decode()
    assert not AISupportConversation.objects.exists()


def test_what_people_write_is_never_markup(page, customer):
    client = page(customer)
    html = htmx(client, message="<img src=x onerror=alert(1)> [x](javascript:alert(1))").content.decode()
    assert "<img src=x" not in html
    assert 'href="javascript:' not in html


def test_choices_are_buttons_that_ask(page, customer, finds):
    finds(0.6)
    html = htmx(page(customer), message="refund thing").content.decode()
    assert '<button class="chip" type="submit" name="message" value="Question 1 about refunds?"' in html


def test_one_click_hands_over_and_leads_to_the_ticket(page, customer):
    client = page(customer)
    client.post(PAGE, {"message": "When do I get my refund?"})
    answer = client.post(f"{PAGE}handover")
    ticket = SupportTicket.objects.get()
    assert answer["Location"] == f"/en/tickets/{ticket.pk}/"
    html = client.get(PAGE).content.decode()
    assert ticket.number in html
    assert client.post(f"{PAGE}handover")["Location"] == PAGE
    assert SupportTicket.objects.count() == 1


def test_a_visitor_says_name_and_address_and_comes_to_the_private_page(page):
    client = page()
    client.post(PAGE, {"message": "When do I get my refund?"})
    refused = client.post(f"{PAGE}handover", {"guest_name": "Gus", "guest_email": "nowhere"})
    assert refused.status_code == 422
    assert not SupportTicket.objects.exists()
    answer = client.post(f"{PAGE}handover", {"guest_name": "Gus", "guest_email": "gus@example.org"})
    assert answer["Location"].startswith("/en/tickets/link/")
    assert client.get(answer["Location"]).status_code == 200


def test_with_htmx_the_hand_over_goes_to_the_ticket_or_shows_what_is_missing(page):
    client = page()
    htmx(client, message="When do I get my refund?")
    missing = htmx(client, f"{PAGE}handover", guest_name="", guest_email="")
    assert missing.status_code == 422
    assert 'id="handover"' in missing.content.decode()
    answer = htmx(client, f"{PAGE}handover", guest_name="Gus", guest_email="gus@example.org")
    assert answer["HX-Redirect"].startswith("/en/tickets/link/")


def test_a_visitor_handed_over_in_the_chat_gets_the_private_page(page):
    client = page()
    htmx(client, message="I want to talk to a human")
    html = htmx(client, message="My name is Gus, gus@example.org").content.decode()
    assert "/en/tickets/link/" in html
    assert SupportTicket.objects.get().guest_name == "Gus"
    assert "/en/tickets/link/" not in client.get(PAGE).content.decode()


def test_handing_over_nothing_leads_to_the_form(page, customer):
    assert page(customer).post(f"{PAGE}handover")["Location"] == "/en/tickets/new/"
    assert not SupportTicket.objects.exists()


def test_somebody_without_any_conversation_can_neither_rate_nor_hand_over(page, customer):
    answer = services.ask(message="When do I get my refund?", user=customer)
    client = page()
    assert client.post(f"{PAGE}messages/{answer.message.pk}/rating", {"helpful": "yes"}).status_code == 404
    assert client.post(f"{PAGE}handover").status_code == 404
    answer.message.refresh_from_db()
    assert answer.message.helpful is None


def test_an_answer_is_rated_and_the_rating_may_change(page, customer):
    client = page(customer)
    client.post(PAGE, {"message": "When do I get my refund?"})
    message = AISupportMessage.objects.get(role="assistant")
    assert client.post(f"{PAGE}messages/{message.pk}/rating", {"helpful": "no"})["Location"] == f"{PAGE}#message-{message.pk}"
    assert "Thank you" in htmx(client, f"{PAGE}messages/{message.pk}/rating", helpful="yes").content.decode()
    message.refresh_from_db()
    assert message.helpful is True
    assert client.post(f"{PAGE}messages/999999/rating", {"helpful": "yes"}).status_code == 404


def test_starting_over_shows_an_empty_page_and_keeps_the_old_talk(page, customer):
    client = page(customer)
    client.post(PAGE, {"message": "When do I get my refund?"})
    assert client.post(f"{PAGE}new")["Location"] == PAGE
    assert "When do I get my refund?" not in client.get(PAGE).content.decode()
    client.post(PAGE, {"message": "And by card?"})
    assert AISupportConversation.objects.count() == 2


@pytest.mark.parametrize("path", ["handover", "new", "messages/1/rating"])
def test_changes_are_not_made_by_links(page, customer, path):
    assert page(customer).get(f"{PAGE}{path}").status_code == 405


def test_asking_too_often_is_refused_on_the_page_too(page, customer, settings, monkeypatch):
    monkeypatch.setitem(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "assistant", "1/min")
    client = page(customer)
    assert client.post(PAGE, {"message": "When do I get my refund?"}).status_code == 302
    refused = client.post(PAGE, {"message": "And by card?"})
    assert refused.status_code == 429
    assert refused["Retry-After"]


@pytest.mark.parametrize("language", ["es", "fr", "de", "ar", "zh-hans"])
def test_the_page_is_there_in_every_language(page, language, faqs):
    answer = page().get(f"/{language}/assistant/")
    assert answer.status_code == 200
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in answer.content.decode()


def test_the_page_costs_the_same_for_any_conversation(page, customer, django_assert_max_num_queries):
    client = page(customer)
    for _ in range(4):
        client.post(PAGE, {"message": "When do I get my refund?"})
    # session, person, conversation with ticket, messages; header counts may add a few
    with django_assert_max_num_queries(8):
        client.get(PAGE)


def test_the_page_is_not_cached(page, customer):
    assert "no-store" in page(customer).get(PAGE)["Cache-Control"]
