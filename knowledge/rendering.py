"""How what is stored becomes what is shown: answers as HTML, headings of articles, addresses of files and languages."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from supportdesk.core.markup import render_article

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
_UNSAFE_IN_A_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    anchor: str
    text: str


@lru_cache(maxsize=2048)
def answer_html(markdown: str) -> SafeString:
    """Safe HTML of an answer; the same few hundred answers are asked for again and again."""
    return render_article(markdown)


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
    """`shown` is the language of the text on the page, `untranslated` whether that is not the reader's,
    `canonical` the one address that search engines should know, `alternates` the same page in its languages."""
    addresses = {}
    for language in thing.languages:
        with translation.override(language):
            addresses[language] = settings.SITE_URL.rstrip("/") + thing.get_absolute_url()
    shown = thing.shown_language
    return {
        "shown": shown,
        "untranslated": shown != translation.get_language(),
        "canonical": addresses.get(shown, ""),
        "alternates": list(addresses.items()),
    }


def faq_page_data(faq: FAQ) -> SafeString:
    """The question and its answer as schema.org data, safe inside a script element."""
    answer = {"@type": "Answer", "text": answer_html(faq.answer)}
    data = {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "inLanguage": faq.shown_language,
        "mainEntity": [{"@type": "Question", "name": faq.question, "acceptedAnswer": answer}],
    }
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_UNSAFE_IN_A_SCRIPT))  # noqa: S308
