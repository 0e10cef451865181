"""Until when a picture of the registry may be taken for today's."""

from __future__ import annotations

import datetime as dt

from talentcard.core.workdays import WorkCalendar

WORKING_DAYS = 2
"""So long a build may fail or be late before readers are told that what they see is old (ours, not the rules')."""


def fresh_until(calendar: WorkCalendar, as_of: dt.date) -> dt.date:
    """The last day on which a page of ``as_of`` is not yet older than two working days; the browser compares it.

    Where the calendar knows a range only, its end: a page that may still be fresh is not called old.
    """
    return calendar.add(as_of, WORKING_DAYS).latest
