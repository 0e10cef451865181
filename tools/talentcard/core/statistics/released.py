"""The public figures: nothing but what the records of the releases say, added up."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from talentcard.core.model import Basis
from talentcard.core.policy import Rulebook
from talentcard.core.registry import Registry
from talentcard.core.statistics import periods, streams
from talentcard.core.statistics.bodies import Bodies, steps_of
from talentcard.core.statistics.figures import Figures, Group, Period
from talentcard.core.statistics.history import change_of, releases, sums_of
from talentcard.core.statistics.release import REST
from talentcard.core.statistics.routes import Key, limited
from talentcard.core.statistics.streams import Stream

UNTIMED = "untimed"
"""Beside the bases of a limit: that there is none."""
ANY = frozenset({*Basis, UNTIMED})


class Released:
    """What was released by a day. A period counts the months of it that were.

    A number is a sum of published groups of at least ``threshold`` people, or not given: 0 and too few look the same,
    but where the rules allow of no such number (nothing is late without a limit) it is 0. ``in_hand``, ``overdue`` and
    ``lagging`` follow from what was published until the period's end. Times are given of a single leg, and stand in
    the last month of those that they were counted over.
    """

    def __init__(self, registry: Registry, as_of: dt.date) -> None:
        self._releases = {release.month: release for release in releases(registry, as_of)}
        self._changes = {month: change_of(release) for month, release in self._releases.items()}
        self._periods = tuple(periods.month(key) for key in self._releases)
        day = self._periods[-1].last if self._periods else as_of
        self._as_of = day
        rules = Rulebook(registry).on(day)
        self._bodies = Bodies(registry, rules, day)
        self._outcomes: dict[Key, set[str]] = {}
        for service in rules.services.values():
            for _, step in steps_of(rules, service):
                basis = step.limit.basis.value if step.limit and limited(step) else UNTIMED
                self._outcomes.setdefault((service.code, step.code), set()).add(basis)
        # every table of every page and language asks for the same sums
        self._sums = cache(self._summed)
        self._figures = cache(self._figured)

    @property
    def as_of(self) -> dt.date:
        """The end of the last month that was released; the day asked for where none was."""
        return self._as_of

    def periods(self) -> tuple[Period, ...]:
        return tuple(reversed(self._periods))

    def bodies(self) -> tuple[str, ...]:
        return self._bodies.ordered()

    def total(self, period: Period) -> Figures:
        return self._figures(tuple(self._until(period)), period)

    def by_service(self, period: Period, body: str = "") -> tuple[Group, ...]:
        grouped = by(self._steps(period, body), lambda key: key[0])
        found = tuple(
            Group(service=code, body=body, figures=self._figures(tuple(grouped[code]), period))
            for code in self._bodies.in_order_of_services(grouped)
        )
        return (*found, *self._rest(period, body))

    def by_body(self, period: Period) -> tuple[Group, ...]:
        grouped = by(self._steps(period), lambda key: self._bodies.of(*key))
        codes = (code for code in dict.fromkeys((*self.bodies(), *sorted(grouped))) if code in grouped)
        found = tuple(Group(body=code, figures=self._figures(tuple(grouped[code]), period)) for code in codes)
        return (*found, *self._rest(period))

    def by_leg(self, period: Period, body: str = "") -> tuple[Group, ...]:
        found = tuple(
            Group(service=key[0], step=key[1], body=body, figures=self._with_times(key, period))
            for key in self._bodies.in_order_of_steps(self._steps(period, body))
        )
        return (*found, *self._rest(period, body))

    # ---- within --------------------------------------------------------------------------------------------------

    def _rest(self, period: Period, body: str = "") -> Iterator[Group]:
        """What is told of all steps together; it has no body."""
        if not body and REST in self._until(period):
            yield Group(rest=True, figures=self._figures((REST,), period))

    def _steps(self, period: Period, body: str = "") -> list[Key]:
        """The steps of which anything was published by the end of the period."""
        found = [key for key in self._until(period) if key != REST]
        return [key for key in found if self._bodies.of(*key) == body] if body else found

    def _until(self, period: Period) -> Mapping[Key, Counter[Stream]]:
        return self._sums(dt.date.min, period.last)

    def _summed(self, first: dt.date, last: dt.date) -> Mapping[Key, Counter[Stream]]:
        return sums_of(self._changes[month.key] for month in self._periods if first <= month.first <= last)

    def _figured(self, keys: tuple[Key, ...], period: Period) -> Figures:
        grew, now = added(self._sums(period.first, period.last), keys), added(self._until(period), keys)
        may = set[str]().union(*(self._outcomes.get(key, ANY) for key in keys))
        timed = grew[Stream.DONE] - grew[Stream.UNTIMED] - grew[Stream.LATE] - grew[Stream.BEHIND]
        return Figures(
            received=given(grew[Stream.BEGUN]),
            on_time=given(timed, may=may != {UNTIMED}),
            late=given(grew[Stream.LATE] + grew[Stream.LEFT_LATE], may=Basis.RULE in may),
            behind=given(grew[Stream.BEHIND] + grew[Stream.LEFT_BEHIND], may=Basis.HOUSE in may),
            untimed=given(grew[Stream.UNTIMED], may=UNTIMED in may),
            in_hand=given(streams.in_hand(now)),
            overdue=given(streams.overdue(now), may=Basis.RULE in may),
            lagging=given(streams.lagging(now), may=Basis.HOUSE in may),
        )

    def _with_times(self, key: Key, period: Period) -> Figures:
        """A step's figures, with the times that were last told of it in the period."""
        months = [month.key for month in self._periods if period.first <= month.first <= period.last]
        every = (one for month in months for one in self._releases[month].times if (one.service, one.step) == key)
        last = {one.share: one.days for one in every}
        return replace(self._figures((key,), period), median=last.get(50), ninetieth=last.get(90))


def given(number: int, *, may: bool = True) -> int | None:
    """None for 0, which may also be too few to be told; 0 only where there can be none by the rules."""
    return number or (None if may else 0)


def added(sums: Mapping[Key, Counter[Stream]], keys: Iterable[Key]) -> Counter[Stream]:
    found = Counter[Stream]()
    for key in keys:
        found.update(sums.get(key, Counter()))
    return found


def by(keys: Iterable[Key], part: Callable[[Key], str]) -> dict[str, list[Key]]:
    found: dict[str, list[Key]] = {}
    for key in keys:
        found.setdefault(part(key), []).append(key)
    return found
