import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction

from supportdesk.core.models import SearchEntry
from supportdesk.core.search import Entry, artefact, forget_object, index_object, search, store, suggest
from supportdesk.core.search.rebuild import rebuild
from supportdesk.core.search.tasks import rebuild_index

from .search_content import LUGGAGE, REFUND, fill, first_id, ids, write

pytestmark = pytest.mark.django_db

MANY = 60


@pytest.fixture
def another_process(monkeypatch):
    """Forget what this process holds in memory, as a new one would start."""
    return lambda: monkeypatch.setattr(store, "_current", None)


def held() -> store.Snapshot:
    return store.store().moment().snapshot("en")


def test_an_edit_is_found_at_once_without_a_new_build():
    fill(MANY)
    write(REFUND)
    assert first_id("refund") == 1
    build = held().index
    index_object("faq", 1, [replace(REFUND, title="Where are the giraffes?", body="In the zoo.", phrasings="")])
    assert first_id("giraffe") == 1
    assert search("reimbursed", language="en").hits == []
    assert held().index is build
    assert len(held().changed) == 1


def test_a_new_entry_is_found_at_once_and_ranks_among_the_old_ones():
    fill(MANY)
    write(LUGGAGE)
    assert first_id("luggage") == 1
    write(Entry("en", "Lost luggage", body="Report it.", url="/9/"), first=9)
    assert ids(search("lost luggage", language="en"))[:2] == [9, 1]
    assert first_id("how much luggage may I take") == 1


def test_a_removed_entry_is_hidden_at_once():
    fill(MANY)
    write(REFUND, LUGGAGE)
    assert first_id("refund") == 1
    build = held().index
    forget_object("faq", 1)
    results = search("refund", language="en")
    assert (results.hits, results.total) == ([], 0)
    assert suggest("how long does a ref", language="en") == []
    assert held().index is build


def test_removing_the_only_entry_leaves_nothing():
    write(REFUND)
    assert first_id("refund") == 1
    forget_object("faq", 1)
    assert search("refund", language="en").total == 0


def test_a_language_that_an_object_no_longer_has_is_removed():
    index_object("faq", 1, [REFUND, Entry("es", "¿Cuánto tarda un reembolso?")])
    index_object("faq", 1, [Entry("es", "¿Cuánto tarda un reembolso?")])
    assert list(SearchEntry.objects.values_list("language", flat=True)) == ["es"]
    assert search("refund", language="en").total == 0


def test_one_row_per_language_keeps_its_key_and_its_version_rises():
    index_object("faq", 1, [REFUND])
    before = SearchEntry.objects.get()
    index_object("faq", 1, [REFUND, replace(REFUND, title="The later of two wins\x00")])
    after = SearchEntry.objects.get()
    assert (after.pk, after.title) == (before.pk, "The later of two wins")
    assert after.version > before.version


def test_versions_never_come_back_after_a_removal():
    write(REFUND, LUGGAGE)
    highest = SearchEntry.objects.order_by("-version").first().version
    forget_object("faq", 2)
    assert SearchEntry.objects.get().version > highest


def test_a_rolled_back_edit_is_forgotten():
    fill(MANY)
    write(REFUND)
    with transaction.atomic():
        index_object("faq", 1, [replace(REFUND, title="Where are the giraffes?")])
        assert first_id("giraffe") == 1
        transaction.set_rollback(True)
    assert search("giraffe", language="en").hits == []
    assert search("refund", language="en").hits[0].title == REFUND.title


def test_rows_changed_behind_the_back_of_the_index_are_noticed_when_they_are_shown():
    fill(MANY)
    write(REFUND, LUGGAGE)
    assert first_id("refund") == 1
    newest = SearchEntry.objects.get(object_id=2, kind="faq")
    SearchEntry.objects.filter(kind="faq", object_id=1).update(
        title="Giraffes", phrasings="", body="", version=newest.version - 1
    )
    search("refund", language="en")
    assert first_id("giraffe") == 1


def test_a_saved_index_is_loaded_by_the_next_process(another_process, monkeypatch):
    fill(MANY)
    write(REFUND)
    rebuild()
    another_process()
    monkeypatch.setattr(store, "built", lambda *arguments: pytest.fail("built again"))
    assert first_id("refund") == 1
    assert held().index.build
    assert suggest("how long", language="en")[0].title == REFUND.title


def test_what_changed_after_the_save_is_found_by_the_next_process(another_process):
    fill(MANY)
    write(REFUND, LUGGAGE)
    rebuild()
    index_object("faq", 1, [replace(REFUND, title="Where are the giraffes?", phrasings="", body="")])
    forget_object("faq", 2)
    another_process()
    assert first_id("giraffe") == 1
    assert search("luggage", language="en").hits == []
    assert held().index.build


def test_a_running_process_takes_up_a_newer_build():
    fill(MANY)
    write(REFUND)
    assert first_id("refund") == 1
    write(LUGGAGE, first=2)
    rebuild()
    assert first_id("luggage") == 2
    assert held().index.build
    assert held().changed == {}


def test_results_are_the_same_from_memory_and_from_disk(another_process):
    fill(MANY)
    write(REFUND, LUGGAGE)
    before = search("how long does luggage take", language="en")
    rebuild()
    another_process()
    assert search("how long does luggage take", language="en") == before


def test_only_languages_that_changed_are_built_again():
    write(REFUND)
    index_object("faq", 2, [Entry("es", "¿Cuánto tarda un reembolso?")])
    assert all(done.is_new for done in rebuild())
    assert not any(done.is_new for done in rebuild())
    index_object("faq", 2, [Entry("es", "¿Cuándo llega?")])
    assert [done.language for done in rebuild() if done.is_new] == ["es"]
    assert all(done.is_new for done in rebuild(everything=True))


def test_old_builds_are_cleared_away_but_for_the_last(settings):
    for number in range(4):
        index_object("faq", 1, [Entry("en", f"Title {number}")])
        rebuild()
    assert len(list(settings.SEARCH_DIR.glob("en-*"))) == 2


def test_what_another_builder_is_writing_is_left_alone(settings):
    write(REFUND)
    draft = artefact.draft_folder("en")
    draft.mkdir()
    rebuild()
    assert draft.is_dir()


def test_the_job_saves_the_index(settings):
    write(REFUND)
    rebuild_index.call()
    assert (settings.SEARCH_DIR / "current.json").is_file()


@pytest.mark.parametrize("damage", ["manifest", "folder", "file"])
def test_a_damaged_save_is_built_around(settings, another_process, damage):
    write(REFUND)
    rebuild()
    folder = next(settings.SEARCH_DIR.glob("en-*"))
    if damage == "manifest":
        (settings.SEARCH_DIR / "current.json").write_text("{")
    elif damage == "folder":
        folder.rename(settings.SEARCH_DIR / "elsewhere")
    else:
        (folder / "entries.json").write_text('{"entries": {}}')
    another_process()
    assert first_id("refund") == 1
    rebuild()
    another_process()
    assert first_id("refund") == 1


def test_a_save_made_by_other_rules_is_not_used(another_process, monkeypatch):
    fill(MANY)
    rebuild()
    monkeypatch.setattr("supportdesk.core.search.artefact.FORMAT", 10**6)
    another_process()
    assert first_id("topic7") == 7
    assert not held().index.build


def test_a_save_of_another_database_shows_nothing_of_it(another_process):
    fill(MANY)
    rebuild()
    SearchEntry.objects.all().delete()
    another_process()
    write(REFUND)
    assert search("topic7", language="en").hits == []
    assert first_id("refund") == 1


def test_searches_and_edits_at_the_same_time_all_get_answers():
    fill(MANY)
    snapshots, failures = [], []
    current = store.store()
    moment = current.moment()

    def look():
        try:
            snapshots.append(moment.snapshot("en"))
        except Exception as error:
            failures.append(error)

    current.snapshot("en", moment.highest)
    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert {id(snapshot) for snapshot in snapshots} == {id(snapshots[0])}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_writers_on_postgresql_take_turns_so_that_versions_rise_in_the_order_of_commits():
    order, holding, may_end = [], threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            index_object("faq", 1, [REFUND])
            holding.set()
            may_end.wait(10)
            order.append("first")
        connection.close()

    def write_quickly():
        index_object("faq", 2, [LUGGAGE])
        order.append("second")
        connection.close()

    first, second = threading.Thread(target=write_slowly), threading.Thread(target=write_quickly)
    first.start()
    holding.wait(10)
    second.start()
    second.join(0.3)
    assert order == []
    may_end.set()
    first.join(10)
    second.join(10)
    assert SearchEntry.objects.get(object_id=2).version > SearchEntry.objects.get(object_id=1).version
