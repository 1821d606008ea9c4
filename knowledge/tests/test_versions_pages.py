"""The versions of a page: their list, two side by side, one as readers see it, going back, writing on a draft."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from knowledge import services
from knowledge.models import Article, Revision, Words

from .factories import write_article, write_faq

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(editor):
    article = write_article("Refunds", "Ask.\n\nIt takes five days.")
    services.save_article(article, by=editor, texts={"en": {"body": "Ask.\n\nIt takes three days."}}, comment="Faster now")
    return article


@pytest.fixture
def desk(page, editor):
    return page(editor)


def version(article, number: int, language: str = "en") -> Revision:
    return article.revisions.get(language=language, number=number)


def address(revision: Revision, name: str) -> str:
    return f"/admin/knowledge/revision/{revision.pk}/{name}/"


def typed(revision: Revision, **changes) -> dict:
    return {
        "title": revision.title,
        "summary": revision.summary,
        "body": revision.body,
        "significance": revision.significance,
        "comment": revision.comment,
        "publish_at": "",
        "seen": services.fingerprint(revision.words),
        "do": "save",
        **changes,
    }


def test_all_versions_are_listed_and_the_last_two_compared(desk, article):
    html = desk.get(f"/admin/knowledge/article/{article.pk}/versions/").content.decode()
    assert html.index("Version 2</a>") < html.index("Version 1</a>")
    assert "Faster now" in html
    assert "<del>" in html
    assert "removed:" in html


def test_any_two_are_compared_the_older_on_the_left(desk, article, editor):
    services.save_article(article, by=editor, texts={"en": {"body": "Gone."}})
    comparison = desk.get(f"/admin/knowledge/article/{article.pk}/versions/?old=3&new=1").context["comparison"]
    assert (comparison.old.number, comparison.new.number) == (1, 3)


@pytest.mark.parametrize(
    "query", ["old=x&new=1", "old=99&new=98", "old=-1&new=2", "old=1&new=" + "9" * 40, "page=banana", "page=99"]
)
def test_numbers_that_are_no_versions_are_no_error(desk, article, query):
    assert desk.get(f"/admin/knowledge/article/{article.pk}/versions/?{query}").status_code == 200


def test_an_unknown_language_or_page_is_not_found(desk, article):
    assert desk.get(f"/admin/knowledge/article/{article.pk}/versions/?lang=xx").status_code == 404
    assert desk.get("/admin/knowledge/article/99999/versions/").status_code == 404
    assert desk.get("/admin/knowledge/revision/99999/edit/").status_code == 404


def test_a_list_of_versions_costs_the_same_for_any_number(desk, article, editor, django_assert_max_num_queries):
    def cost() -> int:
        with django_assert_max_num_queries(25) as queries:
            desk.get(f"/admin/knowledge/article/{article.pk}/versions/")
        return len(queries)

    cost()
    few = cost()
    for number in range(5):
        services.save_article(article, by=editor, texts={"en": {"body": f"Text {number}."}})
    assert cost() == few


def test_a_version_is_previewed_as_its_readers_see_it_in_their_language(desk):
    article = write_article(texts={"en": {"title": "A", "body": "B"}, "ar": {"title": "استرداد", "body": "## كيف\n\nاطلب."}})
    html = desk.get(address(version(article, 1, "ar"), "preview")).content.decode()
    assert '<html lang="ar" dir="rtl"' in html
    assert "noindex" in html
    assert "<h2" in html


def test_a_version_is_shown_with_what_is_known_of_it_and_cannot_be_posted_to(desk, article):
    html = desk.get(address(version(article, 1), "change")).content.decode()
    assert "Go back to this text" in html
    assert desk.post(address(version(article, 1), "change"), {"title": "Other"}).status_code == 403
    assert version(article, 1).title == "Refunds"


def test_going_back_is_confirmed_and_makes_a_new_version(desk, article):
    first = version(article, 1)
    assert "five" in desk.get(address(first, "revert")).content.decode()
    assert article.revisions.count() == 2
    desk.post(address(first, "revert"), {"comment": "Too early"})
    third = version(article, 3)
    assert (third.body, third.status, third.comment) == (first.body, "published", "Too early")
    assert Article.objects.get().body_en == first.body


def test_going_back_to_what_is_live_is_refused(desk, article):
    assert desk.post(address(version(article, 2), "revert")).status_code == 409
    assert article.revisions.count() == 2


def test_a_draft_is_opened_written_on_and_published(desk, article, editor):
    desk.post(address(version(article, 1), "draft"))
    draft = version(article, 3)
    assert (draft.status, draft.author, draft.body) == ("draft", editor, version(article, 1).body)
    desk.post(address(draft, "edit"), typed(draft, body="Written.", comment="New", significance=30))
    draft.refresh_from_db()
    assert (draft.body, draft.comment, draft.significance, draft.status) == ("Written.", "New", 30, "draft")
    desk.post(address(draft, "edit"), typed(draft, do="publish"))
    assert Article.objects.get().body_en == "Written."


@pytest.mark.parametrize(("do", "status"), [("propose", "proposed"), ("schedule", "scheduled")])
def test_a_draft_is_proposed_or_published_at_a_time(desk, article, editor, do, status):
    draft = services.write_draft(article, by=editor, language="en", words=Words("Refunds", "", "Later."))
    day = (timezone.now() + timedelta(days=2)).date()
    desk.post(address(draft, "edit"), typed(draft, do=do, publish_at=f"{day}T10:00" if do == "schedule" else ""))
    draft.refresh_from_db()
    assert (draft.status, Article.objects.get().body_en) == (status, "Ask.\n\nIt takes three days.")


def test_a_draft_is_given_up(desk, article, editor):
    draft = services.write_draft(article, by=editor, language="en", words=Words("Refunds", "", "Later."))
    desk.post(address(draft, "edit"), {"do": "discard"})
    assert not Revision.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize(
    "change", [{"do": "publish", "title": ""}, {"title": "x" * 300}, {"significance": "7"}, {"do": "schedule"}, {"body": "\x00"}]
)
def test_what_is_wrong_in_a_draft_keeps_what_was_typed(desk, article, editor, change):
    draft = services.write_draft(article, by=editor, language="en", words=Words("Refunds", "", "Later."))
    answer = desk.post(address(draft, "edit"), typed(draft, **{"summary": "Typed words", **change}))
    assert answer.status_code == 409
    assert "Typed words" in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.summary, draft.status) == ("", "draft")


def test_half_a_text_may_be_kept_as_a_draft(desk, article, editor):
    draft = services.write_draft(article, by=editor, language="en", words=Words("Refunds", "", "Later."))
    desk.post(address(draft, "edit"), typed(draft, body=""))
    draft.refresh_from_db()
    assert draft.body == ""


def test_when_the_live_text_moved_on_both_are_shown_and_one_may_publish_anyway(desk, article, editor):
    draft = services.write_draft(article, by=editor, language="en", words=Words("Refunds", "", "Mine."))
    services.save_article(article, by=None, texts={"en": {"body": "Theirs."}})
    answer = desk.post(address(draft, "edit"), typed(draft, do="publish", body="Mine, really."))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in html
    assert "Mine, really." in html
    assert 'name="over_newer"' in html
    draft.refresh_from_db()
    assert (draft.body, Article.objects.get().body_en) == ("Mine.", "Theirs.")
    desk.post(address(draft, "edit"), typed(draft, do="publish", body="Mine, really.", over_newer="on"))
    assert Article.objects.get().body_en == "Mine, really."


def test_two_who_write_on_a_draft_see_each_others_words(desk, article, editor, reviewer):
    draft = services.write_draft(article, by=editor, language="en", words=Words("Refunds", "", "Mine."))
    sent = typed(draft, body="Mine, longer.")
    services.change_draft(draft, by=reviewer, words=Words("Refunds", "", "Theirs."))
    answer = desk.post(address(draft, "edit"), sent)
    assert answer.status_code == 409
    assert "Theirs" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.body == "Theirs."
    desk.post(address(draft, "edit"), {**sent, "over_newer": "on"})
    draft.refresh_from_db()
    assert draft.body == "Mine, longer."


def test_what_was_decided_is_not_edited(desk, article):
    assert desk.get(address(version(article, 1), "edit")).status_code == 302
    desk.post(address(version(article, 1), "edit"), {"do": "discard"})
    assert article.revisions.count() == 2


def test_who_may_not_publish_sees_no_button_for_it_and_no_door(desk, article, editor, settings):
    settings.KNOWLEDGE_REVIEW = True
    draft = services.write_draft(article, by=editor, language="en", words=Words("Refunds", "", "Mine."))
    assert 'value="publish"' not in desk.get(address(draft, "edit")).content.decode()
    assert desk.post(address(draft, "edit"), typed(draft, do="publish", body="Slipped in.")).status_code == 409
    draft.refresh_from_db()
    assert (draft.body, draft.status) == ("Mine.", "draft")


READING = ["knowledge/article/{page}/versions/", "knowledge/revision/{key}/change/", "knowledge/revision/{key}/preview/"]
WRITING = ["knowledge/revision/{key}/edit/", "knowledge/revision/{key}/revert/"]


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        (None, 302, 302),
        ("customer", 302, 302),
        ("agent", 403, 403),
        ("supervisor", 200, 403),
        ("editor", 200, 200),
        ("reviewer", 200, 200),
        ("administrator", 200, 200),
    ],
)
def test_every_door_for_everybody(page, request, article, editor, who, reads, writes):
    draft = services.write_draft(article, by=editor, language="en", words=Words("Refunds", "", "Mine."))
    browser = page(request.getfixturevalue(who) if who else None)
    if who is None:
        browser.logout()
    for expected, places in ((reads, READING), (writes, WRITING)):
        for place in places:
            assert browser.get(f"/admin/{place.format(page=article.pk, key=draft.pk)}").status_code == expected, place
    before = article.revisions.count()
    answer = browser.post(address(version(article, 1), "draft"))
    assert (answer.status_code == 302 and article.revisions.count() == before + 1) is (writes == 200)
    if writes != 200:
        browser.post(address(draft, "edit"), {"do": "discard"})
        browser.post(address(version(article, 1), "revert"))
        assert article.revisions.count() == before


def test_a_draft_is_opened_by_a_post_alone(desk, article):
    assert desk.get(address(version(article, 1), "draft")).status_code == 405


def test_an_faq_has_no_summary_to_write(desk, editor):
    draft = services.write_draft(write_faq(), by=editor, language="en", words=Words("Where?", "", "Here."))
    html = desk.get(address(draft, "edit")).content.decode()
    assert 'name="summary"' not in html
    assert 'name="title"' in html
