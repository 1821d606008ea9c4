"""The readers of the demo: they read, vote, report and look for things in vain, once."""

from __future__ import annotations

import tomllib

import pytest
from django.db.models import Sum
from django.utils import timezone

from knowledge.demo import gaps
from knowledge.models import FAQ, ContentFlag, ContentGap, DailyReading, Feedback, Tutorial
from knowledge.services.figures import most_unhelpful, with_pages
from supportdesk.core.choices import Language
from supportdesk.core.models import SearchAsked

from .factories import FAQFactory, TutorialFactory

pytestmark = pytest.mark.django_db
KEPT = (DailyReading, Feedback, ContentFlag, ContentGap, SearchAsked, FAQ, Tutorial)


@pytest.fixture
def seeded() -> dict:
    wanted = tomllib.loads(gaps.SOURCE.read_text(encoding="utf-8"))
    for slug in ("claim-eu261-compensation", "refund-time-status", "card-data-safety"):
        FAQFactory(slug=slug, view_count=3000, helpful_count=100, not_helpful_count=20)
    TutorialFactory(slug="pay-your-way", view_count=900)
    gaps.seed()
    return wanted


def test_there_is_something_on_every_page_of_the_editors(seeded):
    assert set(ContentGap.objects.values_list("source", flat=True)) == set(ContentGap.Source.values)
    assert set(ContentGap.objects.values_list("language", flat=True)) == set(Language.values)
    assert ContentGap.objects.exclude(answer="").exists()
    assert ContentFlag.objects.to_decide().count() >= 3
    assert ContentFlag.objects.filter(status="dismissed").exists()
    assert Feedback.objects.exclude(comment="").exists()
    found = with_pages(most_unhelpful())
    assert found[0].page.slug == "claim-eu261-compensation"
    assert found[-1].page.slug == "card-data-safety"


def test_what_is_counted_on_the_pages_agrees(seeded):
    for page in (*FAQ.objects.all(), *Tutorial.objects.all()):
        assert page.readings.aggregate(views=Sum("views"))["views"] <= page.view_count
        assert page.feedback.filter(helpful=True).count() <= page.helpful_count
        assert page.feedback.filter(helpful=False).count() <= page.not_helpful_count
        assert page.helpful_count + page.not_helpful_count < page.view_count
    assert not DailyReading.objects.filter(day__gt=timezone.localdate()).exists()
    assert not Feedback.objects.filter(created_at__gt=timezone.now()).exists()


def test_a_second_run_changes_nothing(seeded):
    before = [list(model.objects.order_by("pk").values()) for model in KEPT]
    gaps.seed()
    assert [list(model.objects.order_by("pk").values()) for model in KEPT] == before
