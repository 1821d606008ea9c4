import pytest

from assistant.services.deciding import Before, Step, category_of, decide, priority_of
from assistant.services.reading import Reading
from assistant.understanding.intent import IntentReading
from assistant.understanding.tone import Tone
from supportdesk.core.search import Hit

HIT = Hit("faq", 1, "en", "Title", "/", "", 1.0)
FRESH = Before()


def reading(confidence=0.9, *, tone=None, intent="payment", off_topic=0.0, **more) -> Reading:
    hits = (HIT,) if confidence else ()
    return Reading(
        "…", "en", tone or Tone(), IntentReading(intent, 0.9, off_topic, 0.9), hits=hits, confidence=confidence, **more
    )


@pytest.mark.parametrize(
    ("confidence", "step"),
    [
        (1.0, Step.ANSWER),
        (0.70, Step.ANSWER),
        (0.69, Step.OFFER),
        (0.30, Step.OFFER),
        (0.29, Step.NO_ANSWER),
        (0.0, Step.NO_ANSWER),
    ],
)
def test_confidence_decides_where_nothing_else_does(confidence, step):
    assert decide(reading(confidence), FRESH).step == step


@pytest.mark.parametrize(
    ("tone", "reason"),
    [
        (Tone(emergency=True), "emergency"),
        (Tone(emergency=True, wants_human=True, urgent=True, angry=True), "emergency"),
        (Tone(wants_human=True), "requested"),
        (Tone(wants_human=True, technical_trouble=True), "requested"),
        (Tone(urgent=True), "urgent"),
        (Tone(urgent=True, angry=True), "urgent"),
        (Tone(angry=True), "anger"),
        (Tone(technical_trouble=True), "technical"),
    ],
)
def test_triggers_come_first_however_good_the_answer(tone, reason):
    decision = decide(reading(1.0, tone=tone), FRESH)
    assert (decision.step, decision.reason) == (Step.HAND_OVER, reason)


def test_the_second_question_in_a_row_without_an_answer_is_handed_over():
    first = decide(reading(0.1), FRESH)
    assert (first.step, first.reason) == (Step.NO_ANSWER, "low_confidence")
    second = decide(reading(0.1), Before(had_no_answer=True))
    assert (second.step, second.reason) == (Step.HAND_OVER, "low_confidence")
    assert decide(reading(0.6), Before(had_no_answer=True)).step == Step.OFFER


def test_an_answer_that_did_not_help_counts_as_none():
    assert decide(reading(0.95, tone=Tone(did_not_help=True)), FRESH).step == Step.NO_ANSWER


@pytest.mark.parametrize("kind", ["thanks", "greeting", "farewell", "identity", "no", "yes"])
@pytest.mark.parametrize("before", [FRESH, Before(has_ticket=True), Before(had_no_answer=True)])
def test_courtesy_never_hands_over(kind, before):
    assert decide(reading(0, tone=Tone(small_talk=kind)), before).step == Step.SMALL_TALK


def test_yes_accepts_the_person_who_was_offered():
    assert decide(reading(0, tone=Tone(small_talk="yes")), Before(offered_a_person=True)).reason == "requested"


def test_off_topic_is_neither_answered_nor_handed_over():
    assert decide(reading(0.1, off_topic=0.95), Before(had_no_answer=True)).step == Step.OFF_TOPIC
    assert decide(reading(0.1, off_topic=0.95, tone=Tone(urgent=True)), FRESH).step == Step.OFF_TOPIC
    assert decide(reading(0.9, off_topic=0.95), FRESH).step == Step.ANSWER
    assert decide(reading(0.1, off_topic=0.95, tone=Tone(emergency=True)), FRESH).reason == "emergency"
    assert decide(reading(0.1, off_topic=0.95, tone=Tone(wants_human=True)), FRESH).reason == "requested"


def test_a_conversation_with_a_ticket_passes_everything_on():
    for tone in (Tone(), Tone(urgent=True), Tone(wants_human=True), Tone(technical_trouble=True)):
        assert decide(reading(0.1, tone=tone), Before(has_ticket=True)).step == Step.PASS_ON


def test_signs_alone_are_asked_back():
    assert decide(reading(0, has_words=False), Before(had_no_answer=True)).step == Step.UNCLEAR


def test_the_button_is_a_request_whatever_its_words():
    assert decide(reading(0.9), FRESH, asked_for_person=True).reason == "requested"


@pytest.mark.parametrize(
    ("intent", "reason", "category"),
    [
        ("payment", "requested", "billing"),
        ("booking", "anger", "booking"),
        ("account", "low_confidence", "technical"),
        ("technical", "technical", "technical"),
        ("payment", "technical", "technical"),
        ("general", "requested", "general"),
        ("booking", "emergency", "emergency"),
    ],
)
def test_the_category_follows_intent_and_reason(intent, reason, category):
    assert category_of(intent, reason) == category


def test_the_priority_follows_reason_and_tone():
    assert priority_of(reading(), "emergency") == "urgent"
    assert priority_of(reading(), "urgent") == "urgent"
    assert priority_of(reading(tone=Tone(urgent=True)), "requested") == "urgent"
    assert priority_of(reading(), "anger") == "high"
    assert priority_of(reading(), "technical") == priority_of(None, "requested") == "normal"
