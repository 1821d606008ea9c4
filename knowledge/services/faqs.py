"""Writing FAQs. Each change stores text, version, phrasings and search entries in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from supportdesk.core.exceptions import NotAllowed

from .. import policies
from ..models import FAQ, FAQPhrasing, Words
from .indexing import index_faq
from .pages import delete_page, save_page
from .texts import Texts
from .versions import locked

# {"en": ["where is my money", …]}: the languages named are replaced, the others stay.
Phrasings = Mapping[str, Iterable[str]]


@transaction.atomic
def save_faq(
    faq: FAQ | None,
    *,
    by,
    texts: Texts | None = None,
    phrasings: Phrasings | None = None,
    published: bool | None = None,
    **fields: Any,
) -> FAQ:
    """Write a new FAQ (`faq` is None; it needs an English text and a category) or change one; what is not given stays.

    `texts` are "question" and "answer" by language; `fields` are those of `save_page`.
    """
    if published is not None:
        fields["status"] = FAQ.Status.PUBLISHED if published else FAQ.Status.DRAFT
    page = FAQ() if faq is None else faq
    saved = save_page(page, by=by, texts=_words(page, texts or {}), **fields)
    if phrasings:
        _write_phrasings(saved, phrasings, source=FAQPhrasing.Source.EDITOR)
        index_faq(saved)
    return saved


@transaction.atomic
def publish_faq(faq: FAQ, *, by) -> FAQ:
    """Show the FAQ to its audience."""
    return save_faq(faq, by=by, published=True)


@transaction.atomic
def unpublish_faq(faq: FAQ, *, by) -> FAQ:
    """Take the FAQ out of the help centre and the search; it stays as a draft."""
    return save_faq(faq, by=by, published=False)


def delete_faq(faq: FAQ, *, by) -> None:
    """Remove the FAQ with its versions, phrasings and feedback, for good."""
    delete_page(faq, by=by)


@transaction.atomic
def replace_phrasings(faq: FAQ, *, by, phrasings: Phrasings, source: str = FAQPhrasing.Source.EDITOR) -> FAQ:
    """Make `phrasings` the other ways to ask in the languages named; those that stay keep where they came from."""
    faq = locked(faq)
    if not policies.can_change_page(by, faq):
        raise NotAllowed
    _write_phrasings(faq, phrasings, source=source)
    index_faq(faq)
    return faq


@transaction.atomic
def add_phrasing(faq: FAQ, *, by, language: str, text: str, source: str = FAQPhrasing.Source.EDITOR) -> FAQ:
    """One more way to ask; known ones are not doubled."""
    known = list(faq.phrasings.filter(language=language).values_list("text", flat=True))
    return replace_phrasings(faq, by=by, phrasings={language: [*known, text]}, source=source)


def _words(faq: FAQ, texts: Texts) -> dict[str, Words | None]:
    """As versions keep them; a part that is not named stays."""
    words: dict[str, Words | None] = {}
    for language, parts in texts.items():
        old = faq.words_in(language)
        words[language] = (
            None if parts is None else Words(title=parts.get("question", old.title), body=parts.get("answer", old.body))
        )
    return words


def _write_phrasings(faq: FAQ, phrasings: Phrasings, *, source: str) -> None:
    said = [(language, " ".join(text.split())) for language, texts in phrasings.items() for text in texts]
    wanted = dict.fromkeys((language, text) for language, text in said if text)
    known = {(row.language, row.text): row.pk for row in faq.phrasings.filter(language__in=list(phrasings))}
    faq.phrasings.filter(pk__in=[pk for key, pk in known.items() if key not in wanted]).delete()
    FAQPhrasing.objects.bulk_create(
        FAQPhrasing(faq=faq, language=language, text=text, source=source)
        for language, text in wanted
        if (language, text) not in known
    )
