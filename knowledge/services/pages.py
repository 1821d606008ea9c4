"""What FAQs and articles have in common when they are saved: texts with their versions, standing, address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supportdesk.core.choices import Language
from supportdesk.core.exceptions import NotAllowed, Refusal
from supportdesk.core.search import forget_object

from .. import policies
from ..models import FAQ, Article, Page, Revision, Words
from .addresses import remember_address
from .attachments import forget_files
from .gaps.noting import settle_gaps_of
from .indexing import index_page
from .texts import check_completeness, free_slug, tags_named
from .versions import (
    Outcome,
    PageT,
    TextMovedOn,
    add_revision,
    fingerprint,
    live_revision,
    locked,
    make_live,
    newest_drafts,
    outdated_languages,
    publish_drafts,
    put_words,
    tidied,
)

# {"en": Words(…), "es": None}: None takes the language away; what is not named stays.
TextsByLanguage = Mapping[str, Words | None]


class GroupsMissing(Refusal):
    """Kept for groups, but for none: nobody could read it."""

    code = "groups_missing"
    status = 400
    message = _("Choose at least one group that may read this.")


class CannotWait(Refusal):
    """There is no version without a text, so none that could wait."""

    code = "cannot_wait"
    status = 400
    message = _("A language can be taken away only at once, by somebody who may publish.")


class TimeMissing(Refusal):
    code = "time_missing"
    status = 400
    message = _("Say when it is to be published.")


PLAIN_FIELDS = ("category", "position", "audience", "expires_at", "verify_by", "owner")


@transaction.atomic
def save_page(
    page: PageT,
    *,
    by,
    texts: TextsByLanguage | None = None,
    status: str = "",
    slug: str = "",
    tags: Iterable[str] | None = None,
    groups: Iterable[Group] | None = None,
    related_faqs: Iterable[FAQ] | None = None,
    related_articles: Iterable[Article] | None = None,
    significance: int = Revision.Significance.NORMAL,
    comment: str = "",
    origin: str = Revision.Origin.PERSON,
    outcome: str = Outcome.PUBLISH,
    publish_at: datetime | None = None,
    seen: Mapping[str, str] | None = None,
    over_newer: bool = False,
    **fields: Any,
) -> PageT:
    """Store a new page (one without a key) or change one; what is not given stays.

    Each changed text becomes a version, of which `outcome` says what becomes. One to be published is live at once if the
    person may publish; else, where reviews are asked for, it waits for a reviewer, and the page stays as it is. Texts of
    a page that was never published are drafts; a time is then that of the page.

    `seen` are the fingerprints, by language, of the texts that the writer had before them: what they left alone stays as
    it is by now, and TextMovedOn is raised when they wrote on a text that is another by now, unless `over_newer`.
    """
    if unknown := set(fields) - set(PLAIN_FIELDS):
        raise TypeError(f"A page has no {', '.join(sorted(unknown))}.")
    is_new = page.pk is None
    if not is_new:
        page = locked(page)
    if not (policies.can_add_page(by, type(page)) if is_new else policies.can_change_page(by, page)):
        raise NotAllowed
    changed = {
        language: tidied(words or Words())
        for language, words in (texts or {}).items()
        if tidied(words or Words()) != page.words_in(language)
    }
    _drop_unseen(page, changed, seen or {}, over_newer=over_newer)
    _check_texts(page, changed)
    for name, value in fields.items():
        setattr(page, name, value)
    _set_address(page, slug, changed)
    page.updated_by = by
    was_public = page.is_published
    may_publish = policies.can_publish_own(by, page)
    at_once = outcome == Outcome.PUBLISH and may_publish
    if outcome == Outcome.SCHEDULE and publish_at is None:
        raise TimeMissing
    if was_public and not at_once and not all(words.title for words in changed.values()):
        raise CannotWait if outcome != Outcome.PUBLISH else NotAllowed
    if not was_public and status == Page.Status.PUBLISHED and outcome in (Outcome.PROPOSE, Outcome.SCHEDULE):
        status = ""
    wants_public = (status or page.status) == Page.Status.PUBLISHED
    if not was_public or at_once:
        for language, words in changed.items():
            put_words(page, language, words)
    page.save()
    if tags is not None:
        page.tags.set(tags_named(tags))
    for name, value in (("groups", groups), ("related_faqs", related_faqs), ("related_articles", related_articles)):
        if value is not None:
            getattr(page, name).set(value)
    if page.audience == "groups" and not page.groups.exists():
        raise GroupsMissing
    versions = list(_new_versions(page, changed, by=by, significance=significance, comment=comment, origin=origin))
    if was_public and wants_public and at_once and versions:
        make_live(page, *versions, by=by)
    elif was_public and wants_public:
        for revision in versions:
            _let_wait(revision, outcome, publish_at, may_publish=may_publish)
    if not was_public and (outcome != Outcome.PUBLISH or (wants_public and not may_publish)):
        for revision in newest_drafts(page):
            _let_wait(revision, outcome, publish_at, may_publish=may_publish)
    _set_status(page, status, by=by, was_public=was_public, may_publish=may_publish)
    index_page(page)
    return page


@transaction.atomic
def change_page_status(page: PageT, *, by, status: str) -> PageT:
    """Publish, withdraw or archive the page in all its languages; publishing needs an English text."""
    return save_page(page, by=by, status=status)


@transaction.atomic
def delete_page(page: FAQ | Article, *, by) -> None:
    """Remove the page with all its versions, for good."""
    page = locked(page)
    if not policies.can_delete_page(by, page):
        raise NotAllowed
    forget_object(page._meta.model_name or "", page.pk)
    forget_files(page.attachments.all())
    page.delete()


@transaction.atomic
def mark_verified(page: PageT, *, by, until: date | None = None) -> PageT:
    """Say that the page still holds, until the next check (`KNOWLEDGE_VERIFY_DAYS` from now unless told)."""
    page = locked(page)
    if not policies.can_change_page(by, page):
        raise NotAllowed
    page.verify_by = until or timezone.localdate() + timedelta(days=settings.KNOWLEDGE_VERIFY_DAYS)
    page.save(update_fields=["verify_by"])
    return page


def retire_expired(now: datetime | None = None) -> int:
    """Archive the pages whose time is over; how many. Safe to run twice or late."""
    now, done = now or timezone.now(), 0
    for model in (FAQ, Article):
        for expired in model.objects.expired(now):
            with transaction.atomic():
                page = locked(expired)
                if not page.is_published or page.expires_at is None or page.expires_at > now:
                    continue
                page.status = Page.Status.ARCHIVED
                page.save(update_fields=["status", "updated_at"])
                index_page(page)
                done += 1
    return done


def _check_texts(page: FAQ | Article, changed: Mapping[str, Words]) -> None:
    """The texts as they would be, complete or refused, before anything is stored."""
    trial = type(page)()
    for language in Language.values:
        put_words(trial, language, changed.get(language, page.words_in(language)))
    check_completeness(trial)


def _set_address(page: FAQ | Article, slug: str, changed: Mapping[str, Words]) -> None:
    words = changed.get(Language.EN.value) or page.words_in(Language.EN.value)
    wanted = slug or page.slug or free_slug(type(page), words.title)
    if page.pk is not None and page.slug and wanted != page.slug:
        remember_address(page, page.slug, now=wanted)
    page.slug = wanted


def _drop_unseen(page: FAQ | Article, changed: dict[str, Words], seen: Mapping[str, str], *, over_newer: bool) -> None:
    """Take out of `changed` what only looks changed because somebody else changed it meanwhile."""
    for language, words in list(changed.items()):
        before = seen.get(language)
        if before is None or before == fingerprint(page.words_in(language)):
            continue
        if before == fingerprint(words):
            del changed[language]
        elif not over_newer:
            raise TextMovedOn


def _new_versions(
    page: FAQ | Article, changed: Mapping[str, Words], *, by, significance: int, comment: str, origin: str
) -> Iterator[Revision]:
    """A version for each changed text, English first, so that translations saved with it are of the new original."""
    original = None
    for language in sorted(changed, key=lambda code: code != Language.EN.value):
        words = changed[language]
        if not words.title:
            continue
        source = None
        if language != Language.EN.value:
            before = live_revision(page, language) if significance == Revision.Significance.TYPO else None
            source = before.translated_from if before else original
        revision = add_revision(
            page,
            by=by,
            language=language,
            words=words,
            significance=significance,
            comment=comment,
            origin=origin,
            translated_from=source,
        )
        original = revision if language == Language.EN.value else original
        yield revision


def _let_wait(revision: Revision, outcome: str, at: datetime | None, *, may_publish: bool) -> None:
    """Leave a new version as a draft, with the reviewers, or for its time; a wished time goes with the proposal."""
    if outcome == Outcome.DRAFT:
        return
    if outcome == Outcome.SCHEDULE and may_publish:
        revision.status = Revision.Status.SCHEDULED
    else:
        revision.status = Revision.Status.PROPOSED
    revision.publish_at = at if outcome == Outcome.SCHEDULE else None
    revision.save(update_fields=["status", "publish_at"])


def _set_status(page: FAQ | Article, status: str, *, by, was_public: bool, may_publish: bool) -> None:
    if status == Page.Status.PUBLISHED:
        # A page that was withdrawn and has nothing new was reviewed before.
        if was_public or (newest_drafts(page) and not may_publish):
            return
        check_completeness(page)
        page.status = Page.Status.PUBLISHED
        page.published_at = page.published_at or timezone.now()
        publish_drafts(page, by=by)
        page.outdated = outdated_languages(page)
        page.save()
        if isinstance(page, FAQ):
            settle_gaps_of(page)
    elif status and status != page.status:
        page.status = status
        page.save(update_fields=["status", "updated_at"])
