"""What the search knows of FAQs, articles and tutorials: one entry for each language they can really be read in."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.db import transaction
from django.utils import translation

from supportdesk.core.markup import render_article
from supportdesk.core.search import Entry, forget_object, index_object

from ..models import FAQ, Article, Audience, Tutorial

_TAG = re.compile(r"<[^>]*>")


def index_page(page: FAQ | Article) -> None:
    """Make the page findable as it is now."""
    if isinstance(page, FAQ):
        index_faq(page)
    else:
        index_article(page)


def index_faq(faq: FAQ) -> None:
    """Make the FAQ findable by its audience; a draft or an archived one is not found."""
    if not faq.is_published:
        forget_object("faq", faq.pk)
        return
    phrasings: dict[str, list[str]] = {}
    for phrasing in faq.phrasings.all():
        phrasings.setdefault(phrasing.language, []).append(phrasing.text)
    index_object(
        "faq",
        faq.pk,
        [
            Entry(
                language,
                faq.text_in(language, "question"),
                body=words_of(render_article(faq.text_in(language, "answer"), language=language)),
                url=_address(faq, language),
                phrasings="\n".join(phrasings.get(language, ())),
                category=faq.category.slug,
                topic=faq.category.topic,
                **_readers(faq),
            )
            for language in faq.languages
        ],
    )


def index_article(article: Article) -> None:
    """Make the article findable by its audience; a draft or an archived one is not found."""
    if not article.is_published:
        forget_object("article", article.pk)
        return
    index_object(
        "article",
        article.pk,
        [
            Entry(
                language,
                article.text_in(language, "title"),
                body=f"{article.text_in(language, 'summary')}\n{words_of(article.text_in(language, 'body_html'))}",
                url=_address(article, language),
                category=article.category.slug,
                topic=article.category.topic,
                **_readers(article),
            )
            for language in article.languages
        ],
    )


def index_tutorial(tutorial: Tutorial) -> None:
    """Make the tutorial findable by what it says; a draft is not found."""
    if not tutorial.is_published:
        forget_object("tutorial", tutorial.pk)
        return
    # Where the steps are written out, the captions would only say them twice.
    spoken = {
        caption.language: "\n".join(text for _start, _end, text in caption.cues)
        for caption in tutorial.captions.all()
        if not tutorial.text_in(caption.language, "transcript")
    }
    index_object(
        "tutorial",
        tutorial.pk,
        [
            Entry(
                language,
                tutorial.text_in(language, "title"),
                body=f"{_read_aloud(tutorial, language)}\n{spoken.get(language, '')}".strip(),
                url=_address(tutorial, language),
                category=tutorial.category,
            )
            for language in tutorial.languages
        ],
    )


@transaction.atomic
def index_all() -> None:
    """Write every entry anew, for an installation whose entries were lost or whose texts came from elsewhere."""
    for faq in FAQ.objects.select_related("category").prefetch_related("phrasings"):
        index_faq(faq)
    for article in Article.objects.select_related("category"):
        index_article(article)
    for tutorial in Tutorial.objects.all():
        index_tutorial(tutorial)


def _read_aloud(tutorial: Tutorial, language: str) -> str:
    """Description and steps, without markup."""
    parts = (tutorial.text_in(language, part) for part in ("description", "transcript"))
    return words_of(render_article("\n\n".join(parts)))


def words_of(html: str) -> str:
    """What one reads of rendered Markdown, where a line break stands between blocks already."""
    return unescape(_TAG.sub("", html)).strip()


def _readers(page: FAQ | Article) -> dict[str, Any]:
    """For whom an entry is."""
    if page.audience != Audience.GROUPS:
        return {"audience": page.audience}
    return {"audience": page.audience, "groups": tuple(page.groups.values_list("pk", flat=True))}


def _address(thing: FAQ | Article | Tutorial, language: str) -> str:
    with translation.override(language):
        return thing.get_absolute_url()
