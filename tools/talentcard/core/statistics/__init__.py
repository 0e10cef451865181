"""How the work went: legs, their times, their punctuality; exact for staff, coarse and frozen for the public."""

from __future__ import annotations

import datetime as dt

from talentcard.core.registry import Registry
from talentcard.core.statistics.exact import Exact
from talentcard.core.statistics.figures import Statistics
from talentcard.core.statistics.released import Released
from talentcard.core.workdays import WorkCalendar


def statistics(registry: Registry, calendar: WorkCalendar, as_of: dt.date, *, exact: bool) -> Statistics:
    """The exact figures are for staff alone. Raises NoPolicyError where no rules were in force on the day."""
    return Exact(registry, calendar, as_of) if exact else Released(registry, as_of)
