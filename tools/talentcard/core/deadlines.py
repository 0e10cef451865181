"""From a limit and a starting day to the last day in time: one function for each kind of limit.

Day 0 is the day of the trigger in Asia/Shanghai; a duty is in time to the end of the day that these functions return.
"""

from __future__ import annotations

import calendar as month_lengths
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from talentcard.core.model import Limit, LimitKind, MonthDay
from talentcard.core.policy import Rules
from talentcard.core.workdays import DayRange, WorkCalendar

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still from the day after ``since`` through ``until``; None: nobody has resumed yet.

    ``standing``: it still stands on the day of the picture, and ``until`` is that day.
    """

    since: dt.date
    until: dt.date | None
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A reckoned limit. ``due`` None: the text (or the register of interpretations) gives no limit.

    ``days`` is the number counted, pauses and extension included, in the unit of the limit. ``paused_since``: the day
    of a pause that is still open; ``due`` is then what it would be if the clock went on again on the day of the
    picture. ``rolled_from``: the last day before it rolled off a day off. ``opens``: the first day of a window
    before an event.
    """

    due: DayRange | None
    days: int | None = None
    paused_days: int = 0
    extended_days: int = 0
    paused_since: dt.date | None = None
    rolled_from: dt.date | None = None
    opens: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Reckoner:
    """Limits become days by the calendar and by the readings in force on the trigger day."""

    calendar: WorkCalendar
    rules: Rules
    year: int | None = None  # the year that a yearly date is meant for; without one, the year of the trigger

    def term(self, limit: Limit, start: DayRange, pauses: tuple[Pause, ...] = (), extended: int = 0) -> Term | None:
        """The term of a limit from ``start``; None where the duty does not arise (a yearly date already past)."""
        return KINDS[limit.kind](self, limit, start, pauses, extended)

    def rolled(self, day: DayRange, limit: Limit) -> tuple[DayRange, dt.date | None]:
        """The day after rolling (interpretation ``rolling``), and the day it rolled from if it moved."""
        reading = self.rules.reading("rolling")
        if reading == "never" or not (limit.rolls or reading == "always"):
            return day, None
        moved = self.calendar.roll_range(day)
        return moved, (day.earliest if moved != day else None)

    # ---- the kinds -------------------------------------------------------------------------------

    def working_days(self, limit: Limit, start: DayRange, pauses: tuple[Pause, ...], extended: int) -> Term:
        """民法典 201: the starting day is not counted, unless the register reads it otherwise."""
        day = shifted(start, -DAY) if self.rules.reading("day-count") == "start_included" else start
        return self._counted(limit.count or 0, day, pauses, extended)

    def calendar_days(self, limit: Limit, start: DayRange, pauses: tuple[Pause, ...], extended: int) -> Term:
        def add(day: DayRange, count: int) -> DayRange:
            return shifted(day, dt.timedelta(days=count))

        term = self._with_pauses(limit.count or 0, start, pauses, extended, add, lambda a, b: (b - a).days)
        return self._roll(term, limit)

    def next_day(self, limit: Limit, start: DayRange, _pauses: tuple[Pause, ...], _extended: int) -> Term:
        """次日 (interpretation ``next-day``)."""
        reading = self.rules.reading("next-day")
        if reading == "working_day":
            return Term(self.calendar.add_range(start, 1), 1)
        plain = Term(shifted(start, DAY), 1)
        return plain if reading == "calendar_day" else self._roll(plain, limit)

    def yearly_date(self, limit: Limit, start: DayRange, _pauses: tuple[Pause, ...], _extended: int) -> Term | None:
        """The date in the year meant, or else of the trigger; a trigger after it owes nothing (a gap of the text)."""
        if limit.date is None:
            return Term(None)
        day = on_date(max(self.year or 0, start.earliest.year), limit.date)
        if self.rules.reading("fixed-date") == "exclusive":
            day -= DAY
        term = self._roll(Term(DayRange.on(day)), limit)
        return term if term.due is not None and start.earliest <= term.due.latest else None

    def window_before(self, limit: Limit, event: DayRange, _pauses: tuple[Pause, ...], _extended: int) -> Term:
        """The window before an event: [event − count, event) or through the day of the event itself."""
        last = event if limit.through == "same_day" else shifted(event, -DAY)
        return Term(last, limit.count, opens=event.earliest - (limit.count or 0) * DAY)

    def promptly(self, limit: Limit, start: DayRange, pauses: tuple[Pause, ...], extended: int) -> Term:
        """及时: a house standard of so many working days (interpretation ``promptly``, or the step's own number)."""
        count = limit.count or self.rules.parameter("promptly", "working_days")
        if self.rules.reading("promptly") != "house_standard" or not isinstance(count, int):
            return Term(None)
        return self._counted(count, start, pauses, extended)

    def years(self, limit: Limit, start: DayRange, _pauses: tuple[Pause, ...], _extended: int) -> Term:
        """民法典 202 (interpretation ``validity-count``); never rolls unless its rule says so."""
        end = years_after(start.earliest, limit.count or 0)
        if self.rules.reading("validity-count") == "issue_day_counted":
            end -= DAY
        return self._roll(Term(DayRange.on(end), limit.count), limit)

    def monthly(self, limit: Limit, start: DayRange, _pauses: tuple[Pause, ...], _extended: int) -> Term:
        if self.rules.reading("monthly-cadence") == "thirty_days":
            return self._roll(Term(shifted(start, dt.timedelta(days=30)), 30), limit)
        return self._roll(Term(DayRange.on(month_end(start.earliest))), limit)

    def yearly(self, limit: Limit, start: DayRange, _pauses: tuple[Pause, ...], _extended: int) -> Term:
        return self._roll(Term(DayRange.on(dt.date(start.earliest.year, 12, 31))), limit)

    def given_date(self, limit: Limit, day: DayRange, _pauses: tuple[Pause, ...], _extended: int) -> Term:
        return self._roll(Term(day), limit)

    def no_limit(self, _limit: Limit, _start: DayRange, _pauses: tuple[Pause, ...], _extended: int) -> Term:
        return Term(None)

    # ---- shared -----------------------------------------------------------------------------------

    def _roll(self, term: Term, limit: Limit) -> Term:
        if term.due is None:
            return term
        due, rolled_from = self.rolled(term.due, limit)
        return Term(due, term.days, term.paused_days, term.extended_days, term.paused_since, rolled_from, term.opens)

    def _counted(self, count: int, start: DayRange, pauses: tuple[Pause, ...], extended: int) -> Term:
        """So many working days."""
        return self._with_pauses(count, start, pauses, extended, self.calendar.add_range, self.calendar.between)

    def _with_pauses(
        self,
        count: int,
        start: DayRange,
        pauses: tuple[Pause, ...],
        extended: int,
        add: Callable[[DayRange, int], DayRange],
        measure: Callable[[dt.date, dt.date], int],
    ) -> Term:
        """What is left of the term at a pause runs on from its end, counted with the term's own ruler.

        A pause that begins after the term has run out changes nothing: what is overdue stays overdue.
        """
        fewest = most = count + extended  # days still to run: they differ only where the calendar is not settled
        due, paused, since = add(start, most), 0, None
        for pause in pauses:
            if pause.since > due.latest:
                break
            begin = max(pause.since, start.earliest)
            end = max(pause.until or begin, begin)
            fewest -= sum(add(start, n).earliest <= begin for n in range(1, fewest + 1))
            most -= sum(add(start, n).latest <= begin for n in range(1, most + 1))
            start = DayRange(end, max(end, start.latest))
            due = DayRange(add(start, fewest).earliest, add(start, most).latest)
            paused += measure(begin, end)
            since = begin if pause.standing else None
        return Term(due, count + extended + paused, paused, extended, paused_since=since)


def shifted(days: DayRange, by: dt.timedelta) -> DayRange:
    return DayRange(days.earliest + by, days.latest + by)


def on_date(year: int, date: MonthDay) -> dt.date:
    """A yearly date in a year; 29 February falls on the month's end in other years."""
    return dt.date(year, date.month, min(date.day, month_lengths.monthrange(year, date.month)[1]))


def years_after(day: dt.date, years: int) -> dt.date:
    """民法典 202: the corresponding day, or the month's end where there is none.

    >>> years_after(dt.date(2024, 2, 29), 3)
    datetime.date(2027, 2, 28)
    """
    return on_date(day.year + years, MonthDay(month=day.month, day=day.day))


def month_end(day: dt.date) -> dt.date:
    return day.replace(day=month_lengths.monthrange(day.year, day.month)[1])


def merged(pauses: list[Pause]) -> tuple[Pause, ...]:
    """Overlapping pauses as one, in order; an open pause swallows everything after it."""
    result: list[Pause] = []
    for pause in sorted(pauses, key=lambda p: (p.since, p.until or dt.date.max)):
        last = result[-1] if result else None
        if last is None or (last.until is not None and pause.since > last.until):
            result.append(pause)
        elif last.until is not None:
            until = None if pause.until is None else max(last.until, pause.until)
            result[-1] = Pause(last.since, until)
    return tuple(result)


KINDS: Mapping[LimitKind, Callable[[Reckoner, Limit, DayRange, tuple[Pause, ...], int], Term | None]] = {
    LimitKind.WORKING_DAYS: Reckoner.working_days,
    LimitKind.CALENDAR_DAYS: Reckoner.calendar_days,
    LimitKind.NEXT_DAY: Reckoner.next_day,
    LimitKind.YEARLY_DATE: Reckoner.yearly_date,
    LimitKind.WINDOW_BEFORE: Reckoner.window_before,
    LimitKind.PROMPTLY: Reckoner.promptly,
    LimitKind.YEARS: Reckoner.years,
    LimitKind.MONTHLY: Reckoner.monthly,
    LimitKind.YEARLY: Reckoner.yearly,
    LimitKind.GIVEN_DATE: Reckoner.given_date,
    LimitKind.NONE: Reckoner.no_limit,
}
"""The closed set of limit kinds, each with the function that reckons it."""
