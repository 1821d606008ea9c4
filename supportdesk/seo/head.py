"""What stands in the head of a page for others: its one address, its translations, the card shown where it is shared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe

from supportdesk.core.choices import Language
from supportdesk.core.structured_data import absolute

# The views that search engines may know, with the parameters that make another page of them. What is not here is
# nobody's business but the reader's: accounts, tickets, found things.
INDEXED: Mapping[str, tuple[str, ...]] = {
    "home": (),
    "search": (),
    "knowledge:faqs": ("category", "tag", "page"),
    "knowledge:faq": (),
    "knowledge:articles": ("category",),
    "knowledge:article": (),
    "knowledge:tutorials": ("category", "level"),
    "knowledge:tutorial": (),
    "locations:list": (),
    "locations:detail": (),
    "assistant:chat": (),
    "community:list": ("category",),
    "community:detail": (),
    "tickets:new": (),
}
# A page with one of these is somebody's question, not a page of ours.
QUESTIONS = ("q",)

PICTURE_SIZE = (1200, 630)
PICTURES: Mapping[str, str] = {
    "knowledge:article": "article",
    "knowledge:articles": "article",
    "knowledge:tutorial": "tutorial",
    "knowledge:tutorials": "tutorial",
    "community": "community",
    "locations": "location",
    "assistant": "assistant",
}
KINDS: Mapping[str, str] = {"knowledge:faq": "article", "knowledge:article": "article", "community:detail": "article"}
LOCALES: Mapping[str, str] = {
    "en": "en_GB",
    "es": "es_ES",
    "fr": "fr_FR",
    "de": "de_DE",
    "ar": "ar_AR",
    "zh-hans": "zh_CN",
}

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
_ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"')
_NOINDEX = re.compile(r'<meta name="robots" content="[^"]*noindex')


def complete_head(html: str, context: Mapping[str, Any]) -> SafeString:
    """What a page's own head leaves unsaid: `robots` or its address and translations, and the card for sharing.
    What the page says itself (title, description, canonical, alternates, robots) is taken from `html` and stands."""
    request = context.get("request")
    # Where a translation lacks, the page is in another language than what stands around its text.
    language = context.get("shown") or translation.get_language() or settings.LANGUAGE_CODE
    view = _view_of(request)
    if _NOINDEX.search(html):
        links, address, languages = mark_safe(""), "", [language]
    elif request is None or not _may_be_indexed(request, view):
        links, address, languages = mark_safe('<meta name="robots" content="noindex">'), "", [language]
    else:
        links, address, languages = _links(html, request, view, language)
    return links + _card(html, context, view, address, language, languages)


def _view_of(request: HttpRequest | None) -> str:
    match = getattr(request, "resolver_match", None)
    return match.view_name or "" if match else ""


def _may_be_indexed(request: HttpRequest, view: str) -> bool:
    return view in INDEXED and not any(request.GET.get(name) for name in QUESTIONS)


def _path_in(path: str, language: str) -> str:
    """The same page's address in another language: all of them differ in their first part alone."""
    _empty, _language, rest = path.split("/", 2)
    return f"/{language}/{rest}"


def _links(html: str, request: HttpRequest, view: str, language: str) -> tuple[SafeString, str, list[str]]:
    """The links to the page's own address and its translations, that address, and the languages."""
    own = _CANONICAL.search(html)
    alternates = [(code, unescape(address)) for code, address in _ALTERNATE.findall(html)]
    kept = {name: request.GET[name] for name in INDEXED[view] if request.GET.get(name)}
    if kept.get("page") == "1":
        del kept["page"]
    query = f"?{urlencode(kept)}" if kept else ""
    said = mark_safe("")
    if own:
        address = unescape(own[1])
    else:
        address = absolute(request.path) + query
        said = format_html('<link rel="canonical" href="{}">', address)
    if not alternates and not own:
        alternates = [(code, absolute(_path_in(request.path, code)) + query) for code in Language.values]
        said += format_html_join("", '<link rel="alternate" hreflang="{}" href="{}">', alternates)
    addresses = dict(alternates)
    if "x-default" not in addresses and (default := addresses.get(settings.LANGUAGE_CODE)):
        # The bare address sends everybody home in their own language; no other page has such a door.
        default = absolute("/") if view == "home" else default
        said += format_html('<link rel="alternate" hreflang="x-default" href="{}">', default)
    return said, address, [code for code in addresses if code in LOCALES] or [language]


def _card(html: str, context: Mapping[str, Any], view: str, address: str, language: str, languages: list[str]) -> SafeString:
    """Open Graph and Twitter: how the page looks where somebody shares it."""
    title, description = _TITLE.search(html), _DESCRIPTION.search(html)
    picture = context.get("social_image")
    properties = [
        ("og:site_name", settings.SITE_NAME),
        ("og:type", KINDS.get(view, "website")),
        ("og:title", _plain(title[1] if title else "").removesuffix(f" · {settings.SITE_NAME}")),
        ("og:description", _plain(description[1] if description else "")),
        ("og:url", address),
        ("og:locale", LOCALES.get(language, "")),
        *(("og:locale:alternate", LOCALES[code]) for code in languages if code != language),
        ("og:image", absolute(picture or picture_of(view))),
        *(() if picture else zip(("og:image:width", "og:image:height"), PICTURE_SIZE, strict=True)),
    ]
    tags = format_html_join("", '<meta property="{}" content="{}">', ((name, text) for name, text in properties if text))
    return tags + mark_safe('<meta name="twitter:card" content="summary_large_image">')


def _plain(text: str) -> str:
    return " ".join(unescape(strip_tags(text)).split())


def picture_of(view: str) -> str:
    """The address of the picture that stands for a page's section."""
    name = PICTURES.get(view) or PICTURES.get(view.partition(":")[0]) or "help"
    return static(f"img/social/{name}.png")


def site_data() -> dict[str, Any]:
    """The company, the portal and its search, as schema.org data for the home page."""
    home = absolute(reverse("home"))
    company = {
        "@type": "Organization",
        "@id": absolute("/#company"),
        "name": settings.SITE_NAME,
        "url": home,
        "logo": absolute(static("img/logo.svg")),
    }
    portal = {
        "@type": "WebSite",
        "@id": absolute("/#portal"),
        "name": settings.SITE_NAME,
        "url": home,
        "inLanguage": translation.get_language(),
        "publisher": {"@id": absolute("/#company")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{absolute(reverse('search'))}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
    return {"@context": "https://schema.org", "@graph": [company, portal]}
