"""The columns of the due list, defined once: for the terminal, CSV, JSON, Markdown and pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from talentcard.core.model import RecordId
from talentcard.core.names import in_language, short_name
from talentcard.core.obligation import ENDED, Obligation, State
from talentcard.core.registry import Registry

Cell = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in JSON and CSV, and its value for an obligation."""

    name: str
    value: Callable[[Obligation], Cell]


def iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None


COLUMNS: tuple[Column, ...] = (
    Column("id", lambda o: o.id),
    Column("record", lambda o: o.record),
    Column("service", lambda o: o.service),
    Column("step", lambda o: o.step),
    Column("rule", lambda o: o.rule),
    Column("owner", lambda o: o.owner),
    Column("owed_to", lambda o: o.owed_to),
    Column("article", lambda o: o.article),
    Column("basis", lambda o: o.basis.value),
    Column("starts", lambda o: iso(o.starts.earliest)),
    Column("due", lambda o: iso(o.due.latest) if o.due else None),
    Column("met_on", lambda o: iso(o.met_on)),
    Column("state", lambda o: o.state.value),
    Column("provisional", lambda o: o.provisional),
    Column("working_days_left", lambda o: o.working_days_left),
    Column("gap", lambda o: o.gap),
)

PROVISIONAL: tuple[Column, ...] = (
    Column("due_earliest", lambda o: iso(o.due.earliest) if o.due else None),
    Column("due_latest", lambda o: iso(o.due.latest) if o.due else None),
)
"""What a provisional obligation carries besides: overdue only after the latest."""


def row(obligation: Obligation) -> dict[str, Cell]:
    """One obligation as the JSON contract has it."""
    cells = {column.name: column.value(obligation) for column in COLUMNS}
    if obligation.provisional:
        cells.update({column.name: column.value(obligation) for column in PROVISIONAL})
    return cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which obligations are asked for. ``within``: working days from the as-of day, what is late included."""

    owner: RecordId | None = None
    states: frozenset[State] = frozenset()
    within: int | None = None
    ended: bool = False

    def __contains__(self, obligation: Obligation) -> bool:
        if self.owner is not None and obligation.owner != self.owner:
            return False
        if self.states:
            if obligation.state not in self.states:
                return False
        elif obligation.state in ENDED and not self.ended:
            return False
        if self.within is None:
            return True
        return obligation.working_days_left is not None and obligation.working_days_left <= self.within


def select(obligations: Iterable[Obligation], selection: Selection) -> Iterator[Obligation]:
    return (obligation for obligation in obligations if obligation in selection)


def title(obligation: Obligation, lang: str) -> str:
    return in_language(obligation.title, lang)


def party(registry: Registry, actor: str, day: dt.date, lang: str, words: Callable[[str], str]) -> str:
    """A body's name, a talent's id, or the word for an actor that stands for many (``notified_departments``)."""
    named = short_name(registry, actor, day, lang)
    known = named != actor or registry.knows(RecordId(actor))
    return named if known else words(f"actor-{actor}")


def path_of(registry: Registry, obligation: Obligation) -> str:
    """The file that holds the obligation's record."""
    return registry.paths.get(obligation.record, "")
