"""An obligation: who owes what to whom, by when, under which article; and the one function that judges it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from talentcard.core import model
from talentcard.core.deadlines import Term
from talentcard.core.model import Basis, Pointer, RecordId, Text
from talentcard.core.policy import Rules
from talentcard.core.workdays import DayRange, WorkCalendar


class State(StrEnum):
    OPEN = "open"  # no limit is given
    PAUSED = "paused"
    PENDING = "pending"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"  # a rule's limit is missed
    BEHIND = "behind"  # a house standard is missed
    MET = "met"
    MET_LATE = "met_late"
    WAIVED = "waived"


ENDED = frozenset({State.MET, State.MET_LATE, State.WAIVED})
LATE = frozenset({State.OVERDUE, State.BEHIND})


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One duty on one day. ``starts`` and ``due`` are ranges where the calendar is not settled yet.

    ``owner`` and ``owed_to`` are an organisation's id, a talent's id, or an actor's word (``notified_departments``)
    where there are many; ``rules`` is the version that it was judged by; ``gap`` the hole of the text it fell into.
    ``each``: one of several that the same step makes, for each of the bodies that were told.
    """

    id: str
    record: RecordId
    pointer: Pointer
    service: str
    step: str
    rule: str
    article: str
    title: Text
    owner: str
    owed_to: str
    limit: model.Limit
    interpretations: tuple[str, ...]
    starts: DayRange
    term: Term
    met_on: dt.date | None
    state: State
    working_days_left: int | None
    rules: Rules = field(repr=False, compare=False)
    started_by: str | None = None
    closed: bool = False
    gap: str | None = None
    each: bool = False

    @property
    def due(self) -> DayRange | None:
        return self.term.due

    @property
    def basis(self) -> Basis:
        return self.limit.basis

    @property
    def provisional(self) -> bool:
        return self.due is not None and self.due.provisional


def judge(
    term: Term,
    basis: Basis,
    met_on: dt.date | None,
    closed_on: dt.date | None,
    *,
    as_of: dt.date,
    left: int | None,
    soon: int,
) -> State:
    """The one function that gives a state: for the list, the pages, CI and the feeds.

    In time to the end of the last day; late from the next day on, and only after the *latest* day of a provisional due
    date. A case closed with a step undone: what was late by then stays late, the rest is waived.
    """
    due = term.due
    if met_on is not None:
        return State.MET_LATE if due is not None and met_on > due.latest else State.MET
    if closed_on is not None:
        return State.MET_LATE if due is not None and closed_on > due.latest else State.WAIVED
    if due is None:
        return State.OPEN
    if term.paused_since is not None:
        return State.PAUSED
    if as_of > due.latest:
        return State.BEHIND if basis is Basis.HOUSE else State.OVERDUE
    if as_of == due.latest or (as_of == due.earliest and not due.provisional):
        return State.DUE_TODAY
    return State.DUE_SOON if left is not None and left <= soon else State.PENDING


def days_left(calendar: WorkCalendar, as_of: dt.date, due: DayRange) -> int:
    """Working days until a due date, negative once it is over; none are left between its earliest and latest day."""
    return calendar.between(as_of, min(max(as_of, due.earliest), due.latest))
