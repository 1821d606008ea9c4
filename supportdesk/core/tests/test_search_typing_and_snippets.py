import pytest

from supportdesk.core.search import Entry, search, suggest
from supportdesk.core.search.highlight import LENGTH, mark_found, snippet

from .search_content import LUGGAGE, PASSWORD, REFUND, write


def titles(prefix: str, language: str = "en", **options) -> list[str]:
    return [suggestion.title for suggestion in suggest(prefix, language=language, **options)]


@pytest.mark.django_db
class TestSuggestions:
    def test_titles_that_begin_so_come_first_then_phrasings_then_words_within(self):
        write(
            Entry("en", "What about refunds?"),
            Entry("en", "Money", phrasings="Refund of a ticket"),
            Entry("en", "Refund or voucher?"),
            Entry("en", "Vouchers", phrasings="take the refund"),
            LUGGAGE,
        )
        assert titles("refu") == ["Refund or voucher?", "Money", "What about refunds?", "Vouchers"]

    def test_a_suggestion_leads_to_its_entry(self):
        write(REFUND)
        suggestion = suggest("how lo", language="en")[0]
        assert (suggestion.title, suggestion.url, suggestion.kind) == (REFUND.title, "/en/faqs/1/", "faq")

    @pytest.mark.parametrize(
        ("language", "title", "typed"),
        [
            ("fr", "Où télécharger ma facture ?", "ou tele"),
            ("es", "¿Cuánto equipaje?", "cuanto eq"),
            ("de", "Größe des Gepäcks", "GRÖSS"),
            ("ar", "الأمتعة المفقودة", "الامتع"),
            ("zh-hans", "怎么申请退款", "退"),
            ("en", "I can't sign in", "i can"),
        ],
    )
    def test_accents_case_and_signs_do_not_matter(self, language, title, typed):
        write(Entry(language, title))
        assert titles(typed, language) == [title]

    def test_words_may_be_apart(self):
        write(PASSWORD, LUGGAGE)
        assert titles("luggage how") == [LUGGAGE.title]

    @pytest.mark.parametrize("typed", ["", " ", "h", "\x00", "👋", "zzz", "%", "h" * 100_000])
    def test_nothing_is_suggested_for_nothing(self, typed):
        write(REFUND, LUGGAGE)
        assert titles(typed) == []

    def test_the_limit_holds_and_order_is_stable(self):
        write(*[Entry("en", "Same title", url=f"/{number}/") for number in range(9)])
        assert [suggestion.url for suggestion in suggest("same", language="en", limit=3)] == ["/0/", "/1/", "/2/"]

    def test_suggestions_cost_two_queries(self, django_assert_num_queries):
        write(REFUND, LUGGAGE)
        suggest("how", language="en")
        with django_assert_num_queries(2):
            assert len(suggest("how", language="en")) == 2


class TestSnippets:
    def test_all_that_a_text_contains_is_escaped(self):
        shown = snippet('A <img src=x onerror=alert(1)> "refund" & <b>refund</b> 1 < 2', {"refund": 1.0}, "en")
        assert shown == "A &quot;<mark>refund</mark>&quot; &amp; <mark>refund</mark> 1 &lt; 2"

    def test_signs_inside_of_a_marked_phrase_are_escaped_too(self):
        assert mark_found("money <is back", {"§refund": 1.0}, "en") == "<mark>money &lt;is back</mark>"

    @pytest.mark.django_db
    def test_a_script_in_an_entry_stays_text(self):
        write(Entry("en", "Refund", body="refund <script>alert('x')</script> <scr<b>ipt>alert(2)</scr</b>ipt>"))
        shown = search("refund", language="en").hits[0].snippet
        assert "<" not in shown.replace("<mark>", "").replace("</mark>", "")

    def test_the_passage_with_the_most_of_the_question_is_shown(self):
        body = "\n".join([f"Line {number} is about nothing at all, and long enough." for number in range(30)])
        body += "\nYour luggage was lost by the airline. And more."
        shown = snippet(body, {"luggag": 2.0, "lost": 1.5, "about": 0.1}, "en")
        assert shown.startswith("… Your <mark>luggage</mark> was <mark>lost</mark>")
        assert len(shown) < LENGTH + 60

    def test_without_a_match_the_beginning_is_shown(self):
        shown = snippet("First words. " + "Filler, filler. " * 60, {}, "en")
        assert shown.startswith("First words.")
        assert shown.endswith(" …")

    def test_markdown_is_shown_as_text(self):
        body = "# Title\n\n- **Bold** [link](https://x.example/a_b) ![pic](p.png)\n\n| a | b |\n| --- | --- |\n| 1 | `code` |"
        assert snippet(body, {}, "en") == "Title Bold link pic a b 1 code"

    @pytest.mark.parametrize(
        ("language", "text", "asked", "expected"),
        [
            ("de", "Die Buchungen sind weg", "buchung", "Die <mark>Buchungen</mark> sind weg"),
            ("fr", "L’hôtel remboursé", "hotel", "L’<mark>hôtel</mark> remboursé"),
            ("ar", "أين حَقِيبَتي الآن", "حقيبة", "أين <mark>حَقِيبَتي</mark> الآن"),
            ("zh-hans", "您的退款进度", "退款", "您的<mark>退款</mark>进度"),
            ("zh-hans", "款项已退", "退", "款项已<mark>退</mark>"),
        ],
    )
    def test_forms_of_what_is_asked_are_marked(self, language, text, asked, expected):
        from supportdesk.core.search.text import terms, words

        assert mark_found(text, dict.fromkeys(terms(words(asked, language)), 1.0), language) == expected

    @pytest.mark.parametrize("body", ["", "   \n\n ", "<<<<>>>>", "|||", "x" * 100_000, "\x00", "[" * 5000, "<a" * 5000])
    def test_no_body_is_an_error(self, body):
        assert len(snippet(body, {"x": 1.0}, "en")) < 4000
