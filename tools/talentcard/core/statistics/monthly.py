"""A month's release, made from the registry as it stood at the month's end and from the releases before it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from talentcard.core.kinds import BY_TYPE
from talentcard.core.ledger import ledger
from talentcard.core.model import RecordId, Release, ReleasedCounts, ReleasedTimes, ServiceGroup
from talentcard.core.policy import Rulebook, Rules
from talentcard.core.registry import Registry
from talentcard.core.statistics.figures import Period
from talentcard.core.statistics.history import change_of, key_of, sums_of
from talentcard.core.statistics.legs import Leg, legs_of
from talentcard.core.statistics.periods import month, month_of, next_month
from talentcard.core.statistics.ranks import percentile
from talentcard.core.statistics.release import REST, Published, enlarge
from talentcard.core.statistics.routes import Key, Routes, routes
from talentcard.core.statistics.streams import Stream
from talentcard.core.statistics.tally import by_itself, tracked, truth_of
from talentcard.core.workdays import WorkCalendar

LEAST: Mapping[int, int] = {50: 2, 90: 10}
"""Share in per cent → of how many times k legs it is given: then k legs lie on either side."""


def first_month(registry: Registry) -> Period:
    """The month with which releases begin."""
    return month_of(registry.settings.tracking_since)


def following(found: Sequence[Release], registry: Registry) -> Period:
    """The month that is to be released next."""
    return next_month(month(found[-1].month)) if found else first_month(registry)


def routes_on(rules: Rules) -> Routes:
    """Of all services but oversight: problems and suggestions are only counted in the rest."""
    return routes(
        rules, [service for service in rules.services.values() if service.group is not ServiceGroup.OVERSIGHT]
    )


def legs_at(registry: Registry, calendar: WorkCalendar, day: dt.date) -> list[Leg]:
    """The legs that have been tracked by a day, as they stood then."""
    every = legs_of(ledger(registry, calendar, day), registry, calendar)
    return tracked(every, registry.settings.tracking_since)


@dataclass(frozen=True, slots=True)
class Made:
    """A release, and of how many steps something is true that is not published yet."""

    release: Release
    carried: int


def make(
    registry: Registry, calendar: WorkCalendar, before: Sequence[Release], period: Period, released_on: dt.date
) -> Made:
    """The release of the month that follows those of ``before``. Raises NoPolicyError where no rules were in force."""
    rules = Rulebook(registry).on(period.last)
    k = registry.settings.small_number_threshold
    published = Published(routes_on(rules), sums_of(map(change_of, before)))
    legs = legs_at(registry, calendar, period.last)
    truth = truth_of(legs, published.routes)
    added = enlarge(published, truth, k)
    kind = BY_TYPE[Release]
    found = Release(
        schema=kind.tag,
        id=RecordId(f"{kind.prefix}{period.key}"),
        month=period.key,
        released_on=released_on,
        threshold=k,
        policy=rules.policy.id,
        calendar=calendar.version,
        counts=tuple(counts(added, published.routes)),
    )
    told = times(legs, before, found, published.routes, first_month(registry))
    carried = sum(published.behind(key, truth) for key in published.routes.order)
    return Made(msgspec.structs.replace(found, times=tuple(told)), carried)


def counts(added: Mapping[Key, Counter[Stream]], routes: Routes) -> Iterator[ReleasedCounts]:
    """In the order of the rules, the rest last."""
    for key in (*routes.order, REST):
        numbers = {stream.value: number for stream, number in added.get(key, Counter()).items() if number}
        if numbers:
            service, step = key if key != REST else (None, None)
            yield ReleasedCounts(service=service, step=step, **numbers)


def times(
    legs: Sequence[Leg], before: Sequence[Release], now: Release, routes: Routes, first: Period
) -> Iterator[ReleasedTimes]:
    """Of the steps of which enough legs were published as done since their times were last given.

    Which legs those are: in the order in which they were done, as many as were published, from the first that no
    earlier times were counted over.
    """
    own = defaultdict(list)
    for leg in legs:
        if leg.ended and leg.days is not None and by_itself(leg, routes):
            own[leg.service, leg.step].append((leg.ended, leg.case, leg.days))
    for key in routes.order:
        done = sorted(own[key])
        for share, least in LEAST.items():
            since = untold(before, key, share) or first
            start = done_in((release for release in before if release.month < since.key), key)
            days = sorted(days for _, _, days in done[start : done_in((*before, now), key)])
            if len(days) >= least * now.threshold:
                service, step = key
                number = percentile(days, share)
                yield ReleasedTimes(service=service, step=step, share=share, days=number, since=since.key)


def untold(before: Iterable[Release], key: Key, share: int) -> Period | None:
    """The month after the last one in which this was told of a step."""
    asked = (*key, share)
    told = [release.month for release in before for one in release.times if (one.service, one.step, one.share) == asked]
    return next_month(month(told[-1])) if told else None


def done_in(found: Iterable[Release], key: Key) -> int:
    """How many legs of a step were published as done."""
    return sum(one.done for release in found for one in release.counts if key_of(one) == key)
