"""Duties that come round by themselves: rosters (四), reports (五), meeting, bulletin, evaluation (七)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from talentcard.core import model
from talentcard.core.deadlines import DAY, Reckoner, Term
from talentcard.core.engine import Engine
from talentcard.core.model import Contact, Duty, FilingReason, Organisation, Pointer, RecordId, Roster
from talentcard.core.obligation import Obligation, days_left, judge
from talentcard.core.policy import Rules
from talentcard.core.workdays import CalendarHorizonError, DayRange

GROUP = "oversight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One turn of a duty. Its limit is reckoned from ``start``; ``since``: the day from which it stood, if earlier."""

    duty: Duty
    key: str
    start: dt.date
    met_on: dt.date | None
    owner: str
    owed_to: str
    record: RecordId
    pointer: Pointer = ()
    since: dt.date | None = None


def periodic(engine: Engine) -> Iterator[Obligation]:
    """Every periodic obligation that has begun by the as-of day."""
    for source in SOURCES.values():
        yield from source(engine)


def turn(engine: Engine, rules: Rules, it: Round) -> Obligation:
    """One turn, reckoned and judged like any other step."""
    reckoner = Reckoner(engine.calendar, rules)
    term = reckoner.term(it.duty.limit, DayRange.on(it.start)) or Term(None)
    met_on = it.met_on if it.met_on is not None and it.met_on <= engine.as_of else None
    left = days_left(engine.calendar, engine.as_of, term.due) if term.due and met_on is None else None
    return Obligation(
        id=f"{it.record}/{it.key}",
        record=it.record,
        pointer=it.pointer,
        service=GROUP,
        step=it.duty.code,
        rule=it.duty.rule,
        article=it.duty.article,
        title=it.duty.title,
        owner=engine.registry.organisation_on(RecordId(it.owner), met_on or engine.as_of),
        owed_to=it.owed_to,
        limit=it.duty.limit,
        interpretations=it.duty.interpretations,
        starts=DayRange.on(it.since or term.opens or it.start),
        term=term,
        met_on=met_on,
        state=judge(term, it.duty.limit.basis, met_on, None, as_of=engine.as_of, left=left, soon=engine.soon),
        working_days_left=left,
        rules=rules,
    )


def turns(engine: Engine, code: str, rounds: Callable[[Duty], Iterable[Round]]) -> Iterator[Obligation]:
    """The turns of the duty with this code, each under the version in force when it started.

    A turn that reaches back before the first calendar is left out: of such days nothing can be said.
    """
    today = engine.rules_on(engine.as_of, None)
    duty = today.duties.get(code) if today else None
    for it in rounds(duty) if duty else ():
        rules = engine.rules_on(it.start, None) or today
        then = rules.duties.get(code) if rules else None
        if rules is not None and then is not None:
            with suppress(CalendarHorizonError):
                yield turn(engine, rules, replace(it, duty=then))


# ---- monthly and yearly ---------------------------------------------------------------------------


def months(engine: Engine) -> Iterator[dt.date]:
    """The first day of each month from the start of tracking through the as-of day."""
    day = engine.registry.settings.tracking_since.replace(day=1)
    while day <= engine.as_of:
        yield day
        day = (day + 31 * DAY).replace(day=1)


def years(engine: Engine) -> Iterator[int]:
    """The years to be evaluated: those that are tracked from their first month on."""
    since = engine.registry.settings.tracking_since
    first = since.year if since <= dt.date(since.year, 1, 31) else since.year + 1
    yield from range(first, engine.as_of.year + 1)


def earliest_by_month(days: Iterable[dt.date]) -> Mapping[tuple[int, int], dt.date]:
    found: dict[tuple[int, int], dt.date] = {}
    for day in sorted(days):
        found.setdefault((day.year, day.month), day)
    return found


def monthly(engine: Engine, code: str, owner: str, done: Iterable[dt.date], record: RecordId) -> Iterator[Obligation]:
    """One turn a month; or from each time it was done to the next (interpretation ``monthly-cadence``)."""
    days = sorted(day for day in done if day <= engine.as_of)
    rules = engine.rules_on(engine.as_of, None)
    by_month = rules is None or rules.reading("monthly-cadence") != "thirty_days"

    def rounds(duty: Duty) -> Iterator[Round]:
        for key, start, met_on in in_months(engine, days) if by_month else in_turn(engine, days):
            yield Round(
                duty=duty,
                key=f"{code}/{key}",
                start=start,
                met_on=met_on,
                owner=owner,
                owed_to=duty.owed_to,
                record=record,
            )

    return turns(engine, code, rounds)


def in_months(engine: Engine, days: list[dt.date]) -> Iterator[tuple[str, dt.date, dt.date | None]]:
    """Each month from the start of tracking, with the first day in it, or else after it, on which the duty was done.

    A month that was missed is made good, late, by the next time: it does not stay open for ever.
    """
    met = earliest_by_month(days)
    for first in months(engine):
        later = next((day for day in days if day >= first), None)
        yield f"{first:%Y-%m}", first, met.get((first.year, first.month), later)


def in_turn(engine: Engine, days: list[dt.date]) -> Iterator[tuple[str, dt.date, dt.date | None]]:
    """From the start of tracking to the first time, and from each time to the next."""
    since = engine.registry.settings.tracking_since
    if since > engine.as_of:
        return
    times = [since, *sorted({day for day in days if day > since})]
    for start, following in zip(times, [*times[1:], None], strict=True):
        yield str(start), start, following


def meetings(engine: Engine) -> Iterator[Obligation]:
    """R-34: a joint meeting every month."""
    held = [meeting.held_on for meeting in engine.registry.of(model.Meeting).values()]
    owner = engine.actors.roles["org_dept"]
    return monthly(engine, "meeting", owner, held, owner)


def bulletins(engine: Engine) -> Iterator[Obligation]:
    """R-35: a bulletin every month."""
    published = [
        bulletin.published_on
        for bulletin in engine.registry.of(model.Bulletin).values()
        if bulletin.type is model.BulletinType.BULLETIN
    ]
    owner = engine.actors.roles["hrss"]
    return monthly(engine, "bulletin", owner, published, owner)


def specialist_reports(engine: Engine) -> Iterator[Obligation]:
    """R-14: each specialist's periodic report; a month only partly in post owes none."""
    reports = defaultdict(list)
    for bulletin in engine.registry.of(model.Bulletin).values():
        if bulletin.type is model.BulletinType.SPECIALIST_REPORT:
            reports[bulletin.issued_by].append(bulletin.published_on)
    for contact in engine.registry.of(Contact).values():
        if contact.post is model.Post.SPECIALIST:
            done = monthly(engine, "specialist_report", contact.organisation, reports[contact.id], contact.id)
            yield from (o for o in done if in_post_all_month(contact, o.starts.earliest))


def in_post_all_month(contact: Contact, first: dt.date) -> bool:
    following = (first + 31 * DAY).replace(day=1)
    return contact.since <= first and (contact.until is None or contact.until >= following - DAY)


def yearly(engine: Engine, code: str, done: Mapping[int, dt.date]) -> Iterator[Obligation]:
    owner = engine.actors.roles["org_dept"]

    def rounds(duty: Duty) -> Iterator[Round]:
        for year in years(engine):
            yield Round(
                duty=duty,
                key=f"{code}/{year}",
                start=dt.date(year, 1, 1),
                met_on=done.get(year),
                owner=owner,
                owed_to=duty.owed_to,
                record=owner,
            )

    return turns(engine, code, rounds)


def evaluations(engine: Engine) -> Iterator[Obligation]:
    """R-36: the yearly evaluation."""
    found = ((e.year, e.evaluated_on) for e in engine.registry.of(model.Evaluation).values())
    return yearly(engine, "evaluation", earliest_by_year(found))


def inspections(engine: Engine) -> Iterator[Obligation]:
    """R-36: the yearly inspection."""
    found = ((e.year, e.inspected_on) for e in engine.registry.of(model.Evaluation).values())
    return yearly(engine, "inspection", earliest_by_year(found))


def earliest_by_year(days: Iterable[tuple[int, dt.date | None]]) -> Mapping[int, dt.date]:
    found: dict[int, dt.date] = {}
    for year, day in days:
        if day is not None:
            found[year] = min(day, found.get(year, day))
    return found


def decisions(engine: Engine) -> Iterator[Obligation]:
    """Each decision of a meeting: action, owner, date."""

    def rounds(duty: Duty) -> Iterator[Round]:
        for meeting in engine.registry.of(model.Meeting).values():
            for index, decision in enumerate(meeting.decisions):
                if meeting.held_on <= engine.as_of:
                    yield Round(
                        duty=duty,
                        key=f"decision/{decision.id}",
                        start=decision.due,
                        since=meeting.held_on,
                        met_on=decision.done_on,
                        owner=decision.owner,
                        owed_to=meeting.chaired_by,
                        record=meeting.id,
                        pointer=("decisions", index),
                    )

    return turns(engine, "decision", rounds)


# ---- rosters ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a body's contacts on a day: the first day of a new one, the day after the last of an old one."""

    organisation: RecordId
    on: dt.date
    known_on: dt.date
    contact: RecordId


def filings(engine: Engine) -> Mapping[RecordId, list[Roster]]:
    """Each body's filings of annex 14 up to the as-of day, earliest first."""
    found: dict[RecordId, list[Roster]] = defaultdict(list)
    for roster in engine.registry.of(Roster).values():
        if roster.filed_on <= engine.as_of:
            found[roster.organisation].append(roster)
    for rosters in found.values():
        rosters.sort(key=lambda roster: (roster.filed_on, roster.id))
    return found


def changes(engine: Engine, filed: Mapping[RecordId, list[Roster]]) -> Iterator[Change]:
    """Every change that is known by the as-of day; who was there at the first filing is no change."""
    initial = {org: rosters[0].filed_on for org, rosters in filed.items()}
    for contact in engine.registry.of(Contact).values():
        begun = initial.get(contact.organisation)
        if begun is None or not contact.post.on_rosters:
            continue
        days = [contact.since] if contact.since > begun else []
        days += [contact.until + DAY] if contact.until is not None and contact.until >= begun else []
        for day in days:
            known = min(day, contact.announced_on or day)
            if known <= engine.as_of:
                yield Change(contact.organisation, day, known, contact.id)


def roster_changes(engine: Engine) -> Iterator[Obligation]:
    """R-13: a new form within the five days before a change; one form covers all changes of the same day."""
    filed = filings(engine)
    handed_in = {
        (roster.organisation, roster.changes_on): roster
        for rosters in filed.values()
        for roster in reversed(rosters)
        if roster.changes_on is not None
    }
    known: dict[tuple[RecordId, dt.date], Change] = {}
    for change in changes(engine, filed):
        known.setdefault((change.organisation, change.on), change)
    for (organisation, day), roster in handed_in.items():
        if day is not None and roster.reason is FilingReason.CHANGE:
            known.setdefault((organisation, day), Change(organisation, day, roster.filed_on, roster.id))

    def rounds(duty: Duty) -> Iterator[Round]:
        for key, change in sorted(known.items()):
            roster = handed_in.get(key)
            yield Round(
                duty=duty,
                key=f"roster_change/{change.on}",
                start=change.on,
                met_on=roster.filed_on if roster else None,
                owner=change.organisation,
                owed_to=engine.actors.roles["platform"],
                record=change.organisation,
            )

    return turns(engine, "roster_change", rounds)


def roster_confirmations(engine: Engine) -> Iterator[Obligation]:
    """The house standard: a filing of any kind at least every ninety days."""

    def rounds(duty: Duty) -> Iterator[Round]:
        for organisation, rosters in filings(engine).items():
            days = sorted({roster.filed_on for roster in rosters})
            for day, following in zip(days, [*days[1:], None], strict=True):
                yield Round(
                    duty=duty,
                    key=f"roster_confirmation/{day}",
                    start=day,
                    met_on=following,
                    owner=organisation,
                    owed_to=engine.actors.roles["platform"],
                    record=organisation,
                )

    return turns(engine, "roster_confirmation", rounds)


def in_post(contact: Contact, day: dt.date) -> bool:
    return contact.since <= day and (contact.until is None or contact.until >= day)


def vacancies(engine: Engine) -> Iterator[Obligation]:
    """R-12: a body with fewer contacts of a post than the roster asks for; only bodies that have filed one before."""
    rules = engine.rules_on(engine.as_of, None)
    filed = filings(engine)
    posts = defaultdict(list)
    for contact in engine.registry.of(Contact).values():
        posts[contact.organisation, contact.post].append(contact)

    def rounds(duty: Duty) -> Iterator[Round]:
        for organisation in engine.registry.of(Organisation).values():
            for size in rules.rosters if rules else ():
                if organisation.type not in size.organisations or organisation.id not in filed:
                    continue
                contacts = posts[organisation.id, size.post]
                if sum(in_post(contact, engine.as_of) for contact in contacts) < size.least:
                    left = [c.until + DAY for c in contacts if c.until is not None and c.until < engine.as_of]
                    yield Round(
                        duty=duty,
                        key=f"roster_number/{size.post.value}",
                        start=max(left, default=filed[organisation.id][0].filed_on),
                        met_on=None,
                        owner=organisation.id,
                        owed_to=engine.actors.roles["platform"],
                        record=organisation.id,
                    )

    return turns(engine, "roster_number", rounds)


SOURCES: Mapping[str, Callable[[Engine], Iterator[Obligation]]] = {
    "meeting": meetings,
    "bulletin": bulletins,
    "specialist_report": specialist_reports,
    "evaluation": evaluations,
    "inspection": inspections,
    "decision": decisions,
    "roster_change": roster_changes,
    "roster_confirmation": roster_confirmations,
    "roster_number": vacancies,
}
"""What each duty code of a policy is computed from: the closed set of periodic duties."""
