"""What readers reported: a queue by page, oldest first, decided with a reason; and what follows for the page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from knowledge.models import ContentFlag
from knowledge.services import FlagDecided, decide_flags, flag_page
from supportdesk.core.exceptions import NotAllowed

from .factories import TutorialFactory, write_article, write_faq

pytestmark = pytest.mark.django_db
LIST = reverse("admin:knowledge_contentflag_changelist")


def flag(page, visitor: str = "v1", *, days_ago: int = 0, reason: str = "wrong", comment: str = "") -> ContentFlag:
    made = flag_page(page, visitor=visitor, reason=reason, comment=comment, language="en")
    ContentFlag.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
    return made


def decide(browser, *flags: ContentFlag, verdict: str = "uphold", decision: str = "True.", **more):
    words = {"flags": [flag.pk for flag in flags], "verdict": verdict, "decision": decision, **more}
    return browser.post(LIST, words, follow=True)


def standing(*flags: ContentFlag) -> list[str]:
    return [ContentFlag.objects.get(pk=flag.pk).status for flag in flags]


@pytest.mark.parametrize(
    ("who", "status"), [("customer", 302), ("agent", 403), ("supervisor", 403), ("editor", 200), ("administrator", 200)]
)
def test_who_sees_the_queue(page, request, who, status):
    assert page(request.getfixturevalue(who)).get(LIST).status_code == status


@pytest.mark.parametrize("who", ["customer", "agent", "supervisor"])
def test_others_decide_nothing(page, request, who):
    person, flagged = request.getfixturevalue(who), flag(write_faq())
    page(person).post(LIST, {"flags": [flagged.pk], "verdict": "uphold", "decision": "True."})
    with pytest.raises(NotAllowed):
        decide_flags([flagged], by=person, upheld=True, decision="True.")
    assert standing(flagged) == ["open"]


def test_flags_stand_together_by_page_the_oldest_first(page, editor):
    faq, tutorial = write_faq(), TutorialFactory()
    young, old, middle = flag(faq, "v1", days_ago=1), flag(faq, "v2", days_ago=9), flag(tutorial, days_ago=5)
    cases = page(editor).get(LIST).context["cases"]
    assert [(case.page, case.flags) for case in cases] == [(faq, [old, young]), (tutorial, [middle])]


def test_earlier_decisions_on_the_page_are_shown(page, editor):
    faq = write_faq()
    before = flag(faq, "v0")
    decide_flags([before], by=editor, upheld=False, decision="It is right.")
    decide_flags([flag(write_faq("Another?"), "v0")], by=editor, upheld=False, decision="Nonsense.")
    flag(faq)
    answer = page(editor).get(LIST)
    assert [case.earlier for case in answer.context["cases"]] == [[before]]
    assert "It is right." in answer.content.decode()
    assert "Nonsense." not in answer.content.decode()


def test_several_flags_are_decided_with_one_reason(page, editor):
    faq = write_faq()
    first, second, third = (flag(faq, f"v{place}") for place in range(3))
    decide(page(editor), first, second, verdict="dismiss", decision="It is right.")
    assert standing(first, second, third) == ["dismissed", "dismissed", "open"]
    first.refresh_from_db()
    assert (first.decided_by, first.decision) == (editor, "It is right.")


def test_upholding_can_take_the_page_down(page, editor):
    pages = [write_faq(), write_article(), TutorialFactory()]
    for flagged in pages:
        decide(page(editor), flag(flagged), then="take_down")
        flagged.refresh_from_db()
        assert not flagged.is_published


def test_dismissing_takes_nothing_down(page, editor):
    faq = write_faq()
    decide(page(editor), flag(faq), verdict="dismiss", then="take_down")
    faq.refresh_from_db()
    assert faq.is_published


def test_upholding_can_lead_to_the_editor(page, editor):
    faq = write_faq()
    answer = page(editor).post(LIST, {"flags": [flag(faq).pk], "verdict": "uphold", "decision": "True.", "then": "edit"})
    assert answer.url == reverse("admin:knowledge_faq_change", args=[faq.pk])


def test_when_somebody_was_quicker_with_one_none_is_decided(page, editor):
    faq = write_faq()
    first, second = flag(faq, "v1"), flag(faq, "v2")
    decide_flags([first], by=editor, upheld=True, decision="True.")
    with pytest.raises(FlagDecided):
        decide_flags([second, first], by=editor, upheld=False, decision="Wrong.", take_down=True)
    assert "Somebody decided" in decide(page(editor), first, second).content.decode()
    assert standing(first, second) == ["upheld", "open"]
    faq.refresh_from_db()
    assert faq.is_published


@pytest.mark.parametrize(
    "words",
    [
        {"decision": ""},
        {"decision": "  "},
        {"decision": "x" * 501},
        {"verdict": "explode"},
        {"flags": ["abc"]},
        {"flags": ["999999"]},
        {"flags": []},
        {"then": "explode"},
    ],
)
def test_without_a_reason_or_with_nonsense_nothing_is_decided(page, editor, words):
    flagged = flag(write_faq())
    answer = page(editor).post(LIST, {"flags": [flagged.pk], "verdict": "uphold", "decision": "True.", **words})
    assert answer.status_code == 302
    assert standing(flagged) == ["open"]


def test_what_was_decided_is_kept_the_latest_first(page, editor):
    first, second = flag(write_faq(), "v1"), flag(write_faq("Another?"), "v2")
    decide_flags([first], by=editor, upheld=True, decision="True.")
    decide_flags([second], by=editor, upheld=False, decision="Not true.")
    answer = page(editor).get(LIST, {"tab": "decided"})
    assert [row for row, _kind in answer.context["rows"]] == [second, first]


def test_the_side_bar_counts_what_waits(page, editor):
    faq = write_faq()
    first, _second = flag(faq, "v1"), flag(faq, "v2")
    decide_flags([first], by=editor, upheld=True, decision="True.")
    groups = page(editor).get(LIST).context["sidebar_navigation"]
    (place,) = [item for group in groups for item in group["items"] if item["link"] == LIST]
    assert place["badge"] == 1


def test_the_queue_costs_a_fixed_number_of_queries(page, editor, django_assert_max_num_queries):
    browser = page(editor)
    for place in range(12):
        faq = write_faq(f"Question {place}?")
        decide_flags([flag(faq, "v0")], by=editor, upheld=False, decision="No.")
        flag(faq, "v1")
    browser.get(LIST)
    with django_assert_max_num_queries(16):
        browser.get(LIST)
    with django_assert_max_num_queries(16):
        browser.get(LIST, {"tab": "decided"})


def test_an_old_link_leads_to_the_queue(page, editor):
    assert page(editor).get(f"{LIST}1/change/").url == LIST
