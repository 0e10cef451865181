"""What holds of every case on every day, whatever happened and in whatever order it was written down."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import chinese_calendar  # type: ignore[import-untyped]
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import registries
from deadline_cases import TALENT, build, calendar_of, rules
from registries import ROOT
from talentcard.core import cards, ledger, model
from talentcard.core.cases import Case
from talentcard.core.deadlines import Term
from talentcard.core.engine import Engine
from talentcard.core.explain import explain
from talentcard.core.model import Basis, Card, Event, LimitKind, Procedure, ProcedureType, RecordId, Service
from talentcard.core.obligation import ENDED, LATE, Obligation, State, judge
from talentcard.core.registry import Entry, Registry
from talentcard.core.workdays import DayRange, WorkCalendar
from talentcard.reading import loading

EXAMPLES = 60
thorough = settings(
    deadline=None, derandomize=True, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow]
)
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2027, 2, 28)
DAYS = st.dates(FIRST, LAST)
REASONS = ("missing_materials", "awaiting_third_party")
ANYWHERE = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))


@cache
def base() -> Registry:
    return build([])


@cache
def calendar() -> WorkCalendar:
    return calendar_of(base())


@cache
def engine(day: dt.date) -> Engine:
    return Engine(base(), calendar(), day)


def reckoned(case: Case, day: dt.date) -> dict[str, Obligation]:
    return {obligation.id: obligation for obligation in engine(day).of_case(case)}


# ---- made-up cases -------------------------------------------------------------------------------------


def kinds_of(service: Service) -> list[str]:
    """The event types that start or meet a step of any variant: what can happen in such a case."""
    steps = [step for other in service.variants for step in other.steps if step.like is None]
    found = {kind for step in steps for kind in (*(step.starts.events if step.starts else ()), *step.met_by)}
    return sorted(found - {"reclassified"})


@cache
def variants() -> tuple[tuple[Service, model.Variant], ...]:
    return tuple((service, variant) for service in base().of(Service).values() for variant in service.variants)


@st.composite
def happened(draw: st.DrawFn, kinds: Sequence[str], days: st.SearchStrategy[dt.date] = DAYS) -> list[Event]:
    """Events on different days, in order."""
    found = []
    for index, day in enumerate(sorted(draw(st.lists(days, min_size=1, max_size=7, unique=True)))):
        kind = draw(st.sampled_from(kinds))
        event = Event(id=f"e{index:06d}", type=kind, on=day)
        if kind == "paused":
            event = msgspec.structs.replace(event, reason=draw(st.sampled_from(REASONS)))
        if kind.startswith("reclassified "):
            event = msgspec.structs.replace(event, type="reclassified", variant=kind.partition(" ")[2])
        if kind == "extended":
            step = draw(st.sampled_from(["submit", "place", "feedback"]))
            event = msgspec.structs.replace(event, step=step, days=draw(st.integers(1, 6)))
        found.append(event)
    return found


@st.composite
def corrected(draw: st.DrawFn, events: list[Event]) -> list[Event]:
    """The same with some of them recorded later, or put right: to another day or to nothing."""
    found = []
    for event in events:
        fate = draw(st.integers(0, 5))
        found.append(msgspec.structs.replace(event, recorded_on=draw(st.dates(event.on, LAST))) if fate == 1 else event)
        if fate == 0:
            later = draw(st.dates(event.on, LAST))
            right = draw(st.none() | st.dates(FIRST, later))
            found.append(
                Event(id=f"c{event.id[1:]}", type="corrected", on=later, corrects=event.id, corrected_on=right)
            )
    return found


@st.composite
def cases(
    draw: st.DrawFn,
    extra: tuple[str, ...] = ("paused", "resumed", "extended", "withdrawn", "refused", "closed"),
    days: st.SearchStrategy[dt.date] = DAYS,
    reclassified: bool = False,
) -> Case:
    service, variant = draw(st.sampled_from(variants()))
    others = [f"reclassified {other.code}" for other in service.variants if other != variant and reclassified]
    events = draw(happened([*kinds_of(service), *others, *extra], days))
    expiry = draw(days) if service.code == "card_extension" else None
    return Case(
        record=RecordId("req-case000001"),
        service=service.code,
        variant=variant.code,
        events=tuple(events),
        talent=RecordId(TALENT),
        requested_by="talent",
        raised_by=RecordId("con-em0yer0001"),
        expiry=expiry,
    )


@st.composite
def with_corrections(draw: st.DrawFn) -> Case:
    """Also with reclassifications and later records."""
    case = draw(cases(reclassified=True))
    return replace(case, events=tuple(draw(corrected(list(case.events)))))


# ---- the state of an obligation --------------------------------------------------------------------------


def consistent(found: Obligation, day: dt.date) -> None:
    due = found.due
    assert due is None or due.earliest <= due.latest
    assert not (found.basis is Basis.HOUSE and found.state is State.OVERDUE)
    assert not (found.basis is Basis.RULE and found.state is State.BEHIND)
    assert (found.working_days_left is None) == (due is None or found.state in ENDED)
    assert (found.met_on is not None) == (found.state in (State.MET, State.MET_LATE))
    assert found.met_on is None or found.met_on <= day
    match found.state:
        case State.OPEN:
            assert due is None
        case State.MET:
            assert due is None or (found.met_on is not None and found.met_on <= due.latest)
        case State.MET_LATE:
            assert due is not None
            assert found.met_on is not None and found.met_on > due.latest
        case State.OVERDUE | State.BEHIND:
            assert due is not None and day > due.latest
            assert found.working_days_left is not None and found.working_days_left <= 0
        case State.PENDING | State.DUE_SOON | State.DUE_TODAY:
            assert due is not None and day <= due.latest
        case State.PAUSED:
            assert due is not None and day <= due.latest
            assert found.term.paused_since is not None
            assert found.working_days_left is not None and found.working_days_left >= 0
        case State.WAIVED:
            assert found.closed


@thorough
@given(with_corrections(), DAYS)
def test_every_state_agrees_with_its_dates(case: Case, day: dt.date) -> None:
    """§6.2: in time to the end of the last day, overdue from the next; a house standard is behind, never overdue."""
    for found in reckoned(case, day).values():
        consistent(found, day)


@thorough
@given(
    st.none() | DAYS, st.none() | DAYS, st.none() | st.tuples(DAYS, DAYS), DAYS, st.sampled_from(Basis), st.booleans()
)
def test_the_state_function_knows_an_answer_to_everything(
    met: dt.date | None,
    closed: dt.date | None,
    due: tuple[dt.date, dt.date] | None,
    day: dt.date,
    basis: Basis,
    paused: bool,
) -> None:
    span = None if due is None else DayRange(min(due), max(due))
    term = Term(span, paused_since=day if paused else None)
    left = None if span is None else (span.latest - day).days
    state = judge(term, basis, met, closed, as_of=day, left=left, soon=3)
    if span is not None and met is None and closed is None and not paused:
        assert (state in LATE) == (day > span.latest)
    if met is not None or closed is not None:
        assert state in ENDED
    if basis is Basis.HOUSE:
        assert state is not State.OVERDUE


@thorough
@given(cases(), DAYS, st.integers(1, 60))
def test_time_alone_only_lets_terms_run_out(case: Case, day: dt.date, later: int) -> None:
    """Without an event nothing ends, nothing late becomes timely, and nothing leaves the ledger."""
    then = day + dt.timedelta(days=later)
    quiet = replace(case, events=tuple(event for event in case.events if not day < event.on <= then))
    before, after = reckoned(quiet, day), reckoned(quiet, then)
    assert before.keys() <= after.keys()
    for key, found in before.items():
        if found.state in ENDED | LATE:
            assert after[key].state is found.state
        elif found.state is not State.PAUSED:
            assert after[key].due == found.due
        if found.state not in ENDED:
            assert after[key].state not in ENDED


@thorough
@given(cases(extra=("paused", "resumed", "withdrawn", "closed")), DAYS, st.integers(1, 60))
def test_what_is_met_stays_met(case: Case, day: dt.date, later: int) -> None:
    """§6.8: a later event does not take a verdict back; only a correction can."""
    without_receipts = replace(case, events=tuple(event for event in case.events if event.type != "received"))
    after = reckoned(without_receipts, day + dt.timedelta(days=later))
    for key, found in reckoned(without_receipts, day).items():
        if found.state in (State.MET, State.MET_LATE) and not found.gap and not after[key].gap:
            assert (after[key].state, after[key].met_on) == (found.state, found.met_on)


# ---- pauses, order, past days ------------------------------------------------------------------------------


@thorough
@given(cases(extra=("extended",)), st.lists(st.tuples(DAYS, st.sampled_from(["paused", "resumed"])), max_size=6))
def test_a_pause_never_makes_a_term_shorter(case: Case, interruptions: list[tuple[dt.date, str]]) -> None:
    added = tuple(
        Event(id=f"x{index:06d}", type=kind, on=day, reason="missing_materials" if kind == "paused" else None)
        for index, (day, kind) in enumerate(interruptions)
    )
    day = LAST + dt.timedelta(days=90)
    plain = reckoned(case, day)
    for key, found in reckoned(replace(case, events=case.events + added), day).items():
        if key in plain and found.due is not None:
            was = plain[key].due
            assert was is not None
            assert found.due.earliest >= was.earliest
            assert found.due.latest >= was.latest


@thorough
@given(with_corrections(), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_writing_does_not_matter(case: Case, day: dt.date, random: object) -> None:
    """Two branches may append to one record; what happened on different days is ordered by those days."""
    events = list(case.events)
    corrections = [event.on for event in events if event.corrects]
    if len(set(corrections)) == len(corrections) and len({event.corrected_on or event.on for event in events}) == len(
        events
    ):
        random.shuffle(events)  # type: ignore[attr-defined]
    assert reckoned(case, day) == reckoned(replace(case, events=tuple(events)), day)


def known_by(events: Sequence[Event], day: dt.date) -> tuple[Event, ...]:
    """What had happened by a day, whenever it was recorded (R-25), or was put right by then to have happened."""
    put_right = {event.corrects for event in events if event.corrects and event.on <= day}
    return tuple(event for event in events if event.on <= day or event.id in put_right)


@thorough
@given(with_corrections(), DAYS)
def test_a_past_day_looks_as_it_did(case: Case, day: dt.date) -> None:
    """§6.1: the picture of a past day needs nothing of what happened or was corrected later."""
    assert reckoned(case, day) == reckoned(replace(case, events=known_by(case.events, day)), day)


PROCEDURES = {
    ProcedureType.CHANGE: ("change_arose", "change_known", "applied", "approved", "made", "handed_over", "closed"),
    ProcedureType.LOSS: ("lost", "applied", "approved", "made", "handed_over", "withdrawn"),
    ProcedureType.EXTENSION: ("applied", "approved", "made", "handed_over", "withdrawn", "refused"),
    ProcedureType.CANCELLATION: ("cancel_noticed", "cancelled", "departments_notified", "withdrawn"),
}


@st.composite
def whole_cards(draw: st.DrawFn) -> Card:
    """A card of 2023, that expires within the days looked at, with whatever procedures followed."""
    issued = draw(st.dates(dt.date(2023, 2, 1), dt.date(2023, 12, 31)))
    first = Event(id="e000000", type="made", on=issued, printed=printed(issued))
    procedures = [Procedure(id="p000000", type=ProcedureType.NEW, events=(first,))]
    for number, kind in enumerate(draw(st.lists(st.sampled_from(sorted(PROCEDURES)), max_size=4)), 1):
        events = []
        for event in draw(happened(PROCEDURES[kind])):
            made = event.type == "made"
            named = msgspec.structs.replace(event, id=f"e{number}{event.id[2:]}")
            events.append(msgspec.structs.replace(named, printed=printed(event.on)) if made else named)
        procedures.append(Procedure(id=f"p{number:06d}", type=kind, events=tuple(events)))
    return Card(schema="card/1", id=RecordId("card-case000001"), talent=RecordId(TALENT), procedures=tuple(procedures))


def printed(day: dt.date) -> model.Printed:
    return model.Printed(issued_on=day, valid_through=day)


def of_card(card: Card, day: dt.date) -> dict[str, Obligation]:
    at = engine(day)
    reckoner = at.card_reckoner(card)
    assert reckoner is not None
    found = [obligation for case in cards.cases(card, day, reckoner) for obligation in at.of_case(case)]
    assert len({obligation.id for obligation in found}) == len(found)
    return {obligation.id: replace(obligation, pointer=()) for obligation in found}


@thorough
@given(whole_cards(), DAYS)
def test_a_card_looks_on_a_past_day_as_it_did(card: Card, day: dt.date) -> None:
    kept = [msgspec.structs.replace(p, events=known_by(p.events, day)) for p in card.procedures]
    then = msgspec.structs.replace(card, procedures=tuple(p for p in kept if p.events))
    assert of_card(card, day) == of_card(then, day)
    for found in of_card(card, day).values():
        consistent(found, day)


@thorough
@given(whole_cards(), DAYS)
def test_an_expired_card_always_leaves_somebody_a_duty(card: Card, day: dt.date) -> None:
    """二(三): an expired card is being extended, may still be, or is to be cancelled; never nobody's business."""
    at = engine(day)
    reckoner = at.card_reckoner(card)
    assert reckoner is not None
    if cards.state_on(card, day, reckoner) is cards.CardState.EXPIRED:
        running = [o for o in of_card(card, day).values() if o.state not in ENDED]
        done = [o for o in of_card(card, day).values() if o.step == "cancel_notice" and o.state is State.MET]
        under_way = [p for p in card.procedures if p.type is ProcedureType.EXTENSION and cards.under_way(p, day)]
        assert running or done or under_way


# ---- anything at all ---------------------------------------------------------------------------------------


@thorough
@given(cases(days=ANYWHERE), ANYWHERE)
def test_no_day_is_too_early_or_too_late(case: Case, day: dt.date) -> None:
    """Days before the first calendar are left out and those after the last are provisional: nothing is an error."""
    request = model.Request(
        schema="request/1",
        id=case.record,
        talent=RecordId(TALENT),
        service=case.service,
        variant=case.variant,
        requested_by="talent",
        beneficiary="self",
        events=case.events,
    )
    registry = Registry((*base().entries, Entry("records/requests/req-case000001.yml", request)))
    for found in Engine(registry, calendar(), day).of_case(case):
        assert found.due is None or found.due.earliest <= found.due.latest
        list(explain(found, calendar()))
    assert ledger.ledger(registry, calendar(), day) is not None


@pytest.mark.parametrize("years", [(), (2026,), (2018, 2026)])
def test_missing_calendars_are_no_error(years: tuple[int, ...]) -> None:
    kept = tuple(e for e in base().entries if not isinstance(e.record, model.Calendar) or e.record.year in years)
    registry = loading.load(ROOT).registry
    without = Registry(tuple(e for e in registry.entries if not isinstance(e.record, model.Calendar)) + kept)
    assert ledger.ledger(without, calendar_of(without), dt.date(2026, 11, 20))


def test_a_step_like_one_that_does_not_exist_hides_only_its_own_cases() -> None:
    path = "records/services/svc-residence.yml"
    broken = copy.deepcopy(rules()[path])
    broken["variants"][1]["steps"][0]["like"] = "residence_permit/nothing"
    found = {}
    for service, variant in (("residence", "visa"), ("household", "standard")):
        request: registries.Data = {"schema": "request/1", "id": "req-case000001", "talent": TALENT, "service": service}
        request |= {"variant": variant, "requested_by": "talent", "beneficiary": "self"}
        request |= {"events": [{"id": "e000001", "type": "applied", "on": "2026-03-02"}]}
        registry = build([request])
        entries = tuple(entry for entry in registry.entries if entry.path != path)
        at = Engine(Registry((*entries, registries.build(path, broken))), calendar(), dt.date(2026, 3, 2))
        found[service] = [o.step for case in at.cases() for o in at.of_case(case)]
    assert found == {"residence": [], "household": ["submit"]}


# ---- the sample --------------------------------------------------------------------------------------------


@cache
def sample() -> tuple[Registry, WorkCalendar]:
    registry = loading.load(ROOT).registry
    return registry, calendar_of(registry)


@cache
def sample_on(day: dt.date) -> tuple[Obligation, ...]:
    return ledger.ledger(*sample(), day)


SAMPLE_DAYS = (dt.date(2026, 3, 31), dt.date(2026, 10, 1), dt.date(2026, 11, 20))


@pytest.mark.parametrize("day", SAMPLE_DAYS)
def test_every_explanation_ends_with_the_due_day_of_its_obligation(day: dt.date) -> None:
    """§6.7: the same computation, step by step."""
    for found in sample_on(day):
        lines = {line.key: line.params for line in explain(found, sample()[1])}
        if found.due is None:
            assert "explain-no-limit" in lines
        elif found.provisional:
            assert lines["explain-provisional"] == {
                "earliest": str(found.due.earliest),
                "latest": str(found.due.latest),
            }
        else:
            key = "explain-due-if-resumed" if found.state is State.PAUSED else "explain-due"
            assert lines[key] == {"day": str(found.due.latest)}
        results = {"explain-no-limit", "explain-provisional", "explain-due", "explain-due-if-resumed"}
        assert len(results & lines.keys()) == 1


@pytest.mark.parametrize("day", SAMPLE_DAYS)
def test_every_obligation_of_the_sample_is_consistent_and_has_its_own_id(day: dt.date) -> None:
    for found in sample_on(day):
        consistent(found, day)
    assert len({found.id for found in sample_on(day)}) == len(sample_on(day))


def works(day: dt.date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def counted(first: dt.date, last: dt.date) -> int:
    """Working days after ``first`` through ``last`` by an independent calendar."""
    return sum(works(dt.date.fromordinal(n)) for n in range(first.toordinal() + 1, last.toordinal() + 1))


def test_every_settled_deadline_of_the_sample_by_an_independent_calendar() -> None:
    checked = dict.fromkeys(LimitKind, 0)
    for found in sample_on(SAMPLE_DAYS[-1]):
        if found.due is None or found.provisional or found.due.latest > dt.date(2026, 12, 24):
            continue
        start, due, term = found.starts.earliest, found.due.latest, found.term
        checked[found.limit.kind] += 1
        match found.limit.kind:
            case LimitKind.WORKING_DAYS | LimitKind.PROMPTLY:
                assert works(due) or term.paused_days
                assert counted(start, due) - term.paused_days - term.extended_days == (found.limit.count or 3)
            case LimitKind.NEXT_DAY:
                assert works(due) and counted(start, due) == 1
            case LimitKind.YEARLY_DATE:
                assert works(due)
                assert found.limit.date is not None
                fixed = dt.date(due.year, found.limit.date.month, found.limit.date.day)
                assert fixed == due or counted(fixed - dt.timedelta(days=1), due) == 1
            case LimitKind.MONTHLY:
                assert (due + dt.timedelta(days=1)).day == 1 and (due.year, due.month) == (start.year, start.month)
            case LimitKind.CALENDAR_DAYS:
                assert (due - start).days == found.limit.count
            case _:
                pass
    assert min(checked[kind] for kind in (LimitKind.WORKING_DAYS, LimitKind.PROMPTLY, LimitKind.NEXT_DAY)) > 10
