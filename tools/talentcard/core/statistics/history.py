"""What was published month by month, as the records of the releases hold it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from talentcard.core import model
from talentcard.core.model import Release, ReleasedCounts
from talentcard.core.registry import Registry
from talentcard.core.statistics.release import REST
from talentcard.core.statistics.routes import Key
from talentcard.core.statistics.streams import Stream

Change = Mapping[Key, Counter[Stream]]


def releases(registry: Registry, as_of: dt.date) -> tuple[Release, ...]:
    """Those made by a day, month after month."""
    found = registry.of(model.Release).values()
    return tuple(sorted((one for one in found if one.released_on <= as_of), key=lambda one: one.month))


def key_of(counts: ReleasedCounts) -> Key:
    return (counts.service, counts.step) if counts.service and counts.step else REST


def change_of(release: Release) -> Change:
    """By how much a month enlarged the public numbers."""
    return {
        key_of(counts): Counter({stream: number for stream in Stream if (number := getattr(counts, stream.value))})
        for counts in release.counts
    }


def sums_of(changes: Iterable[Change]) -> dict[Key, Counter[Stream]]:
    """The public numbers that months add up to."""
    sums: defaultdict[Key, Counter[Stream]] = defaultdict(Counter)
    for change in changes:
        for key, numbers in change.items():
            sums[key].update(numbers)
    return dict(sums)
