import pytest

from knowledge.models import Feedback

from .factories import FAQFactory

ADDRESS = "/en/faqs/money/feedback/"


@pytest.fixture
def faq(db):
    return FAQFactory(slug="money")


def test_without_scripts_a_vote_comes_back_to_the_page(page, faq):
    browser = page()
    assert "Did this help you?" in browser.get("/en/faqs/money/").content.decode()
    answer = browser.post(ADDRESS, {"helpful": "yes"})
    assert (answer.status_code, answer.url) == (302, "/en/faqs/money/#feedback")
    html = browser.get("/en/faqs/money/").content.decode()
    assert "Thank you, good to know." in html
    assert "Did this help you?" not in html
    faq.refresh_from_db()
    assert (faq.helpful_count, faq.not_helpful_count) == (1, 0)


def test_then_a_comment_may_follow_and_the_vote_may_change(page, faq):
    browser = page()
    browser.post(ADDRESS, {"helpful": "yes"})
    browser.post(ADDRESS, {"helpful": "yes", "comment": "Very clear"})
    assert "Very clear" in browser.get("/en/faqs/money/").content.decode()
    # The button of a changed mind comes after the hidden field of the form, and the last value counts.
    browser.post(ADDRESS, {"helpful": ["yes", "no"], "comment": "Very clear"})
    vote = Feedback.objects.get()
    assert (vote.helpful, vote.comment) == (False, "Very clear")
    faq.refresh_from_db()
    assert (faq.helpful_count, faq.not_helpful_count) == (0, 1)


def test_htmx_gets_the_part_that_asked(page, faq):
    answer = page().post(ADDRESS, {"helpful": "no"}, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.lstrip().startswith('<section class="feedback" id="feedback"')
    assert "We will make it better." in html


def test_a_person_votes_once_on_every_device(page, faq, customer):
    page(customer).post(ADDRESS, {"helpful": "yes"})
    page(customer).post(ADDRESS, {"helpful": "yes"})
    assert Feedback.objects.get().user == customer


@pytest.mark.parametrize(
    "words", [{}, {"helpful": "maybe"}, {"helpful": "yes", "comment": "x" * 1001}, {"helpful": "yes", "comment": "\x00"}]
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_what_cannot_be_is_said_and_nothing_is_stored(page, faq, words, headers):
    answer = page().post(ADDRESS, words, headers=headers)
    assert answer.status_code == 422
    assert 'id="feedback"' in answer.content.decode()
    assert not Feedback.objects.exists()
    faq.refresh_from_db()
    assert (faq.helpful_count, faq.not_helpful_count) == (0, 0)


def test_the_address_of_the_form_takes_posts_only(page, faq):
    assert page().get(ADDRESS).status_code == 405


def test_a_flood_is_stopped(page, faq, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"create": "2/min"}}
    browser = page()
    answers = [browser.post(ADDRESS, {"helpful": "yes"}).status_code for _ in range(3)]
    assert answers == [302, 302, 429]


def test_a_form_without_token_is_refused(faq):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(ADDRESS, {"helpful": "yes"}).status_code == 403
    assert not Feedback.objects.exists()
