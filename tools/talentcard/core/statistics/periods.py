"""Months, quarters and years as periods of statistics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from talentcard.core.statistics.figures import Period

DAY = dt.timedelta(days=1)


def month_of(day: dt.date) -> Period:
    return _months(day.year, day.month, 1, f"{day:%Y-%m}")


def quarter_of(day: dt.date) -> Period:
    quarter = (day.month + 2) // 3
    return _months(day.year, 3 * quarter - 2, 3, f"{day.year}-Q{quarter}")


def year_of(day: dt.date) -> Period:
    return _months(day.year, 1, 12, str(day.year))


def month(key: str) -> Period:
    """The month written as YYYY-MM. Raises ValueError for anything else."""
    period = month_of(dt.date.fromisoformat(f"{key}-01"))
    if period.key != key:
        raise ValueError(key)
    return period


def next_month(period: Period) -> Period:
    return month_of(period.last + DAY)


def months(first: dt.date, last: dt.date) -> Iterator[Period]:
    """Every month from the one of ``first`` through the one of ``last``, in order."""
    period = month_of(first)
    while period.first <= last:
        yield period
        period = next_month(period)


def _months(year: int, month: int, count: int, key: str) -> Period:
    end = month + count
    last = dt.date(year + (end - 1) // 12, (end - 1) % 12 + 1, 1) - DAY
    return Period(key, dt.date(year, month, 1), last)
