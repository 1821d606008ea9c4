"""What people search for and do not find becomes a gap, once an hour, however often the job runs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from knowledge.models import ContentGap
from knowledge.services import count_searches
from knowledge.services.gaps.searches import unmet
from knowledge.tasks import count_what_is_missing
from supportdesk.core.models import SearchAsked

from .factories import FAQFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
Status = ContentGap.Status


def searched(words: str, times: int, *, without_result: int = 0, clicked: int = 0, days_ago: int = 1, language: str = "en"):
    day = TODAY - timedelta(days=days_ago)
    counts = {"times": times, "without_result": without_result, "clicked": clicked}
    return SearchAsked.objects.create(day=day, language=language, words=words, **counts)


def gaps() -> dict[str, int]:
    return dict(ContentGap.objects.values_list("question", "times"))


@pytest.mark.parametrize(
    ("asked", "unanswered", "unclicked", "counted"),
    [(3, 3, 3, 3), (3, 1, 3, 1), (4, 0, 4, 0), (5, 0, 5, 5), (10, 0, 8, 8), (10, 2, 7, 2), (10, 10, 10, 10), (2, 0, 0, 0)],
)
def test_without_result_counts_always_and_without_a_click_from_five_on(asked, unanswered, unclicked, counted):
    assert unmet(asked=asked, unanswered=unanswered, unclicked=unclicked) == counted


def test_what_was_not_found_in_ninety_days_is_a_gap_with_its_most_frequent_wording():
    searched("harp train", 2, without_result=2, days_ago=80)
    searched("harp on the train", 3, without_result=3, days_ago=2)
    searched("harp train", 50, without_result=50, days_ago=91)
    searched("refund", 30, clicked=25)
    count_searches(TODAY)
    assert gaps() == {"harp on the train": 5}
    gap = ContentGap.objects.get()
    assert (gap.source, gap.language, gap.status) == ("search", "en", Status.OPEN)
    assert (gap.first_asked_at.date(), gap.last_asked_at.date()) == (TODAY - timedelta(80), TODAY - timedelta(2))


def test_a_single_search_is_no_gap_and_neither_is_a_booking_number():
    searched("harp", 1, without_result=1)
    searched("lum-7k2p9q", 9, without_result=9)
    searched("[email]", 9, without_result=9)
    count_searches(TODAY)
    assert gaps() == {}


def test_languages_are_kept_apart():
    searched("harp", 2, without_result=2)
    searched("harp", 3, without_result=3, language="de")
    count_searches(TODAY)
    assert sorted(ContentGap.objects.values_list("language", "times")) == [("de", 3), ("en", 2)]


def test_counting_twice_changes_nothing():
    searched("harp train", 4, without_result=4)
    count_searches(TODAY)
    before = list(ContentGap.objects.values())
    count_searches(TODAY)
    assert list(ContentGap.objects.values()) == before


def test_a_later_count_replaces_the_earlier_one():
    searched("harp train", 4, without_result=4, days_ago=60)
    count_searches(TODAY)
    searched("harp train", 2, without_result=2, days_ago=0)
    count_searches(TODAY)
    assert gaps() == {"harp train": 6}
    count_searches(TODAY + timedelta(days=60))
    assert gaps() == {"harp train": 2}


def test_what_nobody_searches_for_any_more_goes_unless_it_was_decided_on():
    searched("harp train", 4, without_result=4)
    searched("tuba boat", 4, without_result=4)
    count_searches(TODAY)
    ContentGap.objects.filter(question="tuba boat").update(status=Status.DISMISSED, times_when_decided=4)
    count_searches(TODAY + timedelta(days=120))
    assert gaps() == {"tuba boat": 0}


def test_what_was_put_aside_comes_back_only_when_it_is_searched_much_more():
    searched("harp train", 4, without_result=4)
    count_searches(TODAY)
    ContentGap.objects.update(status=Status.DISMISSED, times_when_decided=4)
    searched("harp train", 9, without_result=9, days_ago=0)
    count_searches(TODAY)
    gap = ContentGap.objects.get()
    assert (gap.times, gap.status) == (13, Status.DISMISSED)
    searched("harp on train", 1, without_result=1, days_ago=0)
    count_searches(TODAY)
    gap.refresh_from_db()
    assert (gap.times, gap.status) == (14, Status.OPEN)


def test_an_editors_decision_during_the_count_stays(monkeypatch):
    searched("harp train", 4, without_result=4)
    count_searches(TODAY)
    searched("harp train", 1, without_result=1, days_ago=0)
    from knowledge.services.gaps import searches

    def decide_meanwhile(first, last, asked_since=searches._asked_since):
        ContentGap.objects.update(status=Status.DISMISSED, times_when_decided=4)
        return asked_since(first, last)

    monkeypatch.setattr(searches, "_asked_since", decide_meanwhile)
    count_searches(TODAY)
    assert list(ContentGap.objects.values_list("times", "status")) == [(5, Status.DISMISSED)]


def test_the_number_of_queries_does_not_grow_with_the_words(django_assert_max_num_queries):
    for place in range(60):
        searched(f"thing{place}x", 3, without_result=3)
    with django_assert_max_num_queries(10):
        count_searches(TODAY)
    assert ContentGap.objects.count() == 60


def test_the_job_counts_and_settles():
    drafted, published, withdrawn = FAQFactory(draft=True), FAQFactory(), FAQFactory(draft=True)
    for status, faq in (
        (Status.DRAFTED, drafted),
        (Status.DRAFTED, published),
        (Status.ANSWERED, withdrawn),
        (Status.ANSWERED, None),
    ):
        key = f"{status} {faq and faq.pk}"
        ContentGap.objects.create(source="assistant", language="en", key=key, question=key, status=status, faq=faq)
    SearchAsked.objects.create(day=timezone.localdate(), language="en", words="harp", times=2, without_result=2)
    for _ in range(2):
        count_what_is_missing.call()
    standing = dict(ContentGap.objects.values_list("key", "status"))
    assert standing == {
        f"drafted {drafted.pk}": "drafted",
        f"drafted {published.pk}": "answered",
        f"answered {withdrawn.pk}": "drafted",
        "answered None": "open",
        "harp": "open",
    }
