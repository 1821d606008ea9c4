import subprocess
import sys

import pytest

from supportdesk.core.search import Entry, search

from .search_content import LUGGAGE, PASSWORD, REFUND, first_id, ids, write

pytestmark = pytest.mark.django_db

IN_EVERY_LANGUAGE = {
    "en": ("How do I cancel my booking?", "How much luggage may I take?", "canceling bookings", "lugage allowance"),
    "es": ("¿Cómo cancelo mi reserva?", "¿Cuánto equipaje puedo llevar?", "cancelar reservas", "equipage"),
    "fr": ("Comment annuler ma réservation ?", "Combien de bagages puis-je prendre ?", "reservations annulees", "bagage"),
    "de": (
        "Wie storniere ich meine Buchung?",
        "Wie viel Gepäck darf ich mitnehmen?",
        "Buchungen stornieren",
        "Gepaeck mitnehmen",
    ),
    "ar": ("كيف ألغي حجزي؟", "كم من الأمتعة يمكنني أن آخذ؟", "الغاء الحجز", "امتعه"),
    "zh-hans": ("怎么取消预订？", "可以带多少行李？", "取消我的预订", "我的行李"),
}


@pytest.mark.parametrize("language", IN_EVERY_LANGUAGE)
def test_every_language_finds_other_forms_and_misspellings(language):
    cancelling, luggage, ask_cancelling, ask_luggage = IN_EVERY_LANGUAGE[language]
    write(Entry(language, cancelling, url="/1/"), Entry(language, luggage, url="/2/"))
    assert first_id(ask_cancelling, language) == 1
    assert first_id(ask_luggage, language) == 2


def test_a_hit_says_what_it_is_and_where_it_leads():
    write(REFUND, LUGGAGE)
    results = search("how long until a refund", language="en")
    hit = results.hits[0]
    assert (hit.kind, hit.object_id, hit.language, hit.title, hit.url) == ("faq", 1, "en", REFUND.title, "/en/faqs/1/")
    assert (hit.category, hit.topic) == ("refunds", "billing")
    assert "<mark>Refunds</mark> to a card" in hit.snippet
    assert results.nearest == []
    assert results.total == len(results.hits)


def test_a_stored_phrasing_is_found_and_settles_the_matter():
    write(REFUND, LUGGAGE, PASSWORD, Entry("en", "When payments come back", body="My payment has come and not gone back."))
    results = search("My payment has not come back!", language="en")
    assert ids(results)[0] == 1
    assert results.confidence > 0.5


def test_the_title_outweighs_the_body():
    write(
        Entry("en", "Invoices", body="All about them, by e-mail and on paper."),
        Entry("en", "Seats", body="The invoices of seats, the invoice for legroom, more invoices."),
        PASSWORD,
    )
    assert first_id("invoices") == 1


def test_concepts_find_what_shares_no_word():
    write(LUGGAGE, PASSWORD, Entry("en", "Refunds", body="It takes ten days."))
    assert first_id("I want my money back") == 3


def test_what_only_english_has_is_found_from_another_language_by_concepts():
    write(LUGGAGE, PASSWORD, REFUND)
    results = search("¿cuándo llega mi reembolso?", language="es")
    assert (results.hits[0].object_id, results.hits[0].language) == (3, "en")


def test_english_words_find_the_entry_of_the_active_language_first():
    from supportdesk.core.search import index_object

    write(LUGGAGE, PASSWORD)
    index_object("faq", 3, [REFUND, Entry("es", "¿Cuánto tarda la devolución?", body="Diez días.", url="/es/faqs/3/")])
    hit = search("how long does a refund take", language="es").hits[0]
    assert (hit.object_id, hit.language, hit.url) == (3, "es", "/es/faqs/3/")


def test_english_is_not_asked_when_the_active_language_knows():
    write(REFUND, Entry("es", "¿Cuánto tarda un reembolso?", phrasings="cuándo llega mi reembolso"), PASSWORD)
    assert [hit.language for hit in search("¿cuándo llega mi reembolso?", language="es").hits] == ["es"]


def test_kinds_and_category_narrow_the_search():
    write(REFUND)
    write(Entry("en", "Refunds, step by step", category="travel"), kind="article", first=7)
    assert ids(search("refund", language="en", kinds=["article"])) == [7]
    assert ids(search("refund", language="en", category="refunds")) == [1]
    assert search("refund", language="en", kinds=["place"]).hits == []
    assert search("refund", language="en", kinds=["article"], category="refunds").total == 0


def test_a_question_about_something_else_has_no_hits_and_no_confidence():
    write(REFUND, LUGGAGE, PASSWORD)
    results = search("best pizza oven temperature", language="en")
    assert results.hits == []
    assert results.total == 0
    assert results.confidence < 0.1


def test_with_no_hits_the_nearest_entries_are_named():
    write(LUGGAGE, PASSWORD, Entry("en", "Where our branches are", body="From nine to five, in every country."))
    results = search("strangely behaving kettle brought downtown to some unbranched countryside", language="en")
    assert (results.hits, [near.object_id for near in results.nearest]) == ([], [3])


def test_equals_come_in_the_order_of_kind_and_id():
    twin = Entry("en", "Boarding passes", body="In the app.")
    write(twin, kind="tutorial", first=4)
    write(twin, twin, first=8)
    write(twin, kind="article", first=9)
    found = [(hit.kind, hit.object_id) for hit in search("boarding pass", language="en").hits]
    assert found == [("article", 9), ("faq", 8), ("faq", 9), ("tutorial", 4)]


def test_the_limit_cuts_the_hits_and_not_the_total():
    write(*[Entry("en", f"Invoice number {number}") for number in range(6)])
    results = search("invoice", language="en", limit=2)
    assert (len(results.hits), results.total) == (2, 6)
    assert search("invoice", language="en", limit=-3).hits == []


@pytest.mark.parametrize("code", ["en", "EN", "en-GB", "xx", "", None])
def test_any_language_code_is_understood_or_taken_as_english(code):
    write(REFUND)
    assert first_id("refund", code) == 1


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "\x00",
        "refund\x00'; DROP TABLE core_searchentry; --",
        "\"'`\\%_*()[]{}<>|&^~ OR AND NOT NEAR:",
        "👋🏽👩‍👩‍👧 😀",
        "\ud800\udfff lone",
        "ﷺ ½ ﬁ ™",
        "a",
        "x" * 10_000_000,
        "refund " * 200_000,
        "́" * 5000,
        "退" * 5000,
        "<script>alert(1)</script>",
    ],
    ids=lambda query: ascii(query[:24]),
)
@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_no_query_is_an_error(query, language):
    write(REFUND, Entry("ar", "كم يستغرق استرداد المبلغ؟"), Entry("zh-hans", "退款需要多久？"))
    results = search(query, language=language)
    assert 0 <= results.confidence <= 1


def test_an_empty_index_finds_nothing():
    assert search("refund", language="en").total == 0
    assert search("reembolso", language="es").nearest == []


def test_entries_without_any_word_do_no_harm():
    write(Entry("en", "???", body="...", phrasings="\n \n!"), REFUND)
    assert first_id("refund") == 2


def test_a_search_costs_two_queries_whatever_there_is(django_assert_num_queries):
    write(*[Entry("en", f"Invoice number {number}") for number in range(6)])
    search("invoice", language="en")
    with django_assert_num_queries(2):
        search("invoice", language="en", limit=1)
    with django_assert_num_queries(2):
        search("invoice", language="en", limit=6)


def test_the_twelve_figures_of_the_first_hit_are_given():
    write(REFUND, LUGGAGE, PASSWORD)
    features = search("how long does a refund take", language="en").features
    assert set(features) == {
        *("cov", "covq", "known", "cdoc", "cunit", "wunit", "bm_norm", "marginL", "marginB", "agree", "len", "bm_len")
    }
    assert features["cov"] == features["known"] == pytest.approx(1)
    assert features["cunit"] > 0.9


def test_importing_the_package_does_not_load_the_heavy_libraries():
    code = (
        "import sys, supportdesk.core.search\n"
        "sys.exit(any(name in sys.modules for name in ('sklearn', 'bm25s', 'numpy', 'scipy', 'py3langid')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
