"""A paper: its head, its blocks, its foot. All text is final; nothing here knows DOCX, PDF or Markdown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from talentcard.core.pages.charts import CourseChart, RowChart


class Layout(StrEnum):
    """Which sheet a paper is set on; for each there is a DOCX template and a Typst function of this name."""

    OFFICIAL = "official"  # red head, as GB/T 9704-2012 has it
    LETTER = "letter"  # short letters, slips, notices to one unit or person
    FORM = "form"  # tables with blanks to fill in


class FieldKind(StrEnum):
    TEXT = "text"
    LONG = "long"  # several lines
    DATE = "date"
    CHECK = "check"  # a box to tick, its label behind it


@dataclass(frozen=True, slots=True)
class Field:
    """A blank to be filled in. ``name`` tells it apart in its paper; ``value`` is what stands there already."""

    label: str
    value: str
    name: str
    kind: FieldKind = FieldKind.TEXT


@dataclass(frozen=True, slots=True)
class Strong:
    text: str


class Joined(StrEnum):
    """In place of a cell: this one belongs to its neighbour."""

    LEFT = "<"
    UP = "^"


class Share(float):
    """A part of the whole: 0.73 is printed as 73%."""


Part = str | Strong | Field
Text = str | tuple[Part, ...]
"""Plain text, or text with emphasis and blanks in it."""
Cell = int | float | dt.date | None | Joined | Text
"""Sheets keep numbers and dates as such; papers print them."""


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 to 4: 一、 （一） 1. （1） – the text has its number already."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``flush``: without the indent of the first line, for what stands by itself."""

    text: Text
    flush: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    ordered: bool
    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """``width``: its share of the line beside those of the other columns; None: by what is in it."""

    title: str
    align: Align = Align.LEFT
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose columns have no titles is a form: no head is set. A cell None is empty."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def headed(self) -> bool:
        return any(column.title for column in self.columns)


@dataclass(frozen=True, slots=True)
class Chart:
    """``alt`` says what there is to see; ``chart`` holds drawing and words."""

    alt: str
    chart: RowChart | CourseChart


Block = Heading | Paragraph | Items | Table | Chart | Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document in one language.

    ``issuer`` heads and signs it; ``number`` is its reference number, ``to`` whom it addresses, ``copies`` who
    else gets one; ``labels`` stand above everything else (自拟表式); ``attachments`` are named below the text.
    """

    kind: str
    lang: str
    title: str
    issuer: str
    body: tuple[Block, ...]
    layout: Layout = Layout.OFFICIAL
    number: str | None = None
    to: str | None = None
    dated: dt.date | None = None
    copies: str | None = None
    labels: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()

    @property
    def day(self) -> str:
        """The date as it is written under a paper of this language."""
        return written(self.dated, self.lang) if self.dated else ""


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def written(day: dt.date, lang: str) -> str:
    """Official papers write dates in Arabic numerals without leading noughts."""
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def parts(text: Text) -> tuple[Part, ...]:
    return (text,) if isinstance(text, str) else text


def plain(cell: Cell, lang: str = "zh") -> str:
    """A cell or a text as it is printed, without emphasis; a blank as its value."""
    if cell is None or isinstance(cell, Joined):
        return ""
    if isinstance(cell, dt.date):
        return written(cell, lang)
    if isinstance(cell, Share):
        return f"{cell:.0%}"
    if isinstance(cell, int | float):
        return str(cell)
    return "".join(_plain(part) for part in parts(cell))


def _plain(part: Part) -> str:
    match part:
        case str():
            return part
        case Strong():
            return part.text
        case Field(kind=FieldKind.CHECK):
            return ("☑" if part.value else "☐") + part.label
        case Field():
            return part.value


def fields(paper: Paper) -> Iterator[Field]:
    """Every blank of a paper, in the order of reading."""
    for block in paper.body:
        match block:
            case Field():
                yield block
            case Paragraph():
                yield from of_text(block.text)
            case Items():
                for item in block.items:
                    yield from of_text(item)
            case Table():
                for row in block.rows:
                    for cell in row:
                        if isinstance(cell, tuple):
                            yield from of_text(cell)
            case Heading() | Chart():
                pass


def of_text(text: Text) -> Iterator[Field]:
    yield from (part for part in parts(text) if isinstance(part, Field))
