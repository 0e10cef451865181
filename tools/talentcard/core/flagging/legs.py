"""Which obligations are called for on a day, how high on the ladder of the policy, and whom to turn to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from talentcard.core.deadlines import Reckoner
from talentcard.core.model import Organisation, RecordId, Reminder, Rung
from talentcard.core.obligation import LATE, Obligation, State
from talentcard.core.policy import Rulebook
from talentcard.core.registry import Registry
from talentcard.core.workdays import DayRange, WorkCalendar

BEFORE = {State.DUE_SOON: Rung.DUE_SOON, State.DUE_TODAY: Rung.DUE_TODAY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """An obligation that is called for, in whose issue, and the rung that it has reached."""

    obligation: Obligation
    body: RecordId
    reminder: Reminder

    @property
    def rung(self) -> Rung:
        return self.reminder.rung

    @property
    def clock(self) -> tuple[str, dt.date]:
        """What a rung is said of once: the obligation and the day from which it runs."""
        return self.obligation.id, self.obligation.starts.earliest


class Ladder:
    """The reminders in force on a day. Raises LookupError where no policy states any."""

    def __init__(self, registry: Registry, calendar: WorkCalendar, as_of: dt.date) -> None:
        rules = Rulebook(registry).on(as_of)
        self.registry = registry
        self.as_of = as_of
        self.reminders = rules.reminders
        self._reckoner = Reckoner(calendar, rules)

    def legs(self, obligations: Iterable[Obligation]) -> Iterator[Leg]:
        """What is called for, in the order of the obligations."""
        for obligation in obligations:
            reminder = self.reached(obligation)
            if reminder is not None:
                yield Leg(obligation=obligation, body=self.responsible(obligation), reminder=reminder)

    def reached(self, obligation: Obligation) -> Reminder | None:
        """The highest rung that an obligation has reached, or None while there is nothing to call for."""
        due = obligation.due
        if due is None:
            return None
        if obligation.state in LATE:
            reached = [r for r in self.reminders if r.rung.height >= Rung.OVERDUE.height and self._passed(r, due)]
        else:
            reached = [r for r in self.reminders if r.rung is BEFORE.get(obligation.state)]
        return reached[-1] if reached else None

    def _passed(self, reminder: Reminder, due: DayRange) -> bool:
        if reminder.after is None:
            return True
        term = self._reckoner.term(reminder.after, DayRange.on(due.latest))
        return term is not None and term.due is not None and self.as_of > term.due.latest

    def responsible(self, obligation: Obligation) -> RecordId:
        """The body in whose issue it stands: the owner, or the platform, which looks after those who are none."""
        owner = RecordId(obligation.owner)
        if self.registry.get(Organisation, owner) is not None:
            return owner
        return RecordId(self.registry.settings.roles["platform"])

    def turn_to(self, reminder: Reminder, body: RecordId) -> RecordId:
        """The body that helps on a rung: of this one and those above it, the first that is not the late one itself."""
        roles = self.registry.settings.roles
        above = [RecordId(roles[r.turn_to]) for r in self.reminders if r.rung.height >= reminder.rung.height]
        found = next((role for role in above if role != body), above[0])
        return self.registry.organisation_on(found, self.as_of)
