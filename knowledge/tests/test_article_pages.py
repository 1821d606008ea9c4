import re

import pytest

from knowledge import services
from knowledge.rendering import headings_of

from .factories import CategoryFactory, write_article, write_faq


def test_guides_are_listed_with_shelf_and_summary(page, db):
    write_article("Luggage guide", category=CategoryFactory(slug="travel", name_en="Travel day"))
    write_article("Hidden", published=False)
    html = page().get("/en/articles/").content.decode()
    assert all(words in html for words in ("Luggage guide", "In short.", "Travel day"))
    assert "Hidden" not in html


def test_a_guide_has_a_table_of_contents_and_short_answers(page, db):
    article = write_article("Luggage", "## Bags & boxes\n\nText.\n\n## When?\n\n### In time\n\nText.", tags=["bags"])
    write_faq("How many bags?", tags=["bags"])
    html = page().get(article.get_absolute_url()).content.decode()
    anchors = re.findall(r'<a href="#([^"]+)"', html.split("toc-beside")[1].split("</nav>")[0])
    assert len(anchors) == 3
    assert all(f' id="{anchor}">' in html for anchor in anchors)
    assert "How many bags?" in html


def test_headings_are_read_with_their_words_and_levels():
    headings = headings_of('<h2 id="a-b">A &amp; <em>B</em></h2>\n<p>x</p>\n<h3 id="目录">目录</h3>')
    assert [(heading.level, heading.anchor, heading.text) for heading in headings] == [(2, "a-b", "A & B"), (3, "目录", "目录")]


def test_a_guide_is_read_in_the_readers_language_or_in_english(page, editor):
    article = write_article("Refunds", "Ask.")
    services.save_article(article, by=editor, texts={"es": {"title": "Reembolsos", "body": "Pida."}})
    spanish = page().get("/es/articles/refunds/").content.decode()
    assert "Reembolsos" in spanish
    assert "<p>Pida.</p>" in spanish
    # A summary that is not translated is left out, not mixed in.
    assert "In short." not in spanish
    assert "callout--info" in page().get("/de/articles/refunds/").content.decode()


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ("public", {None, "customer", "agent", "editor"}),
        ("signed_in", {"customer", "agent", "editor"}),
        ("staff", {"agent", "editor"}),
        ("draft", {"editor"}),
    ],
)
def test_only_its_audience_reads_a_guide(page, request, db, audience, readers):
    article = write_article("Inside", published=audience != "draft")
    if audience != "draft":
        services.save_article(article, by=None, audience=audience)
    for name in (None, "customer", "agent", "editor"):
        browser = page(request.getfixturevalue(name) if name else None)
        assert browser.get(article.get_absolute_url()).status_code == (200 if name in readers else 404), name
        assert ("Inside" in browser.get("/en/articles/").content.decode()) == (name in readers)
        browser.logout()


def test_a_reload_counts_one_view(page, db):
    article = write_article()
    browser = page()
    for _ in range(2):
        browser.get(article.get_absolute_url())
    article.refresh_from_db()
    assert article.view_count == 1


def test_the_list_costs_the_same_for_any_number(page, db, django_assert_num_queries):
    for number in range(6):
        write_article(f"Guide {number}", category=CategoryFactory(slug=f"c{number}"))
    with django_assert_num_queries(1):
        page().get("/en/articles/")
