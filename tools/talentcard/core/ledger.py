"""The whole ledger of a day: every obligation of every case and every periodic duty, in one order."""

from __future__ import annotations

import datetime as dt

from talentcard.core.engine import Engine
from talentcard.core.model import RecordId
from talentcard.core.obligation import ENDED, Obligation
from talentcard.core.periodic import periodic
from talentcard.core.registry import Registry
from talentcard.core.workdays import WorkCalendar


def ledger(registry: Registry, calendar: WorkCalendar, as_of: dt.date) -> tuple[Obligation, ...]:
    """All obligations on a day: the open ones by due date (those without one last), then the ended ones."""
    engine = Engine(registry, calendar, as_of)
    found = [obligation for case in engine.cases() for obligation in engine.of_case(case)]
    found.extend(periodic(engine))
    found.sort(key=order)
    return tuple(found)


def order(obligation: Obligation) -> tuple[bool, dt.date, str]:
    due = obligation.due.earliest if obligation.due is not None else dt.date.max
    return (obligation.state in ENDED, due, obligation.id)


def of_record(obligations: tuple[Obligation, ...], record: RecordId) -> tuple[Obligation, ...]:
    """Those that stand in one record, in the order in which they began."""
    found = [obligation for obligation in obligations if obligation.record == record]
    return tuple(sorted(found, key=lambda o: (o.starts.earliest, o.id)))
