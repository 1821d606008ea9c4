"""Counting what is searched, and whether it led anywhere, without keeping who searched."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from supportdesk.core.models import SearchAsked
from supportdesk.core.search import Entry, note_search
from supportdesk.core.search.asked import asked_on, kept_words, note_click
from supportdesk.core.search.tasks import forget_old_searches

from .search_content import write

pytestmark = pytest.mark.django_db


def rows() -> list[tuple]:
    return list(SearchAsked.objects.order_by("language", "words").values_list("language", "words", "times", "without_result"))


class TestNoting:
    def test_the_same_words_of_a_day_are_one_row(self):
        for words, found in (("Where is my REFUND?", True), ("where is my refund", False), ("¿Où?", False)):
            note_search(words, "en", found=found)
        assert rows() == [("en", "ou", 1, 1), ("en", "where is my refund", 2, 1)]

    def test_languages_and_days_are_apart(self):
        note_search("visa", "en", found=True)
        note_search("visa", "fr-CA", found=True)
        SearchAsked.objects.update(day=timezone.now().date() - timedelta(days=1))
        note_search("visa", "en", found=False)
        assert rows() == [("en", "visa", 1, 0), ("en", "visa", 1, 1), ("fr", "visa", 1, 0)]

    def test_it_costs_one_statement(self, django_assert_num_queries):
        with django_assert_num_queries(3):  # it, within its savepoint
            note_search("refund", "en", found=True)

    def test_personal_data_is_not_kept(self):
        note_search("refund for ana@example.org card 4111 1111 1111 1111", "en", found=True)
        assert rows()[0][1] == "refund for email card number"

    @pytest.mark.parametrize(
        "words", ["", " ", "a", "?", "\x00", "x" * 201, "word " * 60, "ana@example.org", "+49 30 1234567", "👋"]
    )
    def test_what_says_nothing_is_not_counted(self, words):
        note_search(words, "en", found=False)
        assert rows() == []

    @pytest.mark.parametrize("words", ["退", "id", "x" * 200, "ﷺ" * 30])
    def test_short_and_odd_words_are_counted(self, words):
        note_search(words, "zh-hans", found=False)
        assert len(rows()) == 1

    def test_a_flood_is_cut_off(self, settings):
        from rest_framework.settings import api_settings

        rate = api_settings.DEFAULT_THROTTLE_RATES["create"]
        api_settings.DEFAULT_THROTTLE_RATES["create"] = "3/min"
        try:
            for number in range(9):
                note_search(f"word{number}", "en", found=False, who="address-1")
            note_search("another person", "en", found=False, who="address-2")
        finally:
            api_settings.DEFAULT_THROTTLE_RATES["create"] = rate
        assert len(rows()) == 4

    def test_a_database_that_is_away_does_not_break_the_search(self, monkeypatch):
        def broken(*arguments, **options):
            raise DatabaseError("locked")

        monkeypatch.setattr("supportdesk.core.search.asked.connection.cursor", broken)
        note_search("refund", "en", found=True)


class TestClicks:
    def clicked(self) -> dict[str, int]:
        return dict(SearchAsked.objects.values_list("words", "clicked"))

    def test_a_click_counts_once_for_each_person(self):
        note_search("refund", "en", found=True)
        for who in ("ana", "ana", "bob"):
            note_click("Refund?", "en", who=who)
        assert self.clicked() == {"refund": 2}

    def test_a_click_after_midnight_counts_for_the_evening(self):
        note_search("refund", "en", found=True)
        SearchAsked.objects.update(day=timezone.now().date() - timedelta(days=1))
        note_click("refund", "en", who="ana")
        assert self.clicked() == {"refund": 1}

    def test_a_click_for_what_nobody_searched_makes_no_row(self):
        note_click("refund", "en", who="ana")
        assert self.clicked() == {}

    @pytest.mark.parametrize(
        ("address", "found"),
        [
            ("https://help.example.org/en/help/?q=my+refund", ("my refund", "en")),
            ("/zh-hans/faqs/?category=x&q=%E9%80%80%E6%AC%BE", ("退款", "zh-hans")),
            ("/en/help/", None),
            ("/en/help/?q=", None),
            ("/en/faqs/lost-bag/?q=refund", None),
            ("/en/help/suggestions?q=re", None),
            ("/en/tickets/?q=refund", None),
            ("http://[", None),
            ("", None),
        ],
    )
    def test_only_the_pages_of_a_search_say_what_was_asked(self, address, found):
        assert asked_on(address) == found


class TestFollowingPages:
    @pytest.fixture(autouse=True)
    def _searched(self):
        write(Entry("en", "The help centre", url="/en/community/"))
        note_search("refund", "en", found=True)

    def visit(self, browser, path: str = "/en/community/", came_from: str = "/en/help/?q=refund", **headers) -> int:
        if came_from.startswith("/"):
            came_from = f"http://testserver{came_from}"
        browser.get(path, headers={"Referer": came_from, **headers})
        return SearchAsked.objects.get().clicked

    def test_a_page_that_a_search_can_lead_to_counts_once(self, page):
        assert self.visit(page()) == 1
        assert self.visit(page()) == 1

    def test_signed_in_or_not_each_counts(self, client, page, customer):
        assert self.visit(client) == 1
        assert self.visit(page(customer)) == 2

    @pytest.mark.parametrize(
        ("path", "came_from", "headers"),
        [
            ("/en/", "/en/help/?q=refund", {}),
            ("/en/community/", "/en/help/", {}),
            ("/en/community/", "/en/help/?q=visa", {}),
            ("/en/community/", "https://elsewhere.example/en/help/?q=refund", {}),
            ("/en/community/", "/en/community/?q=refund", {}),
            ("/en/community/", "/en/help/?q=refund", {"HX-Request": "true"}),
            ("/en/community/", "/en/help/?q=refund", {"Sec-Purpose": "prefetch"}),
            ("/en/community/missing/", "/en/help/?q=refund", {}),
            ("/en/help/?q=refund", "/en/help/?q=refund", {}),
        ],
    )
    def test_anything_else_does_not(self, page, path, came_from, headers):
        assert self.visit(page(), path, came_from, **headers) == 0


def test_questions_are_summed_over_a_period():
    today = timezone.now().date()
    for days, words, times, without, clicked in (
        (0, "refund", 5, 0, 2),
        (3, "refund", 2, 1, 4),
        (1, "visa", 9, 9, 0),
        (40, "old", 90, 0, 0),
    ):
        day = today - timedelta(days=days)
        SearchAsked.objects.create(day=day, language="en", words=words, times=times, without_result=without, clicked=clicked)
    asked = SearchAsked.objects.between(today - timedelta(days=30), today).by_question()
    assert list(asked) == [
        {"language": "en", "words": "visa", "asked": 9, "unanswered": 9, "unclicked": 9},
        {"language": "en", "words": "refund", "asked": 7, "unanswered": 1, "unclicked": 1},
    ]


def test_what_is_older_than_half_a_year_is_forgotten():
    today = timezone.now().date()
    for days in (0, 180, 181):
        SearchAsked.objects.create(day=today - timedelta(days=days), language="en", words=f"w{days}", times=1)
    forget_old_searches.call()
    assert set(SearchAsked.objects.values_list("words", flat=True)) == {"w0", "w180"}


def test_editors_see_the_list_and_change_nothing(page, editor):
    note_search("refund", "en", found=True)
    assert "refund" in page(editor).get("/admin/core/searchasked/").text
    row = SearchAsked.objects.get()
    page(editor).post(f"/admin/core/searchasked/{row.pk}/change/", {"times": 5})
    row.refresh_from_db()
    assert row.times == 1


def test_kept_words_fit_their_column():
    assert len(kept_words("ﷺ" * 200)) <= 200
