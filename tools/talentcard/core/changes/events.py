"""Events: they stay as they were recorded, are recorded in time, and what has ended stays at its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from talentcard.core.cases import CLOSING, in_effect
from talentcard.core.changes.change import Change, NewEvent, events, of_event
from talentcard.core.changes.differences import Act
from talentcard.core.changes.fields import place
from talentcard.core.changes.rule import ChangeRule
from talentcard.core.model import Event, Pointer, Record
from talentcard.core.rules import words
from talentcard.core.rules.rule import Hit
from talentcard.core.workdays import CalendarHorizonError

TERMINAL = CLOSING | {"cancelled"}
"""Events that end a case or a card for good: a correction may move their day but not make them void."""


def altered(change: Change) -> Iterator[Hit]:
    """Ensure an event that was recorded stays as it was recorded."""
    for found in change.altered:
        for each in found.differences:
            if of_event(found.before, each.pointer) and each.act is Act.ALTERED:
                yield Hit(
                    at=place(change, found, each),
                    params={"event": each.item or "", "field": each.field, **_said(each.was)},
                )


def removed(change: Change) -> Iterator[Hit]:
    """Ensure an event that was recorded stays on record."""
    for found in change.altered:
        for each in found.differences:
            if of_event(found.before, each.pointer) and each.act is Act.REMOVED:
                yield Hit(at=place(change, found, each), params={"event": each.item or "", **_said(each.was)})


def _said(was: object) -> dict[str, str]:
    """Type and day of an event as it was."""
    if not isinstance(was, dict):
        return {}
    return {"type": words.event(str(was.get("type"))), "on": str(was.get("on"))}


def future(change: Change) -> Iterator[Hit]:
    """Ensure nothing is recorded before it has happened."""
    for new in change.new_events:
        for name, day in _days(new.event):
            if day > change.today:
                params = {"type": words.event(new.event.type), "on": str(day), "today": str(change.today)}
                yield Hit(at=change.after.place(new.record, *new.pointer, name), params=params)


def _days(event: Event) -> Iterator[tuple[str, dt.date]]:
    for name in ("on", "recorded_on", "corrected_on"):
        day = getattr(event, name)
        if day is not None:
            yield name, day


def backdated(change: Change) -> Iterator[Hit]:
    """Ensure an event is recorded within the policy's working days, or under the day on which it was recorded."""
    if change.limits is None:
        return
    for new in change.new_events:
        found = _too_early(change, new)
        if found is not None:
            name, day, limit = found
            params = {"type": words.event(new.event.type), "on": str(day), "days": str(limit)}
            yield Hit(at=change.after.place(new.record, *new.pointer, name), params=params)


def _too_early(change: Change, new: NewEvent) -> tuple[str, dt.date, int] | None:
    """The field that lies too far back, its day and the limit: a written day of recording is held to it as well."""
    limit = change.limits.days(new.event.type) if change.limits else None
    general = change.limits.days() if change.limits else None
    recorded = new.event.recorded_on or change.today
    if general is not None and _apart(change, recorded, change.today) > general:
        return "recorded_on", recorded, general
    if limit is not None and _apart(change, new.event.on, recorded) > limit:
        return "on", new.event.on, limit
    return None


def _apart(change: Change, day: dt.date, until: dt.date) -> int:
    """Working days from one day to another by the calendar before the change; none where it is not earlier."""
    if day >= until:
        return 0
    try:
        return change.calendars[0].between(day, until)
    except CalendarHorizonError:  # older than the first calendar
        return (until - day).days


def revived(change: Change) -> Iterator[Hit]:
    """Ensure what was cancelled, withdrawn, refused or closed is never brought back."""
    for found in change.altered:
        before = _lists(found.before)
        after = _lists(found.after)
        for key, old in before.items():
            new = after.get(key, [])
            if _ended([event for _, event in old]) and new and not _ended([event for _, event in new]):
                yield from _voiding(change, found.after, old, new)


def _lists(record: Record) -> dict[str, list[tuple[Pointer, Event]]]:
    """The events of each case in a record, by the procedure's id inside a card."""
    found: dict[str, list[tuple[Pointer, Event]]] = {}
    for pointer, event in events(record):
        procedure = record.procedures[pointer[1]].id if pointer[0] == "procedures" else ""  # type: ignore[attr-defined]
        found.setdefault(procedure, []).append((pointer, event))
    return found


def _ended(all_of_them: list[Event]) -> bool:
    """Whether an ending is in effect, as the engine sees it once everything recorded has come to pass."""
    return any(event.type in TERMINAL for event in in_effect(tuple(all_of_them), dt.date.max))


def _voiding(
    change: Change, record: Record, old: list[tuple[Pointer, Event]], new: list[tuple[Pointer, Event]]
) -> Iterator[Hit]:
    """The new corrections that leave an ending void; an ending that was removed has a rule of its own."""
    known = {event.id: event for _, event in old}
    for pointer, event in new:
        ending = known.get(event.corrects or "")
        if event.id not in known and ending and ending.type in TERMINAL and event.corrected_on is None:
            params = {"event": ending.id, "type": words.event(ending.type), "on": str(ending.on)}
            yield Hit(at=change.after.place(record, *pointer, "corrects"), params=params)


RULES: tuple[ChangeRule, ...] = (
    ChangeRule(
        id="change-event-altered", ensures="An event that was recorded stays as it was recorded.", check=altered
    ),
    ChangeRule(id="change-event-removed", ensures="An event that was recorded stays on record.", check=removed),
    ChangeRule(id="change-event-future", ensures="Nothing is recorded before it has happened.", check=future),
    ChangeRule(
        id="change-event-backdated",
        ensures="An event is recorded within the policy's working days, or under the day on which it was recorded.",
        check=backdated,
    ),
    ChangeRule(
        id="change-terminal-revived",
        ensures="What was cancelled, withdrawn, refused or closed is never brought back.",
        check=revived,
    ),
)
