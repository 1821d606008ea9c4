"""The intent model of this process: loaded once, made when there is none, made anew when the help centre has changed."""

from __future__ import annotations

import threading
import time

import structlog
from django.conf import settings

from supportdesk.core.models import SearchEntry

from ..understanding.intent import IntentModel
from ..understanding.store import load, save, stamp
from ..understanding.training import Phrase, fingerprint, seed_phrases, train

log = structlog.get_logger("supportdesk.assistant")

_TOPICS = {"billing": "payment", "booking": "booking", "technical": "technical"}
_SHELVES = {"account": "account"}
# How often a process looks whether a newer model was saved.
_LOOK_EVERY_SECONDS = 30.0


class _Held:
    """What this process works with; only ever replaced as a whole."""

    lock = threading.Lock()
    model: IntentModel | None = None
    stamp = 0.0
    looked_at = 0.0


def intent_model() -> IntentModel:
    """The model to read messages with. The first call of an installation takes some seconds to make it."""
    if _Held.model is not None and time.monotonic() - _Held.looked_at < _LOOK_EVERY_SECONDS:
        return _Held.model
    with _Held.lock:
        _Held.looked_at = time.monotonic()
        saved = stamp()
        if _Held.model is None or (saved and saved != _Held.stamp):
            _Held.model, _Held.stamp = load() or _Held.model or _make(training_phrases()), stamp()
        return _Held.model


def refresh_model(*, force: bool = False) -> IntentModel:
    """Train again if seeds or help centre have changed since the saved model was made, and save it."""
    phrases = training_phrases()
    saved = load()
    if saved is not None and not force and saved.info["fingerprint"] == fingerprint(phrases):
        return saved
    model = _make(phrases)
    with _Held.lock:
        _Held.model, _Held.stamp = model, stamp()
    return model


def training_phrases() -> list[Phrase]:
    """The shipped phrases and everything that the help centre says people ask."""
    seeds = seed_phrases(per_intent=getattr(settings, "ASSISTANT_SEEDS_PER_INTENT", None))
    return seeds + knowledge_phrases()


def knowledge_phrases() -> list[Phrase]:
    """The questions of the FAQs and their other phrasings, where the shelf says what they are about."""
    found = []
    rows = SearchEntry.objects.filter(kind=SearchEntry.Kind.FAQ).values_list(
        "language", "title", "phrasings", "category", "topic"
    )
    for language, title, phrasings, category, topic in rows:
        intent = _SHELVES.get(category) or _TOPICS.get(topic)
        if intent:
            found += [Phrase(text, language, intent) for text in (title, *phrasings.splitlines()) if text.strip()]
    return found


def _make(phrases: list[Phrase]) -> IntentModel:
    started = time.perf_counter()
    model = train(phrases)
    try:
        save(model)
    except OSError as error:  # a read-only disk costs the next process some seconds, not the answer
        log.warning("assistant.model_not_saved", error=str(error))
    log.info("assistant.model_trained", phrases=len(phrases), seconds=round(time.perf_counter() - started, 1))
    return model
