from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from knowledge import services
from knowledge.models import FAQ, Feedback
from supportdesk.core.exceptions import NotFound

from .factories import FAQFactory


def counts(faq):
    faq.refresh_from_db()
    return faq.helpful_count, faq.not_helpful_count


def test_a_vote_is_counted_once_however_often_it_is_given(customer):
    faq = FAQFactory()
    answers = [services.rate_page(faq, user=customer, helpful=True, language="en") for _ in range(3)]
    assert [created for _, created in answers] == [True, False, False]
    assert answers[-1][0].faq.helpful_count == 1
    assert counts(faq) == (1, 0)
    assert Feedback.objects.count() == 1


def test_a_changed_mind_moves_the_vote(customer):
    faq = FAQFactory(helpful_count=40, not_helpful_count=2)
    services.rate_page(faq, user=customer, helpful=True, language="en")
    services.rate_page(faq, user=customer, helpful=False, language="es")
    assert counts(faq) == (40, 3)
    vote = Feedback.objects.get()
    assert (vote.helpful, vote.language) == (False, "es")


def test_a_comment_stays_until_another_is_given(customer):
    faq = FAQFactory()
    services.rate_page(faq, user=customer, helpful=False, comment=" Too long. ", language="en")
    services.rate_page(faq, user=customer, helpful=True, language="en")
    assert Feedback.objects.get().comment == "Too long."
    services.rate_page(faq, user=customer, helpful=True, comment="", language="en")
    assert Feedback.objects.get().comment == ""


def test_each_person_and_each_visitor_has_a_vote(customer, stranger):
    faq = FAQFactory()
    for who in ({"user": customer}, {"user": stranger}, {"visitor": "v1"}, {"visitor": "v2"}, {"visitor": "v1"}):
        services.rate_page(faq, **who, helpful=True, language="en")
    assert counts(faq) == (4, 0)


def test_a_vote_is_no_edit(customer):
    faq = FAQFactory()
    before = FAQ.objects.get().updated_at
    services.rate_page(faq, user=customer, helpful=True, language="en")
    assert FAQ.objects.get().updated_at == before


def test_a_draft_cannot_be_rated(customer):
    faq = FAQFactory(draft=True)
    with pytest.raises(NotFound):
        services.rate_page(faq, user=customer, helpful=True, language="en")
    assert not Feedback.objects.exists()
    assert counts(faq) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_votes_at_the_same_moment_are_all_counted_and_none_twice():
    faq = FAQFactory()

    def vote(visitor: str) -> None:
        try:
            services.rate_page(faq, visitor=visitor, helpful=True, language="en")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(vote, ["a", "b", "a", "c", "a", "b"]))
    assert counts(faq) == (3, 0)
    assert Feedback.objects.count() == 3
