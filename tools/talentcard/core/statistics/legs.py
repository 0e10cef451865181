"""The legs of cases on a day: the unit that every statistic counts.

A leg is one step of one case that somebody owed: a request's, a card procedure's, a problem's or a suggestion's. Duties
that come round by themselves (rosters, meetings, bulletins) are no legs; nor is what each of several bodies owes
(acknowledging a notice): it is our own practice, and one act would count as often as there are bodies.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from talentcard.core import model
from talentcard.core.actors import Actors
from talentcard.core.model import Basis, RecordId
from talentcard.core.obligation import LATE, Obligation, State
from talentcard.core.periodic import GROUP
from talentcard.core.registry import Registry
from talentcard.core.workdays import CalendarHorizonError, WorkCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A step of a case as it stood on one day.

    ``case``: what the legs of one run through the steps share. ``person``: the talent whom the case is about, or the
    case itself where it is about none. ``district``: the talent was recognised by a district (R-37), whose own rules
    may apply. ``ended``: the day on which the step was done, or on which its case was closed while it was late; None
    where it is in hand or was waived. ``left``: its case ended without it. ``limited``: there is a last day in time.
    ``days``: working days from the day it began to the day it was done, the first one not counted.
    """

    case: str
    service: str
    step: str
    person: str
    district: bool
    began: dt.date
    ended: dt.date | None
    state: State
    basis: Basis
    limited: bool
    left: bool
    days: int | None

    @property
    def done(self) -> bool:
        """Fulfilled, in time or not."""
        return self.ended is not None and not self.left

    @property
    def late(self) -> bool:
        """Ended after the last day in time. A step left undone counts too, if it was late when its case was closed."""
        return self.state is State.MET_LATE

    @property
    def missed(self) -> bool:
        """The last day in time has passed it, whether it ended since or not."""
        return self.late or self.state in LATE


def is_leg(obligation: Obligation) -> bool:
    """Whether statistics count it."""
    return obligation.service != GROUP and not obligation.each


def legs_of(obligations: Iterable[Obligation], registry: Registry, calendar: WorkCalendar) -> Iterator[Leg]:
    """The legs in a ledger, in its order."""
    people = People(registry)
    for obligation in obligations:
        if is_leg(obligation):
            yield leg_of(obligation, people, calendar)


def leg_of(obligation: Obligation, people: People, calendar: WorkCalendar) -> Leg:
    ended = obligation.met_on
    left = obligation.closed
    # what is done before its day 0 (an extension applied for ahead of the card's expiry) began when it was done
    began = min(obligation.starts.earliest, ended) if ended else obligation.starts.earliest
    talent = people.talent(obligation.record)
    return Leg(
        case=obligation.id.rpartition("/")[0],
        service=obligation.service,
        step=obligation.step,
        person=talent or obligation.record,
        district=people.of_district(talent),
        began=began,
        ended=ended,
        state=obligation.state,
        basis=obligation.basis,
        limited=obligation.due is not None,
        left=left,
        days=working_days(calendar, began, ended) if ended and not left else None,
    )


def working_days(calendar: WorkCalendar, first: dt.date, last: dt.date) -> int | None:
    """None before the first calendar on record: of such days nothing can be said."""
    try:
        return calendar.between(first, last)
    except CalendarHorizonError:
        return None


class People:
    """Whom the records are about."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._actors = Actors(registry)

    def talent(self, record: RecordId) -> RecordId | None:
        found = self._registry.get(model.Request, record) or self._registry.get(model.Card, record)
        return found.talent if found else None

    def of_district(self, talent: RecordId | None) -> bool:
        return self._actors.scope(talent) is not None
