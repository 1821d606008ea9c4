"""How what is stored becomes what is shown: answers as HTML, headings of articles, addresses of files and languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import unescape
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from supportdesk.core.choices import Language
from supportdesk.core.markup import render_article
from supportdesk.core.structured_data import absolute

from .models import FAQ, Article, Tutorial

_HEADING = re.compile(r'<h([23]) id="([^"]*)">(.*?)</h\1>', re.DOTALL)
_MEDIA_TYPES = {
    "webm": "video/webm",
    "mp4": "video/mp4",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "png": "image/png",
    "vtt": "text/vtt; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    anchor: str
    text: str


@lru_cache(maxsize=2048)
def answer_html(markdown: str, language: str) -> SafeString:
    """Safe HTML of an answer in its language; the same few hundred answers are asked for again and again."""
    return render_article(markdown, language=language)


def headings_of(html: str) -> list[Heading]:
    """The headings of an article's rendered text, for its table of contents."""
    return [Heading(int(level), unescape(anchor), unescape(strip_tags(text))) for level, anchor, text in _HEADING.findall(html)]


def media_url(file) -> str:
    """Where a file of a tutorial can be fetched; "" without one."""
    return reverse("knowledge:tutorial-media", args=[file.name.removeprefix("tutorials/")]) if file else ""


def media_type(name: str) -> str:
    """The content type of a tutorial's file by its ending; "" for what tutorials do not have."""
    return _MEDIA_TYPES.get(name.rpartition(".")[2].lower(), "")


def languages_of_page(thing: FAQ | Article | Tutorial) -> dict:
    """`shown` is the language of the text on the page, `untranslated` whether that is not the reader's, `outdated` whether
    it is older than the original, which is read at `original_url`; `canonical` the one address that search engines should
    know, `alternates` the same page in its languages."""
    addresses = {}
    for language in thing.languages:
        with translation.override(language):
            addresses[language] = thing.get_absolute_url()
    shown = thing.shown_language
    whole = {language: absolute(address) for language, address in addresses.items()}
    return {
        "shown": shown,
        "untranslated": shown != translation.get_language(),
        "outdated": shown in getattr(thing, "outdated", ()),
        "original_url": addresses.get(Language.EN.value, ""),
        "canonical": whole.get(shown, ""),
        "alternates": list(whole.items()),
    }


def faq_page_data(faq: FAQ) -> dict[str, Any]:
    """The question and its answer as schema.org data."""
    language = faq.shown_language
    answer = {"@type": "Answer", "text": answer_html(faq.text_in(language, "answer"), language)}
    question = {"@type": "Question", "name": faq.text_in(language, "question"), "acceptedAnswer": answer}
    return {"@context": "https://schema.org", "@type": "FAQPage", "inLanguage": language, "mainEntity": [question]}


def article_data(article: Article, *, modified: datetime | None = None) -> dict[str, Any]:
    """An article as schema.org data; `modified` is when the text that is shown went live."""
    language = article.shown_language
    with translation.override(language):
        address, shelf = absolute(article.get_absolute_url()), article.category.name
    company = {"@type": "Organization", "@id": absolute("/#company"), "name": settings.SITE_NAME, "url": absolute("/")}
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": article.text_in(language, "title"),
        "description": article.text_in(language, "summary"),
        "articleSection": shelf,
        "inLanguage": language,
        "datePublished": article.published_at,
        "dateModified": modified or article.updated_at,
        "author": company,
        "publisher": company,
        "mainEntityOfPage": address,
    }
