"""How a deadline was computed, line by line: the same reckoning as the obligation itself, never a second one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from talentcard.model import Interpretation, LimitKind
from talentcard.obligations import Obligation, State
from talentcard.workdays import DayKind, WorkCalendar

COUNTED = frozenset({LimitKind.WORKING_DAYS, LimitKind.PROMPTLY})
"""Kinds whose days are counted on the calendar, so that what was skipped explains the result."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation: a key of the message catalogue and what fills it."""

    key: str
    params: dict[str, str] = field(default_factory=dict)


def explain(obligation: Obligation, calendar: WorkCalendar) -> Iterator[Line]:
    """Start, limit, readings, what was skipped, pauses, extension, rolling, result and verdict."""
    term = obligation.term
    starts = span(obligation.starts.earliest, obligation.starts.latest)
    event = obligation.started_by
    yield Line("explain-start-event" if event else "explain-start", {"day": starts, "event": event or ""})
    limit = obligation.limit
    count = str(limit.count if limit.count is not None else term.days or "")
    date = f"{limit.date.month:02d}-{limit.date.day:02d}" if limit.date else ""
    yield Line(f"explain-limit-{limit.kind.value}", {"count": count, "date": date})
    for code in obligation.interpretations:
        reading = obligation.rules.interpretations.get(code)
        if reading is not None:
            yield interpretation_line(reading)
    if obligation.gap:
        yield Line("explain-gap", {"gap": obligation.gap})
    if limit.kind in COUNTED and term.due is not None:
        yield from skipped(calendar, obligation.starts.earliest, term.due.earliest)
    if term.paused_days:
        yield Line("explain-paused", {"days": str(term.paused_days)})
    if term.paused_since is not None:
        yield Line("explain-pause-open", {"day": str(term.paused_since)})
    if term.extended_days:
        yield Line("explain-extended", {"days": str(term.extended_days)})
    if term.rolled_from is not None:
        status = calendar.status(term.rolled_from)
        yield Line("explain-rolled", {"day": str(term.rolled_from), "name": status.name or ""})
    yield from result(obligation)


def interpretation_line(reading: Interpretation) -> Line:
    chosen = next((option.text for option in reading.options if option.code == reading.chosen), None)
    zh = chosen.zh if chosen else reading.chosen
    return Line("explain-reading", {"id": reading.id, "zh": zh, "en": (chosen.en if chosen else None) or zh})


def skipped(calendar: WorkCalendar, start: dt.date, due: dt.date) -> Iterator[Line]:
    """Each stretch of days off that the count passed by, and each make-up day that it counted."""
    for stretch in calendar.skipped(start, due):
        params = {"days": span(stretch.first, stretch.last), "name": stretch.name}
        yield Line("explain-make-up" if stretch.kind is DayKind.MAKE_UP else "explain-skipped", params)


def result(obligation: Obligation) -> Iterator[Line]:
    due = obligation.due
    if due is None:
        yield Line("explain-no-limit")
    elif due.provisional:
        yield Line("explain-provisional", {"earliest": str(due.earliest), "latest": str(due.latest)})
    else:
        yield Line("explain-due", {"day": str(due.latest)})
    if obligation.state in (State.MET, State.MET_LATE):
        key = "explain-closed" if obligation.closed else "explain-met"
        yield Line(key, {"day": str(obligation.met_on)})


def span(first: dt.date, last: dt.date) -> str:
    """``2026-10-01`` or ``2026-10-01…10-08``."""
    if first == last:
        return str(first)
    return f"{first}…{last:%m-%d}" if first.year == last.year else f"{first}…{last}"
