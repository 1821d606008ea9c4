import pytest

from knowledge.tests.factories import FAQFactory, TutorialFactory, write_article, write_faq

from .markup import read, text_of

pytestmark = pytest.mark.django_db

ODD = ["'", '"', "\x00", "%", "*", "(", "<script>alert(1)</script>", "a" * 5000, "المال", "退款", " "]


def test_a_question_finds_its_answer(page):
    faq = write_faq("Where is my refund?", "It takes five days.")
    found = read(page().get("/en/help/", {"q": "refund"}))
    assert found.every("a", href=faq.get_absolute_url())
    assert found.every("input", name="q", value="refund")


def test_it_can_be_narrowed_to_one_kind(page):
    faq = write_faq("Where is my refund?")
    assert read(page().get("/en/help/", {"q": "refund", "kind": "faq"})).every("a", href=faq.get_absolute_url())
    narrowed = read(page().get("/en/help/", {"q": "refund", "kind": "tutorial"}))
    assert not narrowed.every("a", href=faq.get_absolute_url())
    assert narrowed.every("a", href="?q=refund&kind=tutorial", **{"aria-current": "true"})


def test_without_an_answer_it_offers_the_assistant_and_a_person_with_the_words_kept(page):
    addresses = [link.get("href", "") for link in read(page().get("/en/help/", {"q": "xyzzy & co"})).every("a")]
    assert "/en/assistant/?q=xyzzy%20%26%20co" in addresses
    assert "/en/tickets/new/?subject=xyzzy%20%26%20co" in addresses


def test_without_a_question_it_shows_what_there_is(page):
    FAQFactory(question_en="How do I book?")
    TutorialFactory(title_en="Your first trip")
    TutorialFactory(title_en="Not ready", draft=True)
    write_article("All about refunds")
    write_article("For agents alone", audience="staff")
    shown = text_of(page().get("/en/help/"))
    assert "How do I book?" in shown
    assert "Your first trip" in shown
    assert "All about refunds" in shown
    assert "Not ready" not in shown
    assert "For agents alone" not in shown


def test_an_empty_help_centre_says_so_and_offers_a_person(page):
    assert "No answers are published yet" in text_of(page().get("/en/help/"))


@pytest.mark.parametrize("query", ODD)
def test_whatever_is_asked_the_page_answers(page, query):
    response = page().get("/en/help/", {"q": query, "kind": query})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_a_query_of_broken_bytes_is_answered_too(page):
    assert page().get("/en/help/?q=%ff%fe&kind=%00").status_code == 200


def test_while_typing_it_suggests_what_the_portal_knows(page):
    faq = write_faq("Where is my refund?")
    assert read(page().get("/en/help/suggestions", {"q": "where is"})).every("a", href=faq.get_absolute_url())


@pytest.mark.parametrize("typed", ["", "w", "zzzz", *ODD])
def test_without_anything_to_suggest_the_list_stays_empty(page, typed):
    response = page().get("/en/help/suggestions", {"q": typed})
    assert response.status_code == 200
    assert not read(response).every("a")
