"""The editors' pages of how well pages help, and their CSV."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from knowledge.models import FAQ, DailyReading, Feedback

from .factories import FAQFactory, TutorialFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:knowledge_dailyreading_changelist")
DOWNLOAD = reverse("admin:knowledge_dailyreading_download")


def read(page, views: int = 100, *, days_ago: int = 1, language: str = "en") -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    DailyReading.objects.create(**{page._meta.model_name: page}, day=day, language=language, views=views)


def vote(page, *, unhelpful: int, helpful: int = 0, comment: str = "", reason: str = "") -> None:
    kind = page._meta.model_name
    revision = None if kind == "tutorial" else page.revisions.first()
    Feedback.objects.bulk_create(
        Feedback(
            **{kind: page},
            revision=revision,
            visitor=f"v{place}",
            language="en",
            helpful=place >= unhelpful,
            comment=comment,
            reason=reason if place < unhelpful else "",
        )
        for place in range(unhelpful + helpful)
    )


def one(page) -> str:
    return reverse("admin:knowledge_dailyreading_change", args=[f"{page._meta.model_name}-{page.pk}"])


@pytest.mark.parametrize(
    ("who", "status"), [("customer", 302), ("agent", 403), ("supervisor", 403), ("editor", 200), ("administrator", 200)]
)
def test_who_sees_the_figures(page, request, who, status):
    browser, faq = page(request.getfixturevalue(who)), FAQFactory()
    assert [browser.get(address).status_code for address in (LIST, one(faq), DOWNLOAD)] == [status] * 3


def test_the_list_says_what_fails_most_readers(page, editor):
    fine, bad = FAQFactory(question_en="Fine?"), FAQFactory(question_en="Bad?")
    read(fine, 2000)
    read(bad, 1500)
    vote(fine, helpful=20, unhelpful=0)
    vote(bad, helpful=5, unhelpful=20, reason="wrong")
    answer = page(editor).get(LIST)
    assert [line.row.page for line in answer.context["rows"]] == [bad, fine]
    text = answer.content.decode()
    assert "80 %" in text
    assert "It is wrong or out of date" in text
    assert "1,500" in text


def test_filters_narrow_the_list_and_nonsense_is_ignored(page, editor):
    faq, tutorial = FAQFactory(), TutorialFactory()
    read(faq, days_ago=60)
    read(tutorial, language="es")
    browser = page(editor)

    def pages(query: str) -> set:
        return {line.row.page for line in browser.get(LIST + query).context["rows"]}

    assert pages("?days=30") == pages("?kind=tutorial") == pages("?language=es") == {tutorial}
    assert pages("?days=7&kind=%00&language=xx&p=-1") == {faq, tutorial}


def test_the_list_costs_a_fixed_number_of_queries(page, editor, django_assert_max_num_queries):
    browser = page(editor)
    for made in [FAQFactory() for _ in range(15)] + [TutorialFactory() for _ in range(5)]:
        read(made)
        vote(made, unhelpful=2, reason="wrong")
    browser.get(LIST)
    with django_assert_max_num_queries(16):
        browser.get(LIST)


def test_one_page_by_month_version_and_reason_with_its_comments(page, editor):
    faq = FAQFactory()
    read(faq, 250)
    vote(faq, unhelpful=1, comment="<script>alert(1)</script> Too short.", reason="incomplete")
    answer = page(editor).get(one(faq))
    text = answer.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Too short." in text
    assert "Something is missing" in text
    assert len(answer.context["views_chart"].bars) == 12
    assert max(bar.height for bar in answer.context["views_chart"].bars) == 100


def test_a_page_that_nobody_read_has_figures_too(page, editor):
    assert page(editor).get(one(TutorialFactory())).status_code == 200


@pytest.mark.parametrize("name", ["faq-0", "faq-abc", "faq", "user-1", "faq-99999999999999999999", "faq-%00"])
def test_figures_of_what_is_not_there(page, editor, name):
    assert page(editor).get(f"{LIST}{name}/change/").status_code == 404


def test_the_csv_has_all_pages_and_no_formulas(page, editor):
    harmless, sly = FAQFactory(question_en="Grüße?"), FAQFactory(question_en="=HYPERLINK(1)")
    for faq in (harmless, sly):
        read(faq, 10)
    vote(harmless, unhelpful=3, helpful=1, reason="wrong")
    answer = page(editor).get(DOWNLOAD, {"kind": "faq"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    first, second = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (first["title"], first["views"], first["votes"], first["not_helpful"]) == ("Grüße?", "10", "4", "3")
    assert (first["not_helpful_share"], first["main_reason"]) == ("0.75", "wrong")
    assert (second["title"], second["not_helpful_share"]) == ("'=HYPERLINK(1)", "")


def test_the_list_of_faqs_shows_the_share_that_it_helped_and_leads_to_the_figures(page, editor):
    voted, unvoted = FAQFactory(), FAQFactory()
    FAQ.objects.filter(pk=voted.pk).update(helpful_count=3, not_helpful_count=1)
    text = page(editor).get(reverse("admin:knowledge_faq_changelist")).content.decode()
    assert "75 % of 4" in text
    assert "no votes" in text
    assert one(voted) in text
    assert one(unvoted) in text
