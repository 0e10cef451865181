"""Until when a picture of the registry may be taken for today's, and reminders for running."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from talentcard.core.workdays import DAY, WorkCalendar

WORKING_DAYS = 2
"""So long a build may fail or be late before readers are told that what they see is old (ours, not the rules')."""


def fresh_until(calendar: WorkCalendar, as_of: dt.date) -> dt.date:
    """The last day on which a page of ``as_of`` is not yet older than two working days; the browser compares it.

    Where the calendar knows a range only, its end: a page that may still be fresh is not called old.
    """
    return calendar.add(as_of, WORKING_DAYS).latest


SILENCE = 1
"""Working days between the last reminders and the day on which one looks: they go out on the morning of each."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When the reminders last went out, as the Git host knows it; None: never."""

    last: dt.date | None

    def silent(self, calendar: WorkCalendar, today: dt.date) -> int:
        """Working days since then. Raises LookupError where they never went out."""
        if self.last is None:
            raise LookupError("heartbeat")
        return calendar.between(self.last, today)

    def late(self, calendar: WorkCalendar, today: dt.date) -> bool:
        return self.last is None or self.silent(calendar, today) > SILENCE

    def fine_until(self, calendar: WorkCalendar) -> dt.date | None:
        """The last day on which they are not yet late; the browser compares it."""
        return calendar.add(self.last, SILENCE + 1).latest - DAY if self.last is not None else None
