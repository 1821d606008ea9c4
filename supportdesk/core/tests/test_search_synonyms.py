import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from supportdesk.core.models import SearchSynonym
from supportdesk.core.search import Entry, search
from supportdesk.core.search.synonyms import checked_phrases, forget_synonym, keep_synonym

from .search_content import LUGGAGE, PASSWORD, first_id, write

pytestmark = pytest.mark.django_db


def keep(*phrases: str, language: str = "en", by=None) -> SearchSynonym:
    return keep_synonym(SearchSynonym(language=language, phrases="\n".join(phrases)), by=by)


@pytest.fixture
def _skyclub():
    write(LUGGAGE, PASSWORD, Entry("en", "How do I join the skyclub?", body="Ask at the desk.", url="/3/"))


IN_EVERY_LANGUAGE = {
    "en": ("Boarding with a zeppelin", ("zeppelins", "sky whale"), "the sky whale"),
    "es": ("Viajar en zepelín", ("zepelines", "ballena del cielo"), "ballena en el cielo"),
    "fr": ("Voyager en zeppelin", ("zeppelins", "baleine volante"), "ma baleine volante"),
    "de": ("Reisen im Zeppelin", ("Zeppeline", "fliegender Wal"), "der fliegende Wal"),
    "ar": ("السفر بالمنطاد", ("المنطاد", "الحوت الطائر"), "حوت طائر"),
    "zh-hans": ("乘坐飞艇", ("飞艇", "天空之鲸"), "天空之鲸怎么坐"),
}


@pytest.mark.parametrize("language", IN_EVERY_LANGUAGE)
def test_in_every_language_one_way_to_say_it_finds_the_other(language):
    title, phrases, asked = IN_EVERY_LANGUAGE[language]
    write(Entry(language, title, url="/1/"))
    assert first_id(asked, language) is None
    keep(*phrases, language=language)
    assert first_id(asked, language) == 1


@pytest.mark.usefixtures("_skyclub")
class TestASynonym:
    def test_counts_from_the_next_search_on_and_both_ways(self):
        write(Entry("en", "The frequent traveller circle", url="/4/"), first=4)
        assert first_id("skyclub") == 3
        keep("skyclub", "frequent traveller circle")
        assert {hit.object_id for hit in search("skyclub", language="en").hits} >= {3, 4}
        assert {hit.object_id for hit in search("frequent traveller circle", language="en").hits} >= {3, 4}

    def test_changed_or_deleted_it_counts_at_once(self, editor):
        synonym = keep("skyclub", "velvet rope", by=editor)
        assert first_id("velvet rope") == 3
        synonym.phrases = "skyclub\ngolden gate"
        keep_synonym(synonym, by=editor)
        assert search("velvet rope", language="en").hits == []
        assert first_id("golden gate") == 3
        assert synonym.changed_by == editor
        forget_synonym(synonym)
        assert search("golden gate", language="en").hits == []

    def test_is_not_taken_for_a_typing_error(self):
        keep("skyclub", "skyclib")
        results = search("skyclib", language="en")
        assert (results.hits[0].object_id, results.corrected) == (3, "")

    def test_makes_the_search_as_sure_as_the_word_itself(self):
        keep("skyclub", "velvet rope")
        asked = search("how do i join the skyclub", language="en").confidence
        other = search("how do i join the velvet rope", language="en").confidence
        assert other > asked / 2

    def test_marks_what_was_found_in_the_words_of_the_entry(self):
        keep("desk", "velvet rope")
        assert "<mark>desk</mark>" in search("velvet rope", language="en").hits[0].snippet

    def test_of_another_language_does_not_count(self):
        keep("skyclub", "velvet rope", language="es")
        assert search("velvet rope", language="en").hits == []

    def test_of_all_languages_leads_from_one_to_another(self):
        keep("skyclub", "velvet rope", "cuerda de terciopelo", language="")
        assert first_id("velvet rope") == 3
        assert first_id("cuerda de terciopelo", "es") == 3

    def test_a_search_with_synonyms_costs_no_more_queries(self, django_assert_num_queries):
        keep("skyclub", "velvet rope")
        search("velvet rope", language="en")
        with django_assert_num_queries(2):
            search("velvet rope", language="en")

    def test_two_groups_with_one_phrase_find_both(self):
        write(Entry("en", "The gilded cage", url="/5/"), first=5)
        keep("velvet rope", "skyclub")
        keep("velvet rope", "gilded cage")
        assert {hit.object_id for hit in search("velvet rope", language="en").hits} == {3, 5}


@pytest.mark.parametrize(
    ("written", "language", "problem"),
    [
        ("refund", "en", "between 2 and 20"),
        ("", "en", "between 2 and 20"),
        ("\n".join(f"word{number}" for number in range(30)), "en", "between 2 and 20"),
        ("refund\nRefunds", "en", "the same to the search"),
        ("Réfund\nrefund", "", "the same to the search"),
        ("refund\n" + "x" * 100, "en", "too long"),
        ("refund\na b c d e f g h i j", "en", "too long"),
        ("refund\n???", "en", "no word"),
        ("refund\nof the", "en", "no word"),
    ],
)
def test_what_can_not_be_a_synonym_is_refused_with_the_reason(written, language, problem):
    with pytest.raises(ValidationError, match=problem):
        checked_phrases(written, language)
    with pytest.raises(ValidationError):
        keep_synonym(SearchSynonym(language=language, phrases=written), by=None)
    assert not SearchSynonym.objects.exists()


def test_blank_lines_and_spaces_do_not_count():
    assert checked_phrases("  money   back \n\n refund\n", "en") == ["money back", "refund"]


class TestTheAdmin:
    ADD = {"language": "en", "phrases": "skyclub\nvelvet rope", "note": "asked by Ana"}

    def test_an_editor_keeps_changes_and_deletes_groups(self, page, editor):
        browser = page(editor)
        assert browser.post(reverse("admin:core_searchsynonym_add"), self.ADD).status_code == 302
        synonym = SearchSynonym.objects.get()
        assert (synonym.ways, synonym.changed_by) == (["skyclub", "velvet rope"], editor)
        change = reverse("admin:core_searchsynonym_change", args=[synonym.pk])
        before = synonym.version
        browser.post(change, {**self.ADD, "phrases": "skyclub\ngolden gate"})
        synonym.refresh_from_db()
        assert synonym.ways == ["skyclub", "golden gate"]
        assert synonym.version > before
        browser.post(reverse("admin:core_searchsynonym_delete", args=[synonym.pk]), {"post": "yes"})
        assert not SearchSynonym.objects.exists()

    def test_a_wrong_group_is_shown_again_with_the_reason(self, page, editor):
        answer = page(editor).post(reverse("admin:core_searchsynonym_add"), {**self.ADD, "phrases": "alone"})
        assert "between 2 and 20" in answer.text
        assert not SearchSynonym.objects.exists()

    def test_its_page_shows_what_each_way_finds_now(self, page, editor):
        write(Entry("en", "How do I join the skyclub?", url="/3/"))
        synonym = keep("skyclub", "velvet rope")
        shown = page(editor).get(reverse("admin:core_searchsynonym_change", args=[synonym.pk])).text
        assert shown.count("How do I join the skyclub?") == 2

    def test_a_search_can_be_tried(self, page, editor):
        write(Entry("en", "How do I join the skyclub?", url="/3/"), Entry("en", "For staff: skyclub", audience="staff"))
        address = reverse("admin:core_searchsynonym_try_it")
        assert page(editor).get(address).status_code == 200
        shown = page(editor).get(address, {"q": "skyclub", "language": "en"}).text
        assert "How do I join the skyclub?" in shown
        assert "For staff" not in shown
        for odd in ({"q": "\x00", "language": "xx"}, {"q": "x" * 5000}, {"q": "zzz qqq", "language": "zh-hans"}):
            assert page(editor).get(address, odd).status_code == 200

    def test_who_is_no_editor_may_not(self, page, agent):
        synonym, browser = keep("skyclub", "velvet rope"), page(agent)
        for address in (
            reverse("admin:core_searchsynonym_changelist"),
            reverse("admin:core_searchsynonym_add"),
            reverse("admin:core_searchsynonym_change", args=[synonym.pk]),
            reverse("admin:core_searchsynonym_try_it"),
        ):
            assert browser.get(address).status_code in (302, 403)
        browser.post(reverse("admin:core_searchsynonym_add"), self.ADD)
        assert SearchSynonym.objects.count() == 1
