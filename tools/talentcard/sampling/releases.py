"""The public figures of a written sample, month by month, as ``talentcard release`` would have made them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from talentcard.core.model import Release
from talentcard.core.registry import Registry
from talentcard.core.statistics.monthly import first_month, make
from talentcard.core.statistics.periods import months
from talentcard.office import releasing
from talentcard.session import work_calendar

WORKING_DAYS = 2
"""After the month's end a sample's figures are released on this working day."""


def write(out: Path, registry: Registry, until: dt.date) -> int:
    """Writes a record for each month that was released by the sample's last day; returns their number."""
    calendar = work_calendar(registry)
    made: list[Release] = []
    for period in months(first_month(registry).first, until):
        released_on = calendar.add(period.last, WORKING_DAYS).earliest
        if released_on <= until:
            made.append(make(registry, calendar, made, period, released_on).release)
    for one in made:
        releasing.save(out, one)
    return len(made)
