"""The list of requests: at which stage each one is, who has it, by when; and what any case has on whose desk."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from talentcard.core.cases import closing_day, in_effect, request_case
from talentcard.core.engine import Engine
from talentcard.core.model import Basis, Organisation, RecordId, Request
from talentcard.core.names import in_language, service_title, short_name
from talentcard.core.obligation import ENDED, Obligation, State
from talentcard.core.reports.due import title
from talentcard.core.reports.table import Column

Legs = tuple[Obligation, ...]
NOTHING_OPEN = "nothing_open"
"""The state of a request in which nobody owes anything (any more)."""

WORST = (
    State.OVERDUE,
    State.BEHIND,
    State.DUE_TODAY,
    State.DUE_SOON,
    State.PENDING,
    State.PAUSED,
    State.OPEN,
)
"""The states of open legs; what is past a rule's limit never stands behind what is past a house standard."""


def open_legs(obligations: tuple[Obligation, ...]) -> Mapping[RecordId, Legs]:
    """What is still to be done in each record, by due date, what has none last."""
    found: dict[RecordId, list[Obligation]] = defaultdict(list)
    for obligation in obligations:
        if obligation.state not in ENDED:
            found[obligation.record].append(obligation)
    return {record: tuple(legs) for record, legs in found.items()}


def urgency(leg: Obligation) -> tuple[int, dt.date, bool]:
    last = leg.due.latest if leg.due is not None else dt.date.max
    return (WORST.index(leg.state), last, leg.basis is Basis.HOUSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which legs are asked for."""

    body: RecordId | None = None
    states: frozenset[str] = frozenset()
    service: str | None = None

    def leg(self, legs: Legs) -> Obligation | None:
        """The worst leg of those asked for; whoever has it, where the body has none: it may be the employer's case."""
        fitting = [
            leg for leg in legs if (not self.states or leg.state in self.states) and self.service in (None, leg.service)
        ]
        own = [leg for leg in fitting if leg.owner == self.body]
        return min(own or fitting or legs, key=urgency, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Whose case it is, and where it lies: the open leg that was asked for, or the worst."""

    employer: RecordId | None
    employer_name: str | None
    district: str | None
    specialist: RecordId | None
    stage: str | None
    stage_name: str | None
    owner: str | None
    owner_name: str | None
    due: dt.date | None
    provisional: bool | None
    left: int | None
    state: State | None

    @classmethod
    def of(cls, engine: Engine, talent: RecordId, leg: Obligation | None, lang: str) -> Desk:
        registry, day = engine.registry, engine.as_of
        employer = engine.actors.employer(talent, day)
        body = registry.get(Organisation, employer)
        return cls(
            employer=employer,
            employer_name=short_name(registry, employer, day, lang) if employer else None,
            district=body.district if body else None,
            specialist=engine.actors.specialist(talent, day),
            stage=leg.step if leg else None,
            stage_name=title(leg, lang) if leg else None,
            owner=leg.owner if leg else None,
            owner_name=short_name(registry, leg.owner, day, lang) if leg else None,
            due=leg.due.latest if leg and leg.due else None,
            provisional=leg.provisional if leg else None,
            left=leg.working_days_left if leg else None,
            state=leg.state if leg else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A request on a day. ``legs``: how many are open at the same time; ``ended``: withdrawn, refused or closed."""

    id: RecordId
    service: str
    service_name: str
    variant: str
    variant_name: str
    talent: RecordId
    requested_by: str
    begun: dt.date
    ended: dt.date | None
    legs: int
    desk: Desk

    @property
    def state(self) -> str:
        return self.desk.state.value if self.desk.state is not None else NOTHING_OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which requests are asked for; without ``states`` those with something open, unless ``ended``.

    ``month`` (YYYY-MM): those begun in it; ``body``: employer, or who has one of its legs, in one of the states.
    """

    states: frozenset[str] = frozenset()
    service: str | None = None
    body: RecordId | None = None
    district: str | None = None
    month: str | None = None
    ended: bool = False

    @property
    def asked(self) -> Asked:
        return Asked(body=self.body, states=self.states)

    def __contains__(self, request: Progress) -> bool:
        asked = request.state in self.states if self.states else self.ended or request.state != NOTHING_OPEN
        return (
            asked
            and self.service in (None, request.service)
            and self.body in (None, request.desk.employer, request.desk.owner)
            and self.district in (None, request.desk.district)
            and self.month in (None, f"{request.begun:%Y-%m}")
        )


COLUMNS: tuple[Column[Progress], ...] = (
    Column("id", lambda r: r.id, screen=True),
    Column("service", lambda r: r.service),
    Column("service_name", lambda r: r.service_name, screen=True),
    Column("variant", lambda r: r.variant),
    Column("variant_name", lambda r: r.variant_name, screen=True),
    Column("talent", lambda r: r.talent, screen=True),
    Column("requested_by", lambda r: r.requested_by, words="requester-name-"),
    Column("employer", lambda r: r.desk.employer),
    Column("employer_name", lambda r: r.desk.employer_name, screen=True),
    Column("district", lambda r: r.desk.district),
    Column("specialist", lambda r: r.desk.specialist),
    Column("begun", lambda r: r.begun, screen=True),
    Column("ended", lambda r: r.ended),
    Column("open_legs", lambda r: r.legs),
    Column("stage", lambda r: r.desk.stage),
    Column("stage_name", lambda r: r.desk.stage_name, screen=True),
    Column("owner", lambda r: r.desk.owner),
    Column("owner_name", lambda r: r.desk.owner_name, screen=True),
    Column("due", lambda r: r.desk.due, screen=True),
    Column("provisional", lambda r: r.desk.provisional),
    Column("working_days_left", lambda r: r.desk.left, screen=True),
    Column("state", lambda r: r.state, words="state-", screen=True),
)


def progress(engine: Engine, obligations: tuple[Obligation, ...], wanted: Wanted, lang: str) -> Iterator[Progress]:
    """The wanted requests of those that have begun by the day, in the order of the files."""
    owed = open_legs(obligations)
    for request in engine.registry.of(Request).values():
        events = in_effect(request.events, engine.as_of)
        if not events:
            continue
        case, legs = request_case(request), owed.get(request.id, ())
        variant = [e.variant for e in events if e.variant is not None]
        code = variant[-1] if variant else request.variant
        rules = engine.rules_on(events[0].on, request.talent)
        found = rules.variant(request.service, code) if rules else None
        row = Progress(
            id=request.id,
            service=request.service,
            service_name=service_title(engine.registry, request.service, lang),
            variant=code,
            variant_name=in_language(found.title, lang) if found else code,
            talent=request.talent,
            requested_by=request.requested_by,
            begun=events[0].on,
            ended=closing_day(case, events),
            legs=len(legs),
            desk=Desk.of(engine, request.talent, wanted.asked.leg(legs), lang),
        )
        if row in wanted:
            yield row
