"""An immutable snapshot of all readable records, with look-ups in the domain's own words."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from talentcard.core import model
from talentcard.core.finding import Place
from talentcard.core.model import RecordId

R = TypeVar("R", bound=model.Record)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record and the file that holds it (relative to the registry's root, forward slashes)."""

    path: str
    record: model.Record


@dataclass(frozen=True)
class Registry:
    """All records by kind and id.

    ``unreadable`` holds the ids of files that failed an earlier stage: a reference to one of them is no second error.
    Where two files claim one id the first path in sort order is kept and the others stand in ``repeated``.
    """

    entries: tuple[Entry, ...]
    unreadable: frozenset[RecordId] = frozenset()

    @cached_property
    def _by_type(self) -> Mapping[type[model.Record], dict[RecordId, model.Record]]:
        found: dict[type[model.Record], dict[RecordId, model.Record]] = defaultdict(dict)
        for entry in self.entries:
            found[type(entry.record)].setdefault(entry.record.id, entry.record)
        return found

    @cached_property
    def _by_id(self) -> Mapping[RecordId, model.Record]:
        return {record.id: record for records in self._by_type.values() for record in records.values()}

    def record(self, record_id: RecordId) -> model.Record:
        """The record with that id, of whatever kind. Raises KeyError where there is none to read."""
        return self._by_id[record_id]

    @cached_property
    def paths(self) -> Mapping[RecordId, str]:
        """The file of each record."""
        found: dict[RecordId, str] = {}
        for entry in self.entries:
            found.setdefault(entry.record.id, entry.path)
        return found

    @cached_property
    def repeated(self) -> tuple[Entry, ...]:
        """Entries whose id an earlier path already holds."""
        return tuple(entry for entry in self.entries if self.paths[entry.record.id] != entry.path)

    def of(self, kind: type[R]) -> Mapping[RecordId, R]:
        """All records of one type by id, in path order."""
        return self._by_type.get(kind, {})  # type: ignore[return-value]

    def get(self, kind: type[R], record_id: RecordId | None) -> R | None:
        """The record of that type and id, or None."""
        return self.of(kind).get(record_id) if record_id is not None else None

    def knows(self, record_id: RecordId) -> bool:
        """Whether a file with this id exists, readable or not."""
        return record_id in self.paths or record_id in self.unreadable

    def place(self, record: model.Record, *pointer: str | int, key: bool = False) -> Place:
        """Where in the files a part of a record stands."""
        return Place(path=self.paths[record.id], pointer=tuple(pointer), key=key)

    @cached_property
    def settings(self) -> model.Settings:
        """The registry's settings. Raises LookupError where there are none."""
        for found in self.of(model.Settings).values():
            return found
        raise LookupError("settings")

    def notified_on(self, day: dt.date) -> tuple[RecordId, ...]:
        """R-10: the departments and units that are told of what happens to a card on a day, by whoever answers then."""
        told = (
            self.organisation_on(one.organisation, day)
            for one in self.settings.notified
            if one.since <= day and (one.until is None or day <= one.until)
        )
        return tuple(dict.fromkeys(told))

    def organisation_on(self, org: RecordId, day: dt.date) -> RecordId:
        """Who answers for an organisation on a day: itself, or the successor that has taken over by then."""
        seen = {org}
        while (found := self.get(model.Organisation, org)) is not None and found.succeeded_by is not None:
            if found.succeeded_by.on > day or found.succeeded_by.organisation in seen:
                break
            org = found.succeeded_by.organisation
            seen.add(org)
        return org
