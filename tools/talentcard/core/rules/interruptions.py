"""Pauses, extensions and corrections: the engine passes over those that do not hold, so they are named here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from talentcard.core import model
from talentcard.core.cases import CORRECTED, request_case
from talentcard.core.finding import Severity
from talentcard.core.model import Extension, Service, Step
from talentcard.core.obligation import Obligation
from talentcard.core.rules import words
from talentcard.core.rules.book import Run, happenings
from talentcard.core.rules.patterns import RECLASSIFIED, Happening
from talentcard.core.rules.rule import Hit, Rule, Scope
from talentcard.core.workdays import CalendarHorizonError

HOUSE_RULE = "int-10-pauses"


# ---- pauses ---------------------------------------------------------------------------------------------


def pause_reason(scope: Scope) -> Iterator[Hit]:
    """Ensure a case pauses only for a reason that its service allows."""
    for run, at in _each(scope, "paused"):
        allowed = _pauses(run)
        if at.event.reason not in allowed:
            yield Hit(
                at=words.event_place(scope.registry, run, at, "reason"),
                params={"reason": f"@pause-{at.event.reason}", **words.service(run), "allowed": _reasons(allowed)},
            )


def pause_idle(scope: Scope) -> Iterator[Hit]:
    """Ensure a pause stops a clock that is running: a step that may pause has begun and is not met yet."""
    for run, at in _each(scope, "paused"):
        if at.event.reason in _pauses(run) and not any(_running(step, run, at) for step in steps_at(run, at)):
            yield Hit(at=words.event_place(scope.registry, run, at), params={"on": str(at.on), **words.service(run)})


def pause_twice(scope: Scope) -> Iterator[Hit]:
    """Ensure a pause is not begun again before it was ended."""
    for run in scope.book.runs_with("paused", "resumed"):
        for at, standing in _pauses_met(run):
            if at.event.type == "paused" and standing is not None and standing.on < at.on:
                yield Hit(
                    at=words.event_place(scope.registry, run, at),
                    params={"on": str(at.on), "since": str(standing.on)},
                    also=(words.event_place(scope.registry, run, standing),),
                )


def resumed_without_pause(scope: Scope) -> Iterator[Hit]:
    """Ensure only what was paused is resumed."""
    for run in scope.book.runs_with("paused", "resumed"):
        for at, standing in _pauses_met(run):
            if at.event.type == "resumed" and standing is None:
                yield Hit(at=words.event_place(scope.registry, run, at), params={"on": str(at.on)})


def _pauses_met(run: Run) -> Iterator[tuple[Happening, Happening | None]]:
    """Each pause and resumption with the pause that stood when it came."""
    standing: dict[str | None, Happening] = {}
    for at in happenings(run.events):
        if at.event.type == "paused":
            yield at, standing.get(at.event.reason)
            standing.setdefault(at.event.reason, at)
        elif at.event.type == "resumed":
            ended = [at.event.reason] if at.event.reason else list(standing)
            yield at, next((standing[reason] for reason in ended if reason in standing), None)
            for reason in ended:
                standing.pop(reason, None)


# ---- extensions -----------------------------------------------------------------------------------------


def extension_not_allowed(scope: Scope) -> Iterator[Hit]:
    """Ensure only steps whose term may be extended are extended."""
    for run, at in _each(scope, "extended"):
        known = any(step.code == at.event.step for step in steps_at(run, at))  # code-unknown says the rest
        if known and _extension(run, at) is None:
            allowed = [rule.step for rule in _service(run).extensions]
            yield Hit(
                at=words.event_place(scope.registry, run, at, "step"),
                params={"step": str(at.event.step), **words.service(run), "allowed": "、".join(allowed) or "—"},
            )


def extension_too_long(scope: Scope) -> Iterator[Hit]:
    """Ensure an extension keeps to the most days that its step allows."""
    for run, at in _each(scope, "extended"):
        allowed = _extension(run, at)
        if allowed is not None and (at.event.days or 0) > allowed.max_days:
            yield Hit(
                at=words.event_place(scope.registry, run, at, "days"),
                params={"days": str(at.event.days), "most": str(allowed.max_days), "step": allowed.step},
            )


def extension_repeated(scope: Scope) -> Iterator[Hit]:
    """Ensure a step's term is extended once."""
    for run in scope.book.runs_with("extended"):
        first: dict[tuple[int, str | None], Happening] = {}
        stretch = 0
        for at in happenings(run.events):
            stretch += at.event.type == RECLASSIFIED
            if at.event.type == "extended":
                other = first.setdefault((stretch, at.event.step), at)
                if other is not at and other.on < at.on:
                    yield Hit(
                        at=words.event_place(scope.registry, run, at, "step"),
                        params={"step": str(at.event.step), "on": str(other.on)},
                        also=(words.event_place(scope.registry, run, other),),
                    )


def extension_too_late(scope: Scope) -> Iterator[Hit]:
    """Ensure an extension is recorded while its step is running: begun, not met, and not past its last day."""
    for run, at in _each(scope, "extended"):
        if _extension(run, at) is None:
            continue
        try:
            duty = _duty(scope, run, at)
        except CalendarHorizonError:  # a day without a calendar: other rules say so
            continue
        recorded = at.event.recorded_on or at.on
        due = duty.due.latest if duty is not None and duty.due is not None else None
        if duty is None or duty.met_on is not None or (due is not None and recorded > due):
            params = {"step": str(at.event.step), "on": str(recorded), "due": str(due or "—")}
            yield Hit(at=words.event_place(scope.registry, run, at), params=params)


def _duty(scope: Scope, run: Run, at: Happening) -> Obligation | None:
    """The obligation that an extension is about, as it would stand on that day without the extension."""
    if not isinstance(run.record, model.Request):
        return None
    plain = tuple(event for event in run.events if event.type != "extended")
    case = replace(request_case(run.record), events=plain)
    duties = [duty for duty in scope.book.engine(at.on).of_case(case) if duty.step == at.event.step]
    return duties[-1] if duties else None


# ---- corrections ----------------------------------------------------------------------------------------


def correction_unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure a correction names an event of the same case that is no correction itself."""
    for run in scope.book.runs_with(CORRECTED):
        plain = {event.id for event in run.events if event.type != CORRECTED}
        for index, event in enumerate(run.events):
            if event.type == CORRECTED and event.corrects not in plain:
                at = words.event_place(scope.registry, run, index, "corrects")
                yield Hit(at=at, params={"id": str(event.corrects)})


def correction_twice(scope: Scope) -> Iterator[Hit]:
    """Ensure an event is corrected once."""
    for run in scope.book.runs_with(CORRECTED):
        first: dict[str | None, int] = {}
        for index, event in enumerate(run.events):
            if event.type == CORRECTED:
                other = first.setdefault(event.corrects, index)
                if other != index:
                    yield Hit(
                        at=words.event_place(scope.registry, run, index, "corrects"),
                        params={"id": str(event.corrects), "on": str(run.events[other].on)},
                        also=(words.event_place(scope.registry, run, other, "corrects"),),
                    )


def correction_date(scope: Scope) -> Iterator[Hit]:
    """Ensure a wrong date is corrected by the right one, and an event of another record is made void."""
    for run in scope.book.runs_with(CORRECTED):
        for index, event in enumerate(run.events):
            if event.type == CORRECTED and event.reason == "wrong_date" and event.corrected_on is None:
                yield Hit(
                    at=words.event_place(scope.registry, run, index, "reason"), params={"id": str(event.corrects)}
                )


# ---- shared ---------------------------------------------------------------------------------------------


def _each(scope: Scope, kind: str) -> Iterator[tuple[Run, Happening]]:
    for run in scope.book.runs_with(kind):
        if run.definition is not None:
            yield from ((run, at) for at in happenings(run.events) if at.event.type == kind)


def _service(run: Run) -> Service:
    """The service of a case that has one; the cases of ``_each`` do."""
    found = run.definition
    if found is None:
        raise LookupError(run.service)
    return found


def _pauses(run: Run) -> tuple[str, ...]:
    """The reasons for which a case may pause; none where the register of interpretations allows no pauses."""
    return _service(run).pauses if run.rules and run.rules.reading("pauses") != "none" else ()


def _extension(run: Run, at: Happening) -> Extension | None:
    """How far the step that an event extends may be extended; None: not at all."""
    if run.rules is None or run.rules.reading("pauses") == "none":
        return None
    return next((rule for rule in _service(run).extensions if rule.step == at.event.step), None)


def steps_at(run: Run, at: Happening) -> tuple[Step, ...]:
    """The steps of the variant that a case follows on the day of an event, those of its gap included."""
    variant = run.variant
    for earlier in happenings(run.events):
        if earlier.event.type == RECLASSIFIED and earlier.event.variant is not None and earlier.on <= at.on:
            variant = earlier.event.variant
    if run.rules is None:
        return ()
    try:
        tracks = [run.rules.track(run.service, variant, gap=gap) for gap in (False, True)]
    except LookupError:
        return ()
    return tuple(step for track in tracks if track is not None for step in track.steps)


def _running(step: Step, run: Run, at: Happening) -> bool:
    """Whether a step that may pause has begun by the day of the event, and is not met before it."""
    if not step.pausable or step.starts is None:
        return False
    before = {earlier.event.type for earlier in happenings(run.events) if earlier.on < at.on}
    until = before | {other.event.type for other in happenings(run.events) if other.on == at.on}
    begun: Iterable[str] = step.starts.events
    if step.starts.step is not None:
        begun = next((s.met_by for s in steps_at(run, at) if s.code == step.starts.step), ())
    return not until.isdisjoint(begun) and before.isdisjoint(step.met_by)


def _reasons(codes: Iterable[str]) -> str:
    return "|".join(f"@pause-{code}" for code in codes) or "—"


RULES: tuple[Rule, ...] = (
    Rule(
        id="pause-reason",
        ensures="A case pauses only for a reason that its service allows.",
        check=pause_reason,
        cites=(HOUSE_RULE,),
    ),
    Rule(
        id="pause-idle",
        ensures="A pause stops a clock that is running: a step that may pause has begun and is not met yet.",
        check=pause_idle,
        cites=(HOUSE_RULE,),
    ),
    Rule(
        id="pause-twice",
        ensures="A pause is not begun again before it was ended.",
        check=pause_twice,
        severity=Severity.WARNING,
        cites=(HOUSE_RULE,),
    ),
    Rule(
        id="resumed-without-pause",
        ensures="Only what was paused is resumed.",
        check=resumed_without_pause,
        cites=(HOUSE_RULE,),
    ),
    Rule(
        id="extension-not-allowed",
        ensures="Only steps whose term may be extended are extended.",
        check=extension_not_allowed,
        cites=(HOUSE_RULE,),
    ),
    Rule(
        id="extension-too-long",
        ensures="An extension keeps to the most days that its step allows.",
        check=extension_too_long,
        cites=(HOUSE_RULE,),
    ),
    Rule(
        id="extension-repeated",
        ensures="A step's term is extended once.",
        check=extension_repeated,
        cites=(HOUSE_RULE,),
    ),
    Rule(
        id="extension-too-late",
        ensures="An extension is recorded while its step is running.",
        check=extension_too_late,
        cites=(HOUSE_RULE,),
    ),
    Rule(
        id="correction-unknown",
        ensures="A correction names an event of the same case that is no correction itself.",
        check=correction_unknown,
    ),
    Rule(
        id="correction-twice",
        ensures="An event is corrected once; of several corrections the latest holds.",
        check=correction_twice,
        severity=Severity.WARNING,
    ),
    Rule(
        id="correction-date",
        ensures="A correction of a wrong date gives the right one.",
        check=correction_date,
    ),
)
