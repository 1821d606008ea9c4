"""Markdown to safe HTML: parsed by markdown-it, then cleaned by nh3, whatever the writer typed."""

from __future__ import annotations

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.anchors.index import slugify

TAGS = {
    *("p", "br", "hr", "strong", "em", "del", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td", "img"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "code": {"class"},
}
SCHEMES = {"http", "https", "mailto", "tel"}


@lru_cache
def _article_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable(["table", "strikethrough", "linkify"])
    return parser.use(anchors_plugin, min_level=2, max_level=3, slug_func=_anchor)


def _anchor(title: str) -> str:
    """Of its own kind, so that no heading takes the id of a part of the page around it."""
    return f"section-{slugify(title)}"


@lru_cache
def _message_parser() -> MarkdownIt:
    """As people write in chat and mail: a line break is a line break, and there are no headings or pictures."""
    return (
        MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
        .enable("linkify")
        .disable(["heading", "lheading", "image"])
    )


def _clean(html: str) -> SafeString:
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener noreferrer")
    return mark_safe(clean)  # noqa: S308 - cleaned on the line above


def render_article(text: str) -> SafeString:
    """Safe HTML of an editor's Markdown: tables, headings with anchors, images."""
    return _clean(_article_parser().render(text))


def render_message(text: str) -> SafeString:
    """Safe HTML of what anybody wrote in a message."""
    return _clean(_message_parser().render(text))
