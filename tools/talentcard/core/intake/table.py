"""Where a sheet's table begins, which column is which, and which rows are data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from talentcard.core.intake.sheet import Cell, Form, Sheet, Spot, filled, folded, narrowed

LOOKED_THROUGH = 40
"""A heading stands within so many rows, or the sheet is no list."""
_LABELLED = re.compile(r"([^:]{2,20}):\s*(.+)")


@dataclass(frozen=True, slots=True)
class Value:
    """What stands in a cell, and where."""

    cell: Cell
    at: Spot


@dataclass(frozen=True, slots=True)
class Row:
    """A line of data: its filled cells by column; ``columns``: where each column stands, filled or not.

    ``said``: what the lines around the data say once for all of it (填报单位：…); ``names``: the headings as written.
    """

    at: Spot
    values: Mapping[str, Value]
    columns: Mapping[str, int]
    said: Mapping[str, Value]
    names: Mapping[str, str]

    def spot(self, column: str) -> Spot:
        """Where the column's cell is; the row's first where the list has no such column."""
        return Spot(self.at.sheet, self.at.row, self.columns.get(column, 1))


@dataclass(slots=True)
class Table:
    """A sheet's rows of data; ``said`` and ``names`` as in each of them."""

    at: Spot
    columns: dict[str, int]
    rows: list[Row] = field(default_factory=list)
    said: dict[str, Value] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    twice: list[Spot] = field(default_factory=list)
    unknown: list[Spot] = field(default_factory=list)
    notes: int = 0


def tables(sheets: tuple[Sheet, ...], form: Form) -> Iterator[Table]:
    """The tables of the sheets that have one."""
    for sheet in sheets:
        found = headings(sheet, form)
        if found is not None:
            first, last, names = found
            yield table(sheet, form, first, last, names)


def headings(sheet: Sheet, form: Form) -> tuple[int, int, dict[int, str]] | None:
    """The first and the last row of the heading (from 0), and its words by column; None where there is none."""
    counts = [known(row, form) for row in sheet.rows[:LOOKED_THROUGH]]
    best = max(range(len(counts)), key=lambda index: (counts[index], -index), default=0)
    if not counts or counts[best] < 2:
        return None
    names = {column: folded(cell) for column, cell in enumerate(sheet.rows[best]) if filled(cell)}
    first = last = best
    if best and is_heading(sheet.rows[best - 1], form):
        first = best - 1
        names = {c: folded(cell) for c, cell in enumerate(sheet.rows[first]) if folded(cell) in form.columns} | names
    if best + 1 < len(sheet.rows) and is_heading(sheet.rows[best + 1], form):
        last = best + 1
        names |= {column: folded(cell) for column, cell in enumerate(sheet.rows[last]) if filled(cell)}
    return first, last, names


def known(row: tuple[Cell, ...], form: Form) -> int:
    """How many different columns a row names."""
    return len({form.columns[name] for name in map(folded, row) if name in form.columns})


def is_heading(row: tuple[Cell, ...], form: Form) -> bool:
    """Whether all that a row says are headings: the other line of a heading in two."""
    names = {folded(cell) for cell in row if filled(cell)}
    return bool(names & form.columns.keys()) and names <= form.columns.keys() | form.ignored


def table(sheet: Sheet, form: Form, first: int, last: int, names: dict[int, str]) -> Table:
    found = Table(Spot(sheet.name, last + 1, 1), {})
    left_alone = set()
    for column, name in sorted(names.items()):
        key = form.columns.get(name)
        at = Spot(sheet.name, last + 1, column + 1)
        if name in form.ignored:
            left_alone.add(column)
        elif key is None:
            found.unknown.append(at)
        elif key in found.columns:
            if name != names[found.columns[key] - 1] or not is_spread(sheet, last, found.columns[key] - 1, column):
                found.twice.append(at)
        else:
            found.columns[key] = column + 1
            lines = (sheet.rows[y][column] for y in (last, first) if column < len(sheet.rows[y]))
            found.names[key] = next((narrowed(str(cell)) for cell in lines if folded(cell) == name), "")
    for index, row in enumerate(sheet.rows):
        if first <= index <= last:
            continue
        if index < first or is_note(row, form):
            found.notes += index > last
            found.said |= {k: v for k, v in said(row, index, sheet.name, form).items() if k not in found.said}
        elif any(filled(cell) for column, cell in enumerate(row) if column not in left_alone) and not same_heading(
            row, names
        ):
            found.rows.append(line(row, index, sheet.name, found))
    return found


def is_spread(sheet: Sheet, row: int, one: int, other: int) -> bool:
    """Whether a heading was merged over two columns: then the second holds nothing of its own."""
    below = (line for line in sheet.rows[row + 1 :] if other < len(line))
    return not any(filled(line[other]) and line[other] != line[one] for line in below)


def line(row: tuple[Cell, ...], index: int, sheet: str, of: Table) -> Row:
    values = {
        key: Value(row[column - 1], Spot(sheet, index + 1, column))
        for key, column in of.columns.items()
        if column <= len(row) and filled(row[column - 1])
    }
    return Row(Spot(sheet, index + 1, 1), values, of.columns, of.said, of.names)


def is_note(row: tuple[Cell, ...], form: Form) -> bool:
    """What stands below the data: a line that begins with one of the words for it."""
    cells = [narrowed(str(cell)) for cell in row if filled(cell)]
    if not cells:
        return False
    begins = re.split(r"[:.、\s\d]", cells[0])[0]
    alone = len(set(cells)) == 1
    return folded(begins) in form.notes or (alone and folded(cells[0]).startswith(form.notes))


def same_heading(row: tuple[Cell, ...], names: Mapping[int, str]) -> bool:
    """A heading that is repeated on each printed page."""
    matches = Counter(names.get(column) == folded(cell) for column, cell in enumerate(row) if filled(cell))
    return matches[True] >= 2 and not matches[False]


def said(row: tuple[Cell, ...], index: int, sheet: str, form: Form) -> dict[str, Value]:
    """「填报单位：市教委」 in one cell, or 填报单位 and beside it what it is."""
    found: dict[str, Value] = {}
    cells = [(column, cell) for column, cell in enumerate(row) if filled(cell)]
    for position, (column, cell) in enumerate(cells):
        at = Spot(sheet, index + 1, column + 1)
        for part in re.split(r"\s+(?=[^\s:]{2,12}:)", narrowed(str(cell))):
            match = _LABELLED.fullmatch(part)
            key = form.columns.get(folded(match[1])) if match else None
            if match and key in form.around:
                found.setdefault(str(key), Value(match[2], at))
        key = form.columns.get(folded(cell))
        if key in form.around and position + 1 < len(cells) and folded(cells[position + 1][1]) not in form.columns:
            beside, value = cells[position + 1]
            found.setdefault(str(key), Value(value, Spot(sheet, index + 1, beside + 1)))
    return found
