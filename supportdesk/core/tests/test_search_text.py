import pytest

from supportdesk.core.search.lexicon import Lexicon
from supportdesk.core.search.spelling import corrected
from supportdesk.core.search.text import fold, terms, words


def read(text: str, language: str) -> list[str]:
    return terms(words(text, language))


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "cancelling refunds", "cancelled refund"),
        ("es", "las reservas canceladas", "reserva cancelada"),
        ("fr", "les remboursements annulés", "remboursement annulé"),
        ("de", "die Buchungen", "Buchung"),
        ("ar", "الحقيبة", "حقيبتي"),
        ("ar", "رحلة", "الرحلات"),
    ],
)
def test_forms_of_a_word_are_one_term(language, one, other):
    assert read(one, language) == read(other, language) != []


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("es", "¿Dónde está el avión?", "donde esta el avion"),
        ("fr", "J'ai oublié l'hôtel", "j ai oublie l hotel"),
        ("fr", "J’ai réservé", "J'ai réservé"),
        ("de", "Straße", "STRASSE"),
        ("en", "ＰａｙＰａｌ", "paypal"),
        ("ar", "إلى أمتعة", "الى امتعه"),
        ("ar", "حَقِيبَةٌ", "حقيبة"),
        ("ar", "رقم ١٢٣", "رقم 123"),
    ],
)
def test_accents_letter_forms_and_marks_do_not_matter(language, one, other):
    assert read(one, language) == read(other, language)


def test_chinese_is_read_by_characters_and_pairs_of_them():
    assert read("退款进度", "zh-hans") == ["退", "款", "进", "度", "退款", "款进", "进度"]
    assert read("用PayPal付款", "zh-hans") == ["用", "paypal", "付", "款", "付款"]


def test_the_stop_list_keeps_question_words_negations_and_modals():
    assert read("How can I not be the one?", "en") == ["how", "can", "not", "one"]
    assert read("¿Cómo no puedo?", "es") == ["com", "no", "pued"]


def test_contracted_negations_are_read_out():
    assert read("I can't pay, it won't work, couldn’t", "en") == read("can not pay will not work could not", "en")


def test_places_of_words_are_those_in_the_text():
    text = "Où est l'HÔTEL ？"
    word = words(text, "fr")[-1]
    assert text[word.start : word.end] == "HÔTEL"


def test_folded_text_has_letters_digits_and_single_spaces_only():
    assert fold("  ¿Qué\x00\ud800 pasa—PAGO? 👋\u200b ") == "que pasa pago"


def test_phrases_are_found_in_any_form_and_across_small_words():
    lexicon = Lexicon({"refund": ["money back", "refund"], "sign_in": ["log in"]}, "en")
    assert lexicon.concepts(words("my moneys is back? Refunded, then log me in", "en")) == ["§refund", "§refund", "§sign_in"]
    assert lexicon.concepts(words("money comes back, log out", "en")) == []


def test_of_phrases_with_the_same_beginning_the_longest_counts():
    lexicon = Lexicon({"card": ["card"], "gift": ["card for a gift"]}, "en")
    assert lexicon.concepts(words("a card for a gift and a card", "en")) == ["§gift", "§card"]


class Vocabulary:
    known = {"refund": 3, "refine": 1, "wallet": 2, "ballet": 9}

    def __contains__(self, term: str) -> bool:
        return term in self.known

    def frequency(self, term: str) -> int:
        return self.known[term]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("refnud", "refund"),
        ("rfund", "refund"),
        ("reffund", "refund"),
        ("rebund", "refund"),
        ("refun", "refund"),
        ("refud", "refund"),
    ],
)
def test_one_slip_in_a_word_is_put_right(typed, meant):
    assert [word.stem for word in corrected(words(typed, "en"), Vocabulary())] == [meant]


def test_of_several_words_one_slip_away_the_most_frequent_is_taken():
    assert [word.stem for word in corrected(words("mallet", "en"), Vocabulary())] == ["ballet"]


@pytest.mark.parametrize("text", ["ref", "refxxd", "x7fund", "退款退款退"])
def test_short_unlike_numbered_and_chinese_words_stay(text):
    found = words(text, "en")
    assert corrected(found, Vocabulary()) == found


def test_a_text_full_of_unknown_words_is_left_alone():
    found = words(" ".join(f"refun{letter}" for letter in "abcefghij"), "en")
    assert corrected(found, Vocabulary()) == found
