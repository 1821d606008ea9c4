"""Several editors at the same time: nobody undoes another's text unseen, and versions count without gaps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from knowledge import services
from knowledge.models import Article, Words
from knowledge.services.versions import NotOpen, TextMovedOn

from .factories import write_article

pytestmark = pytest.mark.django_db(transaction=True)


def together(work, jobs) -> list:
    """What `work(job)` gave or raised for every job, all in threads of their own."""

    def done(job):
        try:
            return work(job)
        except (TextMovedOn, NotOpen) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(done, jobs))


def drafts(article, number: int) -> list:
    return [
        services.write_draft(article, by=None, language="en", words=Words("Refunds", "", f"Text {each}."))
        for each in range(number)
    ]


def test_of_those_who_publish_at_once_one_wins_and_the_others_hear_of_it():
    article = write_article("Refunds", "Ask.")
    found = together(lambda draft: services.publish_revision(draft, by=None), drafts(article, 4))
    [winner] = [result for result in found if not isinstance(result, TextMovedOn)]
    assert Article.objects.get().body_en == winner.body
    assert services.live_revision(article, "en") == winner


def test_a_text_is_published_once_by_those_who_do_it_at_once():
    [draft] = drafts(write_article("Refunds", "Ask."), 1)
    found = together(lambda _number: services.publish_revision(draft, by=None), range(4))
    assert sum(isinstance(result, NotOpen) for result in found) == 3


def test_numbers_have_no_gaps_and_no_doubles():
    article = write_article("Refunds", "Ask.")
    together(lambda number: drafts(article, 1) and number, range(8))
    assert sorted(article.revisions.values_list("number", flat=True)) == list(range(1, 10))
