"""What editors do with a gap: a draft, an answer that is there, putting it aside; nothing twice, nothing by itself."""

from __future__ import annotations

import pytest

from knowledge import services
from knowledge.models import FAQ, ContentGap
from knowledge.services import GapDecided, answer_gap, change_page_status, dismiss_gap, draft_faq, note_gap, reopen_gap
from supportdesk.core.exceptions import NotAllowed, NotFound

from .factories import CategoryFactory, write_faq

pytestmark = pytest.mark.django_db
Status = ContentGap.Status
TEXTS = {"en": {"question": "May I bring a harp?", "answer": "Yes, with a seat of its own."}}


@pytest.fixture
def gap() -> ContentGap:
    return note_gap(source="assistant", language="en", question="harp on the train?", reference="one")


def draft(gap, by, **changes) -> FAQ:
    return draft_faq(gap, **{"by": by, "category": CategoryFactory(), "texts": TEXTS, "wording": "harp on the train", **changes})


def test_a_draft_is_written_and_only_a_person_publishes_it(gap, editor):
    faq = draft(gap, editor)
    gap.refresh_from_db()
    assert (faq.status, faq.question, faq.updated_by) == ("draft", "May I bring a harp?", editor)
    assert [phrasing.text for phrasing in faq.phrasings.all()] == ["harp on the train"]
    assert (gap.status, gap.faq, gap.decided_by) == (Status.DRAFTED, faq, editor)
    assert gap.times_when_decided == 1


def test_publishing_the_draft_answers_the_gap(gap, editor):
    faq = draft(gap, editor)
    change_page_status(faq, by=editor, status="published")
    gap.refresh_from_db()
    assert (gap.status, gap.faq) == (Status.ANSWERED, faq)


def test_publishing_a_version_of_the_draft_answers_the_gap_too(gap, editor):
    faq = draft(gap, editor)
    services.publish_revision(faq.revisions.get(), by=editor)
    gap.refresh_from_db()
    assert gap.status == Status.ANSWERED


def test_a_second_click_writes_no_second_draft(gap, editor):
    draft(gap, editor)
    with pytest.raises(GapDecided):
        draft(gap, editor)
    assert FAQ.objects.count() == 1


def test_a_draft_that_cannot_be_stored_leaves_the_gap_open(gap, editor):
    with pytest.raises(services.TextMissing):
        draft(gap, editor, texts={"en": {"question": "May I?", "answer": ""}})
    gap.refresh_from_db()
    assert (gap.status, FAQ.objects.count()) == (Status.OPEN, 0)


def test_a_draft_for_another_language_has_both(editor):
    gap = note_gap(source="search", language="es", question="¿puedo llevar un arpa?")
    texts = TEXTS | {"es": {"question": "¿Puedo llevar un arpa?", "answer": "Sí, con su propio asiento."}}
    faq = draft(gap, editor, texts=texts, wording="llevar arpa en tren")
    assert faq.languages == ["en", "es"]
    assert [(phrasing.language, phrasing.text) for phrasing in faq.phrasings.all()] == [("es", "llevar arpa en tren")]


def test_an_faq_that_is_there_takes_the_wording_on(gap, editor):
    faq = write_faq("Which instruments may I bring?")
    answer_gap(gap, by=editor, faq=faq, wording="harp on the train")
    gap.refresh_from_db()
    assert (gap.status, gap.faq) == (Status.ANSWERED, faq)
    assert [(phrasing.text, phrasing.source) for phrasing in faq.phrasings.all()] == [("harp on the train", "feedback")]


def test_what_an_agent_answered_is_a_phrasing_of_an_agent(editor):
    gap = note_gap(source="ticket", language="en", question="harp on the train")
    faq = write_faq("Which instruments may I bring?")
    answer_gap(gap, by=editor, faq=faq, wording="harp")
    assert faq.phrasings.get().source == "agent"


def test_a_draft_answers_nobody(gap, editor):
    faq = write_faq("Which instruments may I bring?", published=False)
    with pytest.raises(NotFound):
        answer_gap(gap, by=editor, faq=faq)
    gap.refresh_from_db()
    assert gap.status == Status.OPEN


def test_putting_aside_and_taking_it_back(gap, editor):
    dismiss_gap(gap, by=editor)
    with pytest.raises(GapDecided):
        dismiss_gap(gap, by=editor)
    assert not ContentGap.objects.open().exists()
    again = reopen_gap(gap, by=editor)
    assert (again.status, again.decided_by, again.times_when_decided) == (Status.OPEN, None, 0)
    with pytest.raises(GapDecided):
        reopen_gap(gap, by=editor)


def test_the_same_question_noticed_elsewhere_is_decided_with_it_and_comes_back_with_it(gap, editor):
    elsewhere = note_gap(source="search", language="en", question="train harp")
    other = note_gap(source="search", language="en", question="tuba on the train")
    dismiss_gap(gap, by=editor)
    elsewhere.refresh_from_db()
    other.refresh_from_db()
    assert (elsewhere.status, other.status) == (Status.DISMISSED, Status.OPEN)
    reopen_gap(elsewhere, by=editor)
    gap.refresh_from_db()
    assert gap.status == Status.OPEN


def test_what_was_decided_before_is_not_decided_again(gap, editor):
    elsewhere = note_gap(source="search", language="en", question="train harp")
    ContentGap.objects.filter(pk=elsewhere.pk).update(status=Status.DISMISSED)
    faq = draft(gap, editor)
    elsewhere.refresh_from_db()
    assert (elsewhere.status, elsewhere.faq) == (Status.DISMISSED, None)
    assert faq.gaps.get() == gap


@pytest.mark.parametrize("who", ["customer", "agent", "supervisor"])
def test_others_may_not_decide_and_nothing_changes(gap, who, request):
    person, faq = request.getfixturevalue(who), write_faq()
    for decide in (
        lambda: dismiss_gap(gap, by=person),
        lambda: answer_gap(gap, by=person, faq=faq, wording="harp"),
        lambda: draft(gap, person),
        lambda: reopen_gap(gap, by=person),
    ):
        with pytest.raises(NotAllowed):
            decide()
    gap.refresh_from_db()
    assert (gap.status, FAQ.objects.count(), faq.phrasings.count()) == (Status.OPEN, 1, 0)
