"""A small model, trained once, and a search whose answers the test decides."""

from __future__ import annotations

import pytest

from assistant import services
from assistant.services import learning, reading
from assistant.understanding.training import seed_phrases, train
from knowledge.tests.factories import CategoryFactory, FAQFactory
from supportdesk.core.search import Hit, Results

VISITOR = "a" * 64
SEEDS = 60


@pytest.fixture(scope="session")
def small_model():
    return train(seed_phrases(per_intent=SEEDS))


@pytest.fixture(autouse=True)
def _reads_with_the_small_model(small_model, settings):
    settings.ASSISTANT_SEEDS_PER_INTENT = SEEDS
    held = learning._Held.model
    learning._Held.model = small_model
    yield
    learning._Held.model = held


@pytest.fixture
def faqs(db):
    """Four FAQs of one shelf, in English and Spanish."""
    shelf = CategoryFactory(slug="payment", topic="billing")
    return [
        FAQFactory(
            category=shelf,
            question_en=f"Question {place} about refunds?",
            answer_en=f"Answer {place}: **5 to 10** working days.",
            question_es=f"¿Pregunta {place} sobre reembolsos?",
            answer_es=f"Respuesta {place}: entre 5 y 10 días.",
        )
        for place in range(1, 5)
    ]


@pytest.fixture
def finds(monkeypatch, faqs):
    """Let the search find the FAQs with a confidence: `finds(0.9)`; `finds(0)` finds nothing."""
    asked: list[str] = []

    def let(confidence: float) -> list[str]:
        def search(question, *, language, user=None, kinds=None, **other):
            asked.append(question)
            hits = [
                Hit("faq", faq.pk, language, faq.question_en, faq.get_absolute_url(), "", 1.0 - place / 10)
                for place, faq in enumerate(faqs)
            ]
            return Results(hits=hits if confidence else [], confidence=confidence, features={"cov": 0.5}, total=len(hits))

        monkeypatch.setattr(reading, "search", search)
        return asked

    let(0.9)
    return let


@pytest.fixture
def ask(finds):
    """Ask as a person or, without one, as a visitor: `ask("Where is it?", user=customer)`."""

    def one(message: str, *, after=None, user=None, **more):
        who = {"user": user} if user else {"visitor": more.pop("visitor", VISITOR)}
        return services.ask(message=message, session_id=after.conversation.pk if after else None, **who, **more)

    return one
