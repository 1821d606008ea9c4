"""What happens by itself: publishing and retiring at a time, and reminding people of what is to be checked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from knowledge import services, tasks
from knowledge.models import FAQ, Article, Words
from supportdesk.core import roles
from supportdesk.core.choices import Language
from supportdesk.core.jobs.durable import PERIODIC
from supportdesk.core.mail import send_letter
from supportdesk.core.models import Letter, SearchEntry

from .factories import write_article, write_faq

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(days=2)
TODAY = date(2031, 5, 14)


@pytest.fixture
def article():
    return write_article("Refunds", "Ask.")


def schedule(article, body: str = "Ask us.", language: str = "en"):
    draft = services.write_draft(article, by=None, language=language, words=Words("Refunds", "", body))
    return services.publish_revision(draft, by=None, at=LATER)


def body() -> str:
    return Article.objects.get().body_en


def test_a_text_is_published_at_its_time_and_once(article):
    schedule(article)
    assert (services.publish_due(LATER - timedelta(seconds=1)), body()) == (0, "Ask.")
    assert (services.publish_due(LATER), body()) == (1, "Ask us.")
    assert services.publish_due(LATER + timedelta(days=30)) == 0
    assert SearchEntry.objects.get().body.endswith("Ask us.")


def test_what_was_overtaken_goes_back_to_the_reviewers(article):
    revision = schedule(article)
    services.save_article(article, by=None, texts={"en": {"body": "Newer."}})
    assert (services.publish_due(LATER), body()) == (0, "Newer.")
    revision.refresh_from_db()
    assert (revision.status, revision.publish_at) == ("proposed", None)


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_a_page_that_was_withdrawn_does_not_come_back_by_itself(article, status):
    revision = schedule(article)
    services.change_page_status(article, by=None, status=status)
    assert services.publish_due(LATER) == 0
    revision.refresh_from_db()
    assert (revision.status, Article.objects.get().status) == ("proposed", status)
    assert not SearchEntry.objects.exists()


def test_one_that_cannot_be_published_does_not_keep_the_others(article):
    broken = schedule(write_article("Broken", "Text."), "Never.")
    type(broken).objects.filter(pk=broken.pk).update(body="")
    Article.objects.filter(pk=broken.article_id).update(title_es="Media traducción")
    schedule(article)
    assert services.publish_due(LATER) == 1
    broken.refresh_from_db()
    assert broken.status == "proposed"
    assert broken.review_note


def test_a_scheduled_text_that_is_written_on_waits_no_longer(article, editor):
    revision = schedule(article)
    services.change_draft(revision, by=editor, words=Words("Refunds", "", "Other."))
    assert (services.publish_due(LATER), body()) == (0, "Ask.")


def test_a_page_is_archived_when_its_time_is_over_and_not_before(article):
    services.save_article(article, by=None, expires_at=LATER)
    assert services.retire_expired(LATER - timedelta(seconds=1)) == 0
    assert SearchEntry.objects.exists()
    assert services.retire_expired(LATER) == 1
    assert services.retire_expired(LATER) == 0
    assert Article.objects.get().status == "archived"
    assert not SearchEntry.objects.exists()


def test_the_jobs_run_every_minute_and_every_day():
    every = {name.rpartition(".")[2]: job.every for name, job in PERIODIC.items() if name.startswith("knowledge.")}
    minute, day = timedelta(minutes=1), timedelta(days=1)
    assert (every["publish_due_versions"], every["retire_expired_pages"], every["remind_editors"]) == (minute, minute, day)


def test_the_jobs_do_their_work_and_may_run_twice(article, editor):
    services.save_article(article, by=editor, verify_by=timezone.localdate(), owner=editor)
    for job in (tasks.publish_due_versions, tasks.retire_expired_pages, tasks.remind_editors):
        job.call()
        job.call()
    assert Letter.objects.count() == 1


# Reminders.


def due(title: str, days: int = 0, **fields) -> FAQ:
    return write_faq(title, verify_by=TODAY + timedelta(days=days), **fields)


def test_an_owner_gets_one_letter_with_all_that_is_due(editor, reviewer):
    due("Late?", -3, owner=editor)
    due("Soon?", 14, owner=editor)
    due("Far?", 15, owner=editor)
    due("Hers?", 0, owner=reviewer)
    due("Hidden?", 0, owner=editor, published=False)
    assert services.remind_to_verify(TODAY) == 2
    letter = Letter.objects.get(to=editor.email)
    assert "2 pages" in letter.subject
    assert letter.text.index("Late?") < letter.text.index("Soon?")
    assert "was due on" in letter.text
    for other in ("Far?", "Hers?", "Hidden?"):
        assert other not in letter.text


def test_nobody_gets_a_second_letter_within_a_week(editor):
    due("Late?", -3, owner=editor)
    sent = [services.remind_to_verify(TODAY + timedelta(days=day)) for day in range(15)]
    assert sent == [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]


def test_what_was_checked_is_not_reminded_of(editor):
    faq = due("Late?", -3, owner=editor)
    services.mark_verified(faq, by=editor, until=TODAY + timedelta(days=90))
    assert services.remind_to_verify(TODAY) == 0


def test_without_an_owner_it_is_who_changed_it_last_and_else_all_editors(editor, reviewer, customer):
    faq = due("His?")
    services.save_faq(faq, by=editor, texts={"en": {"answer": "New."}})
    due("Nobodys?")
    due("Customers?", owner=customer)
    services.remind_to_verify(TODAY)
    text = {letter.to: letter.text for letter in Letter.objects.all()}
    assert set(text) == {editor.email, reviewer.email}
    assert "His?" in text[editor.email]
    assert "His?" not in text[reviewer.email]
    for letter in text.values():
        assert "Nobodys?" in letter
        assert "Customers?" in letter


def test_who_left_is_not_asked(editor, reviewer):
    due("Late?", owner=editor)
    editor.is_active = False
    editor.save()
    services.remind_to_verify(TODAY)
    assert [letter.to for letter in Letter.objects.all()] == [reviewer.email]


@pytest.mark.parametrize("language", Language.values)
def test_reminders_are_written_in_the_readers_language(make_person, language):
    keeper = make_person("kim", role=roles.KNOWLEDGE_EDITOR, language=language)
    texts = {code: {"question": f"Question {code}?", "answer": "Answer."} for code in Language.values}
    write_faq(texts=texts, verify_by=TODAY, owner=keeper)
    services.remind_to_verify(TODAY)
    letter = Letter.objects.get()
    assert letter.language == language
    assert f"Question {language}?" in letter.text
    send_letter.call(letter.pk)
    [sent] = mail.outbox
    assert f'lang="{language}"' in sent.alternatives[0][0]


# The editors' list of things to do.


def test_an_editor_says_that_a_page_is_still_true(page, editor, settings):
    faq = write_faq(verify_by=timezone.localdate(), owner=editor)
    browser = page(editor)
    todo = "/admin/knowledge/revision/todo/"
    assert "Still true" in browser.get(todo).content.decode()
    browser.post(todo, {"kind": "faq", "page": faq.pk})
    faq.refresh_from_db()
    assert faq.verify_by == timezone.localdate() + timedelta(days=settings.KNOWLEDGE_VERIFY_DAYS)


def test_ones_own_pages_come_first(page, editor, reviewer):
    write_faq("Hers?", verify_by=timezone.localdate() - timedelta(days=9), owner=reviewer)
    write_faq("His?", verify_by=timezone.localdate(), owner=editor)
    html = page(editor).get("/admin/knowledge/revision/todo/").content.decode()
    assert html.index("His?") < html.index("Hers?")


@pytest.mark.parametrize(
    "sent", [{}, {"kind": "tutorial", "page": 1}, {"kind": "faq", "page": "x"}, {"kind": "faq", "page": 99999}]
)
def test_nonsense_is_not_found(page, editor, sent):
    assert page(editor).post("/admin/knowledge/revision/todo/", sent).status_code == 404


@pytest.mark.parametrize(
    ("who", "seen", "done"),
    [("customer", 302, 302), ("agent", 403, 403), ("supervisor", 200, 403), ("editor", 200, 302), ("administrator", 200, 302)],
)
def test_every_door_for_everybody(page, request, who, seen, done):
    browser = page(request.getfixturevalue(who))
    faq = write_faq(verify_by=timezone.localdate())
    assert browser.get("/admin/knowledge/revision/todo/").status_code == seen
    assert browser.post("/admin/knowledge/revision/todo/", {"kind": "faq", "page": faq.pk}).status_code == done
    faq.refresh_from_db()
    assert (faq.verify_by > timezone.localdate()) is (who in ("editor", "administrator"))


def test_the_first_page_says_how_the_help_centre_stands(page, editor, agent):
    write_faq(verify_by=timezone.localdate())
    html = page(editor).get("/admin/").content.decode()
    assert "To verify" in html
