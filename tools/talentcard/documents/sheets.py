"""XlsxWriter and calamine: tables out as workbooks; in come the workbooks and CSV files that offices have.

Going out, a text is a text whatever it begins with: no cell is a formula, a link or a number by looks. Coming in, it
loses the guard that ``harmless`` put before it, so a list may go out and come back.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from talentcard.context import CannotRunError
from talentcard.core.papers import Align, Cell, Column, Share, Table, plain
from talentcard.core.reports.table import unguarded
from talentcard.render.width import width

__all__ = ["Align", "Column", "ReadCell", "ReadRow", "ReadSheet", "Sheet", "read", "workbook"]

NARROWEST, WIDEST, SAMPLED = 6, 50, 2000
"""Columns are as wide as their texts, within these; only so many rows are looked at."""

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
LARGEST, UNPACKED = 20 * 2**20, 300 * 2**20
"""What is read at most, in bytes; and what that may grow to."""

NUMBERS = {int: "General", float: "0.0##", Share: "0%"}

# ---- out ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sheet:
    """``choices``: by the place of a column what may be entered in it; ``blanks``: rows below for people to fill.

    ``cells``: the same for single cells, by the places of row and column.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    choices: tuple[tuple[int, tuple[str, ...]], ...] = ()
    blanks: int = 0
    cells: tuple[tuple[int, int, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, table: Table) -> Sheet:
        return cls(table.caption, table.columns, table.rows)


def workbook(sheets: Sequence[Sheet], *, dated: dt.date, lang: str = "zh") -> bytes:
    """The same bytes for the same tables and day."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": dt.datetime.combine(dated, dt.time())})
    names = titles([sheet.title for sheet in sheets])
    for name, sheet in zip(names, sheets, strict=True):
        fill(book, book.add_worksheet(name), sheet, lang)
    book.close()
    return out.getvalue()


def fill(book: Any, page: Any, sheet: Sheet, lang: str) -> None:
    head = {"bold": True, "bg_color": "#E6EFF7", "border": 1, "valign": "vcenter", "text_wrap": True}
    text = {"num_format": "@", "valign": "top", "text_wrap": True}
    formats = {
        align: (
            book.add_format({**text, "align": align.value}),
            {
                kind: book.add_format({"valign": "top", "align": align.value, "num_format": form})
                for kind, form in NUMBERS.items()
            },
        )
        for align in Align
    }
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    for x, column in enumerate(sheet.columns):
        sample = (plain(row[x], lang) for row in sheet.rows[:SAMPLED])
        needed = max([width(column.title) + 3, *(max(map(width, one.split("\n"))) + 2 for one in sample)])
        page.set_column(x, x, column.width or min(max(needed, NARROWEST), WIDEST))
        page.write_string(0, x, column.title, book.add_format({**head, "align": column.align.value}))
    for y, row in enumerate(sheet.rows, 1):
        for x, cell in enumerate(row):
            as_text, as_numbers = formats[sheet.columns[x].align]
            if cell is None or cell == "":
                page.write_blank(y, x, None, as_text)
            elif isinstance(cell, int | float):
                page.write_number(y, x, cell, as_numbers.get(type(cell), as_numbers[int]))
            elif isinstance(cell, dt.date):
                page.write_datetime(y, x, cell, day)
            else:
                page.write_string(y, x, plain(cell, lang), as_text)
    last = len(sheet.rows) + sheet.blanks
    for x, among in sheet.choices:
        page.data_validation(1, x, max(last, 1), x, {"validate": "list", "source": list(among)})
    for y, x, among in sheet.cells:
        page.data_validation(y + 1, x, y + 1, x, {"validate": "list", "source": list(among)})
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(last, 1), len(sheet.columns) - 1)
    page.repeat_rows(0)
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    if len(sheet.columns) > 6:
        page.set_landscape()


def titles(wanted: Sequence[str]) -> list[str]:
    """As spreadsheets allow them: 31 characters, some not at all, none twice."""
    found: list[str] = []
    for title in wanted:
        name = re.sub(r"[\[\]:*?/\\]", "-", title).strip("' ")[:31] or "1"
        number = 2
        while name.lower() in {one.lower() for one in found}:
            name = f"{name[:28]}-{number}"
            number += 1
        found.append(name)
    return found


# ---- in ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadCell:
    """``address`` as spreadsheets have it: B7."""

    address: str
    value: str | int | float | bool | dt.date | None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """``number`` from 1, as spreadsheets count."""

    number: int
    cells: tuple[ReadCell, ...]

    @property
    def values(self) -> tuple[str | int | float | bool | dt.date | None, ...]:
        return tuple(cell.value for cell in self.cells)

    @property
    def empty(self) -> bool:
        return all(cell.value is None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ReadSheet:
    name: str
    rows: tuple[ReadRow, ...]


def read(path: Path, *, spread: bool = False) -> tuple[ReadSheet, ...]:
    """Every visible sheet with all its rows, empty ones too. Raises CannotRunError where the file can't be read.

    Texts are stripped, empty ones are None; whole numbers are whole; formulas are the values last computed.
    ``spread``: what merged cells hold stands in each of them, not in the first alone.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise CannotRunError("sheet-missing", file=str(path)) from error
    except IsADirectoryError as error:
        raise CannotRunError("sheet-kind", file=path.name) from error
    except OSError as error:
        raise CannotRunError("sheet-unreadable", file=path.name) from error
    if len(data) > LARGEST or unpacked(data) > UNPACKED:
        raise CannotRunError("sheet-too-large", file=path.name)
    if path.suffix.lower() in WORKBOOKS:
        return tuple(of_workbook(path, data, spread=spread))
    if path.suffix.lower() in {".csv", ".txt", ".tsv"}:
        return (of_rows(path.stem, csv.reader(io.StringIO(text := decoded(path, data)), dialect(text))),)
    raise CannotRunError("sheet-kind", file=path.name)


def unpacked(data: bytes) -> int:
    if not data.startswith(b"PK"):
        return 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        return 0  # the reader says what is wrong


def of_workbook(path: Path, data: bytes, *, spread: bool) -> Iterator[ReadSheet]:
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        for found in book.sheets_metadata:
            kinds = python_calamine.SheetTypeEnum
            if found.visible is python_calamine.SheetVisibleEnum.Visible and found.typ is kinds.WorkSheet:
                sheet = book.get_sheet_by_name(found.name)
                rows = sheet.to_python(skip_empty_area=False)
                yield of_rows(found.name, spread_out(rows, sheet.merged_cell_ranges or ()) if spread else rows)
    except python_calamine.PasswordError as error:
        raise CannotRunError("sheet-password", file=path.name) from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise CannotRunError("sheet-unreadable", file=path.name) from error


def spread_out(rows: list[list[Any]], merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> list[list[Any]]:
    """The rows with each merged range filled by what its first cell holds; a row without a word of its own stays so."""
    empty = {y for y, row in enumerate(rows) if not any(cell not in (None, "") for cell in row)}
    for (top, left), (bottom, right) in merged:
        for y in range(top, min(bottom + 1, len(rows))):
            if y not in empty:
                rows[y][left : right + 1] = [rows[top][left]] * len(rows[y][left : right + 1])
    return rows


def decoded(path: Path, data: bytes) -> str:
    """What Excel writes as CSV: UTF-8 with a mark, the Chinese code page, or UTF-16 between tabs."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CannotRunError("sheet-encoding", file=path.name)


def dialect(text: str) -> type[csv.Dialect]:
    """Whichever separator the first lines have most of: above the heading there may stand a title."""
    first = "\n".join(text.split("\n", 20)[:20])

    class Found(csv.excel):
        delimiter = max(",\t;", key=first.count)

    return Found


def of_rows(name: str, rows: Any) -> ReadSheet:
    return ReadSheet(
        name,
        tuple(
            ReadRow(y, tuple(ReadCell(f"{xl_col_to_name(x)}{y}", value(cell)) for x, cell in enumerate(row)))
            for y, row in enumerate(rows, 1)
        ),
    )


def value(cell: object) -> str | int | float | bool | dt.date | None:
    match cell:
        case bool():
            return cell
        case float() if cell.is_integer():
            return int(cell)
        case int() | float():
            return cell
        case dt.datetime() if cell.time() == dt.time():
            return cell.date()
        case dt.date():
            return cell
        case None | "":
            return None
        case _:
            return unguarded(str(cell).strip()) or None
