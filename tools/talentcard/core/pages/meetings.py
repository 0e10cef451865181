"""A meeting's pack and its minutes in one language: names, titles and texts ready for a wording or a page.

States stay codes: the wording has the words for them, where staff can change them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from talentcard.core.model import Contact, Meeting, Organisation, RecordId, Rung
from talentcard.core.names import service_title
from talentcard.core.obligation import LATE, Obligation
from talentcard.core.oversight.meeting import Asked, Decided, GapCase, Item, Late, Pack, Raised, Vacancy, held
from talentcard.core.pages.world import World
from talentcard.core.periodic import GROUP
from talentcard.core.statistics.figures import Period
from talentcard.core.statistics.periods import month_of, next_month

GENERAL = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRow:
    """``service`` is empty for what belongs to none; ``rung`` a code of the ladder; ``days``: working days over."""

    body: str
    service: str
    duty: str
    record: str
    due: dt.date
    days: int
    article: str
    rung: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRow:
    """How much of one body's is long overdue: of the rules' limits, of house standards, the longest wait."""

    body: str
    overdue: int
    behind: int
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRow:
    duty: str
    owner: str
    due: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    record: str
    service: str
    gap: str
    opened_on: dt.date
    legs: tuple[LegRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRow:
    """How the register reads the text where a gap is: what the meeting may want to confirm or change."""

    code: str
    question: str
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedRow:
    """``put_to``: the meeting that had it before it already; ``due`` and ``late``: by the house standard."""

    record: str
    subject: str
    text: str
    by: str
    raised_on: dt.date
    taken_on: dt.date | None
    put_to: dt.date | None
    due: dt.date | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedRow:
    record: str
    held_on: dt.date
    action: str
    owner: str
    due: dt.date
    done_on: dt.date | None
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyRow:
    record: str
    body: str
    post: str
    since: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedView:
    """``findings``: what the inspection found, each with its subject."""

    record: str
    year: int
    on: dt.date
    summary: str
    findings: tuple[tuple[str, str], ...]
    anew: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PackView:
    """``month`` is a month in words; ``issuer`` who calls the meeting, ``to`` who is asked to it."""

    month: str
    as_of: dt.date
    issuer: str
    to: str
    before: dt.date | None
    agenda: tuple[str, ...]
    decisions: tuple[DecidedRow, ...]
    bodies: tuple[BodyRow, ...]
    overdue: tuple[LateRow, ...]
    behind: tuple[LateRow, ...]
    gaps: tuple[GapRow, ...]
    readings: tuple[ReadingRow, ...]
    problems: tuple[RaisedRow, ...]
    suggestions: tuple[RaisedRow, ...]
    vacancies: tuple[VacancyRow, ...]
    asked: AskedView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesView:
    """The minutes of a meeting that has been held; bodies by the names of that day."""

    month: str
    held_on: dt.date
    issuer: str
    chaired_by: str
    attended: str
    agenda: tuple[str, ...]
    decisions: tuple[DecidedRow, ...]


def coming(world: World) -> Period:
    """The month whose meeting is next: this one until its meeting has been held."""
    month = month_of(world.as_of)
    this_month = any(month.first <= meeting.held_on for meeting in held(world.engine))
    return next_month(month) if this_month else month


def view(world: World, pack: Pack) -> PackView:
    roles = world.engine.actors.roles
    return PackView(
        month=month_name(world, pack.month.first),
        as_of=pack.as_of,
        issuer=world.organisation(roles["org_dept"], short=False),
        to=invited(world),
        before=pack.before.held_on if pack.before else None,
        agenda=agenda(world, pack),
        decisions=tuple(decided(world, found) for found in pack.decisions),
        bodies=tuple(by_body(world, pack.late)),
        overdue=tuple(late(world, found) for found in pack.overdue),
        behind=tuple(late(world, found) for found in pack.behind),
        gaps=tuple(gap(world, found) for found in pack.gaps),
        readings=tuple(readings(world, pack.gaps)),
        problems=tuple(raised(world, found) for found in pack.problems),
        suggestions=tuple(raised(world, found) for found in pack.suggestions),
        vacancies=tuple(vacancy(world, found) for found in pack.vacancies),
        asked=asked(world, pack.asked) if pack.asked else None,
    )


def month_name(world: World, day: dt.date) -> str:
    return world.words("status.month", y=day.year, month=world.words.month(day.month))


def invited(world: World) -> str:
    """The bodies that the rules call together (七): those that are told of cards, the caller of the meeting aside."""
    registry, day = world.registry, world.as_of
    caller = registry.organisation_on(world.engine.actors.roles["org_dept"], day)
    bodies = (registry.organisation_on(body, day) for body in registry.notified_on(day))
    return world.words.list(world.organisation(body) for body in dict.fromkeys(bodies) if body != caller)


def agenda(world: World, pack: Pack) -> tuple[str, ...]:
    """The items in words, each short enough for a record's line."""
    return tuple(item_name(world, item, count, pack) for item, count in pack.agenda.items())


def item_name(world: World, item: Item, count: int, pack: Pack) -> str:
    if item is Item.EVALUATION and pack.asked is not None:
        return world.words("meeting.item_evaluation", year=pack.asked.evaluation.year)
    return world.words(f"meeting.item_{item.value}", count=count)


# ---- rows ---------------------------------------------------------------------------------------------------------


def late(world: World, found: Late) -> LateRow:
    owed = found.obligation
    return LateRow(
        body=world.organisation(found.body),
        service=service_title(world.registry, owed.service, world.words.lang) if owed.service != GROUP else "",
        duty=world.words.text(owed.title),
        record=owed.record,
        due=last_day(owed) or world.as_of,
        days=found.days,
        article=owed.article,
        rung=found.rung.value,
    )


def by_body(world: World, found: Iterable[Late]) -> Iterator[BodyRow]:
    """Bodies with the most before the meeting first."""
    every = tuple(found)
    rows = []
    for body in dict.fromkeys(one.body for one in every):
        own = [one for one in every if one.body == body]
        house = sum(one.obligation.basis == "house" for one in own)
        longest = max(one.days for one in own)
        pressing = sum(one.rung is Rung.JOINT_MEETING for one in own)
        row = BodyRow(body=world.organisation(body), overdue=len(own) - house, behind=house, longest=longest)
        rows.append(((-row.overdue, -pressing, -longest, body), row))
    yield from (row for _, row in sorted(rows, key=lambda pair: pair[0]))


def gap(world: World, found: GapCase) -> GapRow:
    legs = (
        LegRow(duty=world.words.text(leg.title), owner=party(world, leg.owner), due=last_day(leg)) for leg in found.legs
    )
    return GapRow(
        record=found.request.id,
        service=service_title(world.registry, found.request.service, world.words.lang),
        gap=world.words.text(found.gap.title),
        opened_on=found.opened_on,
        legs=tuple(legs),
    )


def readings(world: World, cases: Iterable[GapCase]) -> Iterator[ReadingRow]:
    """The readings of the register that the gaps rest on, each once."""
    for code in dict.fromkeys(case.gap.interpretation for case in cases):
        reading = world.rules.interpretations.get(code)
        if reading is not None:
            chosen = next(option.text for option in reading.options if option.code == reading.chosen)
            question, text = world.words.text(reading.question), world.words.text(chosen)
            yield ReadingRow(code=code, question=question, chosen=text)


def raised(world: World, found: Raised) -> RaisedRow:
    return RaisedRow(
        record=found.record.id,
        subject=subject(world, found.record.subject),
        text=found.record.text,
        by=by(world, found.record.raised_by),
        raised_on=found.raised_on,
        taken_on=found.taken_on,
        put_to=found.put_to,
        due=last_day(found.leg) if found.leg else None,
        late=found.leg is not None and found.leg.state in LATE,
    )


def subject(world: World, code: str) -> str:
    if code == GENERAL:
        return world.words("meeting.general")
    return service_title(world.registry, code, world.words.lang)


def by(world: World, contact: RecordId) -> str:
    """Who raised it: the post and its body, never a person."""
    found = world.registry.get(Contact, contact)
    if found is None:
        return world.words("actor.unit")
    return world.words(
        "meeting.by", body=world.organisation(found.organisation), post=world.words(f"post.{found.post.value}")
    )


def decided(world: World, found: Decided) -> DecidedRow:
    return DecidedRow(
        record=found.meeting.id,
        held_on=found.meeting.held_on,
        action=found.decision.action,
        owner=world.organisation(found.decision.owner),
        due=found.decision.due,
        done_on=found.obligation.met_on,
        standing=found.standing.value,
    )


def vacancy(world: World, found: Vacancy) -> VacancyRow:
    return VacancyRow(
        record=found.organisation,
        body=world.organisation(found.organisation),
        post=world.words.sentence(world.words(f"post.{found.post.value}")),
        since=found.obligation.starts.earliest,
    )


def asked(world: World, found: Asked) -> AskedView:
    evaluation = found.evaluation
    return AskedView(
        record=evaluation.id,
        year=evaluation.year,
        on=found.on,
        summary=world.words.text(evaluation.summary),
        findings=tuple((subject(world, one.about), world.words.text(one.text)) for one in evaluation.findings),
        anew=found.anew,
    )


def party(world: World, actor: str) -> str:
    """A body's name; the word for an actor that is none."""
    if world.registry.get(Organisation, RecordId(actor)) is not None:
        return world.organisation(RecordId(actor))
    key = f"actor.{actor}"
    return world.words(key) if world.words.has(key) else actor


def last_day(owed: Obligation) -> dt.date | None:
    return owed.due.latest if owed.due is not None else None


# ---- minutes ------------------------------------------------------------------------------------------------------


def minutes(world: World, meeting: Meeting) -> MinutesView:
    """How the decisions stand is left out: the minutes say what was decided, whenever they are printed."""

    day = meeting.held_on
    return MinutesView(
        month=month_name(world, day),
        held_on=day,
        issuer=world.organisation(meeting.chaired_by, day=day, short=False),
        chaired_by=world.organisation(meeting.chaired_by, day=day),
        attended=world.words.list(world.organisation(body, day=day) for body in meeting.attended),
        agenda=meeting.agenda,
        decisions=tuple(
            DecidedRow(
                record=meeting.id,
                held_on=day,
                action=decision.action,
                owner=world.organisation(decision.owner, day=day),
                due=decision.due,
                done_on=None,
                standing="",
            )
            for decision in meeting.decisions
        ),
    )
