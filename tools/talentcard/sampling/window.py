"""The span of time that a sample covers, and working days in it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from talentcard.core.workdays import DAY, WorkCalendar

STORIES_SINCE = dt.date(2025, 9, 1)
STORIES_UNTIL = dt.date(2026, 11, 20)
"""The hand-made lives and edge cases have fixed days and belong to this span."""


@dataclass(frozen=True)
class Window:
    """From the first to the last day on which anything may happen; both included."""

    calendar: WorkCalendar
    since: dt.date
    until: dt.date

    @property
    def stories(self) -> bool:
        """Whether the hand-made records fit in."""
        return self.since <= STORIES_SINCE and self.until >= STORIES_UNTIL

    @cached_property
    def _table(self) -> list[dt.date]:
        """Every working day from the first on record to well past the window: asked for by the million."""
        first, last = self.calendar.first, self.until + 400 * DAY
        days = (first + n * DAY for n in range((last - first).days + 1))
        return [day for day in days if self.calendar.is_working(day)]

    @cached_property
    def working_days(self) -> tuple[dt.date, ...]:
        """The working days of the window itself."""
        table = self._table
        return tuple(table[bisect_left(table, self.since) : bisect_right(table, self.until)])

    @cached_property
    def months(self) -> tuple[dt.date, ...]:
        """The first day of every month that the window touches."""
        found = [self.since.replace(day=1)]
        while (following := (found[-1] + 31 * DAY).replace(day=1)) <= self.until:
            found.append(following)
        return tuple(found)

    def after(self, day: dt.date, n: int) -> dt.date:
        """The n-th working day after a day; n = 0: the day itself, or the next working day."""
        table = self._table
        return table[bisect_right(table, day) + n - 1] if n > 0 else table[bisect_left(table, day)]

    def before(self, day: dt.date, n: int = 1) -> dt.date:
        """The n-th working day before a day."""
        return self._table[bisect_left(self._table, day) - n]
