import json
import re

import pytest

from knowledge import services
from knowledge.models import FAQ, Feedback

from .factories import CategoryFactory, FAQFactory, write_article, write_faq


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_shelves_show_counts_and_the_most_read_questions(page, db):
    category = CategoryFactory(slug="refunds", name_en="Refunds", name_es="Reembolsos")
    for number in range(6):
        FAQFactory(category=category, question_en=f"Refund {number}?", view_count=number)
    FAQFactory(category=category, draft=True, question_en="Secret?", view_count=99)
    html = text_of(page().get("/en/faqs/"))
    assert "All 6 questions" in html
    assert "/en/faqs/?category=refunds" in html
    assert all(f"Refund {number}?" in html for number in (5, 4, 3, 2))
    assert "Refund 1?" not in html
    assert "Secret?" not in html
    assert "Reembolsos" in text_of(page().get("/es/faqs/"))


def test_an_empty_help_centre_still_says_something(page, db):
    assert "The shelves are still empty" in text_of(page().get("/en/faqs/"))


def test_one_shelf_lists_its_questions_in_order_and_page_by_page(page, db):
    category = CategoryFactory(slug="refunds")
    for number in range(32):
        FAQFactory(category=category, question_en=f"Number {number:02}?", position=number)
    FAQFactory(question_en="Elsewhere?")
    first = text_of(page().get("/en/faqs/?category=refunds"))
    assert re.findall(r"Number \d\d\?", first) == [f"Number {number:02}?" for number in range(30)]
    assert "Elsewhere?" not in first
    assert "page=2" in first
    second = text_of(page().get("/en/faqs/?category=refunds&page=2"))
    assert re.findall(r"Number \d\d\?", second) == ["Number 30?", "Number 31?"]


def test_a_tag_lists_what_carries_it(page, db):
    write_faq("Tagged?", tags=["bags"])
    write_faq("Bare?")
    html = text_of(page().get("/en/faqs/?tag=bags"))
    assert "Tagged?" in html
    assert "Bare?" not in html


@pytest.mark.parametrize("query", ["category=nowhere", "tag=nothing", "category=%00", "tag=%00"])
def test_an_unknown_shelf_is_not_found(page, db, query):
    assert page().get(f"/en/faqs/?{query}").status_code == 404


@pytest.mark.parametrize("query", ["q=%00", "q=%22%3C", "page=x", "category=&q=", "q=" + "x" * 3000])
def test_strange_queries_do_no_harm(page, db, query):
    write_faq()
    assert page().get(f"/en/faqs/?{query}").status_code == 200


def test_a_search_finds_within_the_faqs(page, db):
    write_faq("When do I get my refund?", category=CategoryFactory(slug="refunds", name_en="Refunds"))
    write_faq("How much luggage?", category=CategoryFactory(slug="travel"))
    write_article("All about refund")
    html = text_of(page().get("/en/faqs/?q=refund"))
    assert "When do I get my refund?" in html
    assert "How much luggage?" not in html
    assert "All about refund" not in html
    assert "1 answer for" in html
    assert "When do I get my refund?" not in text_of(page().get("/en/faqs/?q=refund&category=travel"))


def test_what_was_searched_is_shown_as_text(page, db):
    html = text_of(page().get("/en/faqs/?q=<script>alert(1)</script>"))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_htmx_gets_the_results_alone(page, db):
    write_faq("When do I get my refund?")
    html = text_of(page().get("/en/faqs/?q=refund", headers={"HX-Request": "true"}))
    assert html.lstrip().startswith('<div id="results"')
    assert "When do I get my refund?" in html


@pytest.mark.parametrize("query", ["", "?category=refunds", "?q=refund"])
def test_a_list_costs_the_same_for_any_number(page, db, query, django_assert_max_num_queries):
    category = CategoryFactory(slug="refunds")

    def cost() -> int:
        page().get(f"/en/faqs/{query}")  # the search reads what is new once
        with django_assert_max_num_queries(14) as queries:
            text_of(page().get(f"/en/faqs/{query}"))
        return len(queries)

    write_faq("Refund 0?", category=category, tags=["a"])
    few = cost()
    for number in range(1, 9):
        write_faq(f"Refund {number}?", category=category, tags=["a", f"b{number}"])
        write_faq(f"Refund or {number}?", category=CategoryFactory(slug=f"more-{number}"))
    assert cost() == few


def test_one_faq_is_read_in_the_readers_language(page, db):
    faq = FAQFactory(spanish=True, slug="money")
    html = text_of(page().get("/es/faqs/money/"))
    assert faq.question_es in html
    assert "<p>Respuesta <strong>" in html
    assert "not translated into your language" not in html
    assert '<link rel="canonical" href="http://127.0.0.1' in html
    assert '/es/faqs/money/">' in html
    assert 'hreflang="fr"' not in html.split("</head>")[0]


def test_without_a_translation_the_english_text_says_so(page, db):
    faq = FAQFactory(slug="money")
    html = text_of(page().get("/ar/faqs/money/"))
    assert faq.question_en in html
    assert "callout--info" in html
    assert '<div class="prose reading" lang="en" dir="ltr">' in html
    assert re.search(r'<link rel="canonical" href="[^"]+/en/faqs/money/">', html)


def test_the_answer_is_safe(page, db):
    write_faq("Safe?", "Hello <script>alert(1)</script> [x](javascript:alert(1)) </script>", slug="safe")
    html = text_of(page().get("/en/faqs/safe/"))
    assert "<script>alert" not in html
    assert 'href="javascript:' not in html


def test_search_engines_get_the_question_as_data(page, db):
    write_faq("Is </script><b> & 'so' safe?", "Yes </script>.", slug="data")
    html = text_of(page().get("/en/faqs/data/"))
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])
    assert data["@type"] == "FAQPage"
    (question,) = data["mainEntity"]
    assert question["name"] == "Is </script><b> & 'so' safe?"
    assert question["acceptedAnswer"]["text"].startswith("<p>Yes")


def test_related_questions_share_tags_or_the_shelf(page, db):
    shelf = CategoryFactory(slug="shelf")
    faq = write_faq("The one?", category=shelf, tags=["bags"])
    write_faq("Same tag?", tags=["bags"])
    write_faq("Same shelf?", category=shelf)
    write_faq("Draft?", category=shelf, published=False)
    write_faq("Elsewhere?")
    assert [related.question for related in FAQ.objects.open_to(None).related_to(faq)] == ["Same tag?", "Same shelf?"]
    html = text_of(page().get(faq.get_absolute_url()))
    assert "Same tag?" in html
    assert "Draft?" not in html


def test_a_reload_counts_one_view(page, db):
    faq = FAQFactory(slug="money")
    browser = page()
    for _ in range(3):
        browser.get("/en/faqs/money/")
    faq.refresh_from_db()
    assert faq.view_count == 1


@pytest.mark.parametrize("person", [None, "customer", "agent", "supervisor"])
def test_a_draft_is_no_page_for_those_who_do_not_edit(page, request, person, db):
    draft = write_faq("Secret plans?", published=False)
    browser = page(request.getfixturevalue(person) if person else None)
    assert browser.get(draft.get_absolute_url()).status_code == 404
    assert browser.post(f"{draft.get_absolute_url()}feedback/", {"helpful": "yes"}).status_code == 404
    for query in ("", "?q=secret", f"?category={draft.category.slug}"):
        assert "Secret plans?" not in text_of(browser.get(f"/en/faqs/{query}"))
    assert not Feedback.objects.exists()


def test_an_editor_sees_a_draft_as_such(page, editor):
    draft = write_faq("Secret plans?", published=False)
    html = text_of(page(editor).get(draft.get_absolute_url()))
    assert "Draft" in html
    assert "Did this help you?" not in html
    draft.refresh_from_db()
    assert draft.view_count == 0


def test_one_faq_costs_a_fixed_number_of_queries(page, db, django_assert_max_num_queries):
    faq = write_faq("Refund?", tags=["a", "b", "c"])
    for number in range(8):
        write_faq(f"Refund {number}?", tags=["a"])
    services.record_view(faq, each_time=True)
    with django_assert_max_num_queries(10):
        text_of(page().get(faq.get_absolute_url()))
