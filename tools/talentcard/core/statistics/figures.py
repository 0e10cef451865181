"""What every statistic says, exact or published, so that pages, charts and files are drawn from one shape."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Period(NamedTuple):
    """A calendar month, quarter or year; ``key`` is 2026-10, 2026-Q3 or 2026."""

    key: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The numbers of a group of legs. None: not given (to the public: too small, or never published).

    ``received``: began in the period. ``on_time``, ``late`` (past a rule's limit), ``behind`` (past a house standard),
    ``untimed`` (no limit): ended in the period. ``in_hand``, ``due_soon``, ``overdue``, ``lagging`` (past a house
    standard, not ended): how it stood at the period's end. ``median`` and ``ninetieth`` (90th percentile): working days
    from the starting day to the end, of the legs that ended in the period.
    """

    received: int | None = None
    on_time: int | None = None
    late: int | None = None
    behind: int | None = None
    untimed: int | None = None
    in_hand: int | None = None
    due_soon: int | None = None
    overdue: int | None = None
    lagging: int | None = None
    median: int | None = None
    ninetieth: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A row. ``service`` and ``step`` are codes of the rules, ``body`` a public code of a body; empty: all of them.

    ``rest``: what was too little to stand by itself, rolled up.
    """

    figures: Figures
    service: str = ""
    step: str = ""
    body: str = ""
    rest: bool = False


class Statistics(Protocol):
    """What status pages are made from. The two kinds are ``exact.Exact`` (staff) and ``released.Released`` (public)."""

    @property
    def as_of(self) -> dt.date:
        """The day that the figures speak of: for the public the end of the last month that was released."""

    def periods(self) -> tuple[Period, ...]:
        """The months that there are figures of, the latest first."""

    def bodies(self) -> tuple[str, ...]:
        """Codes of the bodies that have figures, in the order of the rules."""

    def total(self, period: Period) -> Figures: ...

    def by_service(self, period: Period, body: str = "") -> tuple[Group, ...]: ...

    def by_body(self, period: Period) -> tuple[Group, ...]: ...

    def by_leg(self, period: Period, body: str = "") -> tuple[Group, ...]: ...
