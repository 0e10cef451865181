"""What a month's joint meeting has before it (七(一), R-34): facts only, from the ledger of a day.

Nothing is put on the agenda that the records do not give. What has been done since the last meeting is there beside
what is still open, so that every meeting sees the end of what an earlier one began.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from talentcard.core import model
from talentcard.core.cases import CLOSING, first, in_effect
from talentcard.core.engine import Engine
from talentcard.core.flagging.legs import Ladder
from talentcard.core.model import Basis, Decision, Evaluation, Gap, Meeting, Post, RecordId, Rung, Suggestion
from talentcard.core.obligation import ENDED, LATE, Obligation, State
from talentcard.core.statistics.figures import Period

TAKEN = "taken_to_meeting"
VACANT = "roster_number"
OF_ITS_OWN = (Suggestion, Meeting)
"""Records that have a section of their own: what is late in them is not listed twice."""


class Item(StrEnum):
    """The items that an agenda may have, in their order."""

    DECISIONS = "decisions"
    OVERDUE = "overdue"  # long past a limit of the rules
    BEHIND = "behind"  # long past a house standard
    GAPS = "gaps"
    PROBLEMS = "problems"
    SUGGESTIONS = "suggestions"
    VACANCIES = "vacancies"
    EVALUATION = "evaluation"


class Standing(StrEnum):
    """How a decision stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An obligation that has stood long past its last day, and the rung of the ladder that it has reached."""

    obligation: Obligation
    body: RecordId
    rung: Rung

    @property
    def days(self) -> int:
        """Working days since the last day in time."""
        return -(self.obligation.working_days_left or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapCase:
    """A request that the text provides no case for (R-21); ``legs``: what is still open in it."""

    request: model.Request
    gap: Gap
    opened_on: dt.date
    legs: tuple[Obligation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A problem or suggestion without an outcome.

    ``put_to``: the meeting that had it before it already, where it was taken there and no outcome is on record.
    """

    record: Suggestion
    raised_on: dt.date
    taken_on: dt.date | None
    put_to: dt.date | None
    leg: Obligation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision of an earlier meeting: one that is open, or was carried out since the last meeting."""

    meeting: Meeting
    decision: Decision
    obligation: Obligation
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """A body that has fewer contacts of a post than the rules ask for."""

    organisation: RecordId
    post: Post
    obligation: Obligation


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The last evaluation; ``anew``: no meeting has been held since."""

    evaluation: Evaluation
    on: dt.date
    anew: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All that the meeting of a month has before it, as it stood on a day. ``before``: the meeting before it."""

    month: Period
    as_of: dt.date
    before: Meeting | None
    decisions: tuple[Decided, ...]
    late: tuple[Late, ...]
    gaps: tuple[GapCase, ...]
    raised: tuple[Raised, ...]
    vacancies: tuple[Vacancy, ...]
    asked: Asked | None

    @property
    def overdue(self) -> tuple[Late, ...]:
        return tuple(late for late in self.late if late.obligation.basis is Basis.RULE)

    @property
    def behind(self) -> tuple[Late, ...]:
        return tuple(late for late in self.late if late.obligation.basis is Basis.HOUSE)

    @property
    def problems(self) -> tuple[Raised, ...]:
        return tuple(raised for raised in self.raised if raised.record.type is model.SuggestionType.PROBLEM)

    @property
    def suggestions(self) -> tuple[Raised, ...]:
        return tuple(raised for raised in self.raised if raised.record.type is model.SuggestionType.SUGGESTION)

    @property
    def agenda(self) -> Mapping[Item, int]:
        """The items that there is something for, with how many."""
        counts = {
            Item.DECISIONS: len(self.decisions),
            Item.OVERDUE: len(self.overdue),
            Item.BEHIND: len(self.behind),
            Item.GAPS: len(self.gaps),
            Item.PROBLEMS: len(self.problems),
            Item.SUGGESTIONS: len(self.suggestions),
            Item.VACANCIES: len(self.vacancies),
            Item.EVALUATION: int(self.asked is not None and self.asked.anew),
        }
        return {item: count for item, count in counts.items() if count}


def held(engine: Engine) -> tuple[Meeting, ...]:
    """The meetings held by the as-of day, earliest first."""
    found = (meeting for meeting in engine.registry.of(Meeting).values() if meeting.held_on <= engine.as_of)
    return tuple(sorted(found, key=lambda meeting: (meeting.held_on, meeting.id)))


def pack(engine: Engine, obligations: Iterable[Obligation], month: Period) -> Pack:
    """The pack of a month's meeting from the ledger of the as-of day. Raises NoPolicyError where there are no rules."""
    owed = tuple(obligations)
    meetings = held(engine)
    before = meetings[-1] if meetings else None
    since = before.held_on if before else dt.date.min
    return Pack(
        month=month,
        as_of=engine.as_of,
        before=before,
        decisions=tuple(decisions(engine, owed, since)),
        late=tuple(long_late(engine, owed)),
        gaps=tuple(gap_cases(engine, owed, since)),
        raised=tuple(unsettled(engine, owed, meetings)),
        vacancies=tuple(vacancies(owed)),
        asked=last_asked(engine, since),
    )


def long_late(engine: Engine, owed: Iterable[Obligation]) -> Iterator[Late]:
    """What has climbed to a rung from which higher bodies look at it; the highest rung and the longest wait first."""
    ladder = Ladder(engine.registry, engine.calendar, engine.as_of)
    found = [
        Late(obligation=leg.obligation, body=leg.body, rung=leg.rung)
        for leg in ladder.legs(o for o in owed if not has_own_section(engine, o))
        if leg.rung.height >= Rung.LONG_OVERDUE.height
    ]
    yield from sorted(found, key=lambda late: (-late.rung.height, -late.days, late.obligation.id))


def has_own_section(engine: Engine, obligation: Obligation) -> bool:
    return any(engine.registry.get(kind, obligation.record) is not None for kind in OF_ITS_OWN)


def gap_cases(engine: Engine, owed: Iterable[Obligation], since: dt.date) -> Iterator[GapCase]:
    """Requests in a gap of the text that are new since the last meeting, or still open."""
    by_record: dict[RecordId, list[Obligation]] = {}
    for obligation in owed:
        if obligation.gap is not None:
            by_record.setdefault(obligation.record, []).append(obligation)
    found = []
    for record, legs in by_record.items():
        request = engine.registry.get(model.Request, record)
        gap = gap_of(legs[0])
        if request is None or gap is None:
            continue
        opened_on = in_effect(request.events, engine.as_of)[0].on
        left = tuple(leg for leg in legs if leg.state not in ENDED)
        if left or opened_on >= since:
            found.append(GapCase(request=request, gap=gap, opened_on=opened_on, legs=left))
    yield from sorted(found, key=lambda case: (case.opened_on, case.request.id))


def gap_of(obligation: Obligation) -> Gap | None:
    """The gap that an obligation stands in, as the version has it by which it was judged."""
    service = obligation.rules.service(obligation.service)
    gaps = (variant.gap for variant in (service.variants if service else ()) if variant.gap is not None)
    return next((gap for gap in gaps if gap.code == obligation.gap), None)


def unsettled(engine: Engine, owed: Iterable[Obligation], meetings: Iterable[Meeting]) -> Iterator[Raised]:
    """Problems and suggestions that no event gives an outcome; having been taken to a meeting is none."""
    legs = {o.record: o for o in owed if o.state not in ENDED}
    found = []
    for record in engine.registry.of(Suggestion).values():
        events = in_effect(record.events, engine.as_of)
        if not events or first(events, *outcomes(engine, record, events[0].on)):
            continue
        taken = first(events, TAKEN)
        put_to = next((m.held_on for m in meetings if taken is not None and m.held_on >= taken.on), None)
        found.append(
            Raised(
                record=record,
                raised_on=events[0].on,
                taken_on=taken.on if taken else None,
                put_to=put_to,
                leg=legs.get(record.id),
            )
        )
    yield from sorted(found, key=lambda raised: (raised.raised_on, raised.record.id))


def outcomes(engine: Engine, record: Suggestion, day: dt.date) -> frozenset[str]:
    """The events that settle or answer it for good, under the rules of the day on which it was raised."""
    rules = engine.rules_on(day, None)
    service = rules.service(record.type.value) if rules else None
    met_by = {event for v in (service.variants if service else ()) for step in v.steps for event in step.met_by}
    return frozenset(met_by - {TAKEN}) | CLOSING


def decisions(engine: Engine, owed: Iterable[Obligation], since: dt.date) -> Iterator[Decided]:
    """Open decisions, and those carried out since the last meeting, by the day that was set for them."""
    for obligation in owed:
        meeting = engine.registry.get(Meeting, obligation.record)
        if meeting is None:
            continue
        decision = meeting.decisions[int(obligation.pointer[-1])]
        if obligation.met_on is None or obligation.met_on >= since:
            standing = standing_of(obligation.state)
            yield Decided(meeting=meeting, decision=decision, obligation=obligation, standing=standing)


def standing_of(state: State) -> Standing:
    if state in LATE:
        return Standing.OVERDUE
    if state is State.MET_LATE:
        return Standing.DONE_LATE
    return Standing.DONE if state in ENDED else Standing.OPEN


def vacancies(owed: Iterable[Obligation]) -> Iterator[Vacancy]:
    """R-12: posts that nobody holds, bodies in the order of their ids."""
    found = [o for o in owed if o.step == VACANT and o.state not in ENDED]
    for obligation in sorted(found, key=lambda o: o.id):
        post = Post(obligation.id.rpartition("/")[2])
        yield Vacancy(organisation=obligation.record, post=post, obligation=obligation)


def last_asked(engine: Engine, since: dt.date) -> Asked | None:
    """The evaluation or inspection that was completed last by the as-of day."""
    done = [
        (day, evaluation)
        for evaluation in engine.registry.of(Evaluation).values()
        for day in (evaluation.evaluated_on, evaluation.inspected_on)
        if day is not None and day <= engine.as_of
    ]
    if not done:
        return None
    on, evaluation = max(done, key=lambda found: (found[0], found[1].id))
    return Asked(evaluation=evaluation, on=on, anew=on >= since)
