"""What editors propose: the queue, the decision, and what the author hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from knowledge import services
from knowledge.models import Article, Revision, Words
from knowledge.services.review import NoteMissing
from knowledge.services.versions import NotOpen
from supportdesk.core import roles
from supportdesk.core.choices import Language
from supportdesk.core.exceptions import NotAllowed
from supportdesk.core.mail import send_letter
from supportdesk.core.models import Letter

from .factories import write_article

pytestmark = pytest.mark.django_db
QUEUE = "/admin/knowledge/revision/review/"


@pytest.fixture(autouse=True)
def _reviews(settings):
    settings.KNOWLEDGE_REVIEW = True


@pytest.fixture
def article():
    return write_article("Refunds", "Ask.")


@pytest.fixture
def proposal(article, editor) -> Revision:
    return propose(article, editor)


def propose(article, editor, body: str = "Ask us.", **words) -> Revision:
    draft = services.write_draft(article, by=editor, language="en", words=Words("Refunds", "", body), **words)
    return services.propose_revision(draft, by=editor)


def place(revision: Revision) -> str:
    return f"/admin/knowledge/revision/{revision.pk}/review/"


def body(article) -> str:
    return Article.objects.get(pk=article.pk).body_en


def test_the_queue_holds_the_oldest_first(page, reviewer, editor, article, proposal):
    older = propose(write_article("Older"), editor)
    Revision.objects.filter(pk=older.pk).update(created_at=timezone.now() - timedelta(days=2))
    services.write_draft(article, by=editor, language="en", words=Words("Refunds", "", "Only a draft."))
    assert list(page(reviewer).get(QUEUE).context["proposals"]) == [older, proposal]


def test_the_queue_costs_the_same_for_any_number(page, reviewer, editor, django_assert_max_num_queries):
    browser = page(reviewer)

    def cost() -> int:
        with django_assert_max_num_queries(25) as queries:
            browser.get(QUEUE)
        return len(queries)

    propose(write_article("First"), editor)
    cost()
    few = cost()
    for number in range(5):
        propose(write_article(f"Article {number}"), editor)
    assert cost() == few


def test_a_reviewer_sees_what_would_change_and_approves(page, reviewer, article, proposal):
    browser = page(reviewer)
    assert "<ins>" in browser.get(place(proposal)).content.decode()
    assert browser.post(place(proposal), {"do": "publish", "note": "Thank you."})["Location"] == QUEUE
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reviewer, proposal.review_note, body(article)) == (
        "published",
        reviewer,
        "Thank you.",
        "Ask us.",
    )


def test_a_proposal_is_approved_for_a_time(page, reviewer, article, proposal):
    day = (timezone.now() + timedelta(days=2)).date()
    page(reviewer).post(place(proposal), {"do": "schedule", "publish_at": f"{day}T10:00"})
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reviewer, body(article)) == ("scheduled", reviewer, "Ask.")


def test_the_time_that_the_author_wished_for_is_offered(page, reviewer, editor, article):
    wished = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=4)
    draft = services.write_draft(article, by=editor, language="en", words=Words("Refunds", "", "Later."))
    proposal = services.propose_revision(draft, by=editor, at=wished)
    assert wished.strftime('value="%Y-%m-%dT%H:%M"') in page(reviewer).get(place(proposal)).content.decode()


def test_a_proposal_is_turned_down_with_a_reason(page, reviewer, article, proposal):
    browser = page(reviewer)
    assert browser.post(place(proposal), {"do": "reject", "note": " "}).status_code == 409
    browser.post(place(proposal), {"do": "reject", "note": "The old text is right."})
    proposal.refresh_from_db()
    assert (proposal.status, proposal.review_note, body(article)) == ("rejected", "The old text is right.", "Ask.")
    with pytest.raises(NotOpen):
        services.publish_revision(proposal, by=reviewer)


def test_a_reason_is_needed_at_every_door(reviewer, proposal):
    with pytest.raises(NoteMissing):
        services.reject_revision(proposal, by=reviewer, note="  ")
    proposal.refresh_from_db()
    assert proposal.status == "proposed"


def test_nobody_approves_their_own_with_four_eyes(page, reviewer, article, settings):
    own = propose(article, reviewer)
    browser = page(reviewer)
    assert "somebody else decides on it" in browser.get(place(own)).content.decode()
    for do in ("publish", "reject"):
        assert browser.post(place(own), {"do": do, "note": "Mine."}).status_code == 403
    own.refresh_from_db()
    assert own.status == "proposed"
    settings.KNOWLEDGE_FOUR_EYES = False
    browser.post(place(own), {"do": "publish"})
    assert body(article) == "Ask us."


def test_who_writes_on_anothers_proposal_does_not_approve_it(reviewer, article, proposal):
    changed = services.change_draft(proposal, by=reviewer, words=Words("Refunds", "", "Ask me."))
    services.propose_revision(changed, by=reviewer)
    with pytest.raises(NotAllowed):
        services.publish_revision(changed, by=reviewer)
    assert body(article) == "Ask."


def test_a_newer_live_text_is_replaced_only_on_purpose(page, reviewer, article, proposal):
    services.save_article(article, by=None, texts={"en": {"body": "Meanwhile."}})
    browser = page(reviewer)
    answer = browser.post(place(proposal), {"do": "publish"})
    assert answer.status_code == 409
    assert "Meanwhile" in answer.content.decode()
    assert body(article) == "Meanwhile."
    browser.post(place(proposal), {"do": "publish", "over_newer": "on"})
    assert body(article) == "Ask us."


def test_what_was_decided_before_is_shown_instead(page, reviewer, article, proposal):
    services.reject_revision(proposal, by=reviewer, note="No.")
    assert page(reviewer).post(place(proposal), {"do": "publish"}).status_code == 302
    assert body(article) == "Ask."


@pytest.mark.parametrize(
    "sent", [{"do": "dance"}, {}, {"do": "publish", "note": "x" * 501}, {"do": "schedule", "publish_at": "soon"}]
)
def test_nonsense_decides_nothing(page, reviewer, article, proposal, sent):
    assert page(reviewer).post(place(proposal), sent).status_code in (403, 409)
    proposal.refresh_from_db()
    assert proposal.status == "proposed"


@pytest.mark.parametrize(
    ("who", "seen", "decides"),
    [
        ("customer", 302, False),
        ("agent", 403, False),
        ("supervisor", 200, True),
        ("make_editor", 200, False),
        ("reviewer", 200, True),
        ("administrator", 200, True),
    ],
)
def test_every_door_for_everybody(page, request, make_person, article, proposal, who, seen, decides):
    person = make_person("erna", role=roles.KNOWLEDGE_EDITOR) if who == "make_editor" else request.getfixturevalue(who)
    browser = page(person)
    assert browser.get(QUEUE).status_code == seen
    assert browser.get(place(proposal)).status_code == seen
    browser.post(place(proposal), {"do": "publish"})
    assert (body(article) == "Ask us.") is decides


def test_the_side_bar_counts_for_those_who_review(page, reviewer, editor, proposal):
    def badge(person) -> int | None:
        groups = page(person).get("/admin/").context["sidebar_navigation"]
        [place] = [item for group in groups for item in group["items"] if item["link"] == QUEUE]
        return place.get("badge")

    assert badge(reviewer) == 1
    assert badge(editor) is None


@pytest.mark.parametrize("language", Language.values)
def test_the_author_gets_a_letter_in_their_language(reviewer, editor, article, language):
    editor.language = language
    editor.save()
    services.reject_revision(propose(article, editor), by=reviewer, note="<b>No</b> & never.")
    letter = Letter.objects.get()
    assert (letter.to, letter.language, letter.kind) == (editor.email, language, "proposal_decided")
    send_letter.call(letter.pk)
    [sent] = mail.outbox
    assert "Refunds" in sent.subject
    assert "<b>No</b> & never." in sent.body
    html = sent.alternatives[0][0]
    assert "&lt;b&gt;No&lt;/b&gt;" in html
    assert f'lang="{language}"' in html


@pytest.mark.parametrize("decision", ["published", "scheduled", "rejected"])
def test_each_decision_is_told_once(reviewer, article, proposal, decision):
    if decision == "rejected":
        services.reject_revision(proposal, by=reviewer, note="No.")
    else:
        at = timezone.now() + timedelta(days=1) if decision == "scheduled" else None
        services.publish_revision(proposal, by=reviewer, at=at)
    letter = Letter.objects.get()
    assert {"published": "Readers see it now", "scheduled": "will be published on", "rejected": "did not take it"}[
        decision
    ] in letter.text
    assert "/admin/knowledge/revision/" in letter.text


def test_nobody_is_written_to_about_their_own_decision(reviewer, article, settings):
    settings.KNOWLEDGE_FOUR_EYES = False
    services.publish_revision(propose(article, reviewer), by=reviewer)
    assert not Letter.objects.exists()


def test_who_left_gets_no_letter(reviewer, editor, proposal):
    editor.is_active = False
    editor.save()
    services.publish_revision(proposal, by=reviewer)
    assert not Letter.objects.exists()


def test_the_author_reads_the_decision_among_what_there_is_to_do(page, editor, reviewer, proposal):
    services.reject_revision(proposal, by=reviewer, note="The old text is right.")
    html = page(editor).get("/admin/knowledge/revision/todo/").content.decode()
    assert "The old text is right." in html
