"""How fresh the rosters are at a month's end (四): on file, out of date, posts that are vacant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from talentcard.core.engine import Engine
from talentcard.core.obligation import LATE, Obligation, State
from talentcard.core.periodic import filings, roster_changes, roster_confirmations, vacancies
from talentcard.core.statistics.exact import within
from talentcard.core.statistics.figures import Period

CHANGE, CONFIRMATION, VACANCY = "change", "confirmation", "vacancy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A body's roster is out of date. ``kind``: a change without its form (R-13), a confirmation past the house
    standard, or a vacant ``post`` (R-12). ``since``: the last day in time; the day from which the post is vacant.
    """

    kind: str
    body: str
    since: dt.date
    days: int
    post: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rosters:
    """``filed``: bodies with a roster on file at the month's end; ``filings``: forms handed in during the month;
    ``fresh``: the bodies of ``filed`` without a gap. The others: gaps of each kind.
    """

    filed: int = 0
    filings: int = 0
    fresh: int = 0
    change: int = 0
    confirmation: int = 0
    vacancy: int = 0
    gaps: tuple[Gap, ...] = ()


def rosters(engine: Engine, period: Period) -> Rosters:
    """As on the engine's day, which is the period's last."""
    filed = filings(engine)
    found = tuple(sorted(gaps(engine), key=lambda gap: (gap.kind, gap.since, gap.body, gap.post)))
    stale = {gap.body for gap in found}
    return Rosters(
        filed=len(filed),
        filings=sum(within(roster.filed_on, period) for every in filed.values() for roster in every),
        fresh=sum(body not in stale for body in filed),
        change=sum(gap.kind == CHANGE for gap in found),
        confirmation=sum(gap.kind == CONFIRMATION for gap in found),
        vacancy=sum(gap.kind == VACANCY for gap in found),
        gaps=found,
    )


def gaps(engine: Engine) -> Iterator[Gap]:
    for kind, owed in ((CHANGE, roster_changes(engine)), (CONFIRMATION, roster_confirmations(engine))):
        for one in owed:
            if one.state in LATE and one.due is not None:
                yield gap(engine, kind, one, one.due.latest)
    for one in vacancies(engine):
        if one.state is State.OPEN:
            yield gap(engine, VACANCY, one, one.starts.earliest, one.id.rpartition("/")[2])


def gap(engine: Engine, kind: str, owed: Obligation, since: dt.date, post: str = "") -> Gap:
    days = engine.calendar.between(since, engine.as_of)
    return Gap(kind=kind, body=owed.owner, since=since, days=days, post=post)
