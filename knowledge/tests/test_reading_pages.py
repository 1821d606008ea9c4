"""The page of a guide or a question as readers meet it: versions, languages, what belongs to it, data for search engines."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from knowledge import services
from knowledge.models import FAQ, Article, Revision, Words
from knowledge.services.versions import write_draft

from .factories import CategoryFactory, TutorialFactory, write_article, write_faq


def html_of(browser, thing, language: str = "en") -> str:
    with translation.override(language):
        response = browser.get(thing.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def data_of(html: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])


def between(html: str, start: str, end: str) -> str:
    return html.split(start, 1)[1].split(end, 1)[0]


# How new it is.


def test_a_page_says_which_version_it_is_and_since_when(page, editor):
    article = write_article("Refunds")
    services.save_article(article, by=editor, texts={"en": {"body": "Ask us."}})
    html = html_of(page(), article)
    assert "Version 2" in html
    assert "Updated on" in html


def test_a_translation_that_is_older_than_the_original_says_so(page, editor):
    faq = write_faq(texts={"en": {"question": "When?", "answer": "Soon."}, "es": {"question": "¿Cuándo?", "answer": "Pronto."}})
    browser, note = page(), "Esta traducción es más antigua que el original en inglés."
    assert note not in html_of(browser, faq, "es")
    services.save_faq(faq, by=editor, texts={"en": {"answer": "Never."}}, significance=Revision.Significance.TYPO)
    assert note not in html_of(browser, faq, "es")
    services.save_faq(faq, by=editor, texts={"en": {"answer": "Tomorrow."}})
    html = html_of(browser, faq, "es")
    assert note in html
    assert '<a href="/en/faqs/when/">Leerlo en inglés</a>' in html
    assert note not in html_of(browser, faq)
    # Where nothing is translated there is the other note.
    assert note not in html_of(browser, faq, "de")
    services.save_faq(faq, by=editor, texts={"es": {"answer": "Mañana."}})
    assert note not in html_of(browser, faq, "es")


def test_a_machine_draft_is_never_shown(page, editor):
    article = write_article("Refunds", "Ask.")
    words = Words("Reembolsos", "Resumen.", "Pida.")
    write_draft(article, by=editor, language="es", words=words, origin=Revision.Origin.MACHINE)
    html = html_of(page(), article, "es")
    assert "Reembolsos" not in html
    assert "Ask." in html


def test_a_draft_beside_the_live_text_is_not_shown(page, editor):
    faq = write_faq("When?", "Soon.")
    write_draft(faq, by=editor, language="en", words=Words("When exactly?", "", "At noon."))
    html = html_of(page(), faq)
    assert "Soon." in html
    assert "At noon." not in html


# What belongs to it.


def test_what_editors_tied_to_a_page_comes_first(page, db):
    shelf = CategoryFactory(slug="shelf")
    tied, tied_guide = write_faq("Far but tied?"), write_article("Tied guide")
    write_faq("Same tag?", tags=["bags"])
    write_faq("Same shelf?", category=shelf)
    write_faq("Elsewhere?")
    write_article("Near guide", category=shelf)
    faq = write_faq("The one?", category=shelf, tags=["bags"], related_faqs=[tied], related_articles=[tied_guide])
    found = FAQ.objects.open_to(None).related_to(faq)
    assert [str(other) for other in found] == ["Far but tied?", "Same tag?", "Same shelf?"]
    assert [str(other) for other in Article.objects.open_to(None).related_to(faq)] == ["Tied guide", "Near guide"]
    html = html_of(page(), faq)
    questions, guides = (between(html, f'id="related-{kind}"', "</nav>") for kind in ("questions", "guides"))
    assert questions.index("Far but tied?") < questions.index("Same tag?") < questions.index("Same shelf?")
    assert "Elsewhere?" not in questions
    assert guides.index("Tied guide") < guides.index("Near guide")


def test_a_guide_has_questions_and_guides_that_belong_to_it_but_not_itself(page, db):
    shelf = CategoryFactory(slug="shelf")
    article = write_article("Refunds", category=shelf)
    write_article("Money", category=shelf)
    write_faq("Where is my money?", category=shelf)
    html = html_of(page(), article)
    assert "Where is my money?" in between(html, 'id="related-questions"', "</nav>")
    guides = between(html, 'id="related-guides"', "</nav>")
    assert "Money" in guides
    assert "Refunds" not in guides


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_page_costs_the_same_however_much_belongs_to_it(page, db, language):
    shelf = CategoryFactory(slug="shelf")
    faq = write_faq("The one?", category=shelf, tags=["a"])
    article = write_article("The guide", category=shelf, tags=["a"])

    def queries(thing) -> int:
        html_of(page(), thing, language)
        with CaptureQueriesContext(connection) as captured:
            html_of(page(), thing, language)
        return len(captured)

    write_faq("First?", category=shelf, tags=["a"])
    write_article("First", category=shelf, tags=["a"])
    before = queries(faq), queries(article)
    for number in range(5):
        tied = write_faq(f"More {number}?", category=shelf, tags=["a", "b"])
        tied_guide = write_article(f"More {number}", category=shelf, tags=["a", "b"])
        services.save_faq(faq, by=None, related_faqs=[tied], related_articles=[tied_guide])
    assert (queries(faq), queries(article)) == before


# Text.


def test_the_table_of_contents_stands_beside_the_text_and_above_it(page, db):
    article = write_article("Long", "## One\n\nText.\n\n### Two & *three*\n\nText.")
    html = html_of(page(), article)
    for start in ('<details class="disclosure toc-short">', "data-toc"):
        assert re.findall(r'<a href="#([^"]+)"', between(html, start, "</ul>")) == ["section-one", "section-two--three"]
    assert 'type="module" src="/static/js/reading.js"' in html


def test_a_short_guide_has_no_table_of_contents(page, db):
    html = html_of(page(), write_article("Short", "## Only one\n\nText."))
    assert "toc" not in html.replace("toc-short", "toc") or "On this page" not in html


def test_an_answer_may_have_what_a_guide_has(page, db):
    html = html_of(page(), write_faq("How?", "| a |\n|---|\n| b |\n\n```\ncode\n```\n\n![x](https://a.example/x.png)"))
    assert '<div class="prose-table"' in html
    assert '<pre tabindex="0">' in html
    assert '<img src="https://a.example' not in html


# For search engines.


def test_search_engines_get_a_guide_as_data(page, editor):
    article = write_article("Is </script> safe?", "Yes.")
    services.save_article(article, by=editor, texts={"es": {"title": "¿Es seguro?", "summary": "Corto.", "body": "Sí."}})
    data = data_of(html_of(page(), article, "es"))
    assert (data["@type"], data["headline"], data["inLanguage"]) == ("Article", "¿Es seguro?", "es")
    assert data["author"]["@type"] == "Organization"
    assert data["datePublished"][:4].isdigit()
    assert data["dateModified"] >= data["datePublished"]
    assert data["mainEntityOfPage"].endswith("/es/articles/is-script-safe/")
    assert data_of(html_of(page(), article))["headline"] == "Is </script> safe?"


def test_a_draft_tells_search_engines_nothing(page, editor):
    for draft in (write_article("Plans", published=False), write_faq("Plans?", published=False)):
        html = html_of(page(editor), draft)
        assert '<meta name="robots" content="noindex">' in html
        assert "FAQPage" not in html
        assert '"@type":"Article"' not in html


# What readers think: the same part on every kind of page.


@pytest.mark.parametrize("write", [write_faq, write_article])
def test_the_question_whether_it_helped_ends_the_page(page, db, write):
    thing = write()
    html = html_of(page(), thing)
    assert f'action="{thing.get_absolute_url()}feedback/"' in html
    assert "Did this help you?" in html


def test_a_tutorial_is_rated_at_the_same_door(page, db):
    tutorial = TutorialFactory()
    answer = page().post(f"{tutorial.get_absolute_url()}feedback/", {"helpful": "yes"})
    assert (answer.status_code, answer.url) == (302, f"{tutorial.get_absolute_url()}#feedback")
    tutorial.refresh_from_db()
    assert tutorial.helpful_count == 1
    hidden = TutorialFactory(draft=True)
    assert page().post(f"{hidden.get_absolute_url()}feedback/", {"helpful": "yes"}).status_code == 404
