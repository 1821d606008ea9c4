"""How a version becomes what people read: proposed, decided on, published now or later, and back again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.exceptions import NotAllowed, Refusal

from .. import letters, policies
from ..models import FAQ, Article, Revision
from .versions import (
    ORIGINAL,
    NoDifference,
    TextMovedOn,
    add_revision,
    check_whole,
    live_revision,
    locked,
    locked_with_page,
    make_live,
    still_open,
    write_draft,
)


class NoteMissing(Refusal):
    code = "note_missing"
    status = 400
    message = _("Say why, so that the author can do better.")


class NoTranslation(Refusal):
    code = "no_translation"
    message = _("There is no translation into this language that could still be right.")


@transaction.atomic
def propose_revision(revision: Revision, *, by, at: datetime | None = None) -> Revision:
    """Ask the reviewers to publish a draft, at a time if one is wished for."""
    revision, page = locked_with_page(revision)
    if not policies.can_change_page(by, page):
        raise NotAllowed
    still_open(revision)
    check_whole(page, revision.words)
    revision.status, revision.publish_at = Revision.Status.PROPOSED, at
    revision.save(update_fields=["status", "publish_at"])
    return revision


@transaction.atomic
def publish_revision(revision: Revision, *, by, at: datetime | None = None, over_newer: bool = False, note: str = "") -> Revision:
    """Make the version what people read, now or at a later time; who publishes another's version has reviewed it.

    Raises TextMovedOn when another version was published since this one was begun, unless `over_newer`.
    """
    revision, page = locked_with_page(revision)
    if not policies.can_publish_revision(by, revision):
        raise NotAllowed
    still_open(revision)
    check_whole(page, revision.words)
    live = live_revision(page, revision.language)
    if live is not None and live.pk != revision.based_on_id and not over_newer:
        raise TextMovedOn
    was_proposed = revision.status == Revision.Status.PROPOSED
    if by is not None and by != revision.author:
        revision.reviewer, revision.reviewed_at = by, timezone.now()
    revision.review_note = note or revision.review_note
    if at is not None and at > timezone.now():
        revision.status, revision.publish_at, revision.based_on = Revision.Status.SCHEDULED, at, live
        revision.save()
    else:
        make_live(page, revision, by=by)
    if was_proposed:
        letters.proposal_decided(revision)
    return revision


@transaction.atomic
def reject_revision(revision: Revision, *, by, note: str) -> Revision:
    """Turn a proposal down and say why; the author may write on a new version."""
    revision, _page = locked_with_page(revision)
    if not policies.can_review_revision(by, revision):
        raise NotAllowed
    still_open(revision)
    revision.status, revision.publish_at = Revision.Status.REJECTED, None
    if not note.strip():
        raise NoteMissing
    revision.reviewer, revision.reviewed_at, revision.review_note = by, timezone.now(), note.strip()[:500]
    revision.save()
    letters.proposal_decided(revision)
    return revision


@transaction.atomic
def revert_to(revision: Revision, *, by, comment: str = "") -> Revision:
    """Bring an earlier text back as a new version: published, or proposed by those who may not publish.

    On a page that is not public it becomes the newest draft.
    """
    revision, page = locked_with_page(revision)
    if not policies.can_change_page(by, page):
        raise NotAllowed
    if page.words_in(revision.language) == revision.words:
        raise NoDifference
    comment = comment or str(_("Back to version %(number)d") % {"number": revision.number})
    if not page.is_published:
        return write_draft(
            page,
            by=by,
            language=revision.language,
            words=revision.words,
            comment=comment,
            translated_from=revision.translated_from,
        )
    again = add_revision(
        page,
        by=by,
        language=revision.language,
        words=revision.words,
        significance=Revision.Significance.NORMAL,
        comment=comment,
        translated_from=revision.translated_from,
    )
    return _publish_or_propose(again, by=by)


@transaction.atomic
def confirm_translation(
    page: FAQ | Article, *, by, language: str, original: Revision | None = None, comment: str = ""
) -> Revision:
    """Say that a translation is still right: the same text, now a translation of the live original, or of the one that
    was read.
    """
    page = locked(page)
    if not policies.can_change_page(by, page):
        raise NotAllowed
    live = live_revision(page, language)
    if language == ORIGINAL or live is None or language not in page.languages:
        raise NoTranslation
    again = add_revision(
        page,
        by=by,
        language=language,
        words=live.words,
        significance=Revision.Significance.TYPO,
        comment=comment or str(_("Still right after the change of the original")),
        translated_from=original or live_revision(page, ORIGINAL),
    )
    return _publish_or_propose(again, by=by)


def publish_due(now: datetime | None = None) -> int:
    """Publish what was approved for a time that has come; how many. Safe to run twice or late.

    What was overtaken, by a newer text or by its page being withdrawn, goes back to the reviewers.
    """
    now, done = now or timezone.now(), 0
    for due in Revision.objects.due(now):
        try:
            with transaction.atomic():
                done += _publish_when_due(due, now)
        except Refusal as refusal:
            # One that cannot go live must not keep the others waiting, this minute and every other.
            Revision.objects.filter(pk=due.pk, status=Revision.Status.SCHEDULED).update(
                status=Revision.Status.PROPOSED, review_note=str(refusal)[:500]
            )
    return done


def _publish_when_due(due: Revision, now: datetime) -> bool:
    revision, page = locked_with_page(due)
    if revision.status != Revision.Status.SCHEDULED or revision.publish_at is None or revision.publish_at > now:
        return False
    live = live_revision(page, revision.language)
    moved_on = live is not None and live.pk != revision.based_on_id
    withdrawn = not page.is_published and page.published_at is not None
    if moved_on or withdrawn:
        revision.status, revision.publish_at = Revision.Status.PROPOSED, None
        revision.save(update_fields=["status", "publish_at"])
        return False
    make_live(page, revision, by=revision.reviewer or revision.author)
    return True


def _publish_or_propose(revision: Revision, *, by) -> Revision:
    if policies.can_publish_revision(by, revision):
        return publish_revision(revision, by=by)
    return propose_revision(revision, by=by)
