"""The columns of a bulletin: each is defined by the legs behind it, so that every number leads back to its records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from talentcard.core.model import Basis
from talentcard.core.obligation import Obligation, State
from talentcard.core.statistics.exact import IN_HAND, within
from talentcard.core.statistics.figures import Period
from talentcard.core.statistics.legs import Leg
from talentcard.core.statistics.ranks import percentile


@dataclass(frozen=True, slots=True)
class Traced:
    """A leg with the obligation that it was made from: record, owner, last day."""

    leg: Leg
    obligation: Obligation


Column = Callable[[Leg, Period], bool]


def done(leg: Leg, period: Period) -> bool:
    return leg.done and within(leg.ended, period)


def left(leg: Leg, period: Period) -> bool:
    """Late and never done: its case was closed without it."""
    return leg.left and within(leg.ended, period)


COLUMNS: Mapping[str, Column] = {
    "received": lambda leg, period: within(leg.began, period),
    "done": done,
    "on_time": lambda leg, period: done(leg, period) and leg.limited and not leg.late,
    "untimed": lambda leg, period: done(leg, period) and not leg.limited,
    "late": lambda leg, period: done(leg, period) and leg.late and leg.basis is Basis.RULE,
    "behind": lambda leg, period: done(leg, period) and leg.late and leg.basis is Basis.HOUSE,
    "left_late": lambda leg, period: left(leg, period) and leg.basis is Basis.RULE,
    "left_behind": lambda leg, period: left(leg, period) and leg.basis is Basis.HOUSE,
    "in_hand": lambda leg, _: leg.state in IN_HAND,
    "overdue": lambda leg, _: leg.state is State.OVERDUE,
    "lagging": lambda leg, _: leg.state is State.BEHIND,
}
"""Received, done and what of it was on time, had no limit, was past a rule's limit (late) or a house standard (behind):
in the month. In hand and what of it is past a rule's limit (overdue) or a house standard (lagging): at its end.
A leg that was closed undone is in no column unless it was late by then."""
PARTS = ("on_time", "untimed", "late", "behind")
"""What ``done`` is made of."""
TIMES = ("median", "ninetieth")
"""Working days from the first day to the day of doing, of the legs that were done in the month: half, and nine in ten,
took no more."""
SHARES: Mapping[str, int] = {"median": 50, "ninetieth": 90}


@dataclass(frozen=True, slots=True)
class Row:
    """The numbers of a group of legs. ``code``: total, a service, service/step, or body/ and the code of a body."""

    code: str
    counts: Mapping[str, int]
    times: Mapping[str, int | None]

    def __getitem__(self, column: str) -> int | None:
        return self.times[column] if column in TIMES else self.counts.get(column, 0)

    @property
    def service(self) -> str:
        return self.code.partition("/")[0]


def row(code: str, traced: Iterable[Traced], period: Period) -> Row:
    legs = [each.leg for each in traced]
    days = sorted(leg.days for leg in legs if leg.days is not None and done(leg, period))
    return Row(
        code,
        {name: sum(counts(leg, period) for leg in legs) for name, counts in COLUMNS.items()},
        {name: percentile(days, share) if days else None for name, share in SHARES.items()},
    )


def behind_cell(traced: Iterable[Traced], column: str, period: Period) -> list[Traced]:
    """The legs that a number counts, or that a time was measured on."""
    if column in TIMES:
        return [each for each in traced if each.leg.days is not None and done(each.leg, period)]
    return [each for each in traced if COLUMNS[column](each.leg, period)]
