"""Markdown to safe HTML: parsed by markdown-it, then cleaned by nh3, whatever the writer typed."""

from __future__ import annotations

import re
from contextlib import nullcontext
from functools import lru_cache
from urllib.parse import urlsplit

import nh3
from django.conf import settings
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
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

# What articles have and messages do not: callouts, tables that scroll, pictures with their size, headings that link to
# themselves. All of it comes from the rules below; writers can name no class and no attribute.
ARTICLE_TAGS = TAGS | {"div"}
ARTICLE_ATTRIBUTES = {
    **ATTRIBUTES,
    "a": {"href", "title", "rel"},
    "img": {"src", "alt", "title", "width", "height", "loading", "decoding"},
    "div": {"aria-label", "tabindex"},
}
ARTICLE_VALUES = {"div": {"role": {"note", "group"}}, "th": {"scope": {"col", "row"}}}
ALIGNED = {"align-center", "align-end"}
ARTICLE_CLASSES = {
    "div": {"callout", *(f"callout--{tone}" for tone in ("info", "good", "mind", "warn", "bad")), "prose-table"},
    "p": {"callout__title"},
    "a": {"heading-link"},
    "th": ALIGNED,
    "td": ALIGNED,
}
# The kinds of GitHub's callouts, `> [!NOTE]`: how each is named and which tone of the design it has.
CALLOUTS = {
    "NOTE": (gettext_noop("Note"), "info"),
    "TIP": (gettext_noop("Tip"), "good"),
    "IMPORTANT": (gettext_noop("Important"), "mind"),
    "WARNING": (gettext_noop("Warning"), "warn"),
    "CAUTION": (gettext_noop("Caution"), "bad"),
}
# A picture of ours says in its name how large it is, so that the page keeps its place: "…-1200x800.webp".
_SIZE_IN_NAME = re.compile(r"-(\d{1,5})x(\d{1,5})\.[a-z]{3,4}$")


@lru_cache
def _article_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "alerts": True})
    parser.enable(["table", "strikethrough", "linkify"]).use(anchors_plugin, min_level=2, max_level=3, slug_func=_anchor)
    parser.core.ruler.before("inline", "name_callouts", _name_callouts)
    parser.core.ruler.push("scope_headers", _scope_headers)
    parser.core.ruler.push("treat_links_and_pictures", _treat_links_and_pictures)
    parser.core.ruler.push("link_headings", _link_headings)
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", lambda *_args: "</table></div>\n")
    return parser


def _anchor(title: str) -> str:
    """Of its own kind, so that no heading takes the id of a part of the page around it."""
    return f"section-{slugify(title)}"


def _open_table(*_args) -> str:
    # Whoever comes by keyboard, to scroll what is too wide, should hear where they are.
    return f'<div class="prose-table" role="group" aria-label="{escape(gettext("Table"))}" tabindex="0"><table>\n'


def _name_callouts(state: StateCore) -> None:
    """Give callouts the name of their kind in the language of the text, and the look of the portal's own."""
    for place, token in enumerate(state.tokens):
        if token.type == "alert_open":
            _name, tone = CALLOUTS[token.meta["kind"]]
            token.attrs = {"class": f"callout callout--{tone}", "role": "note"}
            title = state.tokens[place + 1]
            title.attrs = {"class": "callout__title"}
            state.tokens[place + 2].content = gettext(CALLOUTS[token.meta["kind"]][0])


def _scope_headers(state: StateCore) -> None:
    """Say what header cells head. Where the corner is empty, the first cell of each row heads its row."""
    heads_rows, column, in_head = False, 0, False
    for place, token in enumerate(state.tokens):
        if token.type in ("thead_open", "thead_close"):
            in_head = token.type == "thead_open"
        elif token.type == "tr_open":
            column = 0
        elif token.type in ("th_open", "td_open"):
            _align_by_class(token)
            is_empty = not state.tokens[place + 1].content.strip()
            if in_head and column == 0:
                heads_rows = is_empty
            if in_head and is_empty:
                _become(state.tokens, place, "td")
            elif in_head:
                token.attrSet("scope", "col")
            elif heads_rows and column == 0 and not is_empty:
                _become(state.tokens, place, "th")
                token.attrSet("scope", "row")
            column += 1


def _align_by_class(token: Token) -> None:
    """The page allows no inline style."""
    align = str(token.attrs.pop("style", "")).removeprefix("text-align:")
    if align in ("center", "right"):
        token.attrs["class"] = "align-center" if align == "center" else "align-end"


def _become(tokens: list[Token], place: int, tag: str) -> None:
    """Make a cell a `td` or a `th`: its opening, its content and its end follow each other."""
    tokens[place].tag = tokens[place + 2].tag = tag


def _treat_links_and_pictures(state: StateCore) -> None:
    """Links that lead away say so. Pictures from elsewhere, which the page does not load, become links to them."""
    for token in state.tokens:
        children: list[Token] = []
        depth = 0
        for child in token.children or ():
            if child.type == "link_open":
                depth += 1
                if not _is_ours(str(child.attrs.get("href", ""))):
                    child.attrs["rel"] = "noopener noreferrer"
            elif child.type == "link_close":
                depth -= 1
            if child.type != "image":
                children.append(child)
            elif _is_ours(str(child.attrs.get("src", ""))):
                children.append(_when_needed(child))
            else:
                children.extend(_named_instead(child, is_linked=depth > 0))
        if token.children is not None:
            token.children = children


def _is_ours(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return (not parts.scheme and not parts.netloc) or f"{parts.scheme}://{parts.netloc}" == settings.SITE_URL.rstrip("/")


def _when_needed(picture: Token) -> Token:
    """Loaded when the reader comes near, without moving what is around it."""
    if found := _SIZE_IN_NAME.search(str(picture.attrs.get("src", ""))):
        picture.attrs["width"], picture.attrs["height"] = found[1], found[2]
    picture.attrs |= {"loading": "lazy", "decoding": "async"}
    return picture


def _named_instead(picture: Token, *, is_linked: bool) -> list[Token]:
    address = str(picture.attrs.get("src", ""))
    name = Token("text", "", 0, content=picture.content or address)
    if is_linked:
        return [name]
    opening = Token("link_open", "a", 1, attrs={"href": address, "rel": "noopener noreferrer"})
    return [opening, name, Token("link_close", "a", -1)]


def _link_headings(state: StateCore) -> None:
    """Each heading is a link to itself, to be copied or passed on; unless it holds a link already."""
    for place, token in enumerate(state.tokens):
        anchor = token.attrGet("id") if token.type == "heading_open" else None
        children = state.tokens[place + 1].children if anchor else None
        if children and not any(child.type == "link_open" for child in children):
            opening = Token("link_open", "a", 1, attrs={"href": f"#{anchor}", "class": "heading-link"})
            state.tokens[place + 1].children = [opening, *children, Token("link_close", "a", -1)]


@lru_cache
def _message_parser() -> MarkdownIt:
    """As people write in chat and mail: a line break is a line break, and there are no headings or pictures."""
    return (
        MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
        .enable("linkify")
        .disable(["heading", "lheading", "image"])
    )


@lru_cache
def _article_cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=ARTICLE_TAGS,
        attributes=ARTICLE_ATTRIBUTES,
        tag_attribute_values=ARTICLE_VALUES,
        allowed_classes=ARTICLE_CLASSES,
        set_tag_attribute_values={"pre": {"tabindex": "0"}},
        url_schemes=SCHEMES,
        link_rel=None,
    )


@lru_cache
def _message_cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener noreferrer")


def render_article(text: str, *, language: str = "") -> SafeString:
    """Safe HTML of an editor's Markdown: tables, callouts, headings with anchors, images; what the portal adds
    (the names of callouts) is in `language`, else in the one that is active."""
    with translation.override(language) if language else nullcontext():
        html = _article_parser().render(text)
    return mark_safe(_article_cleaner().clean(html))  # noqa: S308 - cleaned on this line


def render_message(text: str) -> SafeString:
    """Safe HTML of what anybody wrote in a message."""
    return mark_safe(_message_cleaner().clean(_message_parser().render(text)))  # noqa: S308 - cleaned on this line
