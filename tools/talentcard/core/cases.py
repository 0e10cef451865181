"""A case: one run through the steps of a procedure. Requests, card procedures and problems are all cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from talentcard.core.deadlines import Pause, merged
from talentcard.core.model import Event, Pointer, RecordId, Request, Suggestion

CORRECTED = "corrected"
RECLASSIFIED = "reclassified"
CLOSING = frozenset({"withdrawn", "refused", "closed"})
"""Events after which a case is at an end: nothing follows but a correction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the engine needs of one case. ``events`` are all recorded ones; those in effect depend on the day.

    ``closed_on``: the day on which something outside the case ended it (the card's cancellation). ``expiry``: the last
    valid day of the card term that the case is about. ``part`` is a procedure's id inside a card.
    """

    record: RecordId
    service: str
    variant: str
    events: tuple[Event, ...]
    pointer: Pointer = ("events",)
    part: str | None = None
    talent: RecordId | None = None
    handler: RecordId | None = None
    requested_by: str | None = None
    raised_by: RecordId | None = None
    closed_on: dt.date | None = None
    expiry: dt.date | None = None
    opened_on: dt.date | None = None  # where no event opens it: the day whose policy applies
    year: int | None = None  # the school year that an enrolment is for
    optional: bool = False  # nobody had to begin it: when something outside ends it, nothing was owed after all


def in_effect(events: tuple[Event, ...], as_of: dt.date) -> tuple[Event, ...]:
    """The events that have happened by ``as_of``, corrections made by then applied, in order of their days.

    A later event has not happened yet and a later correction is not known yet: any day's picture can be drawn again.
    """
    known = sorted((e for e in events if e.type == CORRECTED and e.on <= as_of), key=lambda event: event.on)
    corrections = {e.corrects: e for e in known}  # of several the latest holds
    seen = [
        event
        for event in (corrected(e, corrections.get(e.id)) for e in events if e.type != CORRECTED)
        if event is not None and event.on <= as_of
    ]
    seen.sort(key=lambda event: event.on)
    return tuple(seen)


def corrected(event: Event, correction: Event | None) -> Event | None:
    """The event as its correction leaves it; None where it is void."""
    if correction is None:
        return event
    if correction.corrected_on is None:
        return None
    return msgspec.structs.replace(event, on=correction.corrected_on)


def first(events: tuple[Event, ...], *types: str) -> Event | None:
    """The earliest event of one of the types."""
    return next((event for event in events if event.type in types), None)


def closing_day(case: Case, events: tuple[Event, ...]) -> dt.date | None:
    """The day on which the case came to its end, by its own closing event or from outside."""
    own = first(events, *CLOSING)
    days = [day for day in (own.on if own else None, case.closed_on) if day is not None]
    return min(days, default=None)


def pauses(events: tuple[Event, ...], allowed: tuple[str, ...]) -> tuple[Pause, ...]:
    """The pauses for reasons that the service allows, merged. A resumption without a reason ends all of them."""
    found: list[Pause] = []
    open_since: dict[str, dt.date] = {}
    for event in events:
        if event.type == "paused" and event.reason in allowed and event.reason not in open_since:
            open_since[event.reason or ""] = event.on
        elif event.type == "resumed":
            ended = [event.reason] if event.reason else list(open_since)
            found.extend(Pause(open_since.pop(reason), event.on) for reason in ended if reason in open_since)
    found.extend(Pause(since, None) for since in open_since.values())
    return merged(found)


@dataclass(frozen=True, slots=True)
class Segment:
    """The stretch of a case under one variant; a reclassification may end it and open the next."""

    variant: str
    events: tuple[Event, ...]
    ended_on: dt.date | None
    number: int


def segments(case: Case, events: tuple[Event, ...], opens: Mapping[str, bool]) -> Iterator[Segment]:
    """The case cut at each reclassification that ``opens`` a route of its own; the event is the first of its segment.

    A variant whose steps do not start with the reclassification takes the case over as it is, from its first event on;
    one that does not exist takes over nothing.
    """
    variant, begin, number = case.variant, 0, 0
    for index, event in enumerate(events):
        if event.type == RECLASSIFIED and event.variant is not None and event.variant in opens:
            if opens[event.variant]:
                yield Segment(variant, events[begin:index], event.on, number)
                begin, number = index, number + 1
            variant = event.variant
    yield Segment(variant, events[begin:], None, number)


def request_case(request: Request) -> Case:
    return Case(
        record=request.id,
        service=request.service,
        variant=request.variant,
        events=request.events,
        talent=request.talent,
        handler=request.handler,
        requested_by=request.requested_by,
        year=request.child.enrolment_year if request.child else None,
    )


def suggestion_case(suggestion: Suggestion) -> Case:
    return Case(
        record=suggestion.id,
        service=suggestion.type.value,
        variant="standard",
        events=suggestion.events,
        raised_by=suggestion.raised_by,
    )
