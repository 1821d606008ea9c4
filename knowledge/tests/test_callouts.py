"""Callouts are written once and read in each language, in articles and in answers alike."""

from knowledge import services

from .factories import write_article, write_faq

REMARK = "> [!WARNING]\n> Mind the gap."


def test_a_callout_of_an_article_is_named_in_the_language_of_the_text(page, editor, monkeypatch):
    monkeypatch.setattr("supportdesk.core.markup.gettext", lambda text: f"{text} in {_active()}")
    article = write_article("Trains", REMARK)
    services.save_article(article, by=editor, texts={"es": {"title": "Trenes", "body": "> [!TIP]\n> Cuidado."}})
    article.refresh_from_db()
    assert '<p class="callout__title">Warning in en</p>' in article.body_html_en
    assert '<p class="callout__title">Tip in es</p>' in article.body_html_es
    assert "Tip in es" in page().get("/es/articles/trains/").content.decode()


def test_an_untranslated_answer_names_its_callouts_in_english(page, db, monkeypatch):
    monkeypatch.setattr("supportdesk.core.markup.gettext", lambda text: f"{text} in {_active()}")
    write_faq("Which platform?", REMARK, slug="platform")
    for language in ("en", "de"):
        assert "Warning in en" in page().get(f"/{language}/faqs/platform/").content.decode()


def test_what_a_callout_says_is_found_like_the_rest(db):
    write_faq("Which platform?", "Look.\n\n> [!NOTE]\n> Nineteen and three quarters.")
    from supportdesk.core.search import search

    assert [hit.title for hit in search("nineteen quarters", language="en", user=None).hits] == ["Which platform?"]


def test_a_callout_is_the_same_on_the_page_of_an_answer_and_in_the_api(page, api, db):
    faq = write_faq("Which platform?", REMARK, slug="platform")
    callout = '<div class="callout callout--warn" role="note">'
    assert callout in page().get("/en/faqs/platform/").content.decode()
    assert callout in api().get(f"/support/faqs/{faq.pk}").json()["answer_html"]


def _active() -> str:
    from django.utils.translation import get_language

    return get_language()
