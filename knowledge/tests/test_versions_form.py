"""The change form: standing, texts with what becomes of them, and what is open about a page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from knowledge import services
from knowledge.models import FAQ, Article, Revision, Words
from supportdesk.core.choices import Language

from .factories import CategoryFactory, write_article, write_faq

pytestmark = pytest.mark.django_db
NO_ROWS = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}


def shown(page, browser) -> dict:
    """What the form of a page would send if nobody touched it."""
    answer = browser.get(f"/admin/knowledge/{page._meta.model_name}/{page.pk}/change/")
    form = answer.context["adminform"].form
    sent = {}
    for name in form.fields:
        value = form[name].value()
        if name == "seen":
            sent[name] = value
        elif name == "expires_at":
            sent |= {"expires_at_0": "", "expires_at_1": ""}
        elif isinstance(value, bool) or value is None:
            continue
        elif isinstance(value, list):
            sent[name] = [getattr(each, "pk", each) for each in value]
        else:
            sent[name] = value
    for prefix in ("phrasings", "attachments"):
        sent |= {f"{prefix}-{key}": value for key, value in NO_ROWS.items()}
    return sent


def send(page, browser, sent: dict):
    return browser.post(f"/admin/knowledge/{page._meta.model_name}/{page.pk}/change/", sent, follow=True)


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.fixture
def article():
    return write_article(texts={"en": {"title": "Refunds", "summary": "In short.", "body": "Ask.\n\nWait."}})


@pytest.fixture
def desk(page, editor):
    return page(editor)


def test_saving_what_was_shown_changes_nothing(article, desk):
    sent = shown(article, desk)
    sent["body_en"] = sent["body_en"].replace("\n", "\r\n")
    send(article, desk, sent)
    assert article.revisions.count() == 1


def test_an_editor_keeps_a_draft_beside_the_live_text(article, desk):
    answer = send(article, desk, {**shown(article, desk), "body_en": "Better.", "outcome": "draft", "comment": "Shorter."})
    draft = article.revisions.get(number=2)
    assert (draft.status, draft.body, draft.comment) == ("draft", "Better.", "Shorter.")
    assert Article.objects.get().body_en == "Ask.\n\nWait."
    assert "1 draft is kept beside the live text." in said(answer)
    assert (
        f"/admin/knowledge/revision/{draft.pk}/edit/"
        in desk.get(f"/admin/knowledge/article/{article.pk}/change/").content.decode()
    )


def test_an_editor_publishes_at_a_time_in_their_own_zone(article, desk, editor):
    editor.time_zone = "Asia/Dubai"
    editor.save()
    day = (timezone.now() + timedelta(days=3)).date()
    send(article, desk, {**shown(article, desk), "body_en": "Better.", "outcome": "schedule", "publish_at": f"{day}T09:00"})
    revision = article.revisions.get(number=2)
    assert revision.status == "scheduled"
    assert revision.publish_at.isoformat() == f"{day}T05:00:00+00:00"


@pytest.mark.parametrize("moment", ["", "2001-01-01T10:00", "soon"])
def test_a_time_that_cannot_be_keeps_what_was_typed(article, desk, moment):
    answer = send(article, desk, {**shown(article, desk), "body_en": "Typed.", "outcome": "schedule", "publish_at": moment})
    assert "publish_at" in answer.context["adminform"].form.errors
    assert "Typed." in answer.content.decode()
    assert article.revisions.count() == 1


def test_where_reviews_are_asked_for_the_buttons_say_so_and_the_text_waits(article, desk, settings):
    settings.KNOWLEDGE_REVIEW = True
    html = desk.get(f"/admin/knowledge/article/{article.pk}/change/").content.decode()
    assert "Propose and continue editing" in html
    assert "Save and add another" not in html
    answer = send(article, desk, {**shown(article, desk), "body_en": "Better.", "position": 7})
    article.refresh_from_db()
    assert (article.body_en, article.position) == ("Ask.\n\nWait.", 7)
    assert article.revisions.get(number=2).status == "proposed"
    assert "1 text waits for a reviewer." in said(answer)


def test_what_another_wrote_meanwhile_is_shown_beside_what_was_typed(article, desk):
    sent = shown(article, desk)
    services.save_article(article, by=None, texts={"en": {"body": "Theirs."}})
    answer = send(article, desk, {**sent, "body_en": "Mine.", "position": 7})
    html = answer.content.decode()
    assert "What is live now, and what you typed" in html
    assert "Theirs" in html
    assert 'name="over_newer"' in html
    article.refresh_from_db()
    assert (article.body_en, article.position) == ("Theirs.", 100)
    send(article, desk, {**sent, "body_en": "Mine.", "over_newer": "on"})
    assert Article.objects.get().body_en == "Mine."


def test_a_language_that_another_changed_meanwhile_is_left_alone(article, desk):
    sent = shown(article, desk)
    services.save_article(article, by=None, texts={"es": {"title": "Reembolsos", "summary": "", "body": "Pida."}})
    send(article, desk, {**sent, "body_en": "Mine."})
    article.refresh_from_db()
    assert (article.body_en, article.title_es) == ("Mine.", "Reembolsos")


@pytest.mark.parametrize("seen", ["nonsense", "[1, 2]", '{"en": 5}', "\x00"])
def test_a_broken_note_of_what_was_seen_is_no_error(article, desk, seen):
    assert send(article, desk, {**shown(article, desk), "seen": seen, "body_en": "Better."}).status_code == 200


def test_standing_owner_and_related_pages_are_kept(article, desk, editor):
    faq = write_faq(category=article.category)
    sent = {
        **shown(article, desk),
        "verify_by": "2031-05-04",
        "owner": editor.pk,
        "related_faqs": [faq.pk],
        "expires_at_0": "2031-06-01",
        "expires_at_1": "12:00",
    }
    send(article, desk, sent)
    article.refresh_from_db()
    assert (article.owner, str(article.verify_by), article.expires_at.year) == (editor, "2031-05-04", 2031)
    assert list(article.related_faqs.all()) == [faq]


def test_the_owner_is_one_of_those_who_keep_pages(article, desk, editor, reviewer, customer, agent):
    form = desk.get(f"/admin/knowledge/article/{article.pk}/change/").context["adminform"].form
    assert set(form.fields["owner"].queryset) == {editor, reviewer}
    answer = send(article, desk, {**shown(article, desk), "owner": customer.pk})
    assert "owner" in answer.context["adminform"].form.errors


def test_a_new_page_is_scheduled_with_its_status(desk):
    category = CategoryFactory()
    texts = {f"{field}_{code.replace('-', '_')}": "" for code in Language.values for field in ("title", "summary", "body")}
    day = (timezone.now() + timedelta(days=3)).date()
    sent = {
        **texts,
        **{f"attachments-{key}": value for key, value in NO_ROWS.items()},
        "title_en": "New",
        "body_en": "Text.",
        "category": category.pk,
        "position": 5,
        "status": "published",
        "audience": "public",
        "significance": 20,
        "outcome": "schedule",
        "publish_at": f"{day}T09:00",
        "expires_at_0": "",
        "expires_at_1": "",
    }
    desk.post("/admin/knowledge/article/add/", sent)
    article = Article.objects.get()
    assert (article.status, article.revisions.get().status) == ("draft", "scheduled")


def test_the_form_shows_what_is_open_about_the_page(desk, editor):
    texts = {"en": {"title": "Refunds", "body": "Ask."}, "es": {"title": "Reembolsos", "body": "Pida."}}
    article = write_article(texts=texts)
    services.save_article(article, by=None, texts={"en": {"body": "Ask us."}}, verify_by=timezone.localdate(), owner=editor)
    proposal = services.write_draft(article, by=editor, language="en", words=Words("Refunds", "", "Ask us now."))
    services.propose_revision(proposal, by=editor)
    html = desk.get(f"/admin/knowledge/article/{article.pk}/change/").content.decode()
    assert f"/admin/knowledge/revision/{proposal.pk}/review/" in html
    assert f"/admin/knowledge/article/{article.pk}/translate/es/" in html
    assert "Outdated" in html
    assert "Still true" in html


def test_an_agent_reads_the_form_without_the_versions(page, agent, article):
    answer = page(agent).get(f"/admin/knowledge/article/{article.pk}/change/")
    assert answer.status_code == 200
    assert "All versions" not in answer.content.decode()
    assert page(agent).post(f"/admin/knowledge/article/{article.pk}/change/", {"body_en": "Mine."}).status_code == 403
    assert Revision.objects.count() == 1


def test_lists_filter_what_is_outdated_and_what_is_to_verify(desk):
    today = timezone.localdate()
    behind = write_faq(
        "Behind?", texts={"en": {"question": "Behind?", "answer": "A."}, "es": {"question": "¿Atrás?", "answer": "A."}}
    )
    services.save_faq(behind, by=None, texts={"en": {"answer": "B."}})
    late = write_faq("Late?", verify_by=today - timedelta(days=1))
    soon = write_faq("Soon?", verify_by=today + timedelta(days=10))

    def found(query: str) -> set[FAQ]:
        return set(desk.get(f"/admin/knowledge/faq/?{query}").context["cl"].queryset)

    assert found("outdated=es") == {behind}
    assert found("outdated=fr") == set()
    assert found("verify=late") == {late}
    assert found("verify=soon") == {late, soon}
    assert found("verify=never") == {behind}


def test_the_selected_are_said_to_be_true(desk, settings):
    settings.KNOWLEDGE_VERIFY_DAYS = 90
    faq = write_faq(verify_by=timezone.localdate())
    desk.post("/admin/knowledge/faq/", {"action": "still_true", "_selected_action": [faq.pk]})
    faq.refresh_from_db()
    assert faq.verify_by == timezone.localdate() + timedelta(days=90)
