import pytest

from assistant.understanding.lexicons import DATA, lexicon
from assistant.understanding.tokens import LONGEST_CLAUSE, clauses
from assistant.understanding.tone import read_tone
from supportdesk.core.choices import Language


def tone(text: str, language: str = "en"):
    return read_tone(text, (language,))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I want to talk to a human"),
        ("en", "agent"),
        ("es", "Quiero hablar con una persona"),
        ("fr", "Je veux parler à un conseiller"),
        ("de", "Ich möchte mit einem Mitarbeiter sprechen"),
        ("ar", "أريد التحدث مع موظف"),
        ("zh-hans", "请帮我转人工客服"),
    ],
)
def test_the_wish_for_a_person_is_heard_in_every_language(language, text):
    assert tone(text, language).wants_human


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "There was an accident and my wife is injured"),
        ("es", "Hemos tenido un accidente y mi marido está herido"),
        ("fr", "Nous avons eu un accident, ma femme est blessée"),
        ("de", "Wir hatten einen Unfall, meine Frau ist verletzt"),
        ("ar", "تعرضنا لحادث وزوجتي مصابة"),
        ("zh-hans", "我们出车祸了，有人受伤"),
    ],
)
def test_an_emergency_is_heard_in_every_language(language, text):
    assert tone(text, language).emergency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My flight leaves in two hours and I have no ticket"),
        ("es", "Mi vuelo sale en 2 horas y no tengo billete"),
        ("fr", "Mon vol part dans deux heures, c'est urgent"),
        ("de", "Es ist dringend, mein Flug geht in 3 Stunden"),
        ("ar", "الأمر عاجل جدا"),
        ("zh-hans", "很急，航班两个小时后起飞"),
    ],
)
def test_urgency_is_heard_in_every_language(language, text):
    assert tone(text, language).urgent


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The app keeps crashing"),
        ("es", "La página da error 500"),
        ("fr", "Le site est en panne"),
        ("de", "Die App stürzt ab"),
        ("ar", "صفحة الدفع معطلة"),
        ("zh-hans", "网页打不开，一直报错"),
    ],
)
def test_technical_trouble_is_heard_in_every_language(language, text):
    assert tone(text, language).technical_trouble


@pytest.mark.parametrize("text", ["You are thieves, I will sue you", "THIS IS A SCANDAL!!!", "What a scam, bunch of crooks"])
def test_anger_is_heard(text):
    assert tone(text).angry
    assert tone(text).sentiment == "negative"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hi there!", "greeting"),
        ("Thanks, that helped!", "thanks"),
        ("ok thanks bye", "farewell"),
        ("Are you a real person?", "identity"),
        ("Yes please", "yes"),
        ("no", "no"),
    ],
)
def test_small_talk_has_a_kind(text, kind):
    assert tone(text).small_talk == kind


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "¡Hola! Buenos días"), ("fr", "Bonjour"), ("de", "Vielen Dank!"), ("ar", "شكرا جزيلا"), ("zh-hans", "谢谢您")],
)
def test_small_talk_is_known_in_every_language(language, text):
    assert tone(text, language).small_talk


@pytest.mark.parametrize("text", ["Hi, where is my refund?", "Thanks but it still does not work", "ok, and for children?"])
def test_a_question_behind_a_courtesy_is_no_small_talk(text):
    assert not tone(text).small_talk


@pytest.mark.parametrize(
    "text",
    [
        "No rush, this is not urgent at all",
        "It is not an emergency, just asking",
        "Nobody was injured",
        "I do not want to talk to a person, just tell me the price",
        "How do I change the date of my booking?",
        "What is the urgentcare policy",
    ],
)
def test_what_says_the_opposite_or_nothing_raises_no_alarm(text):
    heard = tone(text)
    assert not any((heard.urgent, heard.emergency, heard.wants_human, heard.angry, heard.technical_trouble))


def test_a_negated_good_word_is_a_bad_one():
    assert tone("The hotel was good and the staff friendly, great service").sentiment == "positive"
    assert tone("That was not helpful").sentiment == "negative"
    assert tone("thanks for nothing").sentiment == "negative"


def test_asking_politely_is_not_praise():
    assert tone("Merci de me rappeler", "fr").sentiment == "neutral"


@pytest.mark.parametrize("text", ["", "   ", "???", "👍", "\u0000", "a" * 100_000, "!" * 5000, "\ud800", "§$%&/()=", "1234567"])
def test_rubbish_is_read_as_nothing(text):
    heard = tone(text)
    assert not any((heard.urgent, heard.emergency, heard.wants_human, heard.angry, heard.small_talk))


def test_a_flood_of_words_without_a_stop_is_read_in_pieces():
    assert max(map(len, clauses("hello " * 600))) <= LONGEST_CLAUSE
    assert tone("hello " * 600 + "I want to talk to a human").wants_human


def test_a_language_without_lists_reads_as_neutral():
    assert read_tone("Ciao, è urgente", ("it",)).sentiment == "neutral"


@pytest.mark.parametrize("language", Language.values)
def test_every_language_has_its_words(language):
    assert (DATA / "tone" / f"{language}.toml").is_file()
    assert (DATA / "cues" / f"{language}.toml").is_file()
    assert lexicon(language)._by_first


def test_arabic_words_are_found_behind_their_prefixes():
    assert tone("والصفحة معطلة", "ar").technical_trouble
