"""Views are counted together, so that a page that everybody reads is not written on at each reading."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from knowledge import services
from knowledge.models import DailyReading
from knowledge.services import reading

from .factories import FAQFactory, TutorialFactory


@pytest.fixture
def later(settings, monkeypatch):
    """Views wait until the test writes them."""
    settings.VIEWS_FLUSH_SECONDS = 3600
    timers = []

    class Timer:
        daemon = False

        def __init__(self, seconds, function) -> None:
            timers.append(seconds)

        def start(self) -> None:
            pass

    monkeypatch.setattr(reading.threading, "Timer", Timer)
    monkeypatch.setattr(reading, "_timer", None)
    monkeypatch.setattr(reading, "close_old_connections", lambda: None)
    yield timers
    reading._waiting.clear()
    reading._timer = None


def test_many_views_are_one_write_for_each_page(db, later):
    first, second = FAQFactory(), FAQFactory()
    with CaptureQueriesContext(connection) as before:
        for number in range(50):
            services.record_view(first, visitor=f"v{number}")
        services.record_view(second, visitor="v0")
    assert not before.captured_queries
    assert later == [3600]
    with CaptureQueriesContext(connection) as written:
        services.write_views()
    changed = [query["sql"] for query in written if query["sql"].startswith("UPDATE") and "view_count" in query["sql"]]
    assert len(changed) == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.view_count, second.view_count) == (50, 1)
    assert sorted(DailyReading.objects.values_list("views", flat=True)) == [1, 50]


def test_what_was_written_is_not_written_again_and_the_next_view_is(db, later):
    faq = FAQFactory()
    services.record_view(faq, visitor="a")
    services.write_views()
    services.write_views()
    services.record_view(faq, visitor="b")
    assert later == [3600, 3600]
    services.write_views()
    faq.refresh_from_db()
    assert faq.view_count == 2
    assert DailyReading.objects.get().views == 2


def test_a_reload_of_one_visitor_waits_once(db, later):
    faq = FAQFactory()
    for _ in range(3):
        services.record_view(faq, visitor="a")
    services.write_views()
    faq.refresh_from_db()
    assert faq.view_count == 1


def test_a_page_that_was_deleted_meanwhile_is_forgotten(db, later):
    faq, other = FAQFactory(), FAQFactory()
    services.record_view(faq, visitor="a")
    services.record_view(other, visitor="a")
    faq.delete()
    services.write_views()
    assert DailyReading.objects.get().faq == other


def test_readings_are_kept_by_day_and_language(db, monkeypatch):
    faq = FAQFactory()
    for day, language, visitor in (
        (date(2026, 1, 1), "en", "a"),
        (date(2026, 1, 1), "es", "b"),
        (date(2026, 1, 1), "es", "c"),
        (date(2026, 1, 2), "es", "d"),
    ):
        monkeypatch.setattr(reading.timezone, "localdate", lambda day=day: day)
        with translation.override(language):
            services.record_view(faq, visitor=visitor)
    rows = DailyReading.objects.order_by("day", "language").values_list("day", "language", "views", "completions")
    assert list(rows) == [
        (date(2026, 1, 1), "en", 1, 0),
        (date(2026, 1, 1), "es", 2, 0),
        (date(2026, 1, 2), "es", 1, 0),
    ]


def test_views_and_completions_of_a_tutorial_share_a_row(db):
    tutorial = TutorialFactory()
    services.record_view(tutorial, visitor="a")
    for _ in range(2):
        services.record_completion(tutorial, visitor="a")
    row = DailyReading.objects.get()
    assert (row.views, row.completions) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_views_at_the_same_moment_are_all_counted():
    faq = FAQFactory()

    def view(visitor: int) -> None:
        try:
            services.record_view(faq, visitor=f"v{visitor}")
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(view, range(12)))
    faq.refresh_from_db()
    assert faq.view_count == 12
    assert DailyReading.objects.get().views == 12
