import pytest

from knowledge import services
from knowledge.models import Article, Revision
from supportdesk.core.exceptions import NotAllowed, NotFound
from supportdesk.core.markup import render_article
from supportdesk.core.models import SearchEntry

from .factories import CategoryFactory, write_article

SPANISH = {"es": {"title": "Reembolsos", "summary": "En breve.", "body": "## Cómo\n\nPida."}}


def numbers(article, language="en") -> list[int]:
    return list(article.revisions.filter(language=language).order_by("number").values_list("number", flat=True))


def languages_found(article) -> set[str]:
    return set(SearchEntry.objects.filter(kind="article", object_id=article.pk).values_list("language", flat=True))


def body(text: str) -> dict:
    return {"en": {"body": text}}


def test_publishing_makes_a_version_and_the_live_text(editor):
    article = services.save_article(
        None,
        by=editor,
        texts={"en": {"title": "Refunds", "summary": "In short.", "body": "## How\n\nAsk."}},
        category=CategoryFactory(),
        tags=["money"],
        status="published",
        significance=30,
        comment="First.",
    )
    article.refresh_from_db()
    assert (article.status, article.slug, article.title_en) == ("published", "refunds", "Refunds")
    assert article.body_html_en == render_article("## How\n\nAsk.", language="en")
    assert article.published_at is not None
    revision = article.revisions.get()
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
    for text in ("Two.", "Three."):
        services.save_article(article, by=editor, texts=body(text))
    services.save_article(article, by=editor, texts=SPANISH)
    assert numbers(article, "en") == [1, 2, 3]
    assert numbers(article, "es") == [1]
    last = article.revisions.get(language="en", number=3)
    assert last.based_on.number == 2
    assert article.revisions.get(language="en", number=1).body.startswith("## How")


def test_an_unchanged_text_makes_no_version(editor):
    article = write_article("Refunds", "Ask.")
    services.save_article(article, by=editor, texts=body(" Ask. "))
    services.save_article(article, by=editor, texts={"es": {"title": "", "body": ""}})
    assert numbers(article) == [1]


def test_a_draft_keeps_its_versions_and_is_found_when_published(editor):
    article = write_article(published=False)
    services.save_article(article, by=editor, texts=body("Better."))
    services.save_article(article, by=editor, texts=SPANISH)
    assert set(article.revisions.values_list("status", flat=True)) == {"draft"}
    assert languages_found(article) == set()
    services.change_page_status(article, by=editor, status="published")
    assert languages_found(article) == {"en", "es"}
    assert dict(article.revisions.filter(language="en").values_list("number", "status")) == {1: "draft", 2: "published"}
    assert article.revisions.get(language="es").translated_from.number == 2


def test_a_draft_is_written_on_and_published_in_one_step(editor):
    article = write_article(published=False)
    services.save_article(article, by=editor, texts=SPANISH)
    article = services.save_article(article, by=editor, texts=body("Better."), status="published")
    assert languages_found(article) == {"en", "es"}
    assert article.revisions.get(language="es").status == "published"


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_is_withdrawn_is_not_found(editor, status):
    article = write_article()
    first = article.published_at
    article = services.change_page_status(article, by=editor, status=status)
    assert languages_found(article) == set()
    article = services.change_page_status(article, by=editor, status="published")
    assert article.published_at == first
    assert languages_found(article) == {"en"}


def test_the_audience_goes_into_the_search(editor):
    article = write_article()
    services.save_article(article, by=editor, audience="staff")
    assert set(SearchEntry.objects.values_list("audience", flat=True)) == {"staff"}


def test_english_comes_first_and_no_half_translation(editor):
    with pytest.raises(services.TextMissing):
        services.save_article(None, by=editor, category=CategoryFactory(), texts=SPANISH)
    article = write_article()
    with pytest.raises(services.TextMissing):
        services.save_article(article, by=editor, texts={"es": {"title": "Solo el título", "body": ""}})
    with pytest.raises(services.TextMissing):
        services.save_article(article, by=editor, texts={"en": None})
    article.refresh_from_db()
    assert article.languages == ["en"]
    assert Article.objects.count() == Revision.objects.count() == 1


def test_a_translation_may_be_taken_away(editor):
    article = write_article()
    services.save_article(article, by=editor, texts=SPANISH)
    services.save_article(article, by=editor, texts={"es": None})
    assert languages_found(article) == {"en"}
    assert numbers(article, "es") == [1]


def test_deleting_takes_the_versions_along(editor):
    article = write_article()
    services.delete_article(article, by=editor)
    assert not Revision.objects.exists()
    assert languages_found(article) == set()
    article.pk = 4_711
    with pytest.raises(NotFound):
        services.save_article(article, by=editor, texts=SPANISH)


@pytest.mark.parametrize("person", ["customer", "agent", "supervisor"])
def test_others_may_not_write_and_nothing_changes(request, person):
    person = request.getfixturevalue(person)
    article = write_article()
    before = Article.objects.values().get()
    for refused in (
        lambda: services.save_article(
            None, by=person, category=article.category, texts={"en": {"title": "Mine", "body": "Mine."}}
        ),
        lambda: services.save_article(article, by=person, audience="staff"),
        lambda: services.save_article(article, by=person, texts=SPANISH),
        lambda: services.change_page_status(article, by=person, status="draft"),
        lambda: services.delete_article(article, by=person),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert Article.objects.values().get() == before
    assert Revision.objects.count() == 1
