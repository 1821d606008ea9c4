"""Which translations are older than their original."""

import pytest

from knowledge import services
from knowledge.models import Article, Revision, Words
from knowledge.services.review import NoTranslation

from .factories import write_article

pytestmark = pytest.mark.django_db
SPANISH = {"title": "Reembolsos", "summary": "", "body": "Pida."}
Significance = Revision.Significance


@pytest.fixture
def article():
    return write_article(texts={"en": {"title": "Refunds", "body": "Ask."}, "es": SPANISH})


def outdated(article) -> list[str]:
    article.refresh_from_db()
    return article.outdated


@pytest.mark.parametrize(
    ("significance", "languages"), [(Significance.TYPO, []), (Significance.NORMAL, ["es"]), (Significance.MAJOR, ["es"])]
)
def test_a_change_that_matters_makes_translations_outdated(article, editor, significance, languages):
    services.save_article(article, by=editor, texts={"en": {"body": "Ask us."}}, significance=significance)
    assert outdated(article) == languages


def test_a_new_translation_is_of_the_new_original_and_a_corrected_typo_of_the_old(article, editor):
    services.save_article(article, by=editor, texts={"en": {"body": "Ask us."}})
    services.save_article(article, by=editor, texts={"es": {"body": "Pída."}}, significance=Significance.TYPO)
    assert outdated(article) == ["es"]
    services.save_article(article, by=editor, texts={"es": {"body": "Pídanos."}})
    assert outdated(article) == []


def test_still_right_makes_it_current_without_a_new_text(article, editor):
    services.save_article(article, by=editor, texts={"en": {"body": "Ask us."}})
    again = services.confirm_translation(article, by=editor, language="es")
    assert outdated(article) == []
    assert (again.status, again.significance, again.words, again.translated_from.number) == (
        "published",
        Significance.TYPO,
        Words("Reembolsos", "", "Pida."),
        2,
    )


def test_still_right_is_said_of_the_original_that_was_read(article, editor):
    services.save_article(article, by=editor, texts={"en": {"body": "Ask us."}})
    read = services.live_revision(article, "en")
    services.save_article(article, by=editor, texts={"en": {"body": "Ask us now."}})
    services.confirm_translation(article, by=editor, language="es", original=read)
    assert outdated(article) == ["es"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_is_right_where_there_is_no_translation(article, editor, language):
    with pytest.raises(NoTranslation):
        services.confirm_translation(article, by=editor, language=language)
    assert article.revisions.count() == 2


def test_still_right_waits_for_a_reviewer_where_reviews_are_asked_for(article, editor, settings):
    services.save_article(article, by=editor, texts={"en": {"body": "Ask us."}})
    settings.KNOWLEDGE_REVIEW = True
    assert services.confirm_translation(article, by=editor, language="es").status == "proposed"
    assert outdated(article) == ["es"]


def test_what_went_live_last_counts_and_not_what_was_begun_last(article, editor):
    early = services.write_draft(article, by=editor, language="en", words=Words("Refunds", "", "Begun early."))
    services.save_article(article, by=editor, texts={"en": {"body": "In between."}})
    services.save_article(article, by=editor, texts={"es": {"body": "Entre tanto."}})
    assert outdated(article) == []
    services.publish_revision(early, by=editor, over_newer=True)
    assert outdated(article) == ["es"]


def test_a_translation_of_a_draft_is_current_once_that_is_live(article, editor):
    texts = {"en": {"body": "Ask us."}, "es": {"body": "Pídanos."}}
    services.save_article(article, by=editor, texts=texts, outcome="propose")
    english, spanish = (article.revisions.get(language=language, number=2) for language in ("en", "es"))
    assert spanish.translated_from == english
    services.publish_revision(spanish, by=editor)
    assert outdated(article) == []
    services.publish_revision(english, by=editor)
    assert outdated(article) == []
    assert Article.objects.outdated_in("es").count() == 0
