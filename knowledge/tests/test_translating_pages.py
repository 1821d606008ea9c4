"""Translations: the overview of all pages, and writing one with the original beside it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from knowledge import services
from knowledge.models import FAQ, Article, Revision, Words

from .factories import CategoryFactory, write_article, write_faq

pytestmark = pytest.mark.django_db
SPANISH = {"title": "Reembolsos", "summary": "", "body": "Pida."}
OVERVIEW = "/admin/knowledge/revision/translations/"


@pytest.fixture
def desk(page, editor):
    return page(editor)


@pytest.fixture
def article():
    """Its Spanish text is older than the English one."""
    article = write_article(texts={"en": {"title": "Refunds", "body": "Ask."}, "es": SPANISH})
    return services.save_article(article, by=None, texts={"en": {"body": "Ask us."}})


def place(page, language: str = "es") -> str:
    return f"/admin/knowledge/{page._meta.model_name}/{page.pk}/translate/{language}/"


def typed(page, language: str = "es", **changes) -> dict:
    original = services.live_revision(page, "en")
    return {
        **page.words_in(language)._asdict(),
        "comment": "",
        "publish_at": "",
        "seen": services.fingerprint(page.words_in(language)),
        "original": original.pk if original else "",
        "do": "publish",
        **changes,
    }


def shown(desk, query: str = "") -> list:
    return [row.page for row in desk.get(f"{OVERVIEW}?{query}").context["rows"]]


def test_pages_are_listed_by_how_often_they_are_read_and_drafts_of_pages_are_not(desk, article):
    faq = write_faq()
    write_faq("Hidden?", published=False)
    FAQ.objects.filter(pk=faq.pk).update(view_count=50)
    Article.objects.filter(pk=article.pk).update(view_count=70)
    assert shown(desk) == [article, faq]


def test_each_language_says_how_it_stands(desk, article, editor):
    faq = write_faq(texts={"en": {"question": "Q?", "answer": "A."}, "es": {"question": "¿Q?", "answer": "A."}})
    services.write_draft(faq, by=editor, language="fr", words=Words("Q ?", "", "R."))
    services.write_draft(faq, by=None, language="de", words=Words("F?", "", "A."), origin=Revision.Origin.MACHINE)
    services.propose_revision(services.write_draft(faq, by=editor, language="ar", words=Words("س", "", "ج")), by=editor)
    rows = {
        row.page: {str(cell.language): [cell.live, *cell.under_way] for cell in row.cells}
        for row in desk.get(OVERVIEW).context["rows"]
    }
    assert rows[article] == {"es": ["outdated"], "fr": ["missing"], "de": ["missing"], "ar": ["missing"], "zh-hans": ["missing"]}
    assert rows[faq] == {
        "es": ["current"],
        "fr": ["missing", "draft"],
        "de": ["missing", "machine"],
        "ar": ["missing", "waiting"],
        "zh-hans": ["missing"],
    }
    counts = dict(desk.get(OVERVIEW).context["counts"])
    assert (counts["es"]["outdated"], counts["es"]["current"], counts["fr"]["missing"], counts["de"]["machine"]) == (1, 1, 2, 1)
    for state, found in (("outdated", [article]), ("current", [faq]), ("draft", [faq]), ("machine", [faq]), ("waiting", [faq])):
        assert shown(desk, f"state={state}") == found, state
    assert shown(desk, "lang=es&state=missing") == []
    assert set(shown(desk, "lang=zh-hans&state=missing")) == {article, faq}
    assert shown(desk, "kind=faq") == [faq]
    assert shown(desk, f"category={article.category_id}") == [article]


@pytest.mark.parametrize("query", ["lang=xx", "state=odd", "category=banana", "category=99999", "page=x", "kind=1"])
def test_filters_that_are_not_understood_filter_nothing(desk, article, query):
    assert shown(desk, query) == [article]


def test_the_overview_costs_the_same_for_any_number(desk, django_assert_max_num_queries):
    def cost() -> int:
        with django_assert_max_num_queries(30) as queries:
            desk.get(OVERVIEW)
        return len(queries)

    category = CategoryFactory()
    write_faq(category=category), write_article(category=category)
    cost()
    few = cost()
    for number in range(5):
        write_faq(f"Q{number}?", category=category), write_article(f"A{number}", category=category)
    assert cost() == few


def test_a_translator_sees_the_original_and_what_changed_in_it(desk, article):
    html = desk.get(place(article)).content.decode()
    assert "English version 1 to 2" in html
    assert "Still right, no change needed" in html
    assert "Ask us." in html
    assert "Pida." in html


def test_a_translation_is_published_and_no_longer_outdated(desk, article, editor):
    desk.post(place(article), typed(article, body="Pídanos.", comment="As the original"))
    article.refresh_from_db()
    revision = services.live_revision(article, "es")
    assert (article.body_es, article.outdated) == ("Pídanos.", [])
    assert (revision.author, revision.comment, revision.translated_from.number) == (editor, "As the original", 2)


def test_a_missing_translation_is_begun_as_a_draft_and_written_on(desk, article):
    desk.post(place(article, "fr"), typed(article, "fr", title="Remboursements", do="save"))
    draft = article.revisions.get(language="fr")
    assert (draft.status, Article.objects.get().languages) == ("draft", ["en", "es"])
    seen = services.fingerprint(draft.words)
    desk.post(place(article, "fr"), typed(article, "fr", title="Remboursements", body="Demandez.", seen=seen))
    article.refresh_from_db()
    assert (article.revisions.filter(language="fr").count(), article.body_fr) == (1, "Demandez.")


def test_still_right_makes_it_current_without_a_new_text(desk, article):
    desk.post(place(article), {"do": "still_right", "original": services.live_revision(article, "en").pk})
    article.refresh_from_db()
    assert (article.outdated, article.body_es) == ([], "Pida.")


def test_still_right_is_said_of_what_was_read_and_not_of_what_came_since(desk, article):
    read = services.live_revision(article, "en").pk
    services.save_article(article, by=None, texts={"en": {"body": "Ask us at once."}})
    desk.post(place(article), {"do": "still_right", "original": read})
    assert Article.objects.get().outdated == ["es"]


@pytest.mark.parametrize("original", ["banana", "99999", "9" * 40, ""])
def test_an_original_of_another_page_counts_for_nothing(desk, article, original):
    other = write_article("Other").revisions.get()
    for wrong in (original, other.pk):
        desk.post(place(article), {"do": "still_right", "original": wrong})
    assert services.live_revision(article, "es").translated_from.article == article


def test_where_reviews_are_asked_for_a_translator_proposes(desk, article, settings):
    settings.KNOWLEDGE_REVIEW = True
    assert 'value="publish"' not in desk.get(place(article)).content.decode()
    desk.post(place(article), typed(article, body="Pídanos.", do="propose"))
    article.refresh_from_db()
    assert (article.body_es, article.revisions.get(language="es", number=2).status) == ("Pida.", "proposed")


@pytest.mark.parametrize(
    "change", [{"title": ""}, {"title": "x" * 300}, {"do": "schedule"}, {"body": "\x00"}, {"original": "-1"}]
)
def test_what_is_wrong_keeps_what_was_typed(desk, article, change):
    answer = desk.post(place(article), typed(article, **{"summary": "Escrito", **change}))
    assert answer.status_code == 409
    assert "Escrito" in answer.content.decode()
    assert article.revisions.filter(language="es").count() == 1


def test_what_another_published_meanwhile_is_shown_and_may_be_replaced(desk, article):
    sent = typed(article, body="Lo mío.")
    services.save_article(article, by=None, texts={"es": {"body": "Ajeno."}})
    answer = desk.post(place(article), sent)
    assert answer.status_code == 409
    assert "Ajeno" in answer.content.decode()
    assert Article.objects.get().body_es == "Ajeno."
    desk.post(place(article), {**sent, "over_newer": "on"})
    assert Article.objects.get().body_es == "Lo mío."


def test_other_ways_to_ask_are_kept_with_the_text(desk):
    faq = write_faq(phrasings={"en": ["where is my cash"], "es": ["antes"]})
    desk.post(place(faq), typed(faq, title="¿Dónde?", body="Aquí.", phrasings="mi dinero\n\n no  llega \nmi dinero"))
    assert set(faq.phrasings.filter(language="es").values_list("text", flat=True)) == {"mi dinero", "no llega"}
    assert faq.phrasings.filter(language="en").count() == 1


def test_a_phrasing_that_is_too_long_is_an_error_and_nothing_is_stored(desk):
    faq = write_faq()
    answer = desk.post(place(faq), typed(faq, title="¿Dónde?", body="Aquí.", phrasings="x" * 300))
    assert answer.status_code == 409
    assert FAQ.objects.get().languages == ["en"]


def test_a_draft_of_a_machine_is_marked_until_a_person_saved_it(desk, article):
    draft = services.write_draft(
        article, by=None, language="fr", words=Words("Titre", "", "Texte."), origin=Revision.Origin.MACHINE
    )
    assert "A machine wrote this draft" in desk.get(place(article, "fr")).content.decode()
    desk.post(
        place(article, "fr"), typed(article, "fr", **draft.words._asdict(), do="save", seen=services.fingerprint(draft.words))
    )
    draft.refresh_from_db()
    assert draft.origin == Revision.Origin.PERSON


@pytest.mark.parametrize("language", ["en", "xx"])
def test_there_is_no_translation_into_the_original_or_an_unknown_language(desk, article, language):
    assert desk.get(place(article, language)).status_code == 404


@pytest.mark.parametrize(
    ("who", "overview", "translator"),
    [
        ("customer", 302, 302),
        ("agent", 403, 403),
        ("supervisor", 200, 403),
        ("editor", 200, 200),
        ("reviewer", 200, 200),
        ("administrator", 200, 200),
    ],
)
def test_every_door_for_everybody(page, request, article, who, overview, translator):
    browser = page(request.getfixturevalue(who))
    assert browser.get(OVERVIEW).status_code == overview
    assert browser.get(place(article)).status_code == translator
    if translator != 200:
        assert browser.post(place(article), typed(article, body="Otro.")).status_code == translator
        assert Article.objects.get().body_es == "Pida."


def test_a_page_that_is_not_public_is_translated_by_drafts_that_go_live_with_it(desk):
    article = write_article(published=False)
    assert 'value="publish"' not in desk.get(place(article)).content.decode()
    desk.post(place(article), typed(article, **SPANISH, do="save"))
    article = services.change_page_status(article, by=None, status="published")
    assert (article.languages, article.outdated) == (["en", "es"], [])
    assert article.published_at <= timezone.now()
