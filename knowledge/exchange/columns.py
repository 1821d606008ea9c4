"""The columns of an exchange file: how each says what a page has, and how it reads what somebody typed.

Every cell is text. An empty cell means "none", except where a page cannot do without: there it means "as it is".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils import timezone
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from supportdesk.core.choices import Language

from ..models import FAQ, Article, Audience, FAQCategory, FAQPhrasing, Page
from ..services.texts import tag_name

LARGEST_POSITION = 32_767


class BadCell(ValueError):
    """What is wrong with a cell, in words for the person who typed it."""


@dataclass(frozen=True)
class Known:
    """What cells may refer to, by the name that they use."""

    categories: Mapping[str, FAQCategory]
    groups: Mapping[str, Group]

    @classmethod
    def now(cls) -> Known:
        return cls(
            categories={category.slug: category for category in FAQCategory.objects.all()},
            groups={group.name: group for group in Group.objects.all()},
        )


class Column:
    """One column; `read` is not asked about an empty cell where `empty_stays`."""

    empty_stays = False
    is_list = False
    language = ""
    part = ""

    def __init__(self, name: str) -> None:
        self.name = name

    def of(self, page: FAQ | Article) -> str:
        """The cell of a page."""
        return self.write(self.value_of(page))

    def value_of(self, page: FAQ | Article) -> Any:
        return getattr(page, self.name)

    def write(self, value: Any) -> str:
        return str(value)

    def read(self, cell: str, known: Known) -> Any:
        """The value that the cell means; BadCell when it means none."""
        raise NotImplementedError


class SlugColumn(Column):
    empty_stays = True

    def read(self, cell: str, known: Known) -> str:
        try:
            validate_slug(cell)
        except ValidationError:
            raise BadCell(_("An address has only letters a to z, digits, hyphens and underscores.")) from None
        return _bounded(cell, 120)


class CategoryColumn(Column):
    empty_stays = True

    def write(self, value: FAQCategory) -> str:
        return value.slug

    def read(self, cell: str, known: Known) -> FAQCategory:
        if cell not in known.categories:
            raise BadCell(_("There is no category “%(name)s”. %(known)s") % {"name": cell[:60], "known": _some(known.categories)})
        return known.categories[cell]


class ChoiceColumn(Column):
    empty_stays = True

    def __init__(self, name: str, values: Sequence[str]) -> None:
        super().__init__(name)
        self.values = values

    def read(self, cell: str, known: Known) -> str:
        if cell.lower() not in self.values:
            raise BadCell(_("“%(value)s” is none of %(known)s.") % {"value": cell[:60], "known": ", ".join(self.values)})
        return cell.lower()


class GroupsColumn(Column):
    is_list = True

    def value_of(self, page: FAQ | Article) -> list[Group]:
        return list(page.groups.all())

    def write(self, value: Sequence[Group]) -> str:
        return "; ".join(sorted(group.name for group in value))

    def read(self, cell: str, known: Known) -> list[Group]:
        names = _parts(cell, r"[;\n]")
        if unknown := [name for name in names if name not in known.groups]:
            raise BadCell(_("There is no group “%(name)s”. %(known)s") % {"name": unknown[0][:60], "known": _some(known.groups)})
        return [known.groups[name] for name in dict.fromkeys(names)]


class TagsColumn(Column):
    is_list = True

    def value_of(self, page: FAQ | Article) -> list[str]:
        return [tag.name for tag in page.tags.all()]

    def write(self, value: Sequence[str]) -> str:
        return "; ".join(sorted(value))

    def read(self, cell: str, known: Known) -> list[str]:
        return list(dict.fromkeys(filter(None, (tag_name(part) for part in _parts(cell, r"[;,\n]")))))


class PositionColumn(Column):
    empty_stays = True

    def read(self, cell: str, known: Known) -> int:
        if not re.fullmatch(r"[0-9]{1,6}", cell) or int(cell) > LARGEST_POSITION:
            raise BadCell(_("A whole number from 0 to %(largest)d is needed.") % {"largest": LARGEST_POSITION})
        return int(cell)


class DateColumn(Column):
    def write(self, value: date | None) -> str:
        return value.isoformat() if value else ""

    def read(self, cell: str, known: Known) -> date | None:
        if not cell:
            return None
        moment = _moment(cell)
        if moment.time() != time():
            raise BadCell(_("A date without a time is needed, like 2027-12-31."))
        return moment.date()


class MomentColumn(Column):
    """Written in UTC; what names no time zone is meant in that of the person."""

    def write(self, value: datetime | None) -> str:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else ""

    def read(self, cell: str, known: Known) -> datetime | None:
        if not cell:
            return None
        moment = _moment(cell)
        try:
            return (timezone.make_aware(moment) if timezone.is_naive(moment) else moment).astimezone(UTC)
        except (ValueError, OverflowError):
            raise BadCell(_("There is no such time.")) from None


class TextColumn(Column):
    """A part of the text in one language."""

    def __init__(self, part: str, language: str, *, max_length: int | None) -> None:
        super().__init__(build_localized_fieldname(part, language))
        self.part, self.language, self.max_length = part, language, max_length

    def value_of(self, page: FAQ | Article) -> str:
        return page.text_in(self.language, self.part)

    def write(self, value: str) -> str:
        return unix_lines(value).strip()

    def read(self, cell: str, known: Known) -> str:
        if self.max_length is None:
            return cell
        # What is one line on the page is one line here.
        return _bounded(cell.replace("\n", " "), self.max_length)


class PhrasingsColumn(Column):
    """Other ways to ask in one language, one a line."""

    is_list = True

    def __init__(self, language: str) -> None:
        super().__init__(build_localized_fieldname("phrasings", language))
        self.language = language

    def value_of(self, page: FAQ | Article) -> list[str]:
        assert isinstance(page, FAQ)
        return [phrasing.text for phrasing in page.phrasings.all() if phrasing.language == self.language]

    def write(self, value: Sequence[str]) -> str:
        return "\n".join(value)

    def read(self, cell: str, known: Known) -> list[str]:
        text: Any = FAQPhrasing._meta.get_field("text")
        return [_bounded(line, text.max_length) for line in dict.fromkeys(" ".join(line.split()) for line in _parts(cell, "\n"))]


@lru_cache
def columns_of(model: type[FAQ] | type[Article]) -> tuple[Column, ...]:
    """In the order of the file: where the page stands, then what it says in each language."""
    fields: dict[str, Any] = {part: model._meta.get_field(part) for part in model.WORDS if part}
    columns: list[Column] = [
        SlugColumn("slug"),
        CategoryColumn("category"),
        ChoiceColumn("status", Page.Status.values),
        ChoiceColumn("audience", Audience.values),
        GroupsColumn("groups"),
        TagsColumn("tags"),
        PositionColumn("position"),
        MomentColumn("expires_at"),
        DateColumn("verify_by"),
    ]
    for language in Language.values:
        columns += [TextColumn(part, language, max_length=field.max_length) for part, field in fields.items()]
        if model is FAQ:
            columns.append(PhrasingsColumn(language))
    return tuple(columns)


def cell_text(cell: object, column: Column) -> str:
    """The cell as text, whatever type the file gave it: numbers and dates of spreadsheets, lists of JSON."""
    match cell:
        case str():
            text = cell
        case list() if column.is_list and all(isinstance(part, str) for part in cell):
            text = "\n".join(cell)
        case bool() | list() | dict():
            raise BadCell(_("A text is needed here."))
        case float() if cell.is_integer():
            text = str(int(cell))
        case date() | datetime():
            text = cell.isoformat()
        case _:
            text = "" if cell is None else str(cell)
    if "\x00" in text:
        raise BadCell(_("There is a character in it that cannot be stored."))
    return unix_lines(text).strip()


def unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _moment(cell: str) -> datetime:
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        raise BadCell(_("Write dates like 2027-12-31, and times like 2027-12-31 18:00.")) from None


def _bounded(text: str, length: int) -> str:
    if len(text) > length:
        raise BadCell(_("At most %(most)d characters; these are %(count)d.") % {"most": length, "count": len(text)})
    return text


def _parts(cell: str, separator: str) -> list[str]:
    return [part.strip() for part in re.split(separator, cell) if part.strip()]


def _some(names: Mapping[str, object]) -> str:
    """The first names that there are, as a help."""
    shown = ", ".join(sorted(names)[:12])
    return _("There are: %(names)s.") % {"names": shown} if shown else _("There are none yet.")
