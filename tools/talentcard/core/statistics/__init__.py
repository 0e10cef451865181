"""How the work went: legs, their times, their punctuality; exact for staff, coarse and frozen for the public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from talentcard.core.obligation import Obligation
from talentcard.core.registry import Registry
from talentcard.core.statistics.exact import Exact
from talentcard.core.statistics.figures import Statistics
from talentcard.core.statistics.released import Released
from talentcard.core.workdays import WorkCalendar


def statistics(
    registry: Registry, calendar: WorkCalendar, as_of: dt.date, obligations: Iterable[Obligation], *, exact: bool
) -> Statistics:
    """The exact figures are for staff alone. ``obligations``: the ledger of the day.

    Raises NoPolicyError where no rules were in force on the day.
    """
    return Exact(registry, calendar, as_of, obligations) if exact else Released(registry, as_of)
