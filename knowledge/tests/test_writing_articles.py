import pytest

from knowledge import services
from knowledge.models import Article, ArticleRevision
from supportdesk.core.exceptions import NotAllowed, NotFound
from supportdesk.core.markup import render_article
from supportdesk.core.models import SearchEntry

from .factories import CategoryFactory, write_article

SPANISH = {"language": "es", "title": "Reembolsos", "summary": "En breve.", "body": "## Cómo\n\nPida."}


def numbers(article, language="en") -> list[int]:
    return list(article.revisions.filter(language=language).order_by("number").values_list("number", flat=True))


def languages_found(article) -> set[str]:
    return set(SearchEntry.objects.filter(kind="article", object_id=article.pk).values_list("language", flat=True))


def test_publishing_makes_a_version_and_the_live_text(editor):
    article = services.save_article(None, by=editor, category=CategoryFactory(), title="Refunds", tags=["money"])
    assert (article.status, article.slug, numbers(article)) == ("draft", "refunds", [])
    revision = services.publish_article(
        article,
        by=editor,
        language="en",
        title="Refunds",
        summary="In short.",
        body="## How\n\nAsk.",
        significance=30,
        comment="First.",
    )
    article.refresh_from_db()
    assert (article.status, article.title_en, article.summary_en) == ("published", "Refunds", "In short.")
    assert article.body_html_en == render_article("## How\n\nAsk.")
    assert article.published_at is not None
    assert (revision.number, revision.status, revision.author, revision.significance, revision.comment) == (
        1,
        "published",
        editor,
        30,
        "First.",
    )
    assert languages_found(article) == {"en"}


def test_numbers_have_no_gaps_in_any_language(editor):
    article = write_article()
    for body in ("Two.", "Three."):
        services.publish_article(article, by=editor, language="en", title="Refunds", body=body)
    services.publish_article(article, by=editor, **SPANISH)
    assert numbers(article, "en") == [1, 2, 3]
    assert numbers(article, "es") == [1]
    last = article.revisions.get(language="en", number=3)
    assert last.based_on.number == 2
    assert article.revisions.get(language="en", number=1).body.startswith("## How")


def test_an_unchanged_text_makes_no_version(editor):
    article = write_article("Refunds", "Ask.")
    assert services.revise_article(article, by=editor, language="en", title="Refunds", summary="In short.", body=" Ask. ") is None
    assert services.revise_article(article, by=editor, language="es", title="", summary="", body="") is None
    assert numbers(article) == [1]


def test_a_draft_keeps_its_versions_and_is_found_when_published(editor):
    article = write_article(published=False)
    services.revise_article(article, by=editor, language="en", title="Refunds", body="Better.")
    services.revise_article(article, by=editor, **SPANISH)
    assert set(article.revisions.values_list("status", flat=True)) == {"draft"}
    assert languages_found(article) == set()
    services.change_article_status(article, by=editor, status="published")
    assert languages_found(article) == {"en", "es"}
    assert dict(article.revisions.filter(language="en").values_list("number", "status")) == {1: "draft", 2: "published"}


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_is_withdrawn_is_not_found(editor, status):
    article = write_article()
    first = article.published_at
    article = services.change_article_status(article, by=editor, status=status)
    assert languages_found(article) == set()
    article = services.change_article_status(article, by=editor, status="published")
    assert article.published_at == first
    assert languages_found(article) == {"en"}


def test_the_audience_goes_into_the_search(editor):
    article = write_article()
    services.save_article(article, by=editor, audience="staff")
    assert set(SearchEntry.objects.values_list("audience", flat=True)) == {"staff"}


def test_english_comes_first_and_no_half_translation(editor):
    empty = services.save_article(None, by=editor, category=CategoryFactory(), title="Empty")
    with pytest.raises(services.TextMissing):
        services.change_article_status(empty, by=editor, status="published")
    with pytest.raises(services.TextMissing):
        services.publish_article(empty, by=editor, **SPANISH)
    article = write_article()
    with pytest.raises(services.TextMissing):
        services.publish_article(article, by=editor, language="es", title="Solo el título", body="")
    article.refresh_from_db()
    assert article.languages == ["en"]
    assert Article.objects.get(pk=empty.pk).status == "draft"
    assert ArticleRevision.objects.count() == 1


def test_a_translation_may_be_taken_away(editor):
    article = write_article()
    services.publish_article(article, by=editor, **SPANISH)
    assert services.revise_article(article, by=editor, language="es", title="", summary="", body="") is None
    assert languages_found(article) == {"en"}
    assert numbers(article, "es") == [1]


def test_deleting_takes_the_versions_along(editor):
    article = write_article()
    services.delete_article(article, by=editor)
    assert not ArticleRevision.objects.exists()
    assert languages_found(article) == set()
    with pytest.raises(NotFound):
        services.publish_article(article, by=editor, **SPANISH)


@pytest.mark.parametrize("person", ["customer", "agent", "supervisor"])
def test_others_may_not_write_and_nothing_changes(request, person):
    person = request.getfixturevalue(person)
    article = write_article()
    before = Article.objects.values().get()
    for refused in (
        lambda: services.save_article(None, by=person, category=article.category, title="Mine"),
        lambda: services.save_article(article, by=person, audience="staff"),
        lambda: services.publish_article(article, by=person, **SPANISH),
        lambda: services.revise_article(article, by=person, **SPANISH),
        lambda: services.change_article_status(article, by=person, status="draft"),
        lambda: services.delete_article(article, by=person),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert Article.objects.values().get() == before
    assert ArticleRevision.objects.count() == 1
