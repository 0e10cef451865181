"""A change cut into the parts that somebody must be allowed to make: records, fields, events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from talentcard.core.changes.change import Change, events
from talentcard.core.changes.differences import plain
from talentcard.core.changes.review import Review
from talentcard.core.finding import Place
from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import Card, Record, RecordId

NOT_FIELDS = frozenset({"schema", "id", "events"})
"""What every record has; events are parts of their own. No record but those with events has a field of that name."""
NOTE = "note"


class Deed(StrEnum):
    ADD = "add"
    DELETE = "delete"
    FIELD = "field"  # filled in or changed
    EVENT = "event"  # recorded
    FILE = "file"  # moved, or words changed that are no data


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One deed on one record, as it was before the change unless it is ``new``.

    ``name``: the field's, or the event's type. ``by``: the bodies in whose names the event is entered. ``corrected``:
    the type of the event that it corrects, which takes the right to record that one, too.
    """

    deed: Deed
    record: Record
    at: Place
    name: str = ""
    new: bool = False
    by: frozenset[RecordId] = frozenset()
    corrected: str | None = None

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
    yield from _recorded(change)
    if change.review is not None:
        yield from _rewritten(change, change.review)


def _recorded(change: Change) -> Iterator[Part]:
    before = {found.after.id: found.before for found in change.altered}
    for each in change.new_events:
        event = each.event
        corrected = next((old for _, old in events(each.record) if old.id == event.corrects), None)
        yield Part(
            deed=Deed.EVENT,
            record=before.get(each.record.id, each.record),
            at=change.after.place(each.record, *each.pointer, "type"),
            name=event.type,
            new=each.record.id not in before,
            by=frozenset(one.by for one in (event, corrected) if one is not None and one.by is not None),
            corrected=corrected.type if corrected else None,
        )


def _rewritten(change: Change, review: Review) -> Iterator[Part]:
    """Files of records that say the same as before."""
    other = {record.id for record in (*change.added, *change.gone, *(found.after for found in change.altered))}
    for name in sorted(review.rewritten - other):
        if name in change.after.paths and name in change.before.paths:
            record = change.before.record(name)
            yield Part(deed=Deed.FILE, record=record, at=change.after.place(change.after.record(name)))


def _filled(data: Mapping[str, Any]) -> Iterator[str]:
    return (name for name, value in data.items() if name not in NOT_FIELDS and value not in (None, ()))


def _altered(before: Record, after: Record) -> Iterator[str]:
    """Fields of the top level; a note to an event is a field of its own. A new event alone alters no field."""
    old, new = _facts(before), _facts(after)
    for name in old:
        if name not in NOT_FIELDS and old[name] != new.get(name):
            yield name
    notes = {event.id: event.note for _, event in events(before)}
    if any(event.id in notes and event.note != notes[event.id] for _, event in events(after)):
        yield NOTE


def _facts(record: Record) -> Mapping[str, Any]:
    """The record as plain data, of a card's procedures all but their events."""
    data: dict[str, Any] = dict(plain(record))
    if isinstance(record, Card):
        data["procedures"] = [(procedure.id, procedure.type) for procedure in record.procedures]
    return data
