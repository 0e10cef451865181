"""Drafts of records, and the clerk's desk at which they are written: cells in, values or findings out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.intake import cells
from talentcard.core.intake.cells import CellError
from talentcard.core.intake.sheet import Cell, Form, Spot, folded
from talentcard.core.intake.table import Row, Table, Value
from talentcard.core.model import Organisation, Pointer, RecordId
from talentcard.core.policy import Rules
from talentcard.core.privacy.identity import IdentityError, IdentityKind, normalised
from talentcard.core.registry import Registry

T = TypeVar("T")
Part = Callable[[Cell], T]


@dataclass(slots=True)
class Draft:
    """A record to be: plain data, personal values still open. ``spots``: which cell each part of it comes from."""

    kind: str
    id: RecordId
    data: dict[str, Any]
    at: Spot
    spots: dict[Pointer, Spot] = field(default_factory=dict)

    def spot(self, pointer: Pointer) -> Spot:
        """The cell behind a place in the record; behind the nearest part around it that comes from one."""
        for length in range(len(pointer), 0, -1):
            if pointer[:length] in self.spots:
                return self.spots[pointer[:length]]
        return self.at


@dataclass(kw_only=True)
class Desk:
    """What drafts are measured against, and the findings so far.

    ``constants``: what is said once for the whole list; ``fresh``: an id of that kind that nothing has yet;
    ``owner``: whose a document number is, and ``member``: who of a body has that name, as far as there is a key.
    """

    registry: Registry
    rules: Rules
    form: Form
    file: str
    today: dt.date
    constants: Mapping[str, Value]
    fresh: Callable[[str], str]
    owner: Callable[[IdentityKind, str], RecordId | None] = lambda _kind, _number: None
    member: Callable[[RecordId, str], RecordId | None] = lambda _body, _name: None
    findings: list[tuple[Spot, Finding]] = field(default_factory=list)

    # ---- findings ------------------------------------------------------------------------------------

    def place(self, spot: Spot) -> Place:
        return Place(path=":".join(part for part in (self.file, spot.label) if part))

    def report(
        self, rule: str, spot: Spot, params: Mapping[str, str] = {}, *, also: Iterable[Spot] = (), warn: bool = False
    ) -> None:
        severity = Severity.WARNING if warn else Severity.ERROR
        places = tuple(map(self.place, also))
        found = Finding(rule=rule, severity=severity, at=self.place(spot), params=params, also=places)
        self.findings.append((spot, found))

    @property
    def failed(self) -> bool:
        return any(finding.severity is Severity.ERROR for _, finding in self.findings)

    def title(self, column: str) -> str:
        return self.form.titles.get(column, column)

    def called(self, row: Row, column: str) -> str:
        """The heading as this list has it: a word that the form knows, so nobody's data."""
        return row.names.get(column) or self.title(column)

    # ---- cells ---------------------------------------------------------------------------------------

    def value(self, row: Row, column: str) -> Value | None:
        return row.values.get(column) or self.constants.get(column) or row.said.get(column)

    def take(self, row: Row, column: str, read: Part[T]) -> T | None:
        """What the cell means; None with a finding where it means nothing, and without where it is empty."""
        found = self.value(row, column)
        if found is None:
            return None
        try:
            return read(found.cell)
        except CellError as error:
            self.report(error.code, found.at, {"column": self.called(row, column), **error.params})
        except IdentityError as error:
            self.report(error.code, found.at, {"field": self.called(row, column)})
        return None

    def need(self, row: Row, column: str, read: Part[T]) -> T | None:
        """As ``take``; an empty cell is a finding, too, unless the list has no such column at all (said once)."""
        if self.value(row, column) is None:
            if column in row.columns:
                self.report("intake-empty", row.spot(column), {"column": self.called(row, column)})
            return None
        return self.take(row, column, read)

    def shape(self, tables: list[Table]) -> None:
        """Ensure there is a table with data, that no column stands twice, and that what is not read is known."""
        if not tables:
            self.report("intake-no-heading", Spot(), {"columns": "、".join(self.form.titles.values())})
        elif not any(table.rows for table in tables):
            self.report("intake-no-rows", tables[0].at)
        for table in tables:
            for spot in table.twice:
                self.report("intake-column-twice", spot)
            for spot in table.unknown:
                self.report("intake-column-unknown", spot, warn=True)

    def columns(self, table: Table, *needed: str) -> None:
        """Ensure the columns that every row needs are there, or said once for all."""
        for column in needed:
            if column not in table.columns and column not in self.constants and column not in table.said:
                self.report("intake-column-missing", Spot(table.at.sheet), {"column": self.title(column)})

    def choice(self, column: str, more: Mapping[str, str] = {}, shown: Iterable[str] = ()) -> Part[str]:
        """One of the column's choices, as the form has them, or of ``more``; ``shown``: how to name them instead."""
        return self.among({**self.form.values.get(column, {}), **more}, shown or self.form.shown.get(column, ()))

    def among(self, known: Mapping[str, str], shown: Iterable[str]) -> Part[str]:
        def read(cell: Cell) -> str:
            try:
                return cells.code(cell, known)
            except CellError as error:
                raise CellError(error.code, known="、".join(shown)) from None

        return read

    def past(self, cell: Cell) -> dt.date:
        """A day on which something has happened."""
        found = cells.day(cell)
        if found > self.today:
            raise CellError("intake-day-future", today=str(self.today))
        return found

    def day(self, cell: Cell) -> dt.date:
        return cells.day(cell)

    def personal(self, kind: IdentityKind) -> Part[str]:
        """A value that will be sealed, checked as it is when it is."""

        def read(cell: Cell) -> str:
            written = cells.text(cell)
            if kind is IdentityKind.BIRTH_DATE:
                written = cells.day(cell).isoformat()
            return cells.plain(normalised(kind, written, self.today))

        return read

    # ---- what a cell may name ----------------------------------------------------------------------------

    @cached_property
    def bodies(self) -> Mapping[str, tuple[RecordId, ...]]:
        """Every name that a body has or had, and its id, folded."""
        found: dict[str, set[RecordId]] = {}
        for body in self.registry.of(Organisation).values():
            names = {body.id, *(text for name in body.names for text in (name.zh, name.short, name.en) if text)}
            for name in names:
                found.setdefault(folded(name), set()).add(body.id)
        return {name: tuple(sorted(ids)) for name, ids in found.items()}

    def body(self, cell: Cell) -> RecordId:
        """The body of that name, today's successor where it has one. Raises CellError."""
        named = self.bodies.get(folded(cells.text(cell)), ())
        ids = {self.registry.organisation_on(found, self.today) for found in named}
        if not ids:
            raise CellError("intake-body-unknown")
        if len(ids) > 1:
            raise CellError("intake-body-several", bodies="、".join(sorted(ids)))
        return ids.pop()

    def record(self, kind: type[Any]) -> Part[RecordId]:
        """The id of a record of that kind that is there. Raises CellError."""

        def read(cell: Cell) -> RecordId:
            found = RecordId(cells.text(cell).lower())
            if self.registry.get(kind, found) is None:
                raise CellError("intake-record-unknown")
            return found

        return read


def spots_of(row: Row, *columns: str) -> dict[Pointer, Spot]:
    """The cells behind the fields that are called like their columns."""
    return {(column,): row.spot(column) for column in columns}


def event(desk: Desk, kind: str, day: dt.date, **more: Any) -> dict[str, Any]:
    return {"id": desk.fresh("event"), "type": kind, "on": day.isoformat(), **more}
