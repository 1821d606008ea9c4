"""What a translation must keep of its original's Markdown: headings, links, pictures, code, tables, placeholders."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

_PLACEHOLDER = re.compile(r"\{\{?\s*[\w.]+\s*\}?\}|%\(\w+\)[sd]|\$\{\w+\}")
_NAMED = 3


@dataclass
class Structure:
    headings: list[str] = field(default_factory=list)
    links: Counter[str] = field(default_factory=Counter)
    pictures: Counter[str] = field(default_factory=Counter)
    code: Counter[str] = field(default_factory=Counter)
    tables: int = 0
    placeholders: Counter[str] = field(default_factory=Counter)


@lru_cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": True}).enable(["table", "strikethrough", "linkify"])


def structure_of(text: str) -> Structure:
    found = Structure(placeholders=Counter("".join(match.split()) for match in _PLACEHOLDER.findall(text)))
    _note(_parser().parse(text), found)
    return found


def _note(tokens: Sequence[Token], found: Structure) -> None:
    for token in tokens:
        match token.type:
            case "heading_open":
                found.headings.append(token.tag)
            case "link_open":
                found.links[str(token.attrGet("href"))] += 1
            case "image":
                found.pictures[str(token.attrGet("src"))] += 1
            case "fence" | "code_block" | "code_inline":
                found.code[token.content.strip()] += 1
            case "table_open":
                found.tables += 1
        if token.children and token.type != "image":
            _note(token.children, found)


def differences(original: str, translation: str) -> list[str]:
    """What the translation did not keep, in words for who reviews it; empty when all is there."""
    before, after = structure_of(original), structure_of(translation)
    told = []
    if before.headings != after.headings:
        told.append(
            _("the headings differ (%(before)d, now %(after)d)") % {"before": len(before.headings), "after": len(after.headings)}
        )
    if before.tables != after.tables:
        told.append(_("the tables differ (%(before)d, now %(after)d)") % {"before": before.tables, "after": after.tables})
    told += _counted(_("links"), before.links, after.links)
    told += _counted(_("pictures"), before.pictures, after.pictures)
    told += _counted(_("code"), before.code, after.code)
    told += _counted(_("placeholders"), before.placeholders, after.placeholders)
    return told


def _counted(name: str, before: Counter[str], after: Counter[str]) -> Iterable[str]:
    if missing := before - after:
        yield _("%(name)s missing: %(which)s") % {"name": name, "which": _which(missing)}
    if new := after - before:
        yield _("%(name)s that the original does not have: %(which)s") % {"name": name, "which": _which(new)}


def _which(counted: Counter[str]) -> str:
    shown = [text if len(text) <= 60 else f"{text[:60]}…" for text in list(counted)[:_NAMED]]
    return ", ".join(shown) + ("…" if len(counted) > _NAMED else "")
