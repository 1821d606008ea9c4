"""A page that moved is found at its former address, by those who may read it."""

import pytest

from knowledge import services

from .factories import write_article, write_faq


@pytest.fixture
def moved_faq(editor):
    faq = write_faq("Where is my money?", slug="money")
    return services.save_faq(faq, by=editor, slug="refund")


def test_a_former_address_leads_to_the_present_one_in_the_same_language_with_its_query(page, moved_faq):
    answer = page().get("/de/faqs/money/?ref=mail&q=a%20b")
    assert (answer.status_code, answer.url) == (301, "/de/faqs/refund/?ref=mail&q=a%20b")


def test_a_chain_of_moves_is_one_step(page, moved_faq, editor):
    services.save_faq(moved_faq, by=editor, slug="refunds")
    for former in ("money", "refund"):
        assert page().get(f"/en/faqs/{former}/").url == "/en/faqs/refunds/"


def test_an_article_moves_as_well_and_is_no_faq(page, editor):
    article = write_article("Bags", slug="bags")
    services.save_article(article, by=editor, slug="luggage")
    assert page().get("/en/articles/bags/").url == "/en/articles/luggage/"
    assert page().get("/en/faqs/bags/").status_code == 404


def test_who_has_the_address_now_is_shown(page, moved_faq):
    write_faq("Another?", slug="money")
    html = page().get("/en/faqs/money/").content.decode()
    assert "Another?" in html


@pytest.mark.parametrize(
    "change", [{"audience": "signed_in"}, {"audience": "staff"}, {"status": "draft"}, {"status": "archived"}]
)
def test_a_page_that_one_may_not_see_leaves_no_trace_at_its_former_address(page, moved_faq, editor, change):
    services.save_faq(moved_faq, by=editor, **change)
    assert page().get("/en/faqs/money/").status_code == 404
    assert page(editor).get("/en/faqs/money/").status_code == 301


def test_an_address_that_never_was_is_not_found(page, db):
    assert page().get("/en/faqs/nothing/").status_code == 404
    assert page().get("/en/articles/nothing/").status_code == 404
