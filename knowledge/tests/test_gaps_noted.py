"""Counting questions that the help centre does not answer: which are the same, and what of them is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from knowledge.models import ContentGap
from knowledge.services import note_gap
from knowledge.services.gaps.sameness import LONGEST_KEY, key_of

Source, Status = ContentGap.Source, ContentGap.Status


def note(question: str, **more) -> ContentGap | None:
    return note_gap(**{"source": Source.ASSISTANT, "language": "en", "question": question, **more})


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "status of my refund?", "Refund status"),
        ("en", "How do I cancel my booking?", "I want to cancel the bookings, please"),
        ("es", "¿Cómo puedo cancelar mi reserva?", "cancelar reserva"),
        ("fr", "Comment annuler ma réservation ?", "je voudrais annuler ma reservation"),
        ("de", "Wie kann ich meine Buchung stornieren?", "Buchung stornieren, bitte"),
        ("ar", "كيف يمكنني إلغاء حجزي؟", "الغاء حجزي"),
        ("zh-hans", "怎么取消预订？", "我想取消预订"),
    ],
)
def test_the_same_question_in_other_words_has_the_same_key(language, one, other):
    assert key_of(one, language) == key_of(other, language) != ""


def test_other_questions_have_other_keys():
    assert key_of("cancel my booking", "en") != key_of("cancel my insurance", "en")
    assert key_of("Can I bring a harp?", "en") != key_of("Can I bring a dog?", "en")


@pytest.mark.parametrize("question", ["", "???", "12345", "how do I do that", "[email] [number]"])
def test_what_says_nothing_has_no_key(question):
    assert key_of(question, "en") == ""


def test_a_long_question_has_a_short_key_of_its_own():
    one, other = (" ".join(f"word{place}x" for place in range(count)) for count in (100, 101))
    assert len(key_of(one, "en")) <= LONGEST_KEY
    assert key_of(one, "en") != key_of(other, "en")


@pytest.mark.django_db
def test_a_question_is_counted_once_for_each_place_it_was_asked():
    earlier, later = timezone.now() - timedelta(days=3), timezone.now()
    note("Can I bring a harp on the train?", reference="one", at=later)
    note("I want to bring a harp on the train", reference="two", at=earlier)
    note("Bring harp on train?", reference="two", at=later)
    gap = ContentGap.objects.get()
    assert (gap.question, gap.times, gap.references) == ("Can I bring a harp on the train?", 2, ["one", "two"])
    assert (gap.first_asked_at, gap.last_asked_at) == (earlier, later)


@pytest.mark.django_db
def test_sources_and_languages_are_counted_apart():
    note("harp on the train")
    note("harp on the train", source=Source.TICKET)
    note("harp on the train", language="de")
    assert ContentGap.objects.count() == 3


@pytest.mark.django_db
def test_personal_data_is_taken_out_before_anything_is_kept():
    gap = note(
        "I am Ana Lima (ana.lima@example.org, +34 600 123 456): may my dog fly on LUM-7K2P9Q?",
        answer="Hello Ana, Maya here. Dogs up to 8 kg fly in the cabin. Your booking AB12 is fine, call 600 123 456.",
        private=["Ana Lima", "Maya", "AB12"],
    )
    assert gap is not None
    kept = f"{gap.question} {gap.answer} {gap.key}".casefold()
    for secret in ("ana", "lima", "maya", "example.org", "600", "7k2p9q", "ab12"):
        assert secret not in kept
    assert "dogs up to 8 kg fly in the cabin" in kept
    assert "dog fly" in gap.question


@pytest.mark.django_db
def test_the_name_of_a_person_inside_another_word_stays():
    gap = note("Does the banana boat sail?", private=["Ana", "王伟"])
    assert gap.question == "Does the banana boat sail?"
    assert note("我叫王伟，可以带狗吗", language="zh-hans", private=["王伟"]).question == "我叫[name]，可以带狗吗"


@pytest.mark.django_db
@pytest.mark.parametrize("question", ["", "  \x00 ", "12345678", "ana@example.org", "how?"])
def test_what_says_nothing_is_not_kept(question):
    assert note(question) is None
    assert not ContentGap.objects.exists()


@pytest.mark.django_db
def test_a_very_long_question_is_shortened():
    gap = note("harp " * 500, answer="strings " * 5000)
    assert len(gap.question) <= 250
    assert gap.question.endswith("…")
    assert len(gap.answer) <= 5000


@pytest.mark.django_db
def test_a_story_is_the_same_question_by_its_topic():
    note("Harp on the train — hello, I play in an orchestra", source=Source.TICKET, topic="Harp on the train", reference="1")
    note("harp, train — we go to Vienna on Monday", source=Source.TICKET, topic="harp, train", reference="2")
    assert ContentGap.objects.get().times == 2


@pytest.mark.django_db
def test_the_first_answer_stays_and_a_missing_one_is_filled_in():
    note("harp on the train", reference="1")
    note("harp on the train", reference="2", answer="Yes, with a seat of its own.")
    note("harp on the train", reference="3", answer="No.")
    assert ContentGap.objects.get().answer == "Yes, with a seat of its own."


@pytest.mark.django_db
def test_what_was_put_aside_stays_so_until_it_is_asked_much_more_often(editor):
    gap = note("harp on the train")
    ContentGap.objects.update(
        status=Status.DISMISSED, times=6, times_when_decided=6, decided_by=editor, decided_at=timezone.now()
    )
    for _ in range(11):
        note("harp on the train")
    gap.refresh_from_db()
    assert (gap.times, gap.status) == (17, Status.DISMISSED)
    note("harp on the train")
    gap.refresh_from_db()
    assert (gap.times, gap.status, gap.decided_by, gap.decided_at) == (18, Status.OPEN, None, None)


@pytest.mark.django_db
def test_a_rare_question_comes_back_only_after_ten_more():
    note("harp on the train")
    ContentGap.objects.update(status=Status.ANSWERED, times=1, times_when_decided=1, decided_at=timezone.now())
    for times in range(2, 12):
        assert ContentGap.objects.get().status == Status.ANSWERED
        assert note("harp on the train").times == times
    assert ContentGap.objects.get().status == Status.OPEN
