"""What DOCX and PDF share: how wide the columns of a table are, which cells are one, where its charts come from."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from talentcard.core.pages.charts import Course, CourseChart, Mark, RowChart, Rows, bar
from talentcard.core.pages.charts import Kind as MarkKind
from talentcard.core.papers import Cell, Field, FieldKind, Joined, Table, plain
from talentcard.publishing import charts
from talentcard.render.width import width

NARROW, WIDE = 4, 44
"""No column counts for less or more of the line than one of so many letters."""

LINES = ((0, 73), (6, 84), (9, 98))
"""From so many columns on → how many letters of the type that such a table is set in fill a line."""
FORM_LINE = 80
SHORT, LONG, PADDING = 8, 16, 1.8
"""Texts of so many letters stay in one line; longer words may be broken; the room around a cell."""

WORD = re.compile(r"\d+年\d+月\d+日|\d+ [A-Z][a-z]+ \d{4}|[!-~]+")
"""What stays in one line: a day as a whole, a word, an id."""

STRIP_PIXEL, COURSE_PIXEL = 0.45, 0.22
COURSE = 120
"""Units of a course's width, whatever the number of its periods; its height is that of the drawings of the site."""


def shares(table: Table, lang: str, *, form: bool = False) -> list[float]:
    """How much of the line each column takes: as its author says, else by the longest text in it.

    In a table with a head no column is narrower than what can't be broken in it, as far as the line has room.
    """
    wanted = [
        float(column.width or min(max(NARROW, *(width(text) for text in texts)), WIDE) + 1)
        for column, texts in zip(table.columns, columns(table, lang), strict=True)
    ]
    return widened(wanted, needs(table, lang), room(table, lang, form=form)) if table.headed else wanted


def room(table: Table, lang: str, *, form: bool = False) -> int:
    """Letters in a line of the table: the more columns, the smaller its type; smaller still where words need it.

    Forms are written on by hand: their type stays as it is.
    """
    if form:
        return FORM_LINE
    begin = max(at for at, (least, _) in enumerate(LINES) if len(table.columns) >= least)
    lines = [line for _, line in LINES[begin:]]
    return next((line for line in lines if sum(needs(table, lang)) <= line), lines[-1])


def columns(table: Table, lang: str) -> list[list[str]]:
    """The texts of each column, its title first."""
    return [
        [column.title, *(plain(row[at], lang) for row in table.rows if not joined_right(row, at))]
        for at, column in enumerate(table.columns)
    ]


def needs(table: Table, lang: str) -> list[float]:
    every = columns(table, lang)
    return [max(halved(title), *map(unbroken, texts), 0) + PADDING for title, *texts in every]


def halved(title: str) -> float:
    """The width of a title that stands in several lines: a word in each, or half of it where it is Chinese."""
    words = re.findall(r"[!-~]+", title)
    if words:
        return max(map(letters, words))
    return letters(title if len(title) < 4 else title[: math.ceil(len(title) / 2)])


def unbroken(text: str) -> float:
    """The width of what stays in one line: a word, a day, an id unless it is very long; a short text as a whole."""
    if width(text) <= SHORT:
        return letters(text)
    runs = WORD.findall(text)
    return max(
        (letters(piece) for run in runs for piece in (run.split("-") if len(run) > LONG else [run])), default=0.0
    )


def letters(text: str) -> float:
    """In halves of a Chinese character, rather too many than too few."""
    return sum(2.0 if not c.isascii() else 1.8 if c in "mwMW" else 1.2 if c.isupper() else 1.12 for c in text)


def widened(wanted: list[float], needed: list[float], line: float) -> list[float]:
    """The line shared out as wanted; who would get less than needed gets that, at the cost of the others."""
    short: set[int] = set()
    while True:
        left = line - sum(needed[at] for at in short)
        others = sum(share for at, share in enumerate(wanted) if at not in short)
        if left <= 0 or not others:
            return needed
        found = [needed[at] if at in short else left * share / others for at, share in enumerate(wanted)]
        more = {at for at, share in enumerate(found) if share < needed[at]} - short
        if not more:
            return found
        short |= more


def balanced(title: str, room: float) -> str:
    """A title in as few lines as fit, all about as long: no single character is left over.

    ``room``: Chinese characters in a line. Words and numbers stay whole; no line begins with punctuation.
    """
    pieces = re.findall(r"(?:[!-~]+|.)[、，。：；）》」”]* ?", title)
    lines = math.ceil(width(title) / 2 / room)
    wanted = width(title) / lines
    found = [""]
    for piece in pieces:
        # where half of the piece would be over
        if len(found) < lines and width(found[-1]) + width(piece) / 2 > wanted:
            found.append("")
        found[-1] += piece
    return "\n".join(line.strip() for line in found)


def joined_right(row: tuple[Cell, ...], at: int) -> bool:
    return at + 1 < len(row) and row[at + 1] is Joined.LEFT


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with its place and how many columns and rows it takes."""

    x: int
    y: int
    across: int
    down: int
    cell: Cell


def placed(table: Table) -> list[Placed]:
    """The cells that are not part of a neighbour."""
    rows = table.rows
    found = []
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if isinstance(cell, Joined):
                continue
            across = 1
            while x + across < len(row) and row[x + across] is Joined.LEFT:
                across += 1
            down = 1
            while y + down < len(rows) and rows[y + down][x] is Joined.UP:
                down += 1
            found.append(Placed(x, y, across, down, cell))
    return found


def high(cell: Cell) -> bool:
    """Has it room for several lines to be filled in?"""
    return isinstance(cell, tuple) and any(isinstance(one, Field) and one.kind is FieldKind.LONG for one in cell)


class Pictures:
    """Drawings as SVG with the colours of the site's light look, which its style sheets alone know."""

    def __init__(self, root: Path) -> None:
        css = root / "site" / "assets" / "css"
        names = dict(re.findall(r"(--tc-[\w-]+): (#\w+);", (css / "base.css").read_text(encoding="utf-8")))
        rules = []
        for line in (css / "status.css").read_text(encoding="utf-8").splitlines():
            for selectors, body in re.findall(r"^([^{}@]*)\{([^{}]*)\}", line):
                kept = [part.strip() for part in body.split(";") if re.match(r"\s*(fill|stroke)[\w-]*:", part)]
                # of each selector the last class: the drawings hold nothing else
                lasts = (part.split()[-1] for part in re.sub(r":is\([^)]*\)", "", selectors).split(","))
                classes = [last for last in lasts if last.startswith(".tc-")]
                if kept and classes:
                    rules.append(f"{','.join(classes)}{{{';'.join(kept)}}}")
        self._style = re.sub(r"var\((--tc-[\w-]+)\)", lambda found: names[found[1]], "".join(rules))

    def strips(self, rows: Rows) -> tuple[str, ...]:
        return tuple(self._alone(strip, STRIP_PIXEL) for strip in charts.strips(rows))

    def course(self, course: Course) -> str:
        return self._alone(charts.course(course, COURSE), COURSE_PIXEL)

    def swatch(self, style: str) -> str:
        """A sample of a style for the key of a chart: a bar, or the mark that it stands for."""
        if f".tc-{style}{{stroke" in self._style:
            mark = Mark(kind=MarkKind.TICK if style.startswith("limit") else MarkKind.DOT, style=style, start=50)
        else:
            mark = bar(style, 30, 70)
        drawn = self.strips(Rows(100, ((mark,),)))[0]
        return drawn.replace('viewBox="0 0 100 10"', 'viewBox="45 0 10 10"')

    def of(self, chart: RowChart | CourseChart) -> tuple[str, ...]:
        return self.strips(chart.drawing) if isinstance(chart, RowChart) else (self.course(chart.drawing),)

    def key(self, chart: RowChart | CourseChart) -> Mapping[str, str]:
        return {style: self.swatch(style) for style, _ in chart.key}

    def _alone(self, svg: str, pixel: float) -> str:
        """What stood inside a page as a picture by itself; ``pixel``: one of the screen's in units of the drawing."""
        style = re.sub(r"(?<=stroke-width:) ?(\d+)px", lambda found: f"{int(found[1]) * pixel:g}", self._style)
        svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        svg = svg.replace(">", f"><style>{style}</style>", 1)
        # a dot is a line without length, which not all programs draw
        return svg.replace(' x2="0" y2="0"', ' x2="0.01" y2="0"')
