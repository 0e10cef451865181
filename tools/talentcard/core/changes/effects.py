"""What a change does to the ledger: deadlines that move, verdicts that turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from talentcard.core.changes.change import Change
from talentcard.core.changes.rule import ChangeRule
from talentcard.core.engine import Engine
from talentcard.core.finding import Place, Severity
from talentcard.core.ledger import ledger
from talentcard.core.model import (
    Bulletin,
    Calendar,
    Contact,
    Evaluation,
    ExpectedCalendar,
    Interpretation,
    Meeting,
    Organisation,
    Policy,
    Record,
    RecordId,
    Roster,
    Service,
    Settings,
    Talent,
)
from talentcard.core.obligation import ENDED, LATE, Obligation, State
from talentcard.core.periodic import periodic
from talentcard.core.registry import Registry
from talentcard.core.rules import words
from talentcard.core.rules.rule import Hit
from talentcard.core.workdays import DayRange, WorkCalendar

FOR_ALL = (Calendar, ExpectedCalendar, Policy, Service, Interpretation, Settings, Organisation)
"""Kinds of record on which the deadlines of other records depend."""

FOR_BODIES = (Bulletin, Contact, Evaluation, Meeting, Roster, Talent)
"""Kinds of record by which bodies meet the duties that come round by themselves."""

Book = Mapping[str, Obligation]
"""Obligation's id → obligation."""


@lru_cache(maxsize=1)
def books(change: Change) -> tuple[Book, Book]:
    """The ledger before and after, as far as the change can have touched it, both on the day of the picture."""
    touched = {record.id for record in (*change.added, *change.gone)} | {found.after.id for found in change.altered}
    return (
        _book(change.before, change.calendars[0], change, touched),
        _book(change.after, change.calendars[1], change, touched),
    )


def general(change: Change) -> bool:
    """Whether the change alters what the deadlines of other records depend on."""
    return _touches(change, FOR_ALL)


def _touches(change: Change, kinds: tuple[type[Record], ...]) -> bool:
    altered = (found.before for found in change.altered)
    return any(isinstance(record, kinds) for record in (*change.added, *change.gone, *altered))


def _book(registry: Registry, calendar: WorkCalendar, change: Change, touched: set[RecordId]) -> Book:
    if not registry.of(Settings):
        return {}
    if general(change):
        return {obligation.id: obligation for obligation in ledger(registry, calendar, change.as_of)}
    engine = Engine(registry, calendar, change.as_of)
    found = [duty for case in engine.cases(lambda record: record.id in touched) for duty in engine.of_case(case)]
    if _touches(change, FOR_BODIES):
        found.extend(periodic(engine))
    return {obligation.id: obligation for obligation in found}


def moved(change: Change) -> Iterator[Hit]:
    """Ensure whoever reviews a change knows each open duty whose last day it moves."""
    before, after = books(change)
    for name, old in before.items():
        new = after.get(name)
        if new is not None and old.due != new.due and _open(old, new):
            yield _hit(change, new, {"before": days(old.due), "after": days(new.due)})


def flipped(change: Change) -> Iterator[Hit]:
    """Ensure whoever reviews a change knows each duty on which it turns the verdict."""
    before, after = books(change)
    for name, old in before.items():
        new = after.get(name)
        if new is None:
            if general(change) and old.state not in ENDED:
                yield _hit(change, old, {"before": state(old), "after": "@change-state-gone"})
        elif old.state is not new.state and _turned(old, new):
            yield _hit(change, new, {"before": state(old), "after": state(new)})


def _open(old: Obligation, new: Obligation) -> bool:
    """Whether a duty is still to be done in one of the two states, and its clock runs in both."""
    states = (old.state, new.state)
    return State.PAUSED not in states and not ENDED.issuperset(states)


def _turned(old: Obligation, new: Obligation) -> bool:
    """Whether the verdict is another one on the same facts, or an old fact was put right.

    That a duty was met, waived or paused by what the change records is no such thing.
    """
    if old.state in ENDED:
        return True
    if new.state in ENDED:
        return old.state in LATE and new.state is not State.MET_LATE and not new.closed
    return State.PAUSED not in (old.state, new.state)


def days(due: DayRange | None) -> str:
    """A due date as a message writes it: one day, or the range that it lies in."""
    if due is None:
        return "@change-no-limit"
    return f"{due.earliest}…{due.latest}" if due.provisional else str(due.latest)


def state(obligation: Obligation) -> str:
    return f"@state-{obligation.state}"


def _hit(change: Change, obligation: Obligation, params: dict[str, str]) -> Hit:
    said = words.titled("title", obligation.title, obligation.step)
    return Hit(
        at=_place(change, obligation), params={"id": obligation.id, **said, **params}, cites=(obligation.article,)
    )


def _place(change: Change, obligation: Obligation) -> Place:
    """Where a duty's record stands; the settings for one that has none."""
    for registry in (change.after, change.before):
        if obligation.record in registry.paths:
            return registry.place(registry.record(obligation.record), *obligation.pointer)
    return change.after.place(change.after.settings)


RULES: tuple[ChangeRule, ...] = (
    ChangeRule(
        id="change-deadline-moved",
        ensures="Whoever reviews a change knows each open duty whose last day it moves.",
        check=moved,
        severity=Severity.WARNING,
    ),
    ChangeRule(
        id="change-state-flipped",
        ensures="Whoever reviews a change knows each duty on which it turns the verdict.",
        check=flipped,
        severity=Severity.WARNING,
    ),
)
