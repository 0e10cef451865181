"""Events: in every case they are such as its steps know, in an order that can be, and none comes after the end."""

from __future__ import annotations

from collections.abc import Iterator

from talentcard.core.finding import Severity
from talentcard.core.rules import words
from talentcard.core.rules.book import Run, happenings
from talentcard.core.rules.patterns import FEEDBACK, SERVED, Fault, FaultKind, Happening
from talentcard.core.rules.rule import Hit, Rule, Scope

MAY_RECUR = frozenset(
    {
        *("paused", "resumed", "extended", "corrected", "reclassified"),
        *("assisted", "trouble_reported", "helped", "acknowledged"),
    }
)
"""Events of which a case may have several: no limit is counted by the first of them alone."""


def not_allowed(scope: Scope) -> Iterator[Hit]:
    """Ensure every event is one that some step of the case begins or ends with."""
    for run, fault in scope.book.faults[FaultKind.NOT_ALLOWED]:
        yield Hit(
            at=words.event_place(scope.registry, run, fault.at, "type"),
            params={"type": words.event(fault.at.event.type), **words.service(run)},
        )


def too_early(scope: Scope) -> Iterator[Hit]:
    """Ensure no event that meets a step lies before the event that begins it."""
    for run, fault in scope.book.faults[FaultKind.TOO_EARLY]:
        yield _clash(scope, run, fault)


def without_start(scope: Scope) -> Iterator[Hit]:
    """Ensure what begins a step is recorded where what meets it is."""
    for run, fault in scope.book.faults[FaultKind.WITHOUT_START]:
        if not _feedback_on_nothing(fault):
            params = {"type": words.event(fault.at.event.type), "on": str(fault.at.on)}
            yield Hit(
                at=words.event_place(scope.registry, run, fault.at, "type"),
                params={**params, "wanted": words.events(fault.wanted)},
                cites=_cites(fault),
            )


def feedback_without_service(scope: Scope) -> Iterator[Hit]:
    """Ensure feedback follows a service that has been given."""
    for run, fault in scope.book.faults[FaultKind.WITHOUT_START]:
        if _feedback_on_nothing(fault):
            at = words.event_place(scope.registry, run, fault.at, "type")
            yield Hit(at=at, params={"on": str(fault.at.on)}, cites=_cites(fault))


def after_end(scope: Scope) -> Iterator[Hit]:
    """Ensure nothing follows the end of a case but a correction, the answer to the requester and owed feedback."""
    for run, fault in scope.book.faults[FaultKind.AFTER_END]:
        yield _clash(scope, run, fault)


def repeated(scope: Scope) -> Iterator[Hit]:
    """Ensure the same thing is not recorded twice for the same day."""
    for run, fault in scope.book.faults[FaultKind.REPEATED]:
        yield _clash(scope, run, fault, "type")


def recurring(scope: Scope) -> Iterator[Hit]:
    """Ensure what a limit is counted by is recorded once: of several days the engine takes the first."""
    for shape, runs in scope.book.by_shape.items():
        if len(set(shape)) == len(shape):
            continue
        for run in runs:
            first: dict[str, Happening] = {}
            for at in happenings(run.events):
                earlier = first.setdefault(at.event.type, at)
                if earlier.on < at.on and at.event.type not in MAY_RECUR:
                    yield _clash(scope, run, Fault(FaultKind.REPEATED, at, other=earlier), "type")


def closed_without_feedback(scope: Scope) -> Iterator[Hit]:
    """Ensure a case is not closed while the feedback on its service is still owed."""
    for run in scope.book.runs_with("closed"):
        seen = {at.event.type: at for at in happenings(run.events)}
        if {"closed", SERVED} <= seen.keys() and FEEDBACK not in seen and run.rules is not None:
            track = run.rules.track(run.service, run.variant)
            owed = next((step for step in track.steps if FEEDBACK in step.met_by), None) if track else None
            if owed is not None:
                params = {"on": str(seen["closed"].on), "served": str(seen[SERVED].on)}
                at = words.event_place(scope.registry, run, seen["closed"], "type")
                yield Hit(at=at, params=params, cites=(owed.article,) if owed.article else ())


def _clash(scope: Scope, run: Run, fault: Fault, field: str = "on") -> Hit:
    """An event that does not go with another: both with their days, and where the other stands."""
    other = fault.other or fault.at
    return Hit(
        at=words.event_place(scope.registry, run, fault.at, field),
        params={
            "type": words.event(fault.at.event.type),
            "on": str(fault.at.on),
            "other": words.event(other.event.type),
            "other_on": str(other.on),
        },
        also=(words.event_place(scope.registry, run, other, field),),
        cites=_cites(fault),
    )


def _feedback_on_nothing(fault: Fault) -> bool:
    return fault.at.event.type == FEEDBACK and SERVED in fault.wanted


def _cites(fault: Fault) -> tuple[str, ...]:
    return (fault.step.article,) if fault.step is not None and fault.step.article is not None else ()


RULES: tuple[Rule, ...] = (
    Rule(
        id="event-not-allowed",
        ensures="Every event is one that some step of the case begins or ends with.",
        check=not_allowed,
    ),
    Rule(
        id="event-order",
        ensures="No event that meets a step lies before the event that begins it.",
        check=too_early,
        carries=(
            *("R-05", "R-07", "R-08", "R-10", "R-18", "R-19", "R-20", "R-21", "R-22", "R-23"),
            *("R-24", "R-25", "R-27", "R-29", "R-31", "R-33"),
        ),
    ),
    Rule(
        id="event-without-start",
        ensures="What begins a step is recorded where what meets it is.",
        check=without_start,
        carries=("R-04", "R-07", "R-09"),
    ),
    Rule(
        id="feedback-without-service",
        ensures="Feedback follows a service that has been given.",
        check=feedback_without_service,
        carries=("R-26", "R-28", "R-30", "R-32"),
    ),
    Rule(
        id="event-after-end",
        ensures="Nothing follows the end of a case but a correction, the answer to the requester and owed feedback.",
        check=after_end,
        cites=("int-23-closing",),
    ),
    Rule(
        id="event-recurs",
        ensures="What a limit is counted by is recorded once.",
        check=recurring,
        severity=Severity.WARNING,
    ),
    Rule(
        id="closed-without-feedback",
        ensures="A case is not closed while the feedback on its service is still owed.",
        check=closed_without_feedback,
        severity=Severity.WARNING,
        carries=("R-26", "R-28", "R-30", "R-32"),
    ),
    Rule(
        id="event-repeated",
        ensures="The same thing is not recorded twice for the same day.",
        check=repeated,
    ),
)
