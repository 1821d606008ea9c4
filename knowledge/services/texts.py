"""Texts in several languages, names of tags, addresses: what FAQs, articles and tutorials share when they are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from supportdesk.core.choices import Language
from supportdesk.core.exceptions import Refusal

from ..models import Tag, Translated

# {"en": {"question": …, "answer": …}, "es": None}: None takes the language away.
Texts = Mapping[str, Mapping[str, str] | None]


class TextMissing(Refusal):
    """English is what every language falls back to, and half a translation would be shown as a whole one."""

    code = "text_missing"
    status = 400


def write_texts(thing: Translated, texts: Texts, *, fields: Iterable[str]) -> None:
    """Put `texts` on `thing` without storing it; languages and fields that are not named stay as they are."""
    for language, words in texts.items():
        for field in fields:
            if words is None:
                thing.write_in(language, field, "")
            elif field in words:
                thing.write_in(language, field, words[field].strip())
    check_completeness(thing)


def check_completeness(thing: Translated) -> None:
    """Refuse when English is missing, or when a translation has only some of the texts it needs."""
    for language in Language:
        there = [field for field in thing.ESSENTIAL if thing.text_in(language, field)]
        if language == Language.EN and len(there) < len(thing.ESSENTIAL):
            raise TextMissing(_("The English text is missing: every other language falls back to it."))
        if there and len(there) < len(thing.ESSENTIAL):
            missing = ", ".join(field for field in thing.ESSENTIAL if field not in there)
            raise TextMissing(
                _("The translation into %(language)s is incomplete: %(missing)s.")
                % {"language": language.label, "missing": missing}
            )


def tag_name(text: str) -> str:
    """How a tag of this name is written; "" when nothing is left of it."""
    return slugify(text, allow_unicode=True)[:50].strip("-")


def tags_named(names: Iterable[str]) -> list[Tag]:
    """The tags with these names, in lower case and with hyphens; new ones are made."""
    wanted = {tag_name(name) for name in names} - {""}
    if not wanted:
        return []
    known = {tag.name: tag for tag in Tag.objects.filter(name__in=wanted)}
    if new := wanted - known.keys():
        Tag.objects.bulk_create([Tag(name=name) for name in sorted(new)], ignore_conflicts=True)
        return list(Tag.objects.filter(name__in=wanted))
    return list(known.values())


def free_slug(model: type[models.Model], text: str, *, taken_by: int | None = None) -> str:
    """An address made of `text` that no other row of `model` has."""
    base = slugify(text)[:110].strip("-") or model._meta.model_name or "entry"
    others = model._default_manager.exclude(pk=taken_by)
    taken = set(others.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
