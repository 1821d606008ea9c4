import gzip
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders

from knowledge.tests.factories import CategoryFactory, FAQFactory
from supportdesk.core.choices import Language
from tickets.tests.factories import TicketFactory

from .markup import read, text_of

pytestmark = pytest.mark.django_db

BUDGET_BYTES = 60_000


def test_the_search_comes_first_and_leads_to_the_help_centre(page):
    found = read(page().get("/en/"))
    [form] = found.every("form", role="search")
    assert form["action"] == "/en/help/"
    assert form["method"] == "get"
    assert found.every("input", type="search", name="q")


def test_three_doors_lead_to_the_assistant_to_people_and_to_the_answers(page):
    addresses = [link["href"] for link in read(page().get("/en/")).every("a") if "href" in link]
    for door in ("/en/assistant/", "/en/tickets/new/", "/en/help/"):
        assert door in addresses


def test_the_most_read_questions_stand_on_their_shelves_and_drafts_do_not(page):
    shelf = CategoryFactory(slug="refunds", name_en="Refunds")
    FAQFactory(category=shelf, question_en="How long does it take?", view_count=9)
    FAQFactory(category=shelf, question_en="Still being written?", draft=True)
    shown = text_of(page().get("/en/"))
    assert "Refunds" in shown
    assert "How long does it take?" in shown
    assert "Still being written?" not in shown


def test_a_shelf_shows_three_questions_and_how_many_there_are(page):
    shelf = CategoryFactory(name_en="Luggage")
    FAQFactory.create_batch(5, category=shelf)
    response = page().get("/en/")
    assert len([link for link in read(response).every("a") if link.get("href", "").startswith("/en/faqs/question-")]) == 3
    assert "All 5 questions" in text_of(response)


def test_it_costs_the_same_for_any_number_of_questions(page, django_assert_num_queries):
    for _ in range(4):
        FAQFactory.create_batch(4, category=CategoryFactory())
    with django_assert_num_queries(2):  # the questions, the categories
        page().get("/en/")


def test_a_customer_finds_the_own_open_requests_and_nobody_elses(page, customer, stranger):
    TicketFactory(requester=customer, subject="My bag is lost")
    TicketFactory(requester=customer, subject="Long settled", closed=True)
    TicketFactory(requester=stranger, subject="Not for your eyes")
    shown = text_of(page(customer).get("/en/"))
    assert "My bag is lost" in shown
    assert "Long settled" not in shown
    assert "Not for your eyes" not in shown


def test_a_visitor_gets_no_cookie_from_looking_around(page):
    assert not page().get("/en/").cookies


def test_the_header_offers_what_fits_the_person(page, customer):
    visitor = text_of(page().get("/en/"))
    assert "Sign in" in visitor
    assert "Create account" in visitor
    known = text_of(page(customer).get("/en/"))
    assert "Sign out" in known
    assert "Create account" not in known


@pytest.mark.parametrize("language", Language.values)
def test_every_language_has_its_direction_and_leads_to_all_the_others(page, language):
    found = read(page().get(f"/{language}/"))
    [html] = found.every("html")
    assert html["lang"] == language
    assert html["dir"] == ("rtl" if language == "ar" else "ltr")
    for other in Language.values:
        assert found.every("a", hreflang=other, href=f"/{other}/")


@pytest.mark.parametrize(("asked", "home"), [("es-MX,es;q=0.9", "/es/"), ("zh-CN", "/zh-hans/"), ("pt", "/en/")])
def test_the_bare_address_leads_home_in_the_language_of_the_browser_for_now(page, asked, home):
    response = page().get("/", HTTP_ACCEPT_LANGUAGE=asked)
    assert (response.status_code, response["Location"]) == (302, home)
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in response["Vary"].split(",")}


def test_the_language_of_the_person_wins_over_that_of_the_browser(page, make_person):
    assert page(make_person("ines", language="es")).get("/", HTTP_ACCEPT_LANGUAGE="de")["Location"] == "/es/"


def test_the_page_keeps_the_strict_policy(page):
    response = page().get("/en/")
    assert read(response).offences == []
    assert "unsafe" not in response["Content-Security-Policy"]


def test_the_first_visit_stays_light(page):
    """Page, style sheets, scripts and pictures of a first visit, compressed as they travel."""
    for _ in range(8):
        FAQFactory.create_batch(3, category=CategoryFactory())
    response = page().get("/en/")
    found = read(response)
    addresses = {link["href"] for link in found.every("link") if link.get("rel") in ("stylesheet", "icon")}
    addresses |= {script["src"] for script in found.every("script") if "src" in script}
    addresses |= {image["src"] for image in found.every("img")}
    addresses |= {f"/static/js/{name}.js" for name in ("menu", "theme", "toasts", "live", "suggestions")} | {
        "/static/img/icons.svg"
    }
    weight = len(gzip.compress(response.content))
    for address in addresses:
        file = finders.find(urlsplit(address).path.removeprefix("/static/"))
        assert file, address
        with open(file, "rb") as content:
            weight += len(gzip.compress(content.read()))
    assert weight < BUDGET_BYTES
