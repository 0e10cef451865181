"""How a deadline was computed, line by line: the same reckoning as the obligation itself, never a second one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from talentcard.core.model import Interpretation, LimitKind, Text
from talentcard.core.obligation import Obligation, State
from talentcard.core.workdays import WEEKEND_NAME, DayKind, Stretch, WorkCalendar

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
    yield start(obligation)
    limit = obligation.limit
    counted = (term.days or 0) - term.paused_days - term.extended_days
    count = str(limit.count if limit.count is not None else counted or "")
    date = f"{limit.date.month:02d}-{limit.date.day:02d}" if limit.date else ""
    given = limit.kind is not LimitKind.PROMPTLY or term.due is not None
    yield Line(
        f"explain-limit-{limit.kind.value}" if given else "explain-limit-no-standard", {"count": count, "date": date}
    )
    for code in obligation.interpretations:
        reading = obligation.rules.interpretations.get(code)
        if reading is not None:
            yield interpretation_line(reading)
    if obligation.gap:
        yield gap_line(obligation, obligation.gap)
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
        yield Line("explain-rolled", {"day": str(term.rolled_from), "name": named(status.name or WEEKEND_NAME)})
    yield from result(obligation)


def start(obligation: Obligation) -> Line:
    """The day from which the duty runs, and the event that set it; of a window its first day."""
    day = span(obligation.starts.earliest, obligation.starts.latest)
    if obligation.term.opens is not None:
        return Line("explain-opens", {"day": day})
    if obligation.started_by is None:
        return Line("explain-start", {"day": day})
    return Line("explain-start-event", {"day": day, "event": f"@event-{obligation.started_by}"})


def gap_line(obligation: Obligation, code: str) -> Line:
    """The hole of the text, by the title that the policy gives it."""
    service = obligation.rules.service(obligation.service)
    gaps = [variant.gap for variant in service.variants if variant.gap] if service else []
    title = next((gap.title for gap in gaps if gap.code == code), Text(zh=code))
    return Line("explain-gap", {"zh": title.zh, "en": title.en or title.zh})


def interpretation_line(reading: Interpretation) -> Line:
    chosen = next((option.text for option in reading.options if option.code == reading.chosen), None)
    zh = chosen.zh if chosen else reading.chosen
    return Line("explain-reading", {"id": reading.id, "zh": zh, "en": (chosen.en if chosen else None) or zh})


def skipped(calendar: WorkCalendar, start: dt.date, due: dt.date) -> Iterator[Line]:
    """Each holiday that the count passed by and each make-up day that it counted; plain weekends in one line."""
    weekends: list[Stretch] = []
    for stretch in calendar.skipped(start, due):
        if stretch.kind is DayKind.WEEKEND or stretch.name == WEEKEND_NAME:
            weekends.append(stretch)
        else:
            params = {"days": span(stretch.first, stretch.last), "name": named(stretch.name)}
            yield Line("explain-make-up" if stretch.kind is DayKind.MAKE_UP else "explain-skipped", params)
    if weekends:
        days = " · ".join(span(stretch.first, stretch.last) for stretch in weekends)
        yield Line("explain-skipped", {"days": days, "name": named(WEEKEND_NAME)})


def named(festivals: str) -> str:
    """Names of festivals as labels of the catalogue."""
    return "|".join(f"@{name}" for name in festivals.split("、"))


def result(obligation: Obligation) -> Iterator[Line]:
    due = obligation.due
    if due is None:
        yield Line("explain-no-limit")
    elif due.provisional:
        yield Line("explain-provisional", {"earliest": str(due.earliest), "latest": str(due.latest)})
    elif obligation.state is State.PAUSED:
        yield Line("explain-due-if-resumed", {"day": str(due.latest)})
    else:
        yield Line("explain-due", {"day": str(due.latest)})
    if obligation.state is State.WAIVED:
        yield Line("explain-waived")
    if obligation.state in (State.MET, State.MET_LATE):
        key = "explain-closed" if obligation.closed else "explain-met"
        yield Line(key, {"day": str(obligation.met_on)})


def span(first: dt.date, last: dt.date) -> str:
    """``2026-10-01`` or ``2026-10-01…10-08``."""
    if first == last:
        return str(first)
    return f"{first}…{last:%m-%d}" if first.year == last.year else f"{first}…{last}"
