"""Why a page did not help: asked after a "no", never required; a new version is voted on anew."""

from __future__ import annotations

import pytest

from knowledge import services
from knowledge.models import Feedback

from .factories import write_article, write_faq

ADDRESS = "/en/articles/refunds/feedback/"


@pytest.fixture
def article(db):
    return write_article("Refunds")


def counts(thing):
    thing.refresh_from_db()
    return thing.helpful_count, thing.not_helpful_count


def test_after_a_no_the_reasons_are_asked_and_after_a_yes_they_are_not(page, article):
    browser = page()
    browser.post(ADDRESS, {"helpful": "no"})
    html = browser.get("/en/articles/refunds/").content.decode()
    assert html.count('type="radio" name="reason"') == 5
    browser.post(ADDRESS, {"helpful": "yes"})
    html = browser.get("/en/articles/refunds/").content.decode()
    assert 'name="reason"' not in html
    assert "<textarea" in html


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_reason_and_a_comment_are_kept_and_thanked_for(page, article, headers):
    browser = page()
    browser.post(ADDRESS, {"helpful": "no"}, headers=headers)
    browser.post(ADDRESS, {"helpful": "no", "reason": "incomplete", "comment": "Which form?"}, headers=headers)
    vote = Feedback.objects.get()
    assert (vote.helpful, vote.reason, vote.comment) == (False, "incomplete", "Which form?")
    html = browser.get("/en/articles/refunds/").content.decode()
    assert "What you told us has reached" in html
    assert "Which form?" in html
    assert counts(article) == (0, 1)


def test_a_changed_mind_takes_the_reason_away_and_keeps_the_comment(page, article):
    browser = page()
    browser.post(ADDRESS, {"helpful": "no", "reason": "wrong", "comment": "Hm."})
    browser.post(ADDRESS, {"helpful": ["no", "yes"], "reason": "wrong", "comment": "Hm."})
    vote = Feedback.objects.get()
    assert (vote.helpful, vote.reason, vote.comment) == (True, "", "Hm.")
    assert counts(article) == (1, 0)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("words", [{"helpful": "no", "reason": "boring"}, {"helpful": "no", "reason": "wrong\x00"}])
def test_a_reason_that_is_none_is_refused_and_the_vote_stands(page, article, words, headers):
    browser = page()
    browser.post(ADDRESS, {"helpful": "no", "reason": "unclear"})
    answer = browser.post(ADDRESS, words, headers=headers)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "errorlist" in html or "field__errors" in html
    assert ("<html" in html) == (not headers)
    assert Feedback.objects.get().reason == "unclear"
    assert counts(article) == (0, 1)


def test_a_new_version_is_voted_on_anew_and_the_counts_are_of_all(page, article, editor):
    browser = page()
    browser.post(ADDRESS, {"helpful": "no", "reason": "unclear"})
    services.save_article(article, by=editor, texts={"en": {"body": "Clearer."}})
    assert "Did this help you?" in browser.get("/en/articles/refunds/").content.decode()
    browser.post(ADDRESS, {"helpful": "yes"})
    assert Feedback.objects.count() == 2
    assert counts(article) == (1, 1)


def test_readers_of_an_untranslated_page_vote_on_the_text_they_saw(page, article):
    browser = page()
    browser.post(ADDRESS.replace("/en/", "/de/"), {"helpful": "yes"})
    browser.post(ADDRESS, {"helpful": "no"})
    vote = Feedback.objects.get()
    assert (vote.revision.language, vote.language, vote.helpful) == ("en", "en", False)


# The API.


def rate(client, faq, body):
    return client.post(f"/support/faqs/{faq.pk}/feedback", body, format="json")


def test_a_program_may_say_why(api, db):
    faq, visitor = write_faq(), api()
    answer = rate(visitor, faq, {"helpful": False, "reason": "no_help"})
    assert answer.status_code == 201
    assert answer.json() == {"helpful": False, "comment": "", "helpful_count": 0, "not_helpful_count": 1}
    assert Feedback.objects.get().reason == "no_help"
    # Said once, it stays until another is given or the vote changes.
    rate(visitor, faq, {"helpful": False, "comment": "Sorry."})
    assert Feedback.objects.get().reason == "no_help"
    rate(visitor, faq, {"helpful": True})
    assert Feedback.objects.get().reason == ""


@pytest.mark.parametrize(
    "body",
    [
        {"helpful": False, "reason": "boring"},
        {"helpful": False, "reason": ""},
        {"helpful": False, "reason": None},
        {"helpful": False, "reason": 1},
        {"helpful": False, "reason": ["wrong"]},
        {"helpful": False, "reason": "wrong\x00"},
        {"helpful": True, "reason": "wrong"},
        {"reason": "wrong"},
    ],
)
def test_a_reason_that_cannot_be_is_refused_and_nothing_is_stored(api, db, body):
    faq = write_faq()
    assert rate(api(), faq, body).status_code == 400
    assert not Feedback.objects.exists()
    assert counts(faq) == (0, 0)
