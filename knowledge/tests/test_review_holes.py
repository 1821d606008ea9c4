"""With reviews asked for, nothing goes live beside what a reviewer has read."""

import pytest

from knowledge import services
from knowledge.models import Feedback, Revision

from .factories import write_article, write_faq

SPANISH = {"es": {"question": "¿Dónde está mi dinero?", "answer": "En camino."}}


@pytest.fixture(autouse=True)
def _reviews(settings):
    settings.KNOWLEDGE_REVIEW = settings.KNOWLEDGE_FOUR_EYES = True


def test_a_withdrawn_page_without_news_comes_back_without_another_review(editor):
    faq = write_faq()
    services.unpublish_faq(faq, by=editor)
    assert services.publish_faq(faq, by=editor).is_published


def test_a_withdrawn_page_with_news_waits(editor):
    faq = write_faq()
    services.unpublish_faq(faq, by=editor)
    faq = services.save_faq(faq, by=editor, texts={"en": {"answer": "Other."}}, published=True)
    assert not faq.is_published
    assert Revision.objects.filter(status="proposed", body="Other.").exists()


def test_a_reviewers_own_translation_does_not_slip_through_with_the_original(editor, reviewer):
    faq = write_faq(published=False)
    services.save_faq(faq, by=editor, texts={"en": {"answer": "On its way."}}, published=True)
    services.save_faq(faq, by=reviewer, texts=SPANISH)
    english = Revision.objects.get(language="en", status="proposed")
    services.publish_revision(english, by=reviewer)
    faq.refresh_from_db()
    assert faq.is_published
    assert faq.languages == ["en"]
    assert Revision.objects.get(language="es").status == "proposed"


def test_a_text_as_long_as_a_book_is_refused_and_kept_in_the_form(page, editor):
    article = write_article()
    answer = page(editor).post(f"/admin/knowledge/article/{article.pk}/change/", {"body_en": "x" * 100_001})
    assert "body_en" in answer.context["adminform"].form.errors
    assert Revision.objects.count() == 1


def test_feedback_betrays_no_page_that_an_agent_may_not_read(page, agent, customer):
    faq = write_faq("Secret?")
    services.rate_page(faq, user=customer, helpful=True, language="en")
    assert "Secret?" in page(agent).get("/admin/knowledge/feedback/").content.decode()
    type(faq).objects.update(status="draft")
    assert Feedback.objects.exists()
    assert "Secret?" not in page(agent).get("/admin/knowledge/feedback/").content.decode()
