"""One duty in a calendar, and what becomes of it from one day's calendar to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Status(StrEnum):
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"  # the last day is not settled
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Whole days, both ends included. ``alarm``: how long before the first day begins.

    ``sequence`` counts the changes, ``changed_on`` is the day of the last one (RFC 5545, 3.8.7).
    """

    uid: str
    first: dt.date
    last: dt.date
    summary: str
    description: str
    status: Status
    changed_on: dt.date
    alarm: dt.timedelta | None = None
    sequence: int = 0

    def says(self, other: Entry) -> bool:
        """Whether the two tell a reader the same."""
        return replace(self, sequence=other.sequence, changed_on=other.changed_on) == other


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A calendar. ``name`` is its path without an ending; ``undated``: how much is owed that has no last day."""

    name: str
    title: str
    entries: tuple[Entry, ...]
    undated: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What a calendar should hold on a day: what is still owed, and what was done, with the day on which it was.

    ``called_off``: how an entry reads of which nothing is left.
    """

    as_of: dt.date
    kept_days: int
    owed: Mapping[str, Entry]
    done: Mapping[str, tuple[Entry, dt.date]]
    called_off: Callable[[Entry], Entry]


def followed(before: Iterable[Entry], today: Today) -> tuple[Entry, ...]:
    """Today's calendar after an earlier one.

    Nothing that a reader has seen just vanishes: what is done says so, what is called off is cancelled, both for as
    long as the house keeps them. What is done before it was ever shown is not shown any more.
    """
    earlier = {entry.uid: entry for entry in before}
    found = {uid: counted(earlier.get(uid), entry) for uid, entry in today.owed.items()}
    found |= {entry.uid: entry for entry in passed(earlier, today) if entry.uid not in found}
    return tuple(sorted(found.values(), key=lambda entry: (entry.first, entry.uid)))


def passed(earlier: Mapping[str, Entry], today: Today) -> Iterator[Entry]:
    """What an earlier calendar held and nobody owes any more."""
    for uid, entry in earlier.items():
        if uid in today.done:
            now, day = today.done[uid]
            if (today.as_of - day).days <= today.kept_days:
                yield counted(entry, now)
        elif entry.status is not Status.CANCELLED:
            yield counted(entry, today.called_off(entry))
        elif (today.as_of - entry.changed_on).days <= today.kept_days:
            yield entry


def counted(before: Entry | None, now: Entry) -> Entry:
    """The entry as it was where it says the same; else one change further on."""
    if before is None:
        return now
    return before if now.says(before) else replace(now, sequence=before.sequence + 1)
