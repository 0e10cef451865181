"""A change: the registry before and after it, compared record by record. An id is a record's identity, not its file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from talentcard.core.changes.differences import Difference, differences
from talentcard.core.changes.modes import FIXED, Mode, Modes, Node
from talentcard.core.changes.review import Review
from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import (
    Card,
    ChangeLimits,
    Event,
    IdentityTag,
    Key,
    Pointer,
    Record,
    RecordId,
    Request,
    Suggestion,
)
from talentcard.core.policy import NoPolicyError, Rulebook, Rules
from talentcard.core.registry import Registry
from talentcard.core.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Altered:
    """A record in both states, and where they differ beyond what was added."""

    before: Record
    after: Record
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that the change records, and where it stands."""

    record: Record
    pointer: Pointer
    event: Event


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """Two registries and what is needed to judge the step between them.

    ``today`` is the last day on which anything can have happened, ``as_of`` the day of the picture; ``calendars`` are
    those of the two states. ``buried``: ids that the history before the change once held and no longer does.
    ``review``: who proposes the change and who has approved it; None where nobody asked whether they may.
    """

    before: Registry
    after: Registry
    modes: Modes
    calendars: tuple[WorkCalendar, WorkCalendar]
    today: dt.date
    as_of: dt.date
    buried: frozenset[RecordId] = field(default_factory=frozenset)
    review: Review | None = None

    @cached_property
    def _records(self) -> tuple[Mapping[RecordId, Record], Mapping[RecordId, Record]]:
        return records(self.before), records(self.after)

    @cached_property
    def added(self) -> tuple[Record, ...]:
        before, after = self._records
        return tuple(
            record for name, record in after.items() if name not in before and name not in self.before.unreadable
        )

    @cached_property
    def gone(self) -> tuple[Record, ...]:
        before, after = self._records
        return tuple(
            record for name, record in before.items() if name not in after and name not in self.after.unreadable
        )

    @cached_property
    def altered(self) -> tuple[Altered, ...]:
        before, after = self._records
        return tuple(
            Altered(record, after[name], tuple(differences(record, after[name], self.node(record), self.today)))
            for name, record in before.items()
            if name in after and after[name] is not record and after[name] != record
        )

    def node(self, record: Record) -> Node:
        """What of a record of this kind may change."""
        return self.modes.get(BY_TYPE[type(record)].name, FIXED)

    @cached_property
    def new_events(self) -> tuple[NewEvent, ...]:
        """Every event that was not there before, those of new records included."""
        known = {found.before.id: {event.id for _, event in events(found.before)} for found in self.altered}
        return tuple(
            NewEvent(record, pointer, event)
            for record in (*self.added, *(found.after for found in self.altered))
            for pointer, event in events(record)
            if event.id not in known.get(record.id, ())
        )

    @cached_property
    def rules(self) -> Rules | None:
        """The rules in force before the change, by which it is judged."""
        try:
            return Rulebook(self.before).on(self.today)
        except NoPolicyError:
            return None

    @property
    def limits(self) -> ChangeLimits | None:
        """What the policy before the change asks of a change; None where it asks nothing."""
        return self.rules.changes if self.rules else None

    @cached_property
    def custodial(self) -> bool:
        """Whether the change does what only the custodian may: touches what is sealed, the keys or the blind index."""
        if any(difference.mode is Mode.SEALED for found in self.altered for difference in found.differences):
            return True
        if any(isinstance(found.after, Key) for found in self.altered):
            return True
        if any(isinstance(record, IdentityTag) for record in self.gone):
            return True
        return any(self._by_custodian(record) for record in self.added)

    def _by_custodian(self, record: Record) -> bool:
        """A key; or the blind index of a person who was there already: a newcomer's comes with the newcomer."""
        return isinstance(record, Key) or (isinstance(record, IdentityTag) and self.before.knows(record.talent))


def records(registry: Registry) -> Mapping[RecordId, Record]:
    """All records by id; of two with one id the first in path order."""
    found: dict[RecordId, Record] = {}
    for entry in registry.entries:
        found.setdefault(entry.record.id, entry.record)
    return found


def of_event(record: Record, pointer: Pointer) -> bool:
    """Whether a place in a record is in one of its events."""
    match record:
        case Request() | Suggestion():
            return pointer[:1] == ("events",)
        case Card():
            return pointer[:1] == ("procedures",) and pointer[2:3] == ("events",)
    return False


def events(record: Record) -> Iterator[tuple[Pointer, Event]]:
    """The events that a record holds, each with its place."""
    match record:
        case Request() | Suggestion():
            lists: list[tuple[Pointer, tuple[Event, ...]]] = [(("events",), record.events)]
        case Card():
            lists = [(("procedures", at, "events"), each.events) for at, each in enumerate(record.procedures)]
        case _:
            return
    for pointer, found in lists:
        for index, event in enumerate(found):
            yield (*pointer, index), event
