"""What a change does, as sentences: record by record, what was added and which duties that meets, creates or moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from talentcard.core.cases import CORRECTED
from talentcard.core.changes.change import Change, NewEvent, events, records
from talentcard.core.changes.differences import plain
from talentcard.core.changes.effects import books, days, general, state
from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import Event, Record, RecordId
from talentcard.core.obligation import ENDED, Obligation, State
from talentcard.core.registry import Registry
from talentcard.core.rules import words
from talentcard.core.workdays import CalendarHorizonError, WorkCalendar

Party = Callable[[Registry, Obligation], str]
"""The name of whoever owes a duty, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """``key`` names the words (``diff-…``); the params hold ids, days, labels and titles, never a person's data."""

    key: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """All that a change does to one record. ``act``: added, altered, gone, or unchanged where only its duties moved."""

    record: RecordId
    kind: str
    path: str
    act: str
    sentences: tuple[Sentence, ...]


def told(change: Change, party: Party) -> tuple[Told, ...]:
    """Record by record, in the order of their files: first those that were changed, then those that are affected."""
    duties = _duties(change, party)
    acts = {record.id: ("added", record) for record in change.added}
    acts |= {record.id: ("gone", record) for record in change.gone}
    acts |= {found.after.id: ("altered", found.after) for found in change.altered}
    own = [
        _told(change, record, act, (*_facts(change, record, act), *duties.pop(name, ())))
        for name, (act, record) in acts.items()
    ]
    everything = {**records(change.before), **records(change.after)}
    others = [
        _told(change, everything[name], "unchanged", tuple(sentences))
        for name, sentences in duties.items()
        if name in everything
    ]
    return (*sorted(own, key=lambda each: each.path), *sorted(others, key=lambda each: each.path))


def _told(change: Change, record: Record, act: str, sentences: tuple[Sentence, ...]) -> Told:
    paths = change.before.paths if act == "gone" else change.after.paths
    return Told(record.id, BY_TYPE[type(record)].name, paths.get(record.id, ""), act, sentences)


# ---- what was written ------------------------------------------------------------------------------------


def _facts(change: Change, record: Record, act: str) -> Iterator[Sentence]:
    if act != "altered":
        yield Sentence(f"diff-{act}")
    for new in change.new_events:
        if new.record.id == record.id:
            yield _event(record, new)
    if act == "altered":
        names = _fields(change, record)
        if names:
            yield Sentence("diff-fields", {"fields": ", ".join(names)})


def _event(record: Record, new: NewEvent) -> Sentence:
    event = new.event
    params = {"type": words.event(event.type), "on": str(event.on), "event": event.id}
    if event.type == CORRECTED:
        params |= {"corrects": event.corrects or "", **_corrected(record, event)}
        return Sentence("diff-moved-day" if event.corrected_on else "diff-void", params)
    if event.recorded_on is not None:
        return Sentence("diff-event-later", {**params, "recorded": str(event.recorded_on)})
    return Sentence("diff-event", params)


def _corrected(record: Record, event: Event) -> dict[str, str]:
    """The event that a correction names, and the day that it gives instead."""
    old = next((each for _, each in events(record) if each.id == event.corrects), None)
    found = {"type": words.event(old.type), "on": str(old.on)} if old else {}
    return {**found, "to": str(event.corrected_on or "")}


def _fields(change: Change, record: Record) -> list[str]:
    """The names of the fields that differ, those that hold events left out."""
    old, new = plain(change.before.record(record.id)), plain(record)
    return [name for name in new if name not in ("events", "procedures") and old.get(name) != new[name]]


# ---- what that does to the duties ------------------------------------------------------------------------


def _duties(change: Change, party: Party) -> dict[RecordId, list[Sentence]]:
    before, after = books(change)
    found: dict[RecordId, list[Sentence]] = defaultdict(list)
    for name, new in after.items():
        for sentence in _duty(change, before.get(name), new, party):
            found[new.record].append(sentence)
    if general(change):
        for name, old in before.items():
            if name not in after and old.state not in ENDED:
                found[old.record].append(Sentence("diff-lapsed", _of(change.before, old, party)))
    return dict(found)


def _duty(change: Change, old: Obligation | None, new: Obligation, party: Party) -> Iterator[Sentence]:
    said = _of(change.after, new, party)
    if new.state in (State.MET, State.MET_LATE) and not new.closed and (old is None or old.met_on is None):
        yield Sentence("diff-met", {**said, **_took(new, change.calendars[1])})
    elif new.state is State.WAIVED or new.closed:
        if old is not None and old.state not in ENDED:
            yield Sentence("diff-ended", {**said, "state": state(new)})
    elif old is None:
        key = "diff-owed" if new.due is not None else "diff-owed-no-limit"
        yield Sentence(key, {**said, "due": days(new.due), "state": state(new)})
    elif old.due != new.due:
        yield Sentence("diff-moved", {**said, "before": days(old.due), "after": days(new.due), "state": state(new)})
    elif old.state is not new.state:
        yield Sentence("diff-turned", {**said, "before": state(old), "after": state(new)})


def _of(registry: Registry, duty: Obligation, party: Party) -> dict[str, str]:
    return {
        "owner": party(registry, duty),
        "article": duty.article,
        **words.titled("title", duty.title, duty.step),
    }


def _took(duty: Obligation, calendar: WorkCalendar) -> dict[str, str]:
    """When a duty was met and how many working days that took."""
    assert duty.met_on is not None
    start = duty.starts.latest
    try:
        number = calendar.between(start, duty.met_on) if start <= duty.met_on else 0
    except CalendarHorizonError:
        number = (duty.met_on - start).days
    return {"on": str(duty.met_on), "days": str(number), "state": state(duty), "due": days(duty.due)}
