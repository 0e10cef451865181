"""What may happen in a case, and in which order: read off the steps of a variant once, then held against its events.

Only dates are compared, never the order of lines: two branches may each append an event to one record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from talentcard.core.cases import CLOSING, CORRECTED
from talentcard.core.model import Basis, Event, LimitKind, Pick, ServiceGroup, Start, StartFrom, Step, Variant
from talentcard.core.policy import Rules, Track

RECLASSIFIED = "reclassified"
FEEDBACK = "fed_back"
SERVED = "served"
TOLD = "told_requester"
KNOWN = "change_known"
"""When the employer learned of a change or loss: worth recording, whether or not the policy counts from it."""

ANYWHERE = CLOSING | {CORRECTED, RECLASSIFIED, TOLD, "paused", "resumed", "extended"}
"""Events that belong to every kind of case; interruptions have rules of their own."""

AFTER_END = frozenset({TOLD, "closed"})
"""What may still follow a withdrawal or refusal: telling the requester, and closing the file."""


class Happening(NamedTuple):
    """An event in effect: its place in the list, and the day on which a correction leaves it."""

    nth: int
    on: dt.date
    event: Event


class FaultKind(StrEnum):
    NOT_ALLOWED = "not_allowed"
    TOO_EARLY = "too_early"
    WITHOUT_START = "without_start"
    AFTER_END = "after_end"
    REPEATED = "repeated"


class Fault(NamedTuple):
    """One event that does not fit: ``other`` is the event it clashes with, ``wanted`` the types that are missing."""

    kind: FaultKind
    at: Happening
    other: Happening | None = None
    wanted: tuple[str, ...] = ()
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """The events that meet a step, and what comes before them. ``every``: each of those before is needed."""

    step: Step
    met_by: frozenset[str]
    before: tuple[str, ...]
    needed: bool
    every: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """All that a variant lets happen, its gap of the text included.

    ``opens``: a reclassification to it begins a route of its own; otherwise it takes over what has happened so far.
    """

    allowed: frozenset[str]
    orders: tuple[Order, ...]
    opens: bool = False

    @classmethod
    def of(cls, rules: Rules, service: str, variant: Variant) -> Pattern:
        """Raises LookupError where a step is like one that does not exist."""
        tracks = [rules.track(service, variant.code), rules.track(service, variant.code, gap=True)]
        steps = [(step, track) for track in tracks if track is not None for step in track.steps]
        definition = rules.service(service)
        allowed = set(ANYWHERE)
        if definition is not None and definition.group is ServiceGroup.CARD:
            allowed.add(KNOWN)
        stated = [rules.laid_down(service, variant.code, gap=gap) for gap in (False, True)]
        # what a reading passes over may still be recorded: it only starts and ends nothing
        for step in (step for track in stated if track is not None for step in track.steps):
            allowed.update(step.met_by, step.starts.events if step.starts else ())
        orders = dict.fromkeys(order for step, track in steps if (order := order_of(step, track)))
        opens = any(step.starts is not None and RECLASSIFIED in step.starts.events for step, _ in steps)
        return cls(frozenset(allowed), tuple(orders), opens)


def order_of(step: Step, track: Track) -> Order | None:
    """What must come before the events that meet a step; None where the text puts nothing in order.

    A house step without a limit (the return of an old card) has no order by the text. What starts at the deadline of
    another step, or at a card's expiry, may happen at any time.
    """
    start, limit = step.starts or Start(), step.limit
    if limit is not None and limit.basis is Basis.HOUSE and limit.kind is LimitKind.NONE:
        return None
    met = frozenset(step.met_by)
    if start.events:
        listed = start.events
        if start.pick is Pick.FIRST_LISTED and met.intersection(listed):
            # where the act itself is listed, what stands after it in the list no longer starts anything
            listed = listed[: next(i for i, kind in enumerate(listed) if kind in met)]
        before = tuple(kind for kind in listed if kind not in met)
        return Order(step, met, before, needed=met.isdisjoint(start.events), every=start.pick is Pick.ALL)
    earlier = track.step(start.step) if start.step and start.counts_from is StartFrom.ACTUAL else None
    if earlier is None:
        return None
    return Order(step, met, tuple(kind for kind in earlier.met_by if kind not in met), needed=True)


def faults(
    stretches: Iterable[tuple[Pattern, tuple[Happening, ...]]], all_of_them: tuple[Happening, ...]
) -> list[Fault]:
    """All that does not fit in one case: stretch by stretch (a reclassification begins a new one), then as a whole."""
    found: list[Fault] = []
    for pattern, stretch in stretches:
        found.extend(not_allowed(pattern, stretch))
        found.extend(out_of_order(pattern, stretch))
    found.extend(after_end(all_of_them))
    found.extend(repeated(all_of_them))
    return found


def not_allowed(pattern: Pattern, stretch: tuple[Happening, ...]) -> Iterator[Fault]:
    for at in stretch:
        if at.event.type not in pattern.allowed:
            yield Fault(FaultKind.NOT_ALLOWED, at)


def out_of_order(pattern: Pattern, stretch: tuple[Happening, ...]) -> Iterator[Fault]:
    """Each event at most once: before what starts its step, or with nothing that starts it."""
    earliest: dict[str, Happening] = {}
    for at in stretch:
        earliest.setdefault(at.event.type, at)
    seen: set[int] = set()
    for order in pattern.orders:
        started = [earliest[kind] for kind in order.before if kind in earliest]
        missing = tuple(kind for kind in order.before if kind not in earliest)
        short = order.needed and missing and (order.every or not started)
        latest = max(started, key=lambda at: at.on, default=None)
        for at in stretch:
            if at.event.type not in order.met_by or at.nth in seen:
                continue
            if short:
                seen.add(at.nth)
                yield Fault(FaultKind.WITHOUT_START, at, wanted=missing, step=order.step)
            elif latest is not None and at.on < latest.on:
                seen.add(at.nth)
                yield Fault(FaultKind.TOO_EARLY, at, other=latest, step=order.step)


def after_end(happenings: tuple[Happening, ...]) -> Iterator[Fault]:
    """Feedback on a service that had been given by the end is still owed; nothing else but AFTER_END follows."""
    end = next((at for at in happenings if at.event.type in CLOSING), None)
    if end is None:
        return
    served = any(at.event.type == SERVED and at.on <= end.on for at in happenings)
    for at in happenings:
        if at.on > end.on and at.event.type not in AFTER_END and not (served and at.event.type == FEEDBACK):
            yield Fault(FaultKind.AFTER_END, at, other=end)


def repeated(happenings: tuple[Happening, ...]) -> Iterator[Fault]:
    """The same thing on the same day, by and with the same: two branches have each recorded it."""
    first: dict[tuple[object, ...], Happening] = {}
    for at in happenings:
        event = at.event
        key = (event.type, at.on, event.by, event.handler, event.reason, event.step, event.variant)
        other = first.setdefault(key, at)
        if other is not at:
            yield Fault(FaultKind.REPEATED, at, other=other)
