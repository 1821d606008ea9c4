"""What a table would change, row by row, and everything that is wrong with it; nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from supportdesk.core.choices import Language

from .. import policies
from ..models import FAQ, Article, Audience, FormerAddress, Page, Revision
from .columns import BadCell, Column, Known, PhrasingsColumn, TextColumn, cell_text, columns_of
from .formats import Table, Unreadable

# Of a long text, what stands around a change.
_AROUND, _SHOWN = 40, 240


@dataclass(frozen=True)
class Change:
    """One column of one page, before and after, cut down to where they differ."""

    column: str
    before: str
    after: str
    lead: str = ""
    tail: str = ""


@dataclass
class PlannedRow:
    """One row. `number` is what its reader counts; `page` is None for a new one."""

    number: int
    page: FAQ | Article | None = None
    slug: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    problems: dict[str, list[str]] = field(default_factory=dict)
    # Languages whose text the row takes away.
    removed: list[str] = field(default_factory=list)
    waits_for_review: bool = False

    def refuse(self, column: str, problem: object) -> None:
        self.problems.setdefault(column, []).append(str(problem))

    @property
    def outcome(self) -> str:
        """ "new", "update", or "skip" where there is nothing to do."""
        if self.page is None:
            return "new"
        return "update" if self.changes else "skip"


class Plan:
    """The rows of a table, read and compared with the pages that there are."""

    def __init__(self, model: type[FAQ] | type[Article], table: Table, *, by) -> None:
        self.model, self.by = model, by
        self.columns = self._columns(table)
        self.known = Known.now()
        cells = [dict(zip(table.headers, row, strict=True)) for row in table]
        self.rows = [PlannedRow(number) for number in table.numbers]
        for row, texts in zip(self.rows, cells, strict=True):
            self._read(row, texts)
        self._find_pages()
        for row in self.rows:
            self._compare(row)

    @property
    def has_problems(self) -> bool:
        return any(row.problems for row in self.rows)

    def _columns(self, table: Table) -> list[Column]:
        """Those that the file has. A wrong name is refused, lest a whole column be lost in silence."""
        known = {column.name: column for column in columns_of(self.model)}
        named = [header for header in table.headers if header]
        if unknown := [header for header in named if header not in known]:
            raise Unreadable(_("There is no column “%(name)s”.") % {"name": unknown[0][:60]})
        if twice := [header for header in named if named.count(header) > 1]:
            raise Unreadable(_("The column “%(name)s” is there twice.") % {"name": twice[0]})
        if "slug" not in named:
            raise Unreadable(_("The column “slug” is missing. Leave its cells empty for new pages."))
        if "" in table.headers and any(row[table.headers.index("")] not in (None, "") for row in table):
            raise Unreadable(_("There is a column without a name."))
        return [known[header] for header in named]

    def _read(self, row: PlannedRow, cells: dict[str, object]) -> None:
        for column in self.columns:
            if cells[column.name] is None:
                continue
            try:
                text = cell_text(cells[column.name], column)
                if text or not column.empty_stays:
                    row.values[column.name] = column.read(text, self.known)
            except BadCell as problem:
                row.refuse(column.name, problem)
        row.slug = row.values.pop("slug", "")

    def _find_pages(self) -> None:
        """The page of each row, also by an address that it had before; an address for each new one."""
        wanted = {row.slug for row in self.rows if row.slug}
        kind = self.model._meta.model_name
        former = FormerAddress.objects.filter(slug__in=wanted, **{f"{kind}__isnull": False}).values_list("slug", f"{kind}__slug")
        moved = dict(former)
        pages = self.model.objects.select_related("category").prefetch_related(
            "tags", "groups", *(["phrasings"] if self.model is FAQ else [])
        )
        found = pages.in_bulk([*wanted, *moved.values()], field_name="slug")
        taken = set(self.model.objects.values_list("slug", flat=True)) | wanted
        first: dict[str, PlannedRow] = {}
        for row in self.rows:
            if row.slug and row.slug not in found and row.slug in moved:
                row.slug = moved[row.slug]
            row.page = found.get(row.slug)
            if row.slug in first:
                row.refuse("slug", _("Row %(number)d has the same address.") % {"number": first[row.slug].number})
            elif row.slug:
                first[row.slug] = row
            elif "slug" not in row.problems:
                row.slug = self._free_slug(row, taken)

    def _free_slug(self, row: PlannedRow, taken: set[str]) -> str:
        title = row.values.get(f"{self.model.WORDS.title}_en", "")
        base = slugify(title)[:110].strip("-") or (self.model._meta.model_name or "entry")
        slug, number = base, 2
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
        taken.add(slug)
        return slug

    def _compare(self, row: PlannedRow) -> None:
        page = row.page
        may = policies.can_add_page(self.by, self.model) if page is None else policies.can_change_page(self.by, page)
        if not may:
            row.refuse("", _("You may not do that."))
        for column in self.columns:
            if column.name not in row.values:
                continue
            after = column.write(row.values[column.name])
            before = column.of(page) if page is not None else ""
            if after == before:
                del row.values[column.name]
            else:
                row.changes.append(_change(column.name, before, after))
        self._check_standing(row)
        self._check_texts(row)
        public = row.values.get("status", page.status if page else "") == Page.Status.PUBLISHED
        said = "status" in row.values or any(True for _language in self.changed_languages(row))
        row.waits_for_review = public and said and not policies.can_publish_own(self.by, page or self.model())
        if row.waits_for_review:
            self._check_review(row)

    def changed_languages(self, row: PlannedRow) -> Iterator[str]:
        """The languages whose text the row changes."""
        for language in Language.values:
            if any(column.name in row.values for column in self._text_columns(language)):
                yield language

    def texts(self, row: PlannedRow) -> dict[str, dict[str, str] | None]:
        """What the row changes of the text, as the services take it; None takes a language away."""
        return {
            language: None
            if language in row.removed
            else {column.part: row.values[column.name] for column in self._text_columns(language) if column.name in row.values}
            for language in self.changed_languages(row)
        }

    def phrasings(self, row: PlannedRow) -> dict[str, list[str]]:
        return {
            column.language: row.values[column.name]
            for column in self.columns
            if isinstance(column, PhrasingsColumn) and column.name in row.values
        }

    def _text_columns(self, language: str) -> list[TextColumn]:
        every = columns_of(self.model)
        return [column for column in every if isinstance(column, TextColumn) and column.language == language]

    def _check_standing(self, row: PlannedRow) -> None:
        if row.page is None and "category" not in row.values and "category" not in row.problems:
            row.refuse("category", _("A new page needs a category."))
        audience = row.values.get("audience", row.page.audience if row.page else "")
        if audience == Audience.GROUPS and "groups" not in row.problems:
            groups = row.values.get("groups", list(row.page.groups.all()) if row.page else [])
            if not groups:
                row.refuse("groups", _("Choose at least one group that may read this."))

    def _check_texts(self, row: PlannedRow) -> None:
        """English whole, every other language whole or not at all."""
        for language in Language:
            columns = self._text_columns(language.value)
            if any(column.name in row.problems for column in columns):
                continue
            after = {column: row.values.get(column.name, column.of(row.page) if row.page else "") for column in columns}
            missing = [column for column, text in after.items() if column.part in self.model.ESSENTIAL and not text]
            if language == Language.EN:
                for column in missing:
                    row.refuse(column.name, _("The English text is missing: every other language falls back to it."))
            elif any(after.values()):
                for column in missing:
                    row.refuse(column.name, _("This is still missing: a language is there as a whole or not at all."))
            elif row.page is not None and any(column.name in row.values for column in columns):
                row.removed.append(language.value)

    def _check_review(self, row: PlannedRow) -> None:
        """What somebody who may not publish cannot do; and what waits for a reviewer already is not proposed again."""
        page = row.page
        if page is None or not page.is_published:
            return
        for language in row.removed:
            row.refuse(self._text_columns(language)[0].name, _("Only who may publish can take a language away."))
        waiting = Revision.objects.of(page).waiting_for_review().filter(language__in=list(self.changed_languages(row)))
        for proposal in waiting:
            columns = self._text_columns(proposal.language)
            words = dict(zip(page.WORDS, proposal.words, strict=True))
            if all(column.write(words[column.part]) == self._after(row, column) for column in columns):
                names = {column.name for column in columns}
                row.values = {name: value for name, value in row.values.items() if name not in names}
                row.changes = [change for change in row.changes if change.column not in names]

    def _after(self, row: PlannedRow, column: TextColumn) -> str:
        assert row.page is not None
        return row.values.get(column.name, column.of(row.page))


def _change(column: str, before: str, after: str) -> Change:
    """Cut to where the two differ, with some words around it."""
    start = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    lead, tail = before[:start], before[len(before) - end :] if end else ""
    return Change(
        column,
        before=_cut(before[start : len(before) - end]),
        after=_cut(after[start : len(after) - end]),
        lead=f"…{lead[-_AROUND:]}" if len(lead) > _AROUND else lead,
        tail=f"{tail[:_AROUND]}…" if len(tail) > _AROUND else tail,
    )


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
