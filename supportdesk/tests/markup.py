"""Reading pages as a browser would: what they link, and what a strict policy would refuse."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.http import HttpResponse


class PageReader(HTMLParser):
    """Collects tags; `offences` are what the content-security policy forbids: style and script within the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.offences: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        self.offences += [f"{tag} {name}" for name in attributes if name == "style" or name.startswith("on")]
        if tag == "style":
            self.offences.append("style")
        if (
            tag == "script"
            and "src" not in attributes
            and attributes.get("type") not in ("application/json", "application/ld+json")
        ):
            self.offences.append("script")

    def every(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """The attributes of every such tag; `wanted` must be among them."""
        return [found for name, found in self.tags if name == tag and wanted.items() <= found.items()]


def read(response: HttpResponse) -> PageReader:
    return PageReader(response.content.decode())


def text_of(response: HttpResponse) -> str:
    """The words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
