import pytest

from supportdesk.core.search import detect_language
from supportdesk.core.search.language import known_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is my refund? I have been waiting for two weeks.", "en"),
        ("¿Dónde está mi reembolso? Llevo dos semanas esperando.", "es"),
        ("Où est mon remboursement ? J'attends depuis deux semaines.", "fr"),
        ("Wo ist meine Erstattung? Ich warte seit zwei Wochen.", "de"),
        ("أين المبلغ المسترد؟ أنتظر منذ أسبوعين.", "ar"),
        ("我的退款在哪里？我已经等了两个星期。", "zh-hans"),
    ],
)
@pytest.mark.parametrize("prior", ["en", "de", "ar", "zh-hans"])
def test_each_language_is_told_whatever_was_expected(text, language, prior):
    found, probability = detect_language(text, prior=prior)
    assert found == language
    assert probability > 0.8


@pytest.mark.parametrize(
    ("text", "prior"), [("refund", "es"), ("hotel", "de"), ("visa", "fr"), ("PayPal", "zh-hans"), ("ok", "ar")]
)
def test_a_word_of_several_languages_stays_in_the_one_expected(text, prior):
    assert detect_language(text, prior=prior)[0] == prior


@pytest.mark.parametrize("text", ["", "  ", "12345 !!", "👋", "\x00", "…"])
def test_text_without_letters_says_nothing(text):
    assert detect_language(text, prior="fr") == ("fr", 0.0)


def test_another_script_is_a_switch_however_short():
    assert detect_language("退款", prior="es")[0] == "zh-hans"
    assert detect_language("تذكرة", prior="en")[0] == "ar"
    assert detect_language("my booking LUM-123", prior="ar")[0] == "en"


def test_names_in_another_script_do_not_switch():
    assert detect_language("我用PayPal付款失败了", prior="en")[0] == "zh-hans"
    assert detect_language("مشكلة في تطبيق Lumora", prior="en")[0] == "ar"


@pytest.mark.parametrize("text", ["\ud800 hello", "x" * 5_000_000, "\x00hola\x00", "ｈｅｌｌｏ", "привет", "नमस्ते"])
def test_no_text_is_an_error(text):
    language, probability = detect_language(text, prior="en")
    assert language in ("en", "es", "fr", "de")
    assert 0 <= probability <= 1


@pytest.mark.parametrize(
    ("code", "known"),
    [("zh", "zh-hans"), ("zh_Hans", "zh-hans"), ("zh-CN", "zh-hans"), ("es-MX", "es"), ("DE", "de"), ("pt", "en"), (None, "en")],
)
def test_language_codes_of_any_kind_are_mapped(code, known):
    assert known_language(code) == known
