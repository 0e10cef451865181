"""A month's bulletin (七(二)): how the services were delivered, by service, by leg and by responsible body.

Everything is judged as on the month's last day, from what is on record now. Limits of the rules (late, overdue) and
house standards (behind, lagging) are never added up.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talentcard.core.engine import Engine
from talentcard.core.model import Basis, RecordId, Text
from talentcard.core.oversight.columns import Row, Traced, behind_cell, row
from talentcard.core.oversight.problems import PREFIX, About, Raised, abouts, raised
from talentcard.core.oversight.rosters import Rosters, rosters
from talentcard.core.policy import Rulebook
from talentcard.core.registry import Registry
from talentcard.core.statistics.bodies import Bodies
from talentcard.core.statistics.exact import Exact, touches
from talentcard.core.statistics.figures import Period
from talentcard.core.statistics.legs import People, is_leg, leg_of
from talentcard.core.statistics.periods import month_of
from talentcard.core.workdays import DAY, WorkCalendar

TOTAL = "total"
BODY = "body/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A leg past its last day, charged to its owner. ``ended`` None: still open at the month's end.

    ``left``: its case was closed without it. ``days``: working days late, 0 where only days off lay between.
    """

    record: RecordId
    obligation: str
    service: str
    step: str
    title: Text
    article: str
    owner: str
    basis: Basis
    due: dt.date
    ended: dt.date | None
    left: bool
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """What of the late list falls to one owner: ended late in the month, and still open at its end, by basis."""

    owner: str
    late: int = 0
    behind: int = 0
    overdue: int = 0
    lagging: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """``before``: the month before, its total and services, reckoned in the same way; empty in the first month."""

    period: Period
    total: Row
    services: tuple[Row, ...]
    legs: tuple[Row, ...]
    bodies: tuple[Row, ...]
    before: Mapping[str, Row]
    late: tuple[Late, ...]
    problems: tuple[About, ...]
    rosters: Rosters

    @property
    def rows(self) -> tuple[Row, ...]:
        return (self.total, *self.services, *self.legs, *self.bodies)

    @property
    def codes(self) -> tuple[str, ...]:
        """Of every row that can be traced."""
        return (*(each.code for each in self.rows), *(each.code for each in self.problems))

    def change(self, code: str, column: str) -> int | None:
        """By how much a count differs from the month before; None where nothing is known of that month."""
        if not self.before:
            return None
        earlier = self.before.get(code)
        return self.row(code).counts.get(column, 0) - (earlier.counts.get(column, 0) if earlier else 0)

    def row(self, code: str) -> Row:
        return next((each for each in self.rows if each.code == code), Row(code, {}, {}))

    @property
    def charged(self) -> tuple[Charged, ...]:
        """Owners by what they have open past a rule's limit, then by the rest."""
        return charged(self.late)


class Months:
    """A registry's months, each drawn once. ``exact``: the exact figures of a day after them."""

    def __init__(self, registry: Registry, calendar: WorkCalendar, exact: Exact) -> None:
        self._registry = registry
        self._calendar = calendar
        self._exact = exact
        self._people = People(registry)
        self._legs: dict[Period, tuple[Traced, ...]] = {}

    def bulletin(self, period: Period) -> Bulletin:
        """Raises NoPolicyError where no rules were in force on the month's last day."""
        engine = Engine(self._registry, self._calendar, period.last)
        legs, bodies = self.legs(period), self.bodies(period)
        earlier = month_of(period.first - DAY)
        tracked = earlier.last >= self._registry.settings.tracking_since
        return Bulletin(
            period=period,
            total=row(TOTAL, legs, period),
            services=by_service(legs, bodies, period),
            legs=by_leg(legs, bodies, period),
            bodies=by_body(legs, bodies, period),
            before=self._before(earlier) if tracked else {},
            late=late(legs, self._calendar, period),
            problems=abouts(self.raised(period), period),
            rosters=rosters(engine, period),
        )

    def legs(self, period: Period) -> tuple[Traced, ...]:
        """What began, ended or was in hand in the month, as it stood on its last day."""
        if period not in self._legs:
            found = (
                Traced(leg_of(one, self._people, self._calendar), one)
                for one in self._exact.obligations(period)
                if is_leg(one)
            )
            self._legs[period] = tuple(each for each in found if touches(each.leg, period))
        return self._legs[period]

    def bodies(self, period: Period) -> Bodies:
        return Bodies(self._registry, Rulebook(self._registry).on(period.last), period.last)

    def raised(self, period: Period) -> tuple[Raised, ...]:
        return raised(self._registry, self.legs(period), period)

    def _before(self, period: Period) -> Mapping[str, Row]:
        legs, bodies = self.legs(period), self.bodies(period)
        return {each.code: each for each in (row(TOTAL, legs, period), *by_service(legs, bodies, period))}

    def behind(self, period: Period, code: str, column: str) -> Sequence[Traced]:
        """The legs behind a cell of the month's tables. Raises KeyError where there is no such column."""
        if code.startswith(PREFIX):
            return [each.traced for each in self.raised(period) if each.code == code and each.counts(column, period)]
        bodies = self.bodies(period)
        wanted = [each for each in self.legs(period) if code in codes(each, bodies)]
        return behind_cell(wanted, column, period)


def codes(traced: Traced, bodies: Bodies) -> tuple[str, ...]:
    """The rows in which a leg is counted."""
    leg = traced.leg
    return (TOTAL, leg.service, f"{leg.service}/{leg.step}", BODY + bodies.of(leg.service, leg.step))


def by_service(legs: Sequence[Traced], bodies: Bodies, period: Period) -> tuple[Row, ...]:
    found = {each.leg.service for each in legs}
    return tuple(
        row(code, (each for each in legs if each.leg.service == code), period)
        for code in bodies.in_order_of_services(found)
    )


def by_leg(legs: Sequence[Traced], bodies: Bodies, period: Period) -> tuple[Row, ...]:
    found = {(each.leg.service, each.leg.step) for each in legs}
    return tuple(
        row(
            f"{service}/{step}",
            (each for each in legs if (each.leg.service, each.leg.step) == (service, step)),
            period,
        )
        for service, step in bodies.in_order_of_steps(found)
    )


def by_body(legs: Sequence[Traced], bodies: Bodies, period: Period) -> tuple[Row, ...]:
    of = [(bodies.of(each.leg.service, each.leg.step), each) for each in legs]
    found = {code for code, _ in of}
    return tuple(
        row(BODY + code, (each for own, each in of if own == code), period)
        for code in dict.fromkeys((*bodies.ordered(), *sorted(found)))
        if code in found
    )


def late(legs: Sequence[Traced], calendar: WorkCalendar, period: Period) -> tuple[Late, ...]:
    """What ended late in the month or stood late at its end: past a rule's limit first, then by the last day."""
    found = []
    for each in legs:
        leg, owed = each.leg, each.obligation
        if owed.due is None or not leg.missed:
            continue
        found.append(
            Late(
                record=owed.record,
                obligation=owed.id,
                service=leg.service,
                step=leg.step,
                title=owed.title,
                article=owed.article,
                owner=owed.owner,
                basis=leg.basis,
                due=owed.due.latest,
                ended=leg.ended,
                left=leg.left,
                days=calendar.between(owed.due.latest, leg.ended or period.last),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.basis is Basis.HOUSE, one.due, one.obligation)))


CHARGES: Mapping[tuple[Basis, bool], str] = {
    (Basis.RULE, True): "late",
    (Basis.HOUSE, True): "behind",
    (Basis.RULE, False): "overdue",
    (Basis.HOUSE, False): "lagging",
}
"""By the basis of the limit, and whether the leg has ended."""


def charged(found: Sequence[Late]) -> tuple[Charged, ...]:
    owners: dict[str, Counter[str]] = {}
    for one in found:
        owners.setdefault(one.owner, Counter())[CHARGES[one.basis, one.ended is not None]] += 1
    every = (Charged(owner=owner, **counts) for owner, counts in owners.items())
    return tuple(sorted(every, key=lambda one: (-one.overdue, -one.late, -one.lagging, -one.behind, one.owner)))
