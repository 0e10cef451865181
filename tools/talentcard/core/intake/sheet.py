"""A sheet as rows of cells, and what its headings, choices and notes may be called."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Cell = str | int | float | bool | dt.date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows from the first one on, merged cells filled. ``name`` is empty where the file has only one, as CSV does."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in a list, as spreadsheets name it; rows and columns count from 1, 0 is the sheet as a whole."""

    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def label(self) -> str:
        cell = f"{letters(self.column) if self.column else ''}{self.row or ''}"
        return "!".join(part for part in (self.sheet, cell) if part)


def letters(column: int) -> str:
    """1 → A, 27 → AA"""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def filled(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(narrowed(cell)))


def narrowed(text: str) -> str:
    """The text with full width made narrow, hidden characters and stray blanks gone."""
    kept = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in {"Cf", "Cs", "Co"})
    return " ".join("".join(kept).split())


_ASIDE = re.compile(r"\([^()]*\)")
_MARKS = re.compile(r"[\s*:：、.,，。()#_-]+")


def folded(cell: Cell) -> str:
    """A heading or a choice as it is compared: 「手机 号码＊（必填）：」 is 手机号码."""
    text = narrowed(str(cell)).lower() if cell is not None else ""
    return _MARKS.sub("", _ASIDE.sub("", text)) or _MARKS.sub("", text)


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of list may be written, from ``site/papers/intake.toml``; all words folded."""

    columns: Mapping[str, str]  # heading → column
    values: Mapping[str, Mapping[str, str]]  # column → word → code
    shown: Mapping[str, tuple[str, ...]]  # column → its choices as they are called first
    titles: Mapping[str, str]  # column → how it is called first
    around: frozenset[str]  # columns that the lines around the data may say once for all
    ignored: frozenset[str]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, data: Mapping[str, Any], kind: str) -> Form:
        """Raises KeyError, TypeError or AttributeError where the file has not the shape that it should have."""
        columns = {folded(word): name for name, words in data[kind]["columns"].items() for word in words}
        values = {
            column: {folded(word): code for code, words in choices.items() for word in (code, *words)}
            for column, choices in data[kind].get("values", {}).items()
        }
        shown = {
            column: tuple(str(words[0]) if words else code for code, words in choices.items())
            for column, choices in data[kind].get("values", {}).items()
        }
        titles = {name: str(words[0]) for name, words in data[kind]["columns"].items() if words}
        ignored = frozenset(map(folded, data["ignored"])) - columns.keys()
        around = frozenset(data[kind].get("around", ()))
        return cls(columns, values, shown, titles, around, ignored, tuple(map(folded, data["notes"])))
