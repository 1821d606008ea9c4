"""The editors' pages of what is missing: who sees them, what they show, what their buttons do."""

from __future__ import annotations

import pytest
from django.urls import reverse

from knowledge.models import FAQ, ContentGap
from knowledge.services import dismiss_gap, note_gap
from supportdesk.core import roles

from .factories import CategoryFactory, write_faq

pytestmark = pytest.mark.django_db
LIST = reverse("admin:knowledge_contentgap_changelist")
Status = ContentGap.Status


def note(question: str = "Harp on the train?", *, source: str = "assistant", times: int = 1, **more) -> ContentGap:
    gap = note_gap(**{"source": source, "language": "en", "question": question, **more})
    ContentGap.objects.filter(pk=gap.pk).update(times=times)
    return gap


def one(gap: ContentGap) -> str:
    return reverse("admin:knowledge_contentgap_change", args=[gap.pk])


@pytest.mark.parametrize(
    ("who", "status"), [("customer", 302), ("agent", 403), ("supervisor", 403), ("editor", 200), ("administrator", 200)]
)
def test_who_sees_what_is_missing(page, request, who, status):
    gap = note()
    browser = page(request.getfixturevalue(who))
    assert [browser.get(address).status_code for address in (LIST, one(gap))] == [status, status]


@pytest.mark.parametrize("who", ["customer", "agent", "supervisor"])
def test_others_change_nothing(page, request, who):
    gap = note()
    browser = page(request.getfixturevalue(who))
    browser.post(LIST, {"do": "dismiss", "gap": gap.pk})
    browser.post(one(gap), {"do": "dismiss"})
    gap.refresh_from_db()
    assert gap.status == Status.OPEN


def test_the_most_wanted_comes_first_and_filters_narrow(page, editor):
    note("Tuba on the boat?", times=2)
    note("Harp on the train?", times=9)
    note("Arpa en el tren", language="es", source="search", times=5)
    dismiss_gap(note("Drum in the bus?"), by=editor)
    browser = page(editor)

    def questions(query: str = "") -> list[str]:
        return [gap.question for gap in browser.get(LIST + query).context["page"]]

    assert questions() == ["Harp on the train?", "Arpa en el tren", "Tuba on the boat?"]
    assert questions("?language=es") == questions("?source=search") == ["Arpa en el tren"]
    assert questions("?status=dismissed") == ["Drum in the bus?"]
    assert questions("?status=answered") == []
    assert questions("?status=nonsense&source=%00&language=xx&p=abc") == questions()


def test_the_list_costs_a_fixed_number_of_queries(page, editor, django_assert_max_num_queries):
    browser = page(editor)
    for place in range(30):
        note(f"Thing{place}x in the hold?")
    browser.get(LIST)
    with django_assert_max_num_queries(16):
        browser.get(LIST)


def test_putting_aside_in_the_list_can_be_undone_at_once(page, editor):
    gap = note()
    browser = page(editor)
    answer = browser.post(f"{LIST}?language=en", {"do": "dismiss", "gap": gap.pk}, follow=True)
    gap.refresh_from_db()
    assert gap.status == Status.DISMISSED
    assert answer.context["undo"] == gap
    assert answer.context["language"] == "en"
    assert "Undo" in answer.content.decode()
    browser.post(LIST, {"do": "reopen", "gap": gap.pk})
    gap.refresh_from_db()
    assert gap.status == Status.OPEN


def test_the_page_shows_the_proposed_answer_and_the_nearest_faqs(page, editor):
    faq = write_faq("May I take an instrument along?", "On a seat of its own.")
    gap = note(source="ticket", question="Harp on the train — may I take my instrument along?", answer="**Yes**, <b>do</b>.")
    answer = page(editor).get(one(gap))
    text = answer.content.decode()
    assert "<strong>Yes</strong>" in text
    assert "<b>do</b>" not in text
    assert answer.context["wording"] == "Harp on the train"
    found = page(editor).get(one(gap), {"find": "take an instrument along"}).context["near"]
    assert [near.hit.object_id for near in found] == [faq.pk]
    assert 0 <= found[0].chance <= 100


def test_private_places_are_named_to_those_who_may_see_them_alone(page, editor, make_person):
    gap = note(source="ticket", reference="SUP-000042")
    answer = page(editor).get(one(gap))
    assert "SUP-000042" not in answer.content.decode()
    assert answer.context["hidden_places"] == 1
    both = make_person("bea", role=roles.KNOWLEDGE_EDITOR)
    roles.grant(both, roles.SUPERVISOR)
    answer = page(both).get(one(gap))
    assert "SUP-000042" in answer.content.decode()
    assert answer.context["hidden_places"] == 0


def test_a_draft_is_written_and_its_form_opens(page, editor):
    gap, category = note(), CategoryFactory()
    fields = {"do": "draft", "category": category.pk, "question_en": "A harp?", "answer_en": "Yes.", "wording": "harp on trains"}
    answer = page(editor).post(one(gap), fields)
    faq = FAQ.objects.get()
    assert answer.url == reverse("admin:knowledge_faq_change", args=[faq.pk])
    assert (faq.status, faq.category, [phrasing.text for phrasing in faq.phrasings.all()]) == (
        "draft",
        category,
        ["harp on trains"],
    )
    again = page(editor).post(one(gap), fields)
    assert again.url == answer.url
    assert FAQ.objects.count() == 1


def test_a_draft_for_another_language_needs_english_too(page, editor):
    gap, category = note("¿Arpa en el tren?", language="es"), CategoryFactory()
    fields = {"do": "draft", "category": category.pk, "question_es": "¿Arpa?", "answer_es": "Sí."}
    answer = page(editor).post(one(gap), fields)
    assert answer.status_code == 200
    assert set(answer.context["draft"].errors) == {"question_en", "answer_en"}
    assert not FAQ.objects.exists()
    page(editor).post(one(gap), fields | {"question_en": "A harp?", "answer_en": "Yes."})
    assert FAQ.objects.get().languages == ["en", "es"]


def test_this_answers_it(page, editor):
    gap, faq = note(), write_faq("May I take an instrument along?")
    page(editor).post(one(gap), {"do": "answer", "faq": faq.pk, "wording": "harp on the train"})
    gap.refresh_from_db()
    assert (gap.status, gap.faq) == (Status.ANSWERED, faq)
    assert faq.phrasings.get().text == "harp on the train"


@pytest.mark.parametrize("faq", ["", "99999", "abc", "\x00"])
def test_an_faq_that_is_none_answers_nothing(page, editor, faq):
    gap = note()
    assert page(editor).post(one(gap), {"do": "answer", "faq": faq}).status_code == 200
    gap.refresh_from_db()
    assert gap.status == Status.OPEN


def test_who_comes_second_is_told(page, editor):
    gap = note()
    dismiss_gap(gap, by=editor)
    answer = page(editor).post(one(gap), {"do": "dismiss"}, follow=True)
    assert "Somebody has decided" in answer.content.decode()


@pytest.mark.parametrize("pk", ["abc", "0", "99999999999999999999", "١"])
def test_a_gap_that_is_not_there(page, editor, pk):
    assert page(editor).get(f"{LIST}{pk}/change/").status_code == 404


def test_unknown_things_to_do_change_nothing(page, editor):
    gap = note()
    assert page(editor).post(one(gap), {"do": "explode"}).status_code == 302
    assert page(editor).post(LIST, {"do": "explode", "gap": gap.pk}).status_code == 302
    assert page(editor).post(LIST, {"do": "dismiss"}).status_code == 404
    gap.refresh_from_db()
    assert gap.status == Status.OPEN
