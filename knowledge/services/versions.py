"""Versions: drafts beside the live text, and what the live text is. How they get there is in `review`.

The row lock of the page makes writers take turns, so that numbers are gapless and the live text is always the newest
published version of its language.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import TypeVar, cast

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language
from supportdesk.core.exceptions import NotAllowed, NotFound, Refusal
from supportdesk.core.markup import render_article

from .. import policies
from ..models import FAQ, Article, Revision, Words
from .gaps.noting import settle_gaps_of
from .indexing import index_page
from .texts import check_completeness

PageT = TypeVar("PageT", bound=FAQ | Article)

ORIGINAL = Language.EN.value


class Outcome(models.TextChoices):
    """What becomes of a changed text."""

    PUBLISH = "publish", _("Publish now")
    DRAFT = "draft", _("Keep as a draft beside the live text")
    PROPOSE = "propose", _("Propose for review")
    SCHEDULE = "schedule", _("Publish at a time")


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


class DraftMovedOn(Refusal):
    code = "draft_moved_on"
    message = _("Somebody else wrote on this draft meanwhile. Compare the two, then save again to replace it.")


class TextIncomplete(Refusal):
    code = "text_missing"
    status = 400
    message = _("A title and a text are needed.")


class OnlyText(Refusal):
    code = "only_text"
    message = _("This is the only text of the page. Delete the page instead.")


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
    seen: str = "",
) -> Revision:
    """A new version beside the live text, which stays as it is.

    `seen` is the fingerprint of the live text that the writer had before them: TextMovedOn when it is another by now.
    """
    page = locked(page)
    if not policies.can_change_page(by, page):
        raise NotAllowed
    if seen and seen != fingerprint(page.words_in(language)):
        raise TextMovedOn
    revision = add_revision(
        page,
        by=by,
        language=language,
        words=tidied(words),
        significance=significance,
        comment=comment,
        origin=origin,
        translated_from=translated_from,
    )
    _show_on_hidden_page(page, revision)
    return revision


@transaction.atomic
def change_draft(
    revision: Revision,
    *,
    by,
    words: Words,
    significance: int | None = None,
    comment: str | None = None,
    translated_from: Revision | None = None,
    seen: str = "",
) -> Revision:
    """Write on a draft, a proposal or a scheduled version; it is a draft again, and no longer a machine's.

    `seen` is the fingerprint of the draft that the writer had before them: DraftMovedOn when it is another by now.
    """
    revision, page = locked_with_page(revision)
    if not policies.can_change_page(by, page):
        raise NotAllowed
    still_open(revision)
    if seen and seen != fingerprint(revision.words):
        raise DraftMovedOn
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
    _show_on_hidden_page(page, revision)
    return revision


@transaction.atomic
def discard_draft(revision: Revision, *, by) -> None:
    """Give up a version that was never published; a page that is not public shows the draft before it again."""
    revision, page = locked_with_page(revision)
    if not policies.can_change_page(by, page):
        raise NotAllowed
    still_open(revision)
    language, was_shown = revision.language, revision.words == page.words_in(revision.language)
    revision.delete()
    if page.is_published or not was_shown:
        return
    before = Revision.objects.of(page, language).exclude(status=Revision.Status.REJECTED).order_by("-number").first()
    if before is None and language == ORIGINAL:
        raise OnlyText
    put_words(page, language, before.words if before else Words())
    page.save()


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


def make_live(page: FAQ | Article, *revisions: Revision, by) -> None:
    """Copy versions of a locked page to where they are read, and everything that follows from it.

    The original makes a draft of a page public, with the translations that were drafted beside it.
    """
    for revision in revisions:
        put_words(page, revision.language, revision.words)
        revision.status = Revision.Status.PUBLISHED
        revision.published_at, revision.publish_at = timezone.now(), None
        revision.save()
        # What a machine wrote is answered for by whoever let it be read.
        page.updated_by = revision.author or revision.reviewer
    if page.status == page.Status.DRAFT and any(revision.language == ORIGINAL for revision in revisions):
        page.status = page.Status.PUBLISHED
        publish_drafts(page, by=by)
        if isinstance(page, FAQ):
            settle_gaps_of(page)
    if page.is_published:
        check_completeness(page)
        page.published_at = page.published_at or timezone.now()
    page.outdated = outdated_languages(page)
    page.save()
    if isinstance(page, FAQ) and page.is_published:
        settle_gaps_of(page)
    index_page(page)


def put_words(page: FAQ | Article, language: str, words: Words) -> None:
    """Put a text on a page without storing it."""
    for column, text in zip(page.WORDS, words, strict=True):
        if column:
            page.write_in(language, column, text)
    if isinstance(page, Article):
        page.write_in(language, "body_html", render_article(words.body, language=language))


def outdated_languages(page: FAQ | Article) -> list[str]:
    """The languages whose live text was translated from an original that changed since in a way that matters."""
    newest: dict[str, Revision] = {}
    # The originals by when they went live, the latest first: a draft may go live after one that was begun later.
    originals: list[Revision] = []
    published = Revision.objects.of(page).published().live_first().select_related("translated_from")
    for revision in published.defer("body", "summary", "translated_from__body", "translated_from__summary"):
        newest.setdefault(revision.language, revision)
        if revision.language == ORIGINAL:
            originals.append(revision)
    there = set(page.languages)
    return [
        language
        for language in Language.values
        if language != ORIGINAL and language in there and language in newest and _is_overtaken(newest[language], originals)
    ]


def _is_overtaken(translation: Revision, originals: list[Revision]) -> bool:
    """Whether an original that matters went live after the one it was made from, or after what that was begun from."""
    source = translation.translated_from
    known = {source.pk, source.based_on_id} if source and not source.published_at else {source.pk if source else None}
    for original in originals:
        if original.pk in known:
            return False
        if original.significance >= Revision.Significance.NORMAL:
            return True
    return False


def publish_drafts(page: FAQ | Article, *, by) -> None:
    """Make the newest drafts of a page that becomes public its first versions; it shows their text already.

    What the person may not publish waits for a reviewer instead, and its text leaves the page.
    """
    for revision in newest_drafts(page):
        if not policies.can_publish_revision(by, revision):
            put_words(page, revision.language, Words())
            revision.status = Revision.Status.PROPOSED
            revision.save(update_fields=["status"])
            continue
        revision.status, revision.publish_at = Revision.Status.PUBLISHED, None
        revision.published_at = timezone.now()
        if revision.language != ORIGINAL and revision.translated_from is None:
            revision.translated_from = live_revision(page, ORIGINAL)
        revision.save()


def newest_drafts(page: FAQ | Article) -> list[Revision]:
    """Of a page that is not public the columns hold the newest draft of each language; English comes first."""
    drafts = []
    for language in sorted(page.languages, key=lambda code: code != ORIGINAL):
        last = Revision.objects.of(page, language).exclude(status=Revision.Status.REJECTED).order_by("-number").first()
        if last is not None and last.is_open and last.words == page.words_in(language):
            drafts.append(last)
    return drafts


def fingerprint(words: Words) -> str:
    """Tells one text from another, so that a form can say which one it showed."""
    return sha256("\0".join(tidied(words)).encode()).hexdigest()[:20]


def tidied(words: Words) -> Words:
    """Browsers send other line breaks than were stored; that is no change."""
    return Words(*(text.replace("\r\n", "\n").replace("\r", "\n").strip() for text in words))


def locked(page: PageT) -> PageT:
    """The page as it is now, held until the transaction ends."""
    fresh = type(page)._default_manager.select_for_update(of=("self",)).select_related("category").filter(pk=page.pk).first()
    if fresh is None:
        raise NotFound
    return cast("PageT", fresh)


def locked_with_page(revision: Revision) -> tuple[Revision, FAQ | Article]:
    """The page first, as every writer does, then its version as it is now."""
    page = locked(revision.page)
    fresh = Revision.objects.select_related("author", "translated_from").filter(pk=revision.pk).first()
    if fresh is None:
        raise NotFound
    return fresh, page


def still_open(revision: Revision) -> None:
    if not revision.is_open:
        raise NotOpen


def check_whole(page: FAQ | Article, words: Words) -> None:
    """Refuse a text without one of the parts that a page of this kind needs."""
    if not _is_whole(page, words):
        raise TextIncomplete


def _is_whole(page: FAQ | Article, words: Words) -> bool:
    needed: Iterable[str] = (text for column, text in zip(page.WORDS, words, strict=True) if column in page.ESSENTIAL)
    return all(needed)


def _show_on_hidden_page(page: FAQ | Article, revision: Revision) -> None:
    """The columns of a page that is not public hold the newest draft, so that it is published with the page."""
    if page.is_published or not _is_whole(page, revision.words):
        return
    if not Revision.objects.of(page, revision.language).filter(number__gt=revision.number).exists():
        put_words(page, revision.language, revision.words)
        page.save()
