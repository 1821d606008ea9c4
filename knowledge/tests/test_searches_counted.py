"""Searches of the FAQs are counted, so that editors see what is missing."""

import pytest

from supportdesk.core.models import SearchAsked

from .factories import CategoryFactory, write_faq


def counted() -> list[tuple]:
    return list(SearchAsked.objects.order_by("words").values_list("words", "language", "times", "without_result"))


@pytest.mark.parametrize("address", ["/en/faqs/?q={}", "/support/faqs?search={}"])
def test_a_search_counts_with_and_without_a_result(page, db, address):
    write_faq("Where is my luggage?")
    browser = page()
    browser.get(address.format("luggage"))
    browser.get(address.format("zzqxw"))
    assert counted() == [("luggage", "en", 1, 0), ("zzqxw", "en", 1, 1)]


@pytest.mark.parametrize("address", ["/en/faqs/?q=luggage&category=money", "/support/faqs?search=luggage&category=money"])
def test_a_search_on_one_shelf_says_nothing_of_what_is_missing(page, db, address):
    write_faq("Where is my luggage?")
    CategoryFactory(slug="money")
    page().get(address)
    assert counted() == []
