"""A change cut into the parts that somebody must be allowed to make: records, fields, events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from talentcard.core.changes.change import Change, events
from talentcard.core.changes.differences import plain
from talentcard.core.finding import Place
from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import Record, RecordId

NOT_FIELDS = frozenset({"schema", "id", "events"})
"""What every record has; events are parts of their own."""
NOTE = "note"


class Deed(StrEnum):
    ADD = "add"
    DELETE = "delete"
    FIELD = "field"  # filled in or changed
    EVENT = "event"  # recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One deed on one record. ``name``: the field's, or the event's type. ``new``: the record comes with the change.

    ``by``: the body that an event says has acted.
    """

    deed: Deed
    record: Record
    at: Place
    name: str = ""
    new: bool = False
    by: RecordId | None = None

    @property
    def kind(self) -> str:
        return BY_TYPE[type(self.record)].name


def parts(change: Change) -> Iterator[Part]:
    """Every part of a change, what its modes would let anybody change included."""
    for record in change.gone:
        yield Part(deed=Deed.DELETE, record=record, at=Place(path=change.before.paths[record.id]))
    for record in change.added:
        yield Part(deed=Deed.ADD, record=record, at=change.after.place(record), new=True)
        for name in _filled(plain(record)):
            yield Part(deed=Deed.FIELD, record=record, at=change.after.place(record, name), name=name, new=True)
    for found in change.altered:
        for name in _altered(found.before, found.after):
            whole = getattr(found.after, name, None)
            at = change.after.place(found.after, *([name] if whole is not None else []))
            yield Part(deed=Deed.FIELD, record=found.before, at=at, name=name)
    new = frozenset(record.id for record in change.added)
    for each in change.new_events:
        at = change.after.place(each.record, *each.pointer, "type")
        event, known = each.event, each.record.id not in new
        yield Part(deed=Deed.EVENT, record=each.record, at=at, name=event.type, new=not known, by=event.by)


def _filled(data: Mapping[str, Any]) -> Iterator[str]:
    return (name for name, value in data.items() if name not in NOT_FIELDS and value not in (None, ()))


def _altered(before: Record, after: Record) -> Iterator[str]:
    """Fields of the top level; a note to an event is a field of its own. A new event alone alters no field."""
    old, new = _without_events(plain(before)), _without_events(plain(after))
    for name in old:
        if name not in NOT_FIELDS and old[name] != new.get(name):
            yield name
    notes = {event.id: event.note for _, event in events(before)}
    if any(event.id in notes and event.note != notes[event.id] for _, event in events(after)):
        yield NOTE


def _without_events(data: Any) -> Any:
    """Plain data with every list of events left out: what is left are facts of the record itself."""
    if isinstance(data, dict):
        return {name: _without_events(value) for name, value in data.items() if name != "events"}
    return [_without_events(value) for value in data] if isinstance(data, list | tuple) else data
