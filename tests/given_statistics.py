"""Statistics written down by hand, for tests of what pages make of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from talentcard.core.statistics.figures import Figures, Group, Period
from talentcard.core.statistics.periods import month

OCTOBER, SEPTEMBER = month("2026-10"), month("2026-09")


@dataclass(frozen=True, kw_only=True)
class Given:
    """``totals`` of months, ``spans`` of quarters and years, by key.

    The groups are the same in each; those with a body are that body's.
    """

    as_of: dt.date = OCTOBER.last
    totals: dict[str, Figures] = field(default_factory=dict)
    spans: dict[str, Figures] = field(default_factory=dict)
    services: tuple[Group, ...] = ()
    of_bodies: tuple[Group, ...] = ()
    legs: tuple[Group, ...] = ()

    def periods(self) -> tuple[Period, ...]:
        return tuple(month(key) for key in sorted(self.totals, reverse=True))

    def bodies(self) -> tuple[str, ...]:
        return tuple(group.body for group in self.of_bodies if group.body)

    def total(self, period: Period) -> Figures:
        return (self.totals | self.spans)[period.key]

    def by_service(self, period: Period, body: str = "") -> tuple[Group, ...]:
        return self._given(self.services, period, body)

    def by_body(self, period: Period) -> tuple[Group, ...]:
        return self.of_bodies if period.key in self.totals else ()

    def by_leg(self, period: Period, body: str = "") -> tuple[Group, ...]:
        return self._given(self.legs, period, body)

    def _given(self, groups: tuple[Group, ...], period: Period, body: str) -> tuple[Group, ...]:
        return tuple(group for group in groups if group.body == body) if period.key in self.totals else ()


def two_months() -> Given:
    """A small but whole picture: two services and what was rolled up, two bodies, legs with each sort of limit."""
    return Given(
        totals={
            OCTOBER.key: Figures(
                received=40, on_time=36, late=2, behind=2, untimed=9, in_hand=30, due_soon=3, overdue=5, lagging=2
            ),
            SEPTEMBER.key: Figures(
                received=35, on_time=30, late=0, behind=0, untimed=8, in_hand=28, due_soon=1, overdue=0, lagging=0
            ),
        },
        services=(
            Group(
                service="schooling",
                figures=Figures(received=25, on_time=20, late=0, behind=0, untimed=4, in_hand=10, overdue=0, lagging=0),
            ),
            Group(
                service="household",
                figures=Figures(received=15, on_time=16, late=2, behind=2, untimed=5, in_hand=20, overdue=5, lagging=2),
            ),
            Group(rest=True, figures=Figures(received=5)),
            Group(service="household", body="org-platform", figures=Figures(received=9, on_time=8, in_hand=4)),
        ),
        of_bodies=(
            Group(
                body="org-platform",
                figures=Figures(received=30, on_time=29, late=1, behind=0, untimed=5, in_hand=12, overdue=2, lagging=0),
            ),
            Group(
                body="employer",
                figures=Figures(received=10, on_time=7, late=1, behind=2, untimed=4, in_hand=18, overdue=3, lagging=2),
            ),
        ),
        legs=(
            Group(
                service="household", step="submit", figures=Figures(on_time=9, late=1, behind=0, median=2, ninetieth=4)
            ),
            Group(
                service="household",
                step="serve",
                figures=Figures(on_time=0, late=0, behind=0, untimed=9, median=7, ninetieth=19),
            ),
            Group(service="card_new", step="make", figures=Figures(on_time=5, late=0, behind=5, median=3, ninetieth=5)),
            Group(service="card_new", step="deliver", figures=Figures()),
        ),
    )
