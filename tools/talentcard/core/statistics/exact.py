"""The figures as they are, for staff: nothing rounded, nothing left out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from talentcard.core.engine import Engine
from talentcard.core.model import Basis, Card, Event, RecordId, Request, Suggestion
from talentcard.core.obligation import LATE, Obligation, State
from talentcard.core.policy import Rulebook
from talentcard.core.registry import Registry
from talentcard.core.statistics.bodies import Bodies
from talentcard.core.statistics.figures import Figures, Group, Period
from talentcard.core.statistics.legs import Leg, legs_of
from talentcard.core.statistics.periods import months
from talentcard.core.statistics.ranks import percentile
from talentcard.core.workdays import WorkCalendar

SOON = frozenset({State.DUE_SOON, State.DUE_TODAY})
IN_HAND = SOON | LATE | {State.OPEN, State.PAUSED, State.PENDING}

K = TypeVar("K")


class Exact:
    """Counted from the ledger of each period's last day, or of the as-of day where the period is not over.

    So a month's figures always agree with what ``due --as-of`` says of its last day. ``late`` and ``behind`` count what
    ended after the last day in time, be it done or closed undone; ``on_time`` and ``untimed`` only what was done. A
    step that was waived counts as received and as nothing else. ``obligations``: the ledger of the as-of day.
    """

    def __init__(
        self, registry: Registry, calendar: WorkCalendar, as_of: dt.date, obligations: Iterable[Obligation]
    ) -> None:
        self._registry = registry
        self._calendar = calendar
        self._as_of = as_of
        self._bodies = Bodies(registry, Rulebook(registry).on(as_of), as_of)
        self._open = frozenset(obligation.record for obligation in obligations if obligation.state in IN_HAND)
        self._spans = dict(spans(registry))
        self._legs: dict[Period, Sequence[Leg]] = {}

    @property
    def as_of(self) -> dt.date:
        return self._as_of

    def periods(self) -> tuple[Period, ...]:
        """From the start of tracking through the month of the as-of day, which may not be over."""
        return tuple(reversed(list(months(self._registry.settings.tracking_since, self._as_of))))

    def bodies(self) -> tuple[str, ...]:
        return self._bodies.ordered()

    def total(self, period: Period) -> Figures:
        return figures(self.legs(period), period)

    def by_service(self, period: Period, body: str = "") -> tuple[Group, ...]:
        grouped = by(self._of_body(period, body), lambda leg: leg.service)
        return tuple(
            Group(service=code, body=body, figures=figures(grouped[code], period))
            for code in self._bodies.in_order_of_services(grouped)
        )

    def by_body(self, period: Period) -> tuple[Group, ...]:
        grouped = by(self.legs(period), lambda leg: self._bodies.of(leg.service, leg.step))
        return tuple(
            Group(body=code, figures=figures(grouped[code], period))
            for code in dict.fromkeys((*self.bodies(), *sorted(grouped)))
            if code in grouped
        )

    def by_leg(self, period: Period, body: str = "") -> tuple[Group, ...]:
        grouped = by(self._of_body(period, body), lambda leg: (leg.service, leg.step))
        return tuple(
            Group(service=service, step=step, body=body, figures=figures(grouped[service, step], period))
            for service, step in self._bodies.in_order_of_steps(grouped)
        )

    def legs(self, period: Period) -> Sequence[Leg]:
        """What began, ended or was in hand in a period."""
        if period not in self._legs:
            found = legs_of(self.obligations(period), self._registry, self._calendar)
            self._legs[period] = [leg for leg in found if touches(leg, period)]
        return self._legs[period]

    def obligations(self, period: Period) -> Iterator[Obligation]:
        """Of the records that may have touched the period, as they stood at its end."""
        engine = Engine(self._registry, self._calendar, min(period.last, self._as_of))
        for case in engine.cases(lambda record: record.id in self._open or self._overlaps(record.id, period)):
            yield from engine.of_case(case)

    def _overlaps(self, record: RecordId, period: Period) -> bool:
        first, last = self._spans[record]
        return first <= period.last and last >= period.first

    def _of_body(self, period: Period, body: str) -> Iterable[Leg]:
        legs = self.legs(period)
        return [leg for leg in legs if self._bodies.of(leg.service, leg.step) == body] if body else legs


def spans(registry: Registry) -> Iterator[tuple[RecordId, tuple[dt.date, dt.date]]]:
    """Of each record with cases the days of its first and last event. What is over by now ended with an event."""
    for request in registry.of(Request).values():
        yield request.id, span(request.events)
    for suggestion in registry.of(Suggestion).values():
        yield suggestion.id, span(suggestion.events)
    for card in registry.of(Card).values():
        yield card.id, span([event for procedure in card.procedures for event in procedure.events])


def span(events: Iterable[Event]) -> tuple[dt.date, dt.date]:
    days = [day for event in events for day in (event.on, event.corrected_on) if day is not None]
    return min(days, default=dt.date.max), max(days, default=dt.date.min)


def touches(leg: Leg, period: Period) -> bool:
    return leg.state in IN_HAND or within(leg.began, period) or within(leg.ended, period)


def within(day: dt.date | None, period: Period) -> bool:
    return day is not None and period.first <= day <= period.last


def by(legs: Iterable[Leg], key: Callable[[Leg], K]) -> Mapping[K, Sequence[Leg]]:
    found: dict[K, list[Leg]] = defaultdict(list)
    for leg in legs:
        found[key(leg)].append(leg)
    return found


def figures(legs: Sequence[Leg], period: Period) -> Figures:
    """The numbers of some legs. ``legs`` as they stood at the period's end."""
    ended = [leg for leg in legs if within(leg.ended, period)]
    in_time = [leg for leg in ended if leg.done and not leg.late]
    late = [leg for leg in ended if leg.late]
    times = sorted(leg.days for leg in ended if leg.days is not None)
    standing = [leg.state for leg in legs]
    return Figures(
        received=sum(within(leg.began, period) for leg in legs),
        on_time=sum(leg.limited for leg in in_time),
        untimed=sum(not leg.limited for leg in in_time),
        late=sum(leg.basis is Basis.RULE for leg in late),
        behind=sum(leg.basis is Basis.HOUSE for leg in late),
        in_hand=sum(state in IN_HAND for state in standing),
        due_soon=sum(state in SOON for state in standing),
        overdue=standing.count(State.OVERDUE),
        lagging=standing.count(State.BEHIND),
        median=percentile(times, 50) if times else None,
        ninetieth=percentile(times, 90) if times else None,
    )
