"""Versions: drafts beside the live text, review, publishing now or later, going back.

The row lock of the page makes writers take turns, so that numbers are gapless and the live text is always the newest
published version of its language.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language
from supportdesk.core.exceptions import NotAllowed, NotFound, Refusal
from supportdesk.core.markup import render_article

from .. import policies
from ..models import FAQ, Article, Revision, Words
from .indexing import index_page
from .texts import check_completeness

PageT = TypeVar("PageT", FAQ, Article)

ORIGINAL = Language.EN.value


class NotOpen(Refusal):
    """Published or given up before: another version has to be written."""

    code = "version_not_open"
    message = _("This version was decided on before.")


class TextMovedOn(Refusal):
    """Publishing would silently undo what somebody else published meanwhile."""

    code = "text_moved_on"
    message = _("The live text changed after this draft was begun. Compare the two, then publish again to replace it.")


class NoDifference(Refusal):
    code = "no_difference"
    status = 400
    message = _("This is the live text already.")


class TextIncomplete(Refusal):
    code = "text_missing"
    status = 400
    message = _("A title and a text are needed.")


@transaction.atomic
def write_draft(
    page: FAQ | Article,
    *,
    by,
    language: str,
    words: Words,
    significance: int = Revision.Significance.NORMAL,
    comment: str = "",
    origin: str = Revision.Origin.PERSON,
    translated_from: Revision | None = None,
) -> Revision:
    """A new version beside the live text, which stays as it is."""
    page = locked(page)
    if not policies.can_change_page(by, page):
        raise NotAllowed
    return add_revision(
        page,
        by=by,
        language=language,
        words=tidied(words),
        significance=significance,
        comment=comment,
        origin=origin,
        translated_from=translated_from,
    )


@transaction.atomic
def change_draft(
    revision: Revision,
    *,
    by,
    words: Words,
    significance: int | None = None,
    comment: str | None = None,
    translated_from: Revision | None = None,
) -> Revision:
    """Write on a draft, a proposal or a scheduled version; it is a draft again, and no longer a machine's."""
    revision, page = _locked_with_page(revision)
    if not policies.can_change_page(by, page):
        raise NotAllowed
    _still_open(revision)
    words = tidied(words)
    revision.title, revision.summary, revision.body = words
    if significance is not None:
        revision.significance = significance
    if comment is not None:
        revision.comment = comment
    revision.translated_from = translated_from or revision.translated_from
    revision.status, revision.publish_at = Revision.Status.DRAFT, None
    revision.origin = Revision.Origin.PERSON
    revision.author = by or revision.author
    revision.save()
    return revision


@transaction.atomic
def propose_revision(revision: Revision, *, by) -> Revision:
    """Ask the reviewers to publish a draft."""
    revision, page = _locked_with_page(revision)
    if not policies.can_change_page(by, page):
        raise NotAllowed
    _still_open(revision)
    _complete(page, revision.words)
    revision.status = Revision.Status.PROPOSED
    revision.save(update_fields=["status"])
    return revision


@transaction.atomic
def publish_revision(revision: Revision, *, by, at: datetime | None = None, over_newer: bool = False, note: str = "") -> Revision:
    """Make the version what people read, now or at a later time; who publishes another's version has reviewed it.

    Raises TextMovedOn when another version was published since this one was begun, unless `over_newer`.
    """
    revision, page = _locked_with_page(revision)
    if not policies.can_publish_revision(by, revision):
        raise NotAllowed
    _still_open(revision)
    _complete(page, revision.words)
    live = live_revision(page, revision.language)
    if live is not None and live.pk != revision.based_on_id and not over_newer:
        raise TextMovedOn
    if by is not None and by != revision.author:
        revision.reviewer, revision.reviewed_at = by, timezone.now()
    revision.review_note = note or revision.review_note
    if at is not None and at > timezone.now():
        revision.status, revision.publish_at, revision.based_on = Revision.Status.SCHEDULED, at, live
        revision.save()
        return revision
    make_live(page, revision)
    return revision


@transaction.atomic
def reject_revision(revision: Revision, *, by, note: str) -> Revision:
    """Turn a proposal down and say why; the author may write on a new version."""
    revision, _page = _locked_with_page(revision)
    if not policies.can_review_revision(by, revision):
        raise NotAllowed
    _still_open(revision)
    revision.status, revision.publish_at = Revision.Status.REJECTED, None
    revision.reviewer, revision.reviewed_at, revision.review_note = by, timezone.now(), note
    revision.save()
    return revision


@transaction.atomic
def discard_draft(revision: Revision, *, by) -> None:
    """Give up a version that was never published."""
    revision, page = _locked_with_page(revision)
    if not policies.can_change_page(by, page):
        raise NotAllowed
    _still_open(revision)
    revision.delete()


@transaction.atomic
def revert_to(revision: Revision, *, by, comment: str = "") -> Revision:
    """Bring an earlier text back as a new version: published, or proposed by those who may not publish."""
    revision, page = _locked_with_page(revision)
    if not policies.can_change_page(by, page):
        raise NotAllowed
    if page.words_in(revision.language) == revision.words:
        raise NoDifference
    again = add_revision(
        page,
        by=by,
        language=revision.language,
        words=revision.words,
        significance=Revision.Significance.NORMAL,
        comment=comment or (_("Back to version %(number)d") % {"number": revision.number}),
        translated_from=revision.translated_from,
    )
    return publish_revision(again, by=by) if policies.can_publish_revision(by, again) else propose_revision(again, by=by)


def publish_due(now: datetime | None = None) -> int:
    """Publish what was approved for a time that has come; how many. Safe to run twice or late.

    What was overtaken by a newer text goes back to the reviewers instead of replacing it.
    """
    done = 0
    for due in Revision.objects.due(now or timezone.now()):
        with transaction.atomic():
            revision, page = _locked_with_page(due)
            if revision.status != Revision.Status.SCHEDULED:
                continue
            live = live_revision(page, revision.language)
            if live is not None and live.pk != revision.based_on_id:
                revision.status, revision.publish_at = Revision.Status.PROPOSED, None
                revision.save(update_fields=["status", "publish_at"])
                continue
            make_live(page, revision)
            done += 1
    return done


def live_revision(page: FAQ | Article, language: str) -> Revision | None:
    """The version that people read in a language; None while nothing was published in it."""
    return Revision.objects.of(page, language).published().live_first().first()


def add_revision(
    page: FAQ | Article,
    *,
    by,
    language: str,
    words: Words,
    significance: int,
    comment: str = "",
    origin: str = Revision.Origin.PERSON,
    translated_from: Revision | None = None,
) -> Revision:
    """The next version of a locked page, as a draft."""
    last = Revision.objects.of(page, language).order_by("-number").first()
    if language != ORIGINAL and translated_from is None:
        translated_from = live_revision(page, ORIGINAL)
    return Revision.objects.create(
        **{Revision.field_of(page): page},
        language=language,
        number=last.number + 1 if last else 1,
        **words._asdict(),
        significance=significance,
        comment=str(comment)[:300],
        origin=origin,
        author=by,
        based_on=live_revision(page, language),
        translated_from=translated_from,
    )


def make_live(page: FAQ | Article, revision: Revision) -> None:
    """Copy a version of a locked page to where it is read, and everything that follows from it."""
    put_words(page, revision.language, revision.words)
    revision.status = Revision.Status.PUBLISHED
    revision.published_at, revision.publish_at = timezone.now(), None
    revision.save()
    if page.status != page.Status.PUBLISHED and revision.language == ORIGINAL:
        page.status = page.Status.PUBLISHED
    if page.status == page.Status.PUBLISHED:
        check_completeness(page)
        page.published_at = page.published_at or timezone.now()
    page.outdated = outdated_languages(page)
    page.updated_by = revision.author
    page.save()
    index_page(page)


def put_words(page: FAQ | Article, language: str, words: Words) -> None:
    """Put a text on a page without storing it."""
    for column, text in zip(page.WORDS, words, strict=True):
        if column:
            page.write_in(language, column, text)
    if isinstance(page, Article):
        page.write_in(language, "body_html", render_article(words.body))


def outdated_languages(page: FAQ | Article) -> list[str]:
    """The languages whose live text was translated from an original that changed since in a way that matters."""
    newest: dict[str, Revision] = {}
    significant = 0
    published = Revision.objects.of(page).published().live_first().select_related("translated_from")
    for revision in published.defer("body", "summary", "translated_from__body", "translated_from__summary"):
        newest.setdefault(revision.language, revision)
        if revision.language == ORIGINAL and revision.significance >= Revision.Significance.NORMAL:
            significant = max(significant, revision.number)
    there = set(page.languages)
    return [
        language
        for language in Language.values
        if language != ORIGINAL
        and language in there
        and language in newest
        and (newest[language].translated_from.number if newest[language].translated_from else 0) < significant
    ]


def tidied(words: Words) -> Words:
    return Words(*(text.strip() for text in words))


def locked(page: PageT) -> PageT:
    """The page as it is now, held until the transaction ends."""
    fresh = type(page)._default_manager.select_for_update(of=("self",)).select_related("category").filter(pk=page.pk).first()
    if fresh is None:
        raise NotFound
    return fresh


def _locked_with_page(revision: Revision) -> tuple[Revision, FAQ | Article]:
    """The page first, as every writer does, then its version as it is now."""
    page = locked(revision.page)
    fresh = Revision.objects.select_related("author", "translated_from").filter(pk=revision.pk).first()
    if fresh is None:
        raise NotFound
    return fresh, page


def _still_open(revision: Revision) -> None:
    if not revision.is_open:
        raise NotOpen


def _complete(page: FAQ | Article, words: Words) -> None:
    needed: Iterable[str] = (text for column, text in zip(page.WORDS, words, strict=True) if column in page.ESSENTIAL)
    if not all(needed):
        raise TextIncomplete
