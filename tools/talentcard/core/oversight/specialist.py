"""What a specialist has to report of a month (五(一)4, R-14): facts only, from the ledger of the month's last day.

Whose a case is changes with the care of its talent, so each event counts for whoever looked after the talent on the
event's own day, and what is stuck for whoever does on the last day: the reports of all specialists, and the one of what
is in nobody's care, add up to the whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from talentcard.core import model
from talentcard.core.cases import Case, closing_day, first, in_effect
from talentcard.core.engine import Engine
from talentcard.core.model import Bulletin, BulletinType, Contact, Post, RecordId, ServiceGroup, Suggestion
from talentcard.core.obligation import ENDED, LATE, Obligation, State
from talentcard.core.oversight.meeting import TAKEN, outcomes
from talentcard.core.periodic import in_post_all_month
from talentcard.core.statistics.exact import within
from talentcard.core.statistics.figures import Period

GROUPS = (ServiceGroup.SERVICE, ServiceGroup.CARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One service. Cases are named by their record, with the procedure of a card behind it.

    ``accepted``: reached the platform in the month; ``forwarded``: passed on to who serves (None: a card is passed on
    to nobody); ``settled``: came to their end, refused and withdrawn ones too. ``stuck``: legs past their last day.
    """

    service: str
    accepted: tuple[str, ...] = ()
    forwarded: tuple[str, ...] | None = ()
    settled: tuple[str, ...] = ()
    stuck: tuple[Obligation, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.accepted or self.forwarded or self.settled or self.stuck)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem or suggestion collected in the month, or earlier and without an outcome when it began."""

    record: Suggestion
    raised_on: dt.date
    taken_on: dt.date | None
    ended_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A specialist's month. ``contact`` None: what was in nobody's care. ``owed``: the policy asks for this report.

    ``through``: the month's last day, or the as-of day where it is not over. ``talents``: in care at any time of it.
    ``filed``: the report on record, if there is one.
    """

    contact: Contact | None
    month: Period
    through: dt.date
    owed: bool
    talents: int
    work: tuple[Work, ...]
    problems: tuple[Problem, ...]
    filed: Bulletin | None

    @property
    def stuck(self) -> tuple[Obligation, ...]:
        return tuple(leg for work in self.work for leg in work.stuck)

    @property
    def empty(self) -> bool:
        return not self.work and not self.problems


@dataclass(frozen=True, slots=True)
class Counted:
    """Something that happened in one service, on its day, in somebody's care. ``what``: a field of Work."""

    who: RecordId | None
    service: str
    what: str
    case: str | Obligation


def specialists(engine: Engine, month: Period) -> tuple[Contact, ...]:
    """Those in post on any day of the month."""
    return tuple(
        contact
        for contact in engine.registry.of(Contact).values()
        if contact.post is Post.SPECIALIST
        and contact.since <= month.last
        and (contact.until is None or contact.until >= month.first)
    )


def reports(engine: Engine, month: Period) -> tuple[Report, ...]:
    """Every specialist's report, last that of what was in nobody's care; the engine's day is the last one counted.

    Raises NoPolicyError where no rules are in force on that day.
    """
    counted = list(counts(engine, month))
    raised = sorted(problems(engine, month), key=lambda found: (found[1].raised_on, found[1].record.id))
    filed = {
        bulletin.issued_by: bulletin
        for bulletin in engine.registry.of(Bulletin).values()
        if bulletin.type is BulletinType.SPECIALIST_REPORT and bulletin.period == month.key
    }
    duty = engine.rulebook.on(engine.as_of).duties.get("specialist_report")
    return tuple(
        Report(
            contact=contact,
            month=month,
            through=engine.as_of,
            owed=contact is not None and duty is not None and in_post_all_month(contact, month.first),
            talents=sum(looked_after(talent, contact, month.first, engine.as_of) for talent in talents(engine)),
            work=tuple(work(engine, [c for c in counted if c.who == (contact.id if contact else None)])),
            problems=tuple(found for who, found in raised if who == (contact.id if contact else None)),
            filed=filed.get(contact.id) if contact else None,
        )
        for contact in (*specialists(engine, month), None)
    )


def talents(engine: Engine) -> Iterable[model.Talent]:
    return engine.registry.of(model.Talent).values()


def looked_after(talent: model.Talent, contact: Contact | None, since: dt.date, last: dt.date) -> bool:
    """Whether a specialist had the talent in care on any day of these; without one: whether nobody had on the last."""
    if contact is None:
        return not any(care.since <= last and (care.until is None or care.until >= last) for care in talent.specialists)
    return any(
        care.contact == contact.id and care.since <= last and (care.until is None or care.until >= since)
        for care in talent.specialists
    )


def work(engine: Engine, counted: list[Counted]) -> Iterator[Work]:
    """The services with anything to report, in the order of the rules."""
    rules = engine.rulebook.on(engine.as_of)
    listed = [service for group in GROUPS for service in rules.services.values() if service.group is group]
    passed_on = {service.code: service.group is ServiceGroup.SERVICE for service in listed}
    for code in dict.fromkeys((*passed_on, *(c.service for c in counted))):
        found: Mapping[str, list[str | Obligation]] = {
            what: [c.case for c in counted if c.service == code and c.what == what]
            for what in ("accepted", "forwarded", "settled", "stuck")
        }
        done = Work(
            service=code,
            accepted=names(found["accepted"]),
            forwarded=names(found["forwarded"]) if passed_on.get(code, True) else None,
            settled=names(found["settled"]),
            stuck=tuple(case for case in found["stuck"] if isinstance(case, Obligation)),
        )
        if not done.empty:
            yield done


def names(cases: Iterable[str | Obligation]) -> tuple[str, ...]:
    return tuple(case for case in cases if isinstance(case, str))


# ---- what happened to a case ----------------------------------------------------------------------------------


def counts(engine: Engine, month: Period) -> Iterator[Counted]:
    """What the cases of the services and of the cards give, each with the specialist of its own day."""
    platform = engine.actors.roles["platform"]
    for case in engine.cases(lambda record: isinstance(record, model.Request | model.Card)):
        legs = tuple(engine.of_case(case))
        if not legs:
            continue
        name = f"{case.record}/{case.part}" if case.part else case.record
        first_seen = reached(legs, platform)
        if within(first_seen, month):
            yield counted(engine, case, "accepted", name, first_seen)
        passed = [leg for leg in legs if is_forwarding(leg, platform) and within(leg.met_on, month)]
        if passed:
            yield counted(engine, case, "forwarded", name, passed[0].met_on)
        ended = end(engine, case, legs)
        if within(ended, month):
            yield counted(engine, case, "settled", name, ended)
        for leg in legs:
            if leg.state in LATE:
                yield counted(engine, case, "stuck", leg, engine.as_of)


def counted(engine: Engine, case: Case, what: str, named: str | Obligation, day: dt.date | None) -> Counted:
    who = engine.actors.specialist(case.talent, day) if day is not None else None
    return Counted(who, case.service, what, named)


def reached(legs: Iterable[Obligation], platform: str) -> dt.date | None:
    """The day on which the platform first had the case before it.

    Something owed to it was done, or a duty of its own began. Medical care and substantive science services bypass it:
    it first hears of them with the feedback (六(二)②, 六(五)).
    """
    days = [leg.met_on for leg in legs if leg.owed_to == platform and leg.met_on is not None and not leg.closed]
    days += [leg.starts.earliest for leg in legs if leg.owner == platform]
    return min(days, default=None)


def is_forwarding(leg: Obligation, platform: str) -> bool:
    """In a service the platform passes the case on to who serves; what it does for a card is its own work."""
    service = leg.rules.service(leg.service)
    of_service = service is not None and service.group is ServiceGroup.SERVICE
    return of_service and leg.owner == platform and leg.state in (State.MET, State.MET_LATE) and not leg.closed


def end(engine: Engine, case: Case, legs: tuple[Obligation, ...]) -> dt.date | None:
    """The day on which a case came to its end: nothing is open in it, and more was done than its employer's part.

    So a photo that is there before its notice is no card.
    """
    if any(leg.state not in ENDED for leg in legs):
        return None
    closed = closing_day(case, in_effect(case.events, engine.as_of))
    employer = engine.actors.employer(case.talent, engine.as_of)
    if closed is None and all(leg.owner == employer for leg in legs):
        return None
    days = [leg.met_on or closed for leg in legs]
    return max((day for day in days if day is not None), default=closed)


# ---- problems -------------------------------------------------------------------------------------------------


def problems(engine: Engine, month: Period) -> Iterator[tuple[RecordId | None, Problem]]:
    """What was collected in the month or had no outcome when it began, with the specialist who answers for it."""
    for record in engine.registry.of(Suggestion).values():
        events = in_effect(record.events, engine.as_of)
        if not events:
            continue
        raised_on = events[0].on
        ended = first(events, *outcomes(engine, record, raised_on))
        taken = first(events, TAKEN)
        if raised_on <= month.last and (ended is None or ended.on >= month.first):
            day = min(ended.on, engine.as_of) if ended else engine.as_of
            yield (
                answering(engine, record, raised_on if within(raised_on, month) else day),
                Problem(
                    record=record,
                    raised_on=raised_on,
                    taken_on=taken.on if taken else None,
                    ended_on=ended.on if ended else None,
                ),
            )


def answering(engine: Engine, record: Suggestion, day: dt.date) -> RecordId | None:
    """The specialist of the talent whose request it arose from; without a request the specialist who raised it."""
    request = engine.registry.get(model.Request, record.request)
    if request is not None:
        return engine.actors.specialist(request.talent, day)
    contact = engine.registry.get(Contact, record.raised_by)
    return contact.id if contact is not None and contact.post is Post.SPECIALIST else None
