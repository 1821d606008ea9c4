"""Reading one message: language, tone, intent, and the entries of the help centre that may answer it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings

from supportdesk.core.search import Hit, Results, detect_language, search

from ..understanding.intent import IntentReading
from ..understanding.tokens import tokens
from ..understanding.tone import Tone, read_tone
from .learning import intent_model

FOUND = 4
# A question this short only makes sense together with the one before it; a little longer if it begins like one.
_FRAGMENT_WORDS = 3
_FOLLOW_UP_WORDS = 9


@dataclass(frozen=True, slots=True)
class Reading:
    """All that is known of a message before anything is decided; nothing was stored for it."""

    text: str
    language: str
    tone: Tone = field(default_factory=Tone)
    intent: IntentReading = field(default_factory=IntentReading)
    hits: tuple[Hit, ...] = ()
    confidence: float = 0.0
    features: dict[str, float] = field(default_factory=dict)
    has_words: bool = True

    def figures(self) -> dict[str, float]:
        """What the decision rests on, as numbers; never a text."""
        return {
            **{f"search_{name}": round(float(value), 4) for name, value in self.features.items()},
            "intent": round(self.intent.confidence, 4),
            "off_topic": round(self.intent.off_topic, 4),
            "nearness": round(self.intent.nearness, 4),
            "tone": round(self.tone.score, 2),
            "urgency": round(self.tone.urgency, 4),
        }


def read_message(text: str, *, prior: str, user=None, question: str = "", before: str = "") -> Reading:
    """Read `text`. `question` is what to search for when it is not the text itself; `before` the last question asked."""
    if not tokens(text):
        return Reading(text, prior, has_words=False)
    language, _sure = detect_language(text, prior=prior)
    tone = read_tone(text, (language, prior))
    if tone.small_talk:
        return Reading(text, language, tone)
    intent = intent_model().read(question or text, language)
    results = find_answers(question or text, language=language, user=user)
    if before and results.confidence < settings.ASSISTANT_OFFER_AT and _goes_on(text, tone):
        results = _with_question_before(results, f"{before} {text}", language=language, user=user)
    return Reading(
        text,
        language,
        tone,
        intent,
        hits=tuple(results.hits or results.nearest)[:FOUND],
        confidence=min(max(float(results.confidence), 0.0), 1.0),
        features=results.features,
    )


def _goes_on(text: str, tone: Tone) -> bool:
    """Whether the question hangs on the one before."""
    length = len(tokens(text))
    return length <= _FRAGMENT_WORDS or (tone.follows_up and length <= _FOLLOW_UP_WORDS)


def find_answers(question: str, *, language: str, user=None) -> Results:
    """FAQs in the language, or in English where that knows better."""
    return search(question, language=language, user=user, kinds=["faq"], limit=FOUND)


def _with_question_before(alone: Results, together: str, *, language: str, user) -> Results:
    """Results for "and for children?" after "how much luggage may I take?": good enough to offer, never to answer."""
    found = find_answers(together, language=language, user=user)
    if found.confidence < settings.ASSISTANT_OFFER_AT:
        return alone
    below = (settings.ASSISTANT_OFFER_AT + settings.ASSISTANT_ANSWER_AT) / 2
    return Results(hits=found.hits, confidence=min(found.confidence, below), features=found.features, total=found.total)
