"""What several rules look up: every case with the rules that hold for it, every card's terms; each worked out once.

Nearly all cases are fine, and few different shapes of them exist. So a case whose events stand in the order of their
days is accepted by its shape alone (service, variant, types of the events in order), which is held against the steps
once; only the others are laid out event by event.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import msgspec

from talentcard.core import cards, model
from talentcard.core.actors import DISTRICT_TYPES
from talentcard.core.cases import CORRECTED, corrected, in_effect
from talentcard.core.deadlines import Reckoner
from talentcard.core.engine import Engine
from talentcard.core.model import Event, Pointer, RecordId, Service, Variant
from talentcard.core.policy import NoPolicyError, Rulebook, Rules
from talentcard.core.registry import Registry
from talentcard.core.rules.patterns import RECLASSIFIED, Fault, FaultKind, Happening, Pattern, faults
from talentcard.core.workdays import CalendarHorizonError, WorkCalendar

STANDARD = "standard"
SPECIAL = frozenset({CORRECTED, RECLASSIFIED})
"""Events that bear on others: a case with one of them is always laid out."""


class Run(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One case and the rules in force on the day on which it was opened (none: a day before the first policy)."""

    record: model.Record
    pointer: Pointer
    events: tuple[Event, ...]
    types: tuple[str, ...]
    service: str
    variant: str
    talent: RecordId | None
    first: dt.date  # the day on which it was opened, corrections applied
    earliest: dt.date  # of all days that its events name
    latest: dt.date
    rules: Rules | None
    definition: Service | None  # the service as the policy lays it down
    chosen: Variant | None
    accepted: bool
    recorded_later: bool  # whether an event says when it was recorded

    def effective(self) -> tuple[Event, ...]:
        """The events in effect, in order of their days, whatever the day."""
        return self.events if self.accepted else in_effect(self.events, dt.date.max)


class Holding(msgspec.Struct, frozen=True, eq=False):
    """A card, the terms it has had, and the day of its cancellation."""

    card: model.Card
    terms: tuple[cards.Validity, ...]
    cancelled_on: dt.date | None

    def valid_on(self, day: dt.date) -> bool:
        """Whether the card was valid for a day, as its terms and its cancellation say."""
        if self.cancelled_on is not None and self.cancelled_on <= day:
            return False
        return any(term.since <= day <= term.through for term in self.terms)


def _days_beside(event: Event) -> Iterator[dt.date]:
    """The days that an event names beside its own."""
    if event.corrected_on is not None:
        yield event.corrected_on
    if event.printed is not None:
        yield event.printed.issued_on


def happenings(events: tuple[Event, ...]) -> tuple[Happening, ...]:
    """All events with every correction applied, in order of their days."""
    known = sorted((event for event in events if event.type == CORRECTED), key=lambda event: event.on)
    corrections = {event.corrects: event for event in known}
    found = [
        Happening(index, effective.on, event)
        for index, event in enumerate(events)
        if event.type != CORRECTED and (effective := corrected(event, corrections.get(event.id))) is not None
    ]
    found.sort(key=lambda at: at.on)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Frame:
    """What cases of one variant under the same rules have in common, and which shapes of them are known to be fine."""

    definition: Service | None
    chosen: Variant | None
    pattern: Pattern | None
    shapes: dict[tuple[str, ...], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Rules | None, service: str, variant: str) -> Frame:
        """Without a pattern where the policy has no such variant, or its steps cannot be worked out."""
        definition = rules.service(service) if rules else None
        chosen = rules.variant(service, variant) if rules else None
        try:
            pattern = Pattern.of(rules, service, chosen) if rules and chosen else None
        except LookupError:
            pattern = None
        return cls(definition, chosen, pattern)

    def accepts(self, types: tuple[str, ...]) -> bool:
        """Whether events of these types, each on a day of its own and in this order, leave nothing to say."""
        known = self.shapes.get(types)
        if known is None:
            known = self.shapes[types] = self._fits(types)
        return known

    def _fits(self, types: tuple[str, ...]) -> bool:
        if self.pattern is None or len(set(types)) < len(types) or not SPECIAL.isdisjoint(types):
            return False
        days = (dt.date.fromordinal(n) for n in range(1, len(types) + 1))
        events = [Event(id="e", type=kind, on=day) for kind, day in zip(types, days, strict=True)]
        example = tuple(Happening(index, event.on, event) for index, event in enumerate(events))
        return not faults([(self.pattern, example)], example)


class Book:
    """The shared look-ups of one registry. Nothing here depends on the day of the check."""

    def __init__(self, registry: Registry, calendar: WorkCalendar) -> None:
        self.registry = registry
        self.calendar = calendar
        self.rulebook = Rulebook(registry)
        self._frames: dict[tuple[int, str, str], Frame] = {}

    # ---- rules in force ----------------------------------------------------------------------------

    @cached_property
    def _scopes(self) -> Mapping[RecordId, str]:
        """The district of each district body; empty where no district has rules of its own."""
        if all(policy.scope is None for policy in self.registry.of(model.Policy).values()):
            return {}
        bodies = self.registry.of(model.Organisation).values()
        return {body.id: body.district for body in bodies if body.type in DISTRICT_TYPES and body.district}

    def rules_on(self, day: dt.date, talent: RecordId | None = None) -> Rules | None:
        """The version in force on a day, for the talent's district where it has its own."""
        found = self.registry.get(model.Talent, talent) if self._scopes else None
        scope = self._scopes.get(found.recognised_by) if found else None
        try:
            return self.rulebook.on(day, scope)
        except NoPolicyError:
            return None

    def engine(self, as_of: dt.date) -> Engine:
        """The engine itself, for the few cases that need a deadline."""
        return Engine(self.registry, self.calendar, as_of)

    # ---- cases -------------------------------------------------------------------------------------

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Every request, card procedure, problem and suggestion."""
        found = [
            self._run(r, ("events",), r.events, r.service, r.variant, r.talent)
            for r in self.registry.of(model.Request).values()
        ]
        for card in self.registry.of(model.Card).values():
            for index, procedure in enumerate(card.procedures):
                pointer = ("procedures", index, "events")
                kind = procedure.type.value
                found.append(self._run(card, pointer, procedure.events, kind, STANDARD, card.talent))
        found.extend(
            self._run(s, ("events",), s.events, s.type.value, STANDARD, None)
            for s in self.registry.of(model.Suggestion).values()
        )
        return tuple(found)

    def _run(
        self,
        record: model.Record,
        pointer: Pointer,
        events: tuple[Event, ...],
        service: str,
        variant: str,
        talent: RecordId | None,
    ) -> Run:
        types = tuple([event.type for event in events])
        days = [event.on for event in events]
        ordered = sorted(days)
        first = ordered[0]
        if CORRECTED in types:
            effective = happenings(events)
            first = effective[0].on if effective else first
        recorded = [event.recorded_on for event in events if event.recorded_on is not None]
        named = recorded
        if CORRECTED in types or "made" in types:
            named = recorded + [day for event in events for day in _days_beside(event)]
        rules = self.rules_on(first, talent)
        frame = self._frame(rules, service, variant)
        return Run(
            record=record,
            pointer=pointer,
            events=events,
            types=types,
            service=service,
            variant=variant,
            talent=talent,
            first=first,
            earliest=min(ordered[0], *named) if named else ordered[0],
            latest=max(ordered[-1], *named) if named else ordered[-1],
            rules=rules,
            definition=frame.definition,
            chosen=frame.chosen,
            accepted=days == ordered and frame.accepts(types),
            recorded_later=bool(recorded),
        )

    def _frame(self, rules: Rules | None, service: str, variant: str) -> Frame:
        key = (id(rules), service, variant)
        found = self._frames.get(key)
        if found is None:
            found = self._frames[key] = Frame.of(rules, service, variant)
        return found

    @cached_property
    def procedures(self) -> tuple[tuple[model.Card, int, Run], ...]:
        """Each card's procedures by their place in the card."""
        return tuple((run.record, int(run.pointer[1]), run) for run in self.runs if isinstance(run.record, model.Card))

    @cached_property
    def requests(self) -> tuple[tuple[Run, model.Request, Service, Variant], ...]:
        """The requests whose service and variant exist, with both."""
        return tuple(
            (run, run.record, run.definition, run.chosen)
            for run in self.runs
            if isinstance(run.record, model.Request) and run.definition is not None and run.chosen is not None
        )

    @cached_property
    def faults(self) -> Mapping[FaultKind, list[tuple[Run, Fault]]]:
        """What does not fit in the cases that are not accepted at first sight, by kind."""
        found: dict[FaultKind, list[tuple[Run, Fault]]] = {kind: [] for kind in FaultKind}
        for run in self.runs:
            if not run.accepted and run.rules is not None:
                effective = happenings(run.events)
                for fault in faults(self._stretches(run, effective), effective):
                    found[fault.kind].append((run, fault))
        return found

    def _stretches(self, run: Run, effective: tuple[Happening, ...]) -> Iterator[tuple[Pattern, tuple[Happening, ...]]]:
        """The case cut where the engine cuts it. A variant that does not exist has nothing to hold events against."""
        pattern, begin = self._frame(run.rules, run.service, run.variant).pattern, 0
        for index, at in enumerate(effective):
            if at.event.type != RECLASSIFIED or at.event.variant is None:
                continue
            named = self._frame(run.rules, run.service, at.event.variant).pattern
            if named is None or named.opens:
                if pattern is not None:
                    yield pattern, effective[begin:index]
                begin = index
            pattern = named
        if pattern is not None:
            yield pattern, effective[begin:]

    @cached_property
    def by_shape(self) -> Mapping[tuple[str, ...], list[Run]]:
        found: dict[tuple[str, ...], list[Run]] = {}
        for run in self.runs:
            found.setdefault(run.types, []).append(run)
        return found

    def runs_with(self, *types: str) -> Iterator[Run]:
        """The cases with an event of one of the types."""
        for shape, runs in self.by_shape.items():
            if any(kind in shape for kind in types):
                yield from runs

    # ---- cards -------------------------------------------------------------------------------------

    def reckoner(self, card: model.Card) -> Reckoner | None:
        """The rules under which the card was first applied for."""
        days = [event.on for procedure in card.procedures for event in procedure.events]
        rules = self.rules_on(min(days), card.talent)
        return Reckoner(self.calendar, rules) if rules else None

    @cached_property
    def holdings(self) -> Mapping[RecordId, list[Holding]]:
        """Each talent's cards; those that no rules apply to are left out."""
        found: dict[RecordId, list[Holding]] = {}
        for card in self.registry.of(model.Card).values():
            reckoner = self.reckoner(card)
            if reckoner is not None:
                try:
                    terms = cards.validities(card, dt.date.max, reckoner)
                except (LookupError, CalendarHorizonError):
                    terms = ()
                held = Holding(card, terms, cards.cancelled_on(card, dt.date.max))
                found.setdefault(card.talent, []).append(held)
        return found
