"""A list with named columns, defined once: for the terminal, CSV, JSON, Markdown and spreadsheets."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Cell = str | int | bool | dt.date | None
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column: its name in JSON, its value in a row.

    ``words``: labels under which the codes of its cells stand (``state-``). ``screen``: also where room is scarce.
    """

    name: str
    value: Callable[[T], Cell]
    words: str = ""
    screen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[T]):
    """Rows of one kind. ``name`` is the key of the rows in JSON and part of the labels of the columns."""

    name: str
    columns: tuple[Column[T], ...]
    rows: tuple[T, ...]

    def records(self) -> list[dict[str, str | int | bool | None]]:
        """The rows as JSON has them: codes, and days as text."""
        return [{column.name: coded(column.value(row)) for column in self.columns} for row in self.rows]


def coded(cell: Cell) -> str | int | bool | None:
    return cell.isoformat() if isinstance(cell, dt.date) else cell


# ---- what a spreadsheet would take for a formula -----------------------------------------------------

STARTS = frozenset("=+-@−")
ENTERED = frozenset("\t\r\n")
GUARD = "'"
"""In front of a text it says that all of it is text: what spreadsheets themselves write where somebody types that."""


def harmless(text: str) -> str:
    """The text so that no spreadsheet runs it: guarded where it begins as a formula does, spaces and width aside.

    What is guarded already stays as it is, so a list may go out, come back and go out again.
    """
    return GUARD + text if dangerous(text) else text


def dangerous(text: str) -> bool:
    if text[:1] in ENTERED:
        return True
    first = next((c for c in text if not (c.isspace() or unicodedata.category(c)[0] in "CZ")), "")
    return bool(STARTS.intersection(unicodedata.normalize("NFKC", first)))


def unguarded(text: str) -> str:
    """The text as it was before ``harmless``."""
    return text[1:] if text[:1] == GUARD and dangerous(text[1:]) else text
