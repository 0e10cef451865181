"""The columns of the list of what has been kept long enough: for CSV and JSON; codes and dates, no words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from talentcard.core.privacy.retention import Keeping

Cell = str | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in JSON and CSV, and its value for a record."""

    name: str
    value: Callable[[Keeping], Cell]


COLUMNS: tuple[Column, ...] = (
    Column("record", lambda k: k.record),
    Column("kind", lambda k: k.kind),
    Column("action", lambda k: k.action.value),
    Column("since", lambda k: k.since.isoformat()),
    Column("due", lambda k: k.due.isoformat()),
    Column("waits_for", lambda k: k.waits_for),
    Column("cites", lambda k: "；".join(k.cites)),
)


def row(keeping: Keeping) -> dict[str, Cell]:
    """One record as the JSON contract has it."""
    return {column.name: column.value(keeping) for column in COLUMNS}
