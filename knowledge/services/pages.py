"""What FAQs and articles have in common when they are saved: texts with their versions, standing, address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from .indexing import index_page
from .texts import check_completeness, free_slug, tags_named
from .versions import PageT, add_revision, live_revision, locked, make_live, outdated_languages, put_words, tidied

# {"en": Words(…), "es": None}: None takes the language away; what is not named stays.
TextsByLanguage = Mapping[str, Words | None]


class GroupsMissing(Refusal):
    """Kept for groups, but for none: nobody could read it."""

    code = "groups_missing"
    status = 400
    message = _("Choose at least one group that may read this.")


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
    **fields: Any,
) -> PageT:
    """Store a new page (one without a key) or change one; what is not given stays.

    Each changed text becomes a version. It is live at once if the person may publish; else, where reviews are asked for,
    it waits for a reviewer, and the page stays as it is. Texts of a page that was never published are drafts.
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
    _check_texts(page, changed)
    for name, value in fields.items():
        setattr(page, name, value)
    _set_address(page, slug, changed)
    page.updated_by = by
    was_public = page.is_published
    wants_public = (status or page.status) == Page.Status.PUBLISHED
    may_publish = policies.can_publish_own(by, page)
    if was_public and not may_publish and not all(words.title for words in changed.values()):
        raise NotAllowed
    if not was_public or may_publish:
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
    _write_versions(
        page,
        changed,
        by=by,
        live=may_publish and wants_public,
        propose=wants_public and not may_publish,
        significance=significance,
        comment=comment,
        origin=origin,
    )
    _set_status(page, status, was_public=was_public, may_publish=may_publish)
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


def _write_versions(
    page: FAQ | Article,
    changed: Mapping[str, Words],
    *,
    by,
    live: bool,
    propose: bool,
    significance: int,
    comment: str,
    origin: str,
) -> None:
    """A version for each changed text, English first, so that translations saved with it are of the new original."""
    for language in sorted(changed, key=lambda code: code != Language.EN.value):
        words = changed[language]
        if not words.title:
            continue
        kept_source = None
        if significance == Revision.Significance.TYPO and language != Language.EN.value:
            before = live_revision(page, language)
            kept_source = before.translated_from if before else None
        revision = add_revision(
            page,
            by=by,
            language=language,
            words=words,
            significance=significance,
            comment=comment,
            origin=origin,
            translated_from=kept_source,
        )
        if live:
            make_live(page, revision)
        elif propose:
            revision.status = Revision.Status.PROPOSED
            revision.save(update_fields=["status"])


def _set_status(page: FAQ | Article, status: str, *, was_public: bool, may_publish: bool) -> None:
    if status == Page.Status.PUBLISHED:
        if was_public:
            return
        if not may_publish:
            _propose_drafts(page)
            return
        check_completeness(page)
        page.status = Page.Status.PUBLISHED
        page.published_at = page.published_at or timezone.now()
        _publish_drafts(page)
        page.outdated = outdated_languages(page)
        page.save()
    elif status and status != page.status:
        page.status = status
        page.save(update_fields=["status", "updated_at"])


def _newest_drafts(page: FAQ | Article) -> list[Revision]:
    """Of a page that is not public the columns hold the newest draft of each language."""
    drafts = []
    for language in sorted(page.languages, key=lambda code: code != Language.EN.value):
        last = Revision.objects.of(page, language).order_by("-number").first()
        if last is not None and last.is_open and last.words == page.words_in(language):
            drafts.append(last)
    return drafts


def _publish_drafts(page: FAQ | Article) -> None:
    for revision in _newest_drafts(page):
        revision.status = Revision.Status.PUBLISHED
        revision.published_at = timezone.now()
        if revision.language != Language.EN.value and revision.translated_from is None:
            revision.translated_from = live_revision(page, Language.EN.value)
        revision.save()


def _propose_drafts(page: FAQ | Article) -> None:
    for revision in _newest_drafts(page):
        revision.status = Revision.Status.PROPOSED
        revision.save(update_fields=["status"])
