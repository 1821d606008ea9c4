"""Which pages fail most readers, and how the help of one page changes: right figures for a fixed number of queries."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from knowledge.models import DailyReading, Feedback, Revision
from knowledge.services.figures import (
    Votes,
    figures_of,
    most_unhelpful,
    wilson_interval,
    with_pages,
    with_reasons,
)

from .factories import FAQFactory, TutorialFactory, write_article

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


def read(page, views: int, *, days_ago: int = 1, language: str = "en", **more) -> None:
    about = {page._meta.model_name: page}
    DailyReading.objects.create(**about, day=TODAY - timedelta(days=days_ago), language=language, views=views, **more)


def vote(page, helpful: int = 0, unhelpful: int = 0, *, days_ago: int = 1, language: str = "en", reason="", comment="", of=None):
    when = timezone.make_aware(datetime.combine(TODAY - timedelta(days=days_ago), datetime.min.time())) + timedelta(hours=23)
    kind = page._meta.model_name
    revision = None if kind == "tutorial" else of or page.revisions.first()
    already = Feedback.objects.count()
    Feedback.objects.bulk_create(
        Feedback(
            **{kind: page},
            revision=revision,
            visitor=f"v{already + place}",
            language=language,
            helpful=place < helpful,
            reason="" if place < helpful else reason,
            comment=comment,
            created_at=when,
        )
        for place in range(helpful + unhelpful)
    )


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Published values: Wilson's interval for 95 %.
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (1, 10, 0.0179, 0.4042), (50, 100, 0.4038, 0.5962)],
)
def test_the_interval_is_wilsons(hits, of, low, high):
    assert wilson_interval(hits, of) == pytest.approx((low, high), abs=0.0002)


def test_a_much_read_page_that_fails_some_goes_before_a_little_read_one_that_fails_all():
    busy, quiet, fine = FAQFactory(), FAQFactory(), FAQFactory()
    read(busy, 5000)
    vote(busy, helpful=60, unhelpful=40)
    read(quiet, 20)
    vote(quiet, unhelpful=3)
    read(fine, 9000)
    vote(fine, helpful=100)
    found = most_unhelpful(today=TODAY)
    assert [row.pk for row in found] == [busy.pk, quiet.pk, fine.pk]
    assert found[0].harm == pytest.approx(5000 * wilson_interval(40, 100)[0])
    assert found[2].harm == 0


def test_one_bad_vote_says_little_and_without_votes_nothing_is_known():
    one, many, unvoted = FAQFactory(), FAQFactory(), FAQFactory()
    for page in (one, many, unvoted):
        read(page, 100)
    vote(one, unhelpful=1)
    vote(many, helpful=10, unhelpful=30)
    found = most_unhelpful(today=TODAY)
    assert [row.pk for row in found] == [many.pk, one.pk, unvoted.pk]
    assert found[2].votes.share is None


def test_only_the_last_days_count_and_those_before_them_are_compared():
    page = FAQFactory()
    read(page, 10, days_ago=0)
    read(page, 20, days_ago=89)
    read(page, 40, days_ago=90)
    vote(page, helpful=3, unhelpful=1, days_ago=89)
    vote(page, helpful=1, unhelpful=1, days_ago=90)
    vote(page, unhelpful=7, days_ago=180)
    (row,) = most_unhelpful(today=TODAY)
    assert (row.views, row.votes, row.before) == (30, Votes(4, 1), Votes(2, 1))
    assert row.change == -0.25


def test_all_kinds_and_one_kind_and_one_language():
    faq, article, tutorial = FAQFactory(spanish=True), write_article(), TutorialFactory()
    for page in (faq, article, tutorial):
        read(page, 10)
    read(faq, 5, language="es")
    vote(faq, unhelpful=2, language="es")
    read(tutorial, 3, days_ago=2, completions=2)
    vote(tutorial, helpful=1, unhelpful=1)
    found = with_pages(most_unhelpful(today=TODAY))
    assert {row.page: (row.views, row.completions) for row in found} == {faq: (15, 0), article: (10, 0), tutorial: (13, 2)}
    assert [row.page for row in with_pages(most_unhelpful(today=TODAY, kind="tutorial"))] == [tutorial]
    (spanish,) = most_unhelpful(today=TODAY, language="es")
    assert (spanish.pk, spanish.views, spanish.votes) == (faq.pk, 5, Votes(2, 2))


def test_the_reason_named_most():
    page, other = FAQFactory(), FAQFactory()
    for one in (page, other):
        read(one, 1)
    vote(page, unhelpful=2, reason="wrong")
    vote(page, unhelpful=3, reason="unclear")
    vote(page, unhelpful=9)
    reasons = {row.pk: row.reason for row in with_reasons(most_unhelpful(today=TODAY), today=TODAY)}
    assert reasons == {page.pk: "unclear", other.pk: ""}


def test_a_page_by_month_by_language_by_version():
    page = FAQFactory(spanish=True)
    english, spanish = page.revisions.get(language="en"), page.revisions.get(language="es")
    newer = Revision.objects.create(
        faq=page, language="en", number=2, title="Newer?", status="published", published_at=timezone.now()
    )
    read(page, 7, days_ago=0)
    read(page, 8, days_ago=20, language="es")
    read(page, 100, days_ago=400)
    vote(page, helpful=1, unhelpful=3, days_ago=20, of=english, reason="wrong")
    vote(page, helpful=4, days_ago=0, of=newer)
    vote(page, unhelpful=1, language="es", days_ago=0, of=spanish, comment="¿Y los niños?")
    told = figures_of(page, today=TODAY)
    assert [month.first for month in told.months][-2:] == [date(2026, 5, 1), date(2026, 6, 1)]
    assert len(told.months) == 12
    assert [(month.views, month.votes) for month in told.months[-2:]] == [(8, Votes(4, 3)), (7, Votes(5, 1))]
    assert (told.views, told.votes) == (15, Votes(9, 4))
    versions = [(version.language, version.number, version.votes) for version in told.versions]
    assert versions == [("en", 2, Votes(4, 0)), ("en", 1, Votes(4, 3)), ("es", 1, Votes(1, 1))]
    assert told.languages == [("en", 7, Votes(8, 3)), ("es", 8, Votes(1, 1))]
    assert told.reasons == [("wrong", 3), ("", 1)]
    assert [(comment.comment, comment.revision) for comment in told.comments] == [("¿Y los niños?", spanish)]


def test_a_page_that_nobody_read():
    told = figures_of(TutorialFactory(), today=TODAY)
    assert (told.views, told.votes, told.versions, told.languages) == (0, Votes(), [], [])
    assert len(told.months) == 12


def test_each_figure_is_one_query_however_many_pages(django_assert_num_queries):
    for page in [FAQFactory() for _ in range(12)] + [TutorialFactory() for _ in range(3)]:
        for days_ago in range(5):
            read(page, 3, days_ago=days_ago)
        vote(page, helpful=2, unhelpful=2, reason="wrong")
    with django_assert_num_queries(5):
        assert len(with_pages(with_reasons(most_unhelpful(today=TODAY), today=TODAY))) == 15
    page = FAQFactory()
    read(page, 3)
    vote(page, helpful=2, unhelpful=2, reason="wrong", comment="Hm.")
    with django_assert_num_queries(7):
        assert [comment.revision.number for comment in figures_of(page, today=TODAY).comments]
