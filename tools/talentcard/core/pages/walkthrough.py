"""A whole procedure on real dates: an invented case, walked by the deadline engine from its first day to its last.

Each step is done on the last day that is in time. A step without a limit takes some working days that are ours and are
said to be assumed: without them the steps after it would have no dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from talentcard.core.cases import Case
from talentcard.core.engine import Engine
from talentcard.core.model import Event, RecordId, Service, Step, Variant
from talentcard.core.obligation import Obligation
from talentcard.core.pages import limits, windows
from talentcard.core.pages.limits import Label
from talentcard.core.pages.steps import StepView
from talentcard.core.pages.windows import Openness
from talentcard.core.pages.world import World
from talentcard.core.policy import Rules
from talentcard.core.readings import READINGS
from talentcard.core.workdays import DAY, DayRange

ASSUMED = 5
"""Working days that a step without a limit is assumed to take. An assumption of the example, no limit."""

AHEAD = 30 * DAY
"""How long before the last day on which it can be begun an example begins, where today it cannot be."""

REACH = 366 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class DueView:
    """One limit of a step in the example: from this day on, due on that one.

    ``due_text``: empty where that is the very day on which the step is done.
    """

    code: str
    text: str
    label: Label
    label_text: str
    start: DayRange
    due: DayRange
    due_text: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A step of the example. ``assumed``: no limit says when it is done."""

    number: int
    title: str
    codes: tuple[str, ...]
    done: dt.date
    done_text: str
    assumed: bool
    dues: tuple[DueView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """``start``: the day of the event that begins it, or of the card's expiry."""

    start: dt.date
    start_text: str
    event: str
    stops: tuple[Stop, ...]

    @property
    def assumes(self) -> bool:
        return any(stop.assumed for stop in self.stops)

    @property
    def assumed_days(self) -> int:
        return ASSUMED

    @property
    def codes(self) -> frozenset[str]:
        """The steps that have a worked date in it."""
        return frozenset(code for stop in self.stops if stop.dues for code in stop.codes)


def walk(
    world: World,
    service: Service,
    variant: Variant,
    resolved: tuple[Step, ...],
    views: tuple[StepView, ...],
    *,
    gap: bool,
) -> Walk | None:
    """The example of a track; None where there is no day of the past year on which it could have begun."""
    start = beginning(world, service.code, variant.code, gap=gap)
    if start is None or not resolved:
        return None
    of_card = resolved[0].starts is not None and resolved[0].starts.fact is not None
    opening = "" if of_card else opening_event(resolved[0])
    case = Case(
        record=RecordId("example"),
        service=service.code,
        variant=variant.code,
        events=() if of_card else (Event(id="e0", type=opening, on=start),),
        expiry=start if of_card else None,
        opened_on=start,
    )
    engine = Engine(world.registry, world.calendar, start + 2 * REACH)
    case = played(engine, case, resolved)
    words = world.words
    return Walk(
        start=start,
        start_text=words.full(start),
        event=words("walk.expiry") if of_card else words(f"event.{opening}"),
        stops=tuple(sorted(stops(world, engine, case, resolved, views), key=lambda stop: (stop.done, stop.number))),
    )


def beginning(world: World, service: str, variant: str, *, gap: bool) -> dt.date | None:
    """The day of the picture, or the nearest one before it on which the case falls into this track.

    Only under the rules that the page shows, and some days before the last possible one, so that there is a way to go.
    """

    def fits(day: dt.date) -> bool:
        said = windows.answer(world, service, variant, day)
        return said is not None and (said.state is Openness.OPEN) is not gap

    def as_shown(day: dt.date) -> bool:
        return alike(world.engine.rulebook.on(day), world.rules, service, variant, gap=gap)

    day = world.as_of
    while not fits(day):
        day -= DAY
        if day < world.as_of - REACH or not as_shown(day):
            return None
    if day == world.as_of:
        return day
    last = day
    while last - day < AHEAD and fits(day - DAY) and as_shown(day - DAY):
        day -= DAY
    return min(world.calendar.roll(day).earliest, last)


def alike(rules: Rules, others: Rules, service: str, variant: str, *, gap: bool) -> bool:
    """Whether the rules of two days say the same of a track: of readings that the steps carry, what they make of it."""
    if rules is others:
        return True
    asked = [code for code, reading in READINGS.items() if not reading.by_data]
    return (
        rules.policy is others.policy
        and rules.service(service) is others.service(service)
        and all(rules.interpretations.get(code) is others.interpretations.get(code) for code in asked)
        and rules.track(service, variant, gap=gap) == others.track(service, variant, gap=gap)
    )


def opening_event(step: Step) -> str:
    """What begins the first step, as far as that is not the step itself."""
    events = step.starts.events if step.starts is not None else ()
    return next((event for event in events if event not in step.met_by), events[0])


def played(engine: Engine, case: Case, resolved: tuple[Step, ...]) -> Case:
    """The case with every step done that begins in it, each on its last day in time."""
    by_code = {step.code: step for step in resolved}
    for number in range(1, len(resolved) + 1):
        waiting = [found for found in engine.of_case(case) if found.met_on is None]
        if waiting:
            step, due = by_code[waiting[0].step], waiting[0].due
            owners = [found.owner for found in waiting if found.step == step.code]  # several may owe the same
            day = due.earliest if due is not None else assumed(engine, waiting[0].starts.latest)
        elif not any(event.type in resolved[0].met_by for event in case.events):
            # its date has passed: nothing is owed, and it is done
            step, owners = resolved[0], [resolved[0].owner or ""]
            day = assumed(engine, case.events[0].on)
        else:
            break
        done = [Event(id=f"e{number}", type=step.met_by[0], on=day, by=RecordId(owner)) for owner in owners]
        case = replace(case, events=(*case.events, *done))
    return case


def assumed(engine: Engine, day: dt.date) -> dt.date:
    return engine.calendar.add(day, ASSUMED).earliest


def stops(
    world: World, engine: Engine, case: Case, resolved: tuple[Step, ...], views: tuple[StepView, ...]
) -> Iterator[Stop]:
    """The steps that were taken, with the limits that the engine gave them."""
    owed = {found.step: found for found in engine.of_case(case)}
    by_code = {step.code: step for step in resolved}
    for view in views:
        first = by_code[view.codes[0]]
        found = [owed[code] for code in view.codes if code in owed]
        done = found[0].met_on if found else met(case, first)
        if done is None:
            continue
        dues = tuple(due(world, obligation, done) for obligation in found if obligation.due is not None)
        yield Stop(
            number=view.number,
            title=view.title,
            codes=view.codes,
            done=done,
            done_text=world.words.full(done),
            assumed=not dues,
            dues=dues,
        )


def met(case: Case, step: Step) -> dt.date | None:
    return next((event.on for event in case.events if event.type in step.met_by), None)


def due(world: World, found: Obligation, done: dt.date) -> DueView:
    """A limit of the example. The engine has found it to have an end."""
    if found.due is None:
        raise LookupError(found.step)
    label = limits.label_of(found.limit)
    return DueView(
        code=found.step,
        text=limits.in_words(world, found.limit),
        label=label,
        label_text=world.words(f"label.{label}"),
        start=found.starts,
        due=found.due,
        due_text="" if found.due == DayRange.on(done) else world.words.range(found.due),
        notes=tuple(limits.notes(world, found.limit, found.starts.earliest, found.term)),
    )
