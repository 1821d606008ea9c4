import pytest
from django.utils import timezone

from knowledge.tests.factories import CategoryFactory, FAQFactory, TutorialFactory, write_article, write_faq
from supportdesk.core.models import SearchAsked
from supportdesk.core.search import Entry, index_object

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
    narrowed = page().get("/en/help/", {"q": "refund", "kind": "tutorial"})
    assert not read(narrowed).every("a", href=faq.get_absolute_url())
    assert read(narrowed).every("a", href="?q=refund&kind=tutorial", **{"aria-current": "true"})
    assert "Show the 1 answer of other kinds" in text_of(narrowed)


def some(count: int, kind: str = "faq", **fields) -> None:
    for number in range(count):
        entry = Entry("en", f"Refund number {number}", url=f"/en/{kind}/{number}/", **fields)
        index_object(kind, number + 1, [entry])


def test_chips_say_how_many_answers_there_are_of_each_kind_and_shelf(page):
    billing = CategoryFactory(slug="billing", name_en="Money matters")
    travel = CategoryFactory(slug="travel", name_en="On the road")
    some(2, category=billing.slug)
    index_object("faq", 9, [Entry("en", "Refund of a trip", url="/en/faq/9/", category=travel.slug)])
    some(1, kind="topic")
    shown = page().get("/en/help/", {"q": "refund"})
    assert "Everything 4 Questions 3 Community 1" in text_of(shown)
    assert "Tutorials" not in text_of(shown).split("Everything")[1].split("answers for")[0]
    assert "Money matters" not in text_of(shown)
    narrowed = page().get("/en/help/", {"q": "refund", "kind": "faq"})
    assert "Money matters 2" in text_of(narrowed)
    assert "On the road 1" in text_of(narrowed)
    one = page().get("/en/help/", {"q": "refund", "kind": "faq", "category": "travel"})
    assert "1 answer for" in text_of(one)
    assert read(one).every("a", href="?q=refund&kind=faq", **{"aria-current": "true"})


def test_long_lists_come_in_pages(page):
    some(45)
    first = page().get("/en/help/", {"q": "refund"})
    assert "Answers 1 to 20 of 45" in text_of(first)
    assert read(first).every("a", rel="next", href="?q=refund&page=2")
    assert not read(first).every("a", rel="prev")
    last = page().get("/en/help/", {"q": "refund", "page": "3"})
    assert "Answers 41 to 45 of 45" in text_of(last)
    assert not read(last).every("a", rel="next")


@pytest.mark.parametrize("number", ["0", "-1", "x", "٣", "99", "9" * 40, ""])
def test_a_page_that_is_not_there_is_the_nearest(page, number):
    some(25)
    shown = text_of(page().get("/en/help/", {"q": "refund", "page": number}))
    assert "Answers 21 to 25 of 25" in shown if number == "99" else "Answers 1 to 20 of 25" in shown


def test_of_very_many_the_hundred_best_are_shown(page):
    some(110)
    shown = page().get("/en/help/", {"q": "refund", "page": "5"})
    assert "Answers 81 to 100 of 110" in text_of(shown)
    assert "These are the hundred best" in text_of(shown)
    assert not read(shown).every("a", rel="next")


def test_a_mistyped_word_is_put_right_on_request(page):
    write_faq("Where is my refund?")
    shown = page().get("/en/help/", {"q": "my refnud", "kind": "faq"})
    assert "Did you mean my refund ?" in text_of(shown)
    assert read(shown).every("a", href="?q=my+refund")
    assert "Did you mean" not in text_of(page().get("/en/help/", {"q": "my refund"}))


def test_a_search_is_counted_once_however_it_is_looked_through(page):
    some(45)
    for asked in ({}, {"page": "2"}, {"kind": "faq"}):
        page().get("/en/help/", {"q": "Refund", **asked})
    page().head("/en/help/", {"q": "Refund"})
    page().get("/en/help/", {"q": "Refund"}, headers={"Sec-Purpose": "prefetch"})
    page().get("/en/help/suggestions", {"q": "Refund"})
    page().get("/es/help/", {"q": "xyzzy"})
    today = timezone.now().date()
    counted = SearchAsked.objects.order_by("words").values_list("day", "language", "words", "times", "without_result")
    assert list(counted) == [(today, "en", "refund", 1, 0), (today, "es", "xyzzy", 1, 1)]


def test_opening_an_answer_counts_as_a_click(page):
    faq = write_faq("Where is my refund?")
    page().get("/en/help/", {"q": "refund"})
    page().get(faq.get_absolute_url(), headers={"Referer": "http://testserver/en/help/?q=refund"})
    assert SearchAsked.objects.get().clicked == 1


def test_the_field_is_a_combobox_that_knows_its_list(page):
    field = read(page().get("/en/help/")).every("input", role="combobox")[0]
    assert read(page().get("/en/help/")).every("div", role="listbox", id=field["aria-controls"])
    write_faq("Where is my refund?")
    options = read(page().get("/en/help/suggestions", {"q": "where"})).every("a", role="option")
    assert [option["id"] for option in options] == ["suggestion-1"]


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
