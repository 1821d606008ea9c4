"""Files to tables and back: CSV as Excel and others write it, XLSX, JSON.

A table's cells are text, numbers, dates or lists; None is a cell that the file does not have at all.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any

import tablib
from django.utils.translation import gettext as _
from import_export.formats.base_formats import Format
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

LARGEST_FILE = 30 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 100
LONGEST_XLSX_CELL = 32_767

# What spreadsheets take for a formula, full-width signs included; a leading apostrophe makes it text again.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


class Unreadable(ValueError):
    """Why a file cannot be read, in words for the person who uploaded it."""


class TooLong(ValueError):
    """Why a page cannot be written into a file of this format."""


class Table(tablib.Dataset):
    """Rows below a line of headers; `numbers` says which row of the file each was, as its reader counts."""

    def __init__(self, headers: Sequence[object], rows: Iterable[tuple[int, Sequence[object]]]) -> None:
        super().__init__()
        self.headers = [str(header or "").strip().lower().replace("-", "_") for header in headers]
        self.numbers: list[int] = []
        if not any(self.headers or ()):
            raise Unreadable(_("The file is empty: a line with the names of the columns is needed."))
        if len(self.headers) > MOST_COLUMNS:
            raise Unreadable(_("These are more columns than there can be."))
        for number, row in rows:
            if any(cell not in (None, "") for cell in row):
                self.append(self._fitted(number, row))
                self.numbers.append(number)
            if len(self.numbers) > MOST_ROWS:
                raise Unreadable(_("At most %(most)d rows at once, please.") % {"most": MOST_ROWS})

    def _fitted(self, number: int, row: Sequence[object]) -> list[object]:
        width = len(self.headers)
        if any(cell not in (None, "") for cell in row[width:]):
            raise Unreadable(_("Row %(number)d has more cells than there are columns.") % {"number": number})
        return [*row[:width], *[""] * (width - len(row))]


class PageFormat(Format):
    """One of the kinds of files; bytes on both sides."""

    TITLE = ""
    EXTENSION = ""
    CONTENT_TYPE = ""

    def __init__(self, encoding: str | None = None) -> None:
        """The encoding that django-import-export proposes is of no use: a file tells its own."""

    def get_title(self) -> str:
        return self.TITLE

    def get_extension(self) -> str:
        return self.EXTENSION

    def get_content_type(self) -> str:
        return self.CONTENT_TYPE

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> Table:
        """The table in the file; Unreadable when there is none."""
        raise NotImplementedError

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        raise NotImplementedError


class CSV(PageFormat):
    TITLE = "CSV"
    EXTENSION = "csv"
    CONTENT_TYPE = "text/csv; charset=utf-8"

    def create_dataset(self, in_stream: bytes) -> Table:
        text = _decoded(in_stream)
        first, _rest = text.split("\n", 1) if "\n" in text else (text, "")
        if first.strip().lower().startswith("sep="):
            # Excel's own way to say which separator follows.
            text, first = _rest, _rest.partition("\n")[0]
        csv.field_size_limit(max(csv.field_size_limit(), LARGEST_FILE))
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
        try:
            headers = next(reader, [])
            return Table(headers, ((number, [_unescaped(cell) for cell in row]) for number, row in enumerate(reader, 2)))
        except csv.Error as error:
            raise Unreadable(
                _("This is no well-formed CSV: %(reason)s in line %(line)d.") % {"reason": error, "line": reader.line_num}
            ) from None

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        written = io.StringIO(newline="")
        writer = csv.writer(written)
        writer.writerow(dataset.headers)
        writer.writerows([_escaped(cell) for cell in row] for row in dataset)
        # With the mark by which Excel knows UTF-8.
        return written.getvalue().encode("utf-8-sig")


class XLSX(PageFormat):
    TITLE = "XLSX"
    EXTENSION = "xlsx"
    CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def create_dataset(self, in_stream: bytes) -> Table:
        try:
            unpacked = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(in_stream)).infolist())
            if unpacked > LARGEST_UNPACKED:
                raise Unreadable(_("This file is too large when unpacked."))
            book = load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            # Some programs note a wrong size of the sheet; reading goes on to its end instead, within bounds.
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1, values_only=True)
            headers = list(next(rows, ()))
            while headers and headers[-1] in (None, ""):
                headers.pop()
            return Table(headers, ((number, [_cell_of_sheet(cell) for cell in row]) for number, row in enumerate(rows, 2)))
        except Unreadable:
            raise
        except Exception as error:  # whatever a broken package makes openpyxl raise
            raise Unreadable(_("This is no Excel file, or a damaged one.")) from error

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        rows = [[_for_sheet(cell, number) for cell in row] for number, row in enumerate(dataset, 2)]
        book = Workbook(write_only=True)
        sheet = book.create_sheet("pages")
        sheet.freeze_panes = "B2"
        for place, header in enumerate(dataset.headers, 1):
            wide = header.partition("_")[0] in ("answer", "body")
            sheet.column_dimensions[get_column_letter(place)].width = 60 if wide else max(14, len(header) + 2)
        sheet.append([_bold(sheet, header) for header in dataset.headers])
        for row in rows:
            sheet.append(row)
        written = io.BytesIO()
        book.save(written)
        return written.getvalue()


class JSON(PageFormat):
    """A list of objects, one a page; a key that is not there leaves the page as it is."""

    TITLE = "JSON"
    EXTENSION = "json"
    CONTENT_TYPE = "application/json"

    def create_dataset(self, in_stream: bytes) -> Table:
        try:
            entries = json.loads(_decoded(in_stream))
        except (ValueError, RecursionError) as error:
            raise Unreadable(_("This is no well-formed JSON: %(reason)s.") % {"reason": str(error)[:200]}) from None
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise Unreadable(_("A list of objects is needed, one for each page."))
        headers = list(dict.fromkeys(key for entry in entries for key in entry))
        rows = [["" if key in entry and entry[key] is None else entry.get(key) for key in headers] for entry in entries]
        return Table(headers, enumerate(rows, 1))

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        entries = [dict(zip(dataset.headers, row, strict=True)) for row in dataset]
        return json.dumps(entries, ensure_ascii=False, indent=2).encode()


FORMATS: tuple[type[PageFormat], ...] = (CSV, XLSX, JSON)


def format_of(file_name: str) -> type[PageFormat]:
    """By the ending of the name; Unreadable when it is none of ours."""
    ending = PurePath(file_name).suffix.lower().lstrip(".")
    for known in FORMATS:
        if ending == known.EXTENSION:
            return known
    raise Unreadable(_("The name of the file must end in .csv, .xlsx or .json."))


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(_("This file is not in UTF-8. In Excel, save it as “CSV UTF-8”, or as XLSX.")) from None


def _escaped(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unescaped(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _cell_of_sheet(cell: object) -> object:
    if cell is None:
        return ""
    return _unescaped(cell) if isinstance(cell, str) else cell


def _for_sheet(cell: str, number: int) -> str:
    text = _escaped(ILLEGAL_CHARACTERS_RE.sub("", cell))
    if len(text) > LONGEST_XLSX_CELL:
        # Excel would cut it off, and the next import would store that.
        raise TooLong(
            _("Row %(number)d has a text of more than %(most)d characters, which XLSX cannot hold. Choose CSV or JSON.")
            % {"number": number, "most": LONGEST_XLSX_CELL}
        )
    return text


def _bold(sheet: Any, header: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, header)
    cell.font = Font(bold=True)
    return cell
