import pytest

from supportdesk.core.search import MOST_HITS, Entry, Facets, index_object, search

from .search_content import LUGGAGE, PASSWORD, REFUND, ids, write

pytestmark = pytest.mark.django_db


def found(query: str = "invoice", **options):
    return search(query, language=options.pop("language", "en"), facets=True, limit=options.pop("limit", 20), **options)


@pytest.fixture
def _invoices():
    write(LUGGAGE, PASSWORD)
    write(*[Entry("en", f"Invoice number {number}", category="billing") for number in range(3)], first=10)
    write(Entry("en", "Invoice of a company", category="company"), first=20)
    write(*[Entry("en", f"All about the invoice {number}", category="billing") for number in range(2)], kind="article", first=30)
    write(Entry("en", "Invoice for staff", category="secret", audience="staff"), kind="article", first=40)


@pytest.mark.usefixtures("_invoices")
class TestFacets:
    def test_count_by_kind_what_the_person_may_see(self, agent):
        assert found().facets == Facets({"article": 2, "faq": 4}, {"billing": 5, "company": 1})
        assert found(user=agent).facets.kinds == {"article": 3, "faq": 4}

    def test_count_by_category_within_the_chosen_kind(self):
        results = found(kinds=["faq"])
        assert results.facets == Facets({"article": 2, "faq": 4}, {"billing": 3, "company": 1})
        assert results.total == len(results.hits) == 4

    @pytest.mark.parametrize("kind", ["faq", "article"])
    @pytest.mark.parametrize("category", ["billing", "company"])
    def test_each_count_is_what_choosing_it_finds(self, kind, category):
        counts = found(kinds=[kind]).facets
        assert found(kinds=[kind]).total == counts.kinds[kind]
        assert found(kinds=[kind], category=category).total == counts.categories.get(category, 0)

    def test_choosing_a_category_leaves_the_other_counts(self):
        assert found(kinds=["faq"], category="company").facets == found(kinds=["faq"]).facets

    def test_a_kind_without_answers_has_no_hits_and_the_others_are_counted(self):
        results = found(kinds=["place"])
        assert (results.hits, results.nearest, results.total) == ([], [], 0)
        assert results.facets.kinds == {"article": 2, "faq": 4}

    def test_without_being_asked_for_they_are_empty(self):
        assert search("invoice", language="en").facets == Facets()

    def test_cost_no_query(self, django_assert_num_queries):
        found()
        with django_assert_num_queries(2):
            found(kinds=["faq"])


def test_an_object_found_in_two_languages_counts_once():
    write(LUGGAGE, PASSWORD)
    index_object("faq", 3, [REFUND, Entry("es", "¿Cuánto tarda la devolución?", body="Diez días.", category="refunds")])
    results = found("how long does a refund take", language="es")
    assert (len(results.hits), results.total) == (1, 1)
    assert results.facets == Facets({"faq": 1}, {"refunds": 1})


def test_pages_follow_each_other_without_gap_or_repetition_up_to_the_hundred_best():
    write(*[Entry("en", f"Invoice number {number}") for number in range(130)])
    pages = [ids(found(offset=offset, limit=20)) for offset in range(0, MOST_HITS, 20)]
    together = [one for page in pages for one in page]
    assert [len(page) for page in pages] == [20] * 5
    assert len(set(together)) == MOST_HITS
    assert together == ids(search("invoice", language="en", limit=MOST_HITS))
    assert found(offset=MOST_HITS).hits == []
    assert found(offset=20).total == 130
    assert found(offset=-5).hits == found().hits


class TestDidYouMean:
    @pytest.mark.parametrize(
        ("query", "corrected"),
        [
            ("refnud", "refund"),
            ("when is my refnud here?", "when is my refund here?"),
            ("Lugagge allowance", "luggage allowance"),
            ("refund", ""),
            ("best pizza oven", ""),
        ],
    )
    def test_a_mistyped_word_is_put_right_as_the_entries_write_it(self, query, corrected):
        write(REFUND, LUGGAGE, PASSWORD)
        assert search(query, language="en").corrected == corrected

    def test_the_way_most_like_what_was_typed_is_taken(self):
        write(Entry("en", "Refunds and refunding", body="Refunds refunds refunds refunding."), LUGGAGE)
        assert search("refundnig", language="en").corrected == "refunding"
        assert search("refunsd", language="en").corrected == "refunds"

    def test_accents_and_other_scripts_are_kept(self):
        write(Entry("fr", "Où est mon remboursement ?"), Entry("ar", "كيف ألغي الحجز؟"))
        assert search("remboursemnt", language="fr").corrected == "remboursement"

    def test_chinese_is_left_alone(self):
        write(Entry("zh-hans", "怎么申请退款"))
        assert search("怎么申请退歀", language="zh-hans").corrected == ""
