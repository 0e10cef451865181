"""What the public was told at the end of a month. Never changed afterwards."""

from __future__ import annotations

import datetime as dt

from talentcard.core.model.base import Record, RecordId, Struct


class ReleasedCounts(Struct, frozen=True, kw_only=True):
    """By how much the public numbers of a step grew; without service and step: those of the rest.

    Each is a whole multiple of the record's threshold. ``core/statistics/streams.py`` says what is counted.
    """

    service: str | None = None
    step: str | None = None
    begun: int = 0
    done: int = 0
    untimed: int = 0
    late: int = 0
    behind: int = 0
    overdue: int = 0
    lagging: int = 0
    left: int = 0
    left_late: int = 0
    left_behind: int = 0


class ReleasedTimes(Struct, frozen=True, kw_only=True):
    """Within how many working days a share (50 or 90 per cent) of a step's legs were done.

    Of the legs that were published from the month ``since`` through the record's.
    """

    service: str
    step: str
    share: int
    days: int
    since: str


class Release(Record, frozen=True, kw_only=True):
    """The public figures of one month, as ``talentcard release`` wrote them."""

    month: str
    released_on: dt.date
    threshold: int  # the small number threshold of that day
    policy: RecordId
    calendar: str  # the version of the working-day calendar
    counts: tuple[ReleasedCounts, ...] = ()
    times: tuple[ReleasedTimes, ...] = ()
