import pytest

from assistant.services import learning
from assistant.understanding import store
from assistant.understanding.features import Text
from assistant.understanding.intent import INTENTS
from assistant.understanding.training import Phrase, fingerprint, seed_phrases, train
from knowledge.services import index_all
from knowledge.tests.factories import CategoryFactory, FAQFactory
from supportdesk.core.choices import Language


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("I forgot my password", "en", "account"),
        ("When do I get my money back?", "en", "payment"),
        ("I want to change the date of my flight", "en", "booking"),
        ("The app keeps crashing", "en", "technical"),
        ("Quiero cambiar la fecha de mi vuelo", "es", "booking"),
        ("Ich habe mein Passwort vergessen", "de", "account"),
        ("متى يرجع المبلغ", "ar", "payment"),
        ("忘记密码了", "zh-hans", "account"),
    ],
)
def test_what_a_message_is_about(small_model, text, language, intent):
    reading = small_model.read(text, language)
    assert reading.intent == intent
    assert 0 < reading.confidence <= 1


def test_what_is_off_topic_is_told_apart(small_model):
    assert small_model.read("tell me a joke about penguins", "en").off_topic > 0.8
    assert small_model.read("where is my refund", "en").off_topic < 0.2


@pytest.mark.parametrize("text", ["", "????", "\x00", "qqq zzz xxx", "a" * 50_000, "😀😀😀"])
def test_rubbish_is_general_and_unsure(small_model, text):
    reading = small_model.read(text, "en")
    assert reading.intent in INTENTS
    assert reading.confidence < 0.5


def test_seeds_are_there_for_every_language_and_intent():
    known = {(phrase.language, phrase.intent) for phrase in seed_phrases()}
    assert known == {(language, intent) for language in Language.values for intent in (*INTENTS, "oos")}


def test_a_model_can_be_saved_and_loaded(small_model):
    path = store.save(small_model)
    assert path.is_file()
    texts = [Text("where is my refund", "en")]
    assert store.load().read_many(texts) == small_model.read_many(texts)


def test_a_damaged_file_is_as_good_as_none(small_model):
    store.save(small_model).write_bytes(b"not a model")
    assert store.load() is None


def test_the_first_message_of_an_installation_makes_the_model(db, small_model, settings, monkeypatch):
    settings.ASSISTANT_SEEDS_PER_INTENT = 2
    monkeypatch.setattr(learning._Held, "model", None)
    made = learning.intent_model()
    assert store.model_file().is_file()
    assert learning.intent_model() is made


def test_what_the_help_centre_says_people_ask_is_learnt(db):
    faq = FAQFactory(category=CategoryFactory(slug="payment", topic="billing"), question_en="Where is my refund?")
    faq.phrasings.create(language="en", text="money back when")
    FAQFactory(category=CategoryFactory(slug="account", topic="technical"), question_en="How do I sign in?")
    FAQFactory(category=CategoryFactory(slug="misc", topic="general"), question_en="What else?")
    index_all()
    assert set(learning.knowledge_phrases()) == {
        Phrase("Where is my refund?", "en", "payment"),
        Phrase("money back when", "en", "payment"),
        Phrase("How do I sign in?", "en", "account"),
    }


def test_the_model_is_only_made_anew_when_something_changed(db, settings, monkeypatch):
    settings.ASSISTANT_SEEDS_PER_INTENT = 2
    monkeypatch.setattr(learning._Held, "model", None)
    first = learning.refresh_model()
    written = store.stamp()
    learning.refresh_model()
    assert store.stamp() == written
    FAQFactory(category=CategoryFactory(slug="payment", topic="billing"))
    index_all()
    assert learning.refresh_model().info["fingerprint"] != first.info["fingerprint"]


def test_a_fingerprint_does_not_depend_on_the_order():
    phrases = seed_phrases(per_intent=2)
    assert fingerprint(phrases) == fingerprint(phrases[::-1]) != fingerprint(phrases[1:])


def test_an_intent_without_phrases_is_never_chosen():
    model = train([phrase for phrase in seed_phrases(per_intent=3) if phrase.intent not in ("oos", "account")])
    assert model.read("I forgot my password", "en").intent != "account"
    assert model.read("tell me a joke", "en").off_topic < 0.01
