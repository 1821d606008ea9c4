"""Texts become versions: beside the live text, on pages that are not public, and against what others wrote meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knowledge import services
from knowledge.models import FAQ, Article, Revision, Words
from knowledge.services import Outcome, fingerprint
from knowledge.services.pages import CannotWait, TimeMissing
from knowledge.services.versions import DraftMovedOn, OnlyText, TextMovedOn
from supportdesk.core.exceptions import NotAllowed
from supportdesk.core.models import SearchEntry

from .factories import CategoryFactory, write_article, write_faq

pytestmark = pytest.mark.django_db
SPANISH = {"title": "Reembolsos", "summary": "En breve.", "body": "Pida."}
LATER = timezone.now() + timedelta(days=3)


def words(title: str = "Refunds", body: str = "Better.", summary: str = "In short.") -> Words:
    return Words(title, summary, body)


def statuses(page, language: str = "en") -> list[str]:
    return list(page.revisions.filter(language=language).order_by("number").values_list("status", flat=True))


@pytest.mark.parametrize(
    ("outcome", "status"),
    [(Outcome.DRAFT, "draft"), (Outcome.PROPOSE, "proposed"), (Outcome.SCHEDULE, "scheduled"), (Outcome.PUBLISH, "published")],
)
def test_a_changed_text_goes_where_its_writer_says(editor, outcome, status):
    article = write_article("Refunds", "Ask.")
    services.save_article(article, by=editor, texts={"en": {"body": "Better."}}, outcome=outcome, publish_at=LATER)
    article.refresh_from_db()
    assert statuses(article) == ["published", status]
    assert article.body_en == ("Better." if outcome == Outcome.PUBLISH else "Ask.")
    assert article.revisions.get(number=2).publish_at == (LATER if outcome == Outcome.SCHEDULE else None)


def test_who_may_not_publish_proposes_with_the_wished_time(editor, settings):
    settings.KNOWLEDGE_REVIEW = True
    article = write_article("Refunds", "Ask.")
    services.save_article(
        article, by=editor, texts={"en": {"body": "Better."}}, outcome=Outcome.SCHEDULE, publish_at=LATER, position=3
    )
    article.refresh_from_db()
    proposal = article.revisions.get(number=2)
    assert (proposal.status, proposal.publish_at, article.body_en, article.position) == ("proposed", LATER, "Ask.", 3)


def test_a_time_is_needed_to_wait_for_and_nothing_is_stored_without(editor):
    article = write_article("Refunds", "Ask.")
    with pytest.raises(TimeMissing):
        services.save_article(article, by=editor, texts={"en": {"body": "Better."}}, outcome=Outcome.SCHEDULE, position=3)
    article.refresh_from_db()
    assert (article.revisions.count(), article.position) == (1, 100)


def test_a_language_cannot_be_taken_away_by_a_draft(editor):
    article = write_article(texts={"en": {"title": "A", "body": "B"}, "es": SPANISH})
    with pytest.raises(CannotWait):
        services.save_article(article, by=editor, texts={"es": None}, outcome=Outcome.DRAFT)
    assert Article.objects.get().languages == ["en", "es"]


def test_other_line_breaks_are_no_change(editor):
    article = write_article("Refunds", "One.\n\nTwo.")
    services.save_article(article, by=editor, texts={"en": {"body": "One.\r\n\r\nTwo.\r\n"}})
    assert statuses(article) == ["published"]


def test_a_new_page_is_scheduled_with_its_translations(editor):
    texts = {"en": {"title": "Refunds", "body": "Ask."}, "es": SPANISH}
    article = services.save_article(
        None, by=editor, texts=texts, category=CategoryFactory(), status="published", outcome=Outcome.SCHEDULE, publish_at=LATER
    )
    assert (article.status, statuses(article), statuses(article, "es")) == ("draft", ["scheduled"], ["scheduled"])
    assert services.publish_due(LATER) == 1
    article.refresh_from_db()
    assert (article.status, article.languages, article.outdated) == ("published", ["en", "es"], [])
    assert set(SearchEntry.objects.values_list("language", flat=True)) == {"en", "es"}


def test_a_page_written_in_two_languages_and_published_later_is_not_outdated(editor):
    article = write_article(published=False, texts={"en": {"title": "A", "body": "B"}, "es": SPANISH})
    assert Article.objects.get().languages == ["en", "es"]
    article = services.save_article(article, by=editor, texts={"es": {"body": "Pida ya."}}, status="published")
    assert (article.is_published, article.outdated, article.body_es) == (True, [], "Pida ya.")
    assert statuses(article, "es") == ["draft", "published"]


def test_a_draft_of_a_page_that_is_not_public_is_what_the_page_shows(editor):
    article = write_article(published=False)
    draft = services.write_draft(article, by=editor, language="es", words=Words(**SPANISH))
    assert Article.objects.get().title_es == "Reembolsos"
    services.change_draft(draft, by=editor, words=Words("Devoluciones", "", "Pida."))
    services.change_page_status(article, by=editor, status="published")
    assert Article.objects.get().languages == ["en", "es"]
    assert article.revisions.get(language="es").status == "published"


def test_half_a_draft_does_not_stand_in_the_way_of_its_page(editor):
    article = write_article(published=False)
    services.write_draft(article, by=editor, language="es", words=Words("Reembolsos"))
    assert services.change_page_status(article, by=editor, status="published").languages == ["en"]


def test_giving_up_a_draft_brings_the_one_before_it_back(editor):
    article = write_article("Refunds", "Ask.", published=False)
    second = services.write_draft(article, by=editor, language="en", words=words())
    spanish = services.write_draft(article, by=editor, language="es", words=Words(**SPANISH))
    services.discard_draft(second, by=editor)
    services.discard_draft(spanish, by=editor)
    article.refresh_from_db()
    assert (article.body_en, article.languages) == ("Ask.", ["en"])
    with pytest.raises(OnlyText):
        services.discard_draft(article.revisions.get(), by=editor)
    assert article.revisions.count() == 1


def test_going_back_on_a_page_that_is_not_public_does_not_publish_it(editor):
    article = write_article("Refunds", "Ask.", published=False)
    services.save_article(article, by=editor, texts={"en": {"body": "Better."}})
    services.revert_to(article.revisions.get(number=1), by=editor)
    article.refresh_from_db()
    assert (article.status, article.body_en, statuses(article)) == ("draft", "Ask.", ["draft", "draft", "draft"])


def test_publishing_a_version_leaves_an_archived_page_archived(editor):
    article = write_article("Refunds", "Ask.")
    draft = services.write_draft(article, by=editor, language="en", words=words())
    services.change_page_status(article, by=editor, status="archived")
    services.publish_revision(draft, by=editor)
    article.refresh_from_db()
    assert (article.status, article.body_en) == ("archived", "Better.")
    assert not SearchEntry.objects.exists()


def test_the_second_of_two_who_publish_at_once_hears_of_the_first(editor, reviewer):
    article = write_article("Refunds", "Ask.")
    first = services.write_draft(article, by=editor, language="en", words=words(body="First."))
    second = services.write_draft(article, by=reviewer, language="en", words=words(body="Second."))
    services.publish_revision(first, by=editor)
    with pytest.raises(TextMovedOn):
        services.publish_revision(second, by=reviewer)
    assert Article.objects.get().body_en == "First."
    services.publish_revision(second, by=reviewer, over_newer=True)
    assert Article.objects.get().body_en == "Second."


def test_a_form_that_showed_an_older_text_does_not_undo_a_newer_one(editor):
    article = write_article(texts={"en": {"title": "A", "body": "B"}, "es": SPANISH})
    seen = {language: fingerprint(article.words_in(language)) for language in ("en", "es")}
    services.save_article(article, by=None, texts={"es": {"body": "Otra."}})
    shown = {"en": {"title": "A", "body": "Mine."}, "es": SPANISH}
    services.save_article(article, by=editor, texts=shown, seen=seen)
    article.refresh_from_db()
    assert (article.body_en, article.body_es) == ("Mine.", "Otra.")
    shown["es"] = {**SPANISH, "body": "Mía."}
    with pytest.raises(TextMovedOn):
        services.save_article(article, by=editor, texts=shown, seen=seen, position=3)
    article.refresh_from_db()
    assert (article.body_es, article.position) == ("Otra.", 100)
    services.save_article(article, by=editor, texts=shown, seen=seen, over_newer=True)
    assert Article.objects.get().body_es == "Mía."


def test_two_who_write_on_one_draft_hear_of_each_other(editor, reviewer):
    article = write_article("Refunds", "Ask.")
    draft = services.write_draft(article, by=editor, language="en", words=words())
    seen = fingerprint(draft.words)
    services.change_draft(draft, by=editor, words=words(body="First."), seen=seen)
    with pytest.raises(DraftMovedOn):
        services.change_draft(draft, by=reviewer, words=words(body="Second."), seen=seen)
    draft.refresh_from_db()
    assert (draft.body, draft.author) == ("First.", editor)


def test_only_what_still_waits_for_somebody_counts_as_open(editor, reviewer):
    hidden = write_article("Hidden", published=False)
    services.save_article(hidden, by=editor, texts={"en": {"body": "Two."}})
    article = write_article("Refunds", "Ask.")
    services.write_draft(article, by=editor, language="en", words=words(body="Given up."))
    done = services.write_draft(article, by=editor, language="en", words=words(body="Done."))
    other = services.write_draft(article, by=reviewer, language="en", words=words(body="Other."))
    services.publish_revision(done, by=editor)
    assert set(Revision.objects.open_work()) == {hidden.revisions.get(number=2), other}


@pytest.mark.parametrize("person", ["customer", "agent", "supervisor"])
def test_others_write_no_drafts_and_take_none_away(request, person):
    by = request.getfixturevalue(person)
    article = write_article("Refunds", "Ask.")
    draft = services.write_draft(article, by=None, language="en", words=words())
    for deed in (
        lambda: services.write_draft(article, by=by, language="en", words=words()),
        lambda: services.change_draft(draft, by=by, words=words()),
        lambda: services.propose_revision(draft, by=by),
        lambda: services.discard_draft(draft, by=by),
        lambda: services.revert_to(draft, by=by),
        lambda: services.confirm_translation(article, by=by, language="es"),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert statuses(article) == ["published", "draft"]


def test_a_question_that_was_open_is_settled_when_its_faq_goes_live_by_a_version(editor):
    faq = write_faq(published=False)
    services.publish_revision(faq.revisions.get(), by=editor)
    assert FAQ.objects.get().is_published
    assert SearchEntry.objects.filter(kind="faq").exists()
