"""How long a duty, a term or a period of keeping may take."""

from __future__ import annotations

from enum import StrEnum

from talentcard.core.model.base import Struct


class LimitKind(StrEnum):
    """The closed set of deadline kinds."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    NEXT_DAY = "next_day"
    YEARLY_DATE = "yearly_date"
    WINDOW_BEFORE = "window_before"
    PROMPTLY = "promptly"
    YEARS = "years"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    GIVEN_DATE = "given_date"  # the record itself names the day (a meeting's decision)
    NONE = "none"


class Basis(StrEnum):
    RULE = "rule"
    HOUSE = "house"


class MonthDay(Struct, frozen=True, kw_only=True):
    month: int
    day: int


class Limit(Struct, frozen=True, kw_only=True):
    """How long a duty may take. ``count`` is in the unit of the kind; whether the end rolls is said by every rule."""

    kind: LimitKind
    basis: Basis = Basis.RULE
    rolls: bool | None = None  # said by every rule that has a limit
    count: int | None = None
    date: MonthDay | None = None
    through: str | None = None  # window_before: day_before or same_day
