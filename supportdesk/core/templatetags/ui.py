"""What templates need beyond Django's own: icons, rendered text, addresses with one parameter changed."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..markup import render_article, render_message
from ..structured_data import breadcrumb_list, json_ld_element

register = template.Library()

RTL = {"ar"}

# Icons that point along the line of text, or carry a question mark, are mirrored where text runs from right to left.
DIRECTIONAL = {"arrow", "back", "chevron", "external", "help", "leave", "list", "send"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the local sprite; decorative unless it has a label."""
    href = f"{static('img/icons.svg')}#{name}"
    classes = "icon icon--flip" if name in DIRECTIONAL else "icon"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


@register.filter
def article_html(text: str) -> SafeString:
    return render_article(text or "")


@register.filter
def message_html(text: str) -> SafeString:
    return render_message(text or "")


@register.simple_tag
def json_ld(data: dict | None) -> SafeString:
    """schema.org data as a script element for a page's head; nothing for no data."""
    return json_ld_element(data)


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*trail, here: str = "") -> dict:
    """The way back, `{% breadcrumbs label url label url here=title %}`, for readers and for search engines;
    `here` is this page's own name, which only the latter are told."""
    return {"items": list(zip(trail[::2], trail[1::2], strict=True)), "here": here}


@register.simple_tag
def breadcrumb_data(items, here: str = "") -> SafeString:
    return json_ld_element(breadcrumb_list([*items, *([(here, "")] if here else [])]) if items else None)


@register.filter
def direction(language: str) -> str:
    """The direction of a language code: "rtl" or "ltr"."""
    return "rtl" if language in RTL else "ltr"


@register.simple_tag(takes_context=True)
def in_language(context, language: str) -> str:
    """This page's address in another language."""
    request = context.get("request")
    return translate_url(request.get_full_path(), language) if request else f"/{language}/"


@register.simple_tag(takes_context=True)
def with_query(context, **changes) -> str:
    """The query string of this page with some parameters changed; None or "" takes one away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"
