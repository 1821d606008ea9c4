"""Writing FAQs. Each change stores text, phrasings and search entries in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from supportdesk.core.exceptions import NotAllowed, NotFound
from supportdesk.core.search import forget_object

from .. import policies
from ..models import FAQ, FAQCategory, FAQPhrasing
from .indexing import index_faq
from .texts import Texts, free_slug, tags_named, write_texts

# {"en": ["where is my money", …]}: the languages named are replaced, the others stay.
Phrasings = Mapping[str, Iterable[str]]


@transaction.atomic
def save_faq(
    faq: FAQ | None,
    *,
    by,
    texts: Texts | None = None,
    category: FAQCategory | None = None,
    phrasings: Phrasings | None = None,
    tags: Iterable[str] | None = None,
    published: bool | None = None,
    slug: str = "",
    position: int | None = None,
) -> FAQ:
    """Write a new FAQ (`faq` is None; it needs an English text and a category) or change one; what is not given stays."""
    if faq is None:
        if not policies.can_add_faq(by):
            raise NotAllowed
        faq = FAQ()
    else:
        faq = _locked(faq)
        if not policies.can_change_faq(by, faq):
            raise NotAllowed
    write_texts(faq, texts or {}, fields=("question", "answer"))
    if category is not None:
        faq.category = category
    if position is not None:
        faq.position = position
    if slug or not faq.slug:
        faq.slug = slug or free_slug(FAQ, faq.text_in("en", "question"))
    if published is not None:
        _set_published(faq, published)
    faq.updated_by = by
    faq.save()
    if tags is not None:
        faq.tags.set(tags_named(tags))
    _write_phrasings(faq, phrasings or {}, source=FAQPhrasing.Source.EDITOR)
    index_faq(faq)
    return faq


@transaction.atomic
def publish_faq(faq: FAQ, *, by) -> FAQ:
    """Show the FAQ to everybody."""
    return save_faq(faq, by=by, published=True)


@transaction.atomic
def unpublish_faq(faq: FAQ, *, by) -> FAQ:
    """Take the FAQ out of the help centre and the search; it stays as a draft."""
    return save_faq(faq, by=by, published=False)


@transaction.atomic
def delete_faq(faq: FAQ, *, by) -> None:
    """Remove the FAQ with its phrasings and feedback, for good."""
    faq = _locked(faq)
    if not policies.can_delete_faq(by, faq):
        raise NotAllowed
    forget_object("faq", faq.pk)
    faq.delete()


@transaction.atomic
def replace_phrasings(faq: FAQ, *, by, phrasings: Phrasings, source: str = FAQPhrasing.Source.EDITOR) -> FAQ:
    """Make `phrasings` the other ways to ask in the languages named; those that stay keep where they came from."""
    faq = _locked(faq)
    if not policies.can_change_faq(by, faq):
        raise NotAllowed
    _write_phrasings(faq, phrasings, source=source)
    index_faq(faq)
    return faq


def _locked(faq: FAQ) -> FAQ:
    fresh = FAQ.objects.select_for_update(of=("self",)).select_related("category").filter(pk=faq.pk).first()
    if fresh is None:
        raise NotFound
    return fresh


def _set_published(faq: FAQ, published: bool) -> None:
    faq.is_published = published
    if published and faq.published_at is None:
        faq.published_at = timezone.now()


def _write_phrasings(faq: FAQ, phrasings: Phrasings, *, source: str) -> None:
    if not phrasings:
        return
    said = [(language, " ".join(text.split())) for language, texts in phrasings.items() for text in texts]
    wanted = dict.fromkeys((language, text) for language, text in said if text)
    known = {(row.language, row.text): row.pk for row in faq.phrasings.filter(language__in=list(phrasings))}
    faq.phrasings.filter(pk__in=[pk for key, pk in known.items() if key not in wanted]).delete()
    FAQPhrasing.objects.bulk_create(
        FAQPhrasing(faq=faq, language=language, text=text, source=source)
        for language, text in wanted
        if (language, text) not in known
    )
