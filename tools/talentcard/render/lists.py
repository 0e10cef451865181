"""Lists with named columns as text, JSON, CSV, Markdown and the sheet of a workbook.

JSON has the codes, for programs; the others have words in the reader's language and days as days.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from talentcard.core.reports.table import Cell, Column, Listing, harmless
from talentcard.messages import Catalogue
from talentcard.render.width import pad, width

SCHEMA_VERSION = 1
BOM = "\ufeff"
"""Without it spreadsheets take Chinese for something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a rendering needs besides the list itself. ``calendar``: the version by which days were reckoned."""

    words: Catalogue
    as_of: str
    calendar: str

    def heading(self, listing: Listing[Any], column: Column[Any]) -> str:
        return self.words.text(f"{listing.name}-{column.name}")

    def said(self, column: Column[Any], cell: Cell) -> Cell:
        """A code as its words; a number or a day as it is."""
        if isinstance(cell, bool):
            return self.words.text("list-yes" if cell else "list-no")
        return self.words.text(f"{column.words}{cell}") if column.words and cell is not None else cell

    def summary(self, listing: Listing[Any]) -> str:
        params = {"count": str(len(listing.rows)), "as_of": self.as_of, "calendar": self.calendar}
        return self.words.text(f"{listing.name}-summary" if listing.rows else f"{listing.name}-none", params)


def table(view: View, listing: Listing[Any], *, screen: bool) -> tuple[list[str], list[list[Cell]]]:
    """Headings and cells for people; ``screen``: only the columns that a screen has room for."""
    columns = [column for column in listing.columns if column.screen or not screen]
    headings = [view.heading(listing, column) for column in columns]
    return headings, [[view.said(column, column.value(row)) for column in columns] for row in listing.rows]


def as_text(view: View, listing: Listing[Any]) -> str:
    if not listing.rows:
        return view.summary(listing) + "\n"
    headings, rows = table(view, listing, screen=True)
    lines = [headings, *([plain(cell) for cell in row] for row in rows)]
    widths = [max(width(line[i]) for line in lines) for i in range(len(headings))]
    shown = ["  ".join(pad(cell, w) for cell, w in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([*shown, "", view.summary(listing)]) + "\n"


def as_markdown(view: View, listing: Listing[Any]) -> str:
    headings, rows = table(view, listing, screen=True)
    lines = [headings, ["---"] * len(headings), *([plain(cell) for cell in row] for row in rows)]
    body = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
    return f"{body}\n\n{view.summary(listing)}\n"


def as_json(view: View, listing: Listing[Any]) -> str:
    document = {
        "schema_version": SCHEMA_VERSION,
        "as_of": view.as_of,
        "calendar": view.calendar,
        listing.name: listing.records(),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def as_csv(view: View, listing: Listing[Any]) -> str:
    """RFC 4180, as spreadsheets open it: with a mark for Unicode, and no cell that they would run."""
    headings, rows = table(view, listing, screen=False)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return BOM + out.getvalue()


def plain(cell: Cell) -> str:
    return "" if cell is None else str(cell)


FORMATS: Mapping[str, Callable[[View, Listing[Any]], str]] = {
    "text": as_text,
    "json": as_json,
    "csv": as_csv,
    "markdown": as_markdown,
}
