"""The rules in force on a day: policy versions, a district's own version, and the register of interpretations."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import msgspec

from talentcard.core import model
from talentcard.core.model import Basis, Gap, RecordId, Service, Step, Variant
from talentcard.core.registry import Registry


class NoPolicyError(LookupError):
    """No policy version is in force on the day asked for."""


class NoSuchStepError(LookupError):
    """A step is ``like`` one that does not exist."""


@dataclass(frozen=True, slots=True)
class Track:
    """The steps of one variant with every ``like`` filled in; ``gap``: the hole of the text that the case fell into."""

    steps: tuple[Step, ...]
    gap: Gap | None = None

    def step(self, code: str) -> Step | None:
        return next((step for step in self.steps if step.code == code), None)


def resolve(step: Step, service: Service) -> Step:
    """A step with the values of the step that it is ``like``; its own basis, if given, marks the limit as ours.

    Raises NoSuchStepError where the named step does not exist or is itself only ``like`` another.
    """
    if step.like is None:
        return step
    variant_code, _, step_code = step.like.partition("/")
    for variant in service.variants:
        for model_step in variant.steps:
            if variant.code == variant_code and model_step.code == step_code and model_step.like is None:
                limit = model_step.limit
                if step.basis is not None and limit is not None:
                    limit = msgspec.structs.replace(limit, basis=step.basis)
                return msgspec.structs.replace(model_step, code=step.code, limit=limit)
    raise NoSuchStepError(step.like)


@dataclass(frozen=True)
class Rules:
    """Everything that holds on one day for one scope, nearest definition first along the chain of policies."""

    policy: model.Policy
    chain: tuple[model.Policy, ...]
    services: Mapping[str, Service]
    interpretations: Mapping[str, model.Interpretation]
    _tracks: dict[tuple[str, str, bool], Track] = field(default_factory=dict, repr=False)

    def service(self, code: str) -> Service | None:
        return self.services.get(code)

    def variant(self, service: str, code: str) -> Variant | None:
        found = self.services.get(service)
        return next((variant for variant in found.variants if variant.code == code), None) if found else None

    def holds(self, condition: model.Condition | None) -> bool:
        """Whether what depends on a reading is owed as the register stands."""
        return condition is None or self.reading(condition.interpretation) == condition.chosen

    def laid_down(self, service: str, variant: str, *, gap: bool = False) -> Track | None:
        """Every step of a variant, or of the gap beside it, with each ``like`` filled in."""
        definition, found = self.services.get(service), self.variant(service, variant)
        if definition is None or found is None or (gap and found.gap is None):
            return None
        source = found.gap.steps if gap and found.gap else found.steps
        return Track(tuple(resolve(step, definition) for step in source), found.gap if gap else None)

    def track(self, service: str, variant: str, *, gap: bool = False) -> Track | None:
        """The steps of these that are owed as the register reads the text."""
        key = (service, variant, gap)
        if key not in self._tracks:
            stated = self.laid_down(service, variant, gap=gap)
            if stated is None:
                return None
            owed = (self.read(step) for step in stated.steps if self.holds(step.only_if))
            self._tracks[key] = Track(tuple(owed), stated.gap)
        return self._tracks[key]

    def read(self, step: Step) -> Step:
        """The step without the starting events that do not count as the register reads the text."""
        if step.starts is None or not step.starts.only_if:
            return step
        passed_over = {condition.event for condition in step.starts.only_if if not self.holds(condition)}
        events = tuple(event for event in step.starts.events if event not in passed_over)
        return msgspec.structs.replace(step, starts=msgspec.structs.replace(step.starts, events=events))

    @cached_property
    def card(self) -> model.CardTerms:
        """R-01 … R-03. Raises LookupError where no policy of the chain states them."""
        for policy in self.chain:
            if policy.card is not None:
                return policy.card
        raise LookupError("card")

    @cached_property
    def rosters(self) -> tuple[model.RosterSize, ...]:
        """R-12: the numbers, a nearer policy's number for a post in place of a farther one's."""
        found: dict[model.Post, model.RosterSize] = {}
        for policy in reversed(self.chain):
            found.update({size.post: size for size in policy.rosters})
        return tuple(found.values())

    @cached_property
    def stated_duties(self) -> Mapping[str, model.Duty]:
        """The duties that come round by themselves, by code."""
        return {duty.code: duty for policy in reversed(self.chain) for duty in policy.duties}

    @cached_property
    def duties(self) -> Mapping[str, model.Duty]:
        """Those of these that are owed as the register reads the text."""
        return {code: duty for code, duty in self.stated_duties.items() if self.holds(duty.only_if)}

    @cached_property
    def retention(self) -> Mapping[str, model.Retention]:
        """How long each kind of record is kept, by the kind's name: a nearer policy's word before a farther one's."""
        return {kind: entry for policy in reversed(self.chain) for entry in policy.retention for kind in entry.kinds}

    @cached_property
    def reminders(self) -> tuple[model.Reminder, ...]:
        """The ladder of reminders, lowest rung first. Raises LookupError where no policy of the chain states one."""
        for policy in self.chain:
            if policy.reminders:
                return tuple(sorted(policy.reminders, key=lambda reminder: reminder.rung.height))
        raise LookupError("reminders")

    @cached_property
    def changes(self) -> model.ChangeLimits | None:
        """What a change to the registry is held to; None where no policy of the chain says."""
        return next((policy.changes for policy in self.chain if policy.changes is not None), None)

    @cached_property
    def permissions(self) -> model.Permissions | None:
        """Who may change what in the registry; None where no policy of the chain says."""
        return next((policy.permissions for policy in self.chain if policy.permissions is not None), None)

    @cached_property
    def feeds(self) -> model.FeedTerms:
        """How the staff's calendars are kept. Raises LookupError where no policy of the chain says."""
        for policy in self.chain:
            if policy.feeds is not None:
                return policy.feeds
        raise LookupError("feeds")

    def reading(self, code: str) -> str | None:
        """The option chosen for an open question, or None where the register has no entry in force."""
        found = self.interpretations.get(code)
        return found.chosen if found else None

    def parameter(self, code: str, name: str) -> int | str | bool | None:
        found = self.interpretations.get(code)
        return found.parameters.get(name) if found else None


class Rulebook:
    """All policy versions of a registry; ``on(day, scope)`` gives the rules in force."""

    def __init__(self, registry: Registry) -> None:
        self._policies = registry.of(model.Policy)
        self._services: dict[RecordId, list[Service]] = {}
        for service in registry.of(Service).values():
            self._services.setdefault(service.policy, []).append(service)
        self._interpretations = sorted(registry.of(model.Interpretation).values(), key=lambda i: i.effective_from)
        self.boundaries: tuple[dt.date, ...] = tuple(
            sorted(
                {policy.effective_from for policy in self._policies.values()}
                | {reading.effective_from for reading in self._interpretations}
            )
        )
        """The days on which other rules come into force."""
        self._cache: dict[tuple[int, str | None], Rules] = {}

    def on(self, day: dt.date, scope: str | None = None) -> Rules:
        """The rules in force on ``day``, for a district's scope where it has a version of its own, else the city's.

        Raises NoPolicyError before the first version.
        """
        key = (bisect_right(self.boundaries, day), scope)
        if key not in self._cache:
            self._cache[key] = self._build(day, scope)
        return self._cache[key]

    def _build(self, day: dt.date, scope: str | None) -> Rules:
        chosen = self.interpretations_on(day)
        district = chosen.get("district-rules")
        own = scope if district is None or district.chosen == "district_else_city" else None
        policy = self._in_force(day, own) or self._in_force(day, None)
        if policy is None:
            raise NoPolicyError(day.isoformat())
        chain = tuple(self._chain(policy, day))
        services: dict[str, Service] = {}
        for ancestor in reversed(chain):
            services.update({service.code: service for service in self._services.get(ancestor.id, ())})
        ordered = sorted(services.values(), key=lambda service: (service.group, service.order, service.code))
        return Rules(policy, chain, {service.code: service for service in ordered}, chosen)

    def interpretations_on(self, day: dt.date) -> dict[str, model.Interpretation]:
        """The latest reading of each question that has taken effect by ``day``."""
        return {reading.code: reading for reading in self._interpretations if reading.effective_from <= day}

    def _in_force(self, day: dt.date, scope: str | None) -> model.Policy | None:
        candidates = [p for p in self._policies.values() if p.scope == scope and p.effective_from <= day]
        return max(candidates, key=lambda policy: (policy.effective_from, policy.id), default=None)

    def _chain(self, policy: model.Policy, day: dt.date) -> Iterable[model.Policy]:
        """The policy, then what it extends. A district extends the city's rules in whatever version is in force."""
        seen: set[RecordId] = set()
        current: model.Policy | None = policy
        while current is not None and current.id not in seen:
            seen.add(current.id)
            yield current
            parent = self._policies.get(current.extends) if current.extends else None
            if parent is not None and current.scope is not None and parent.scope is None:
                parent = self._in_force(day, None)
            current = parent


def basis_of(step: Step) -> Basis:
    """Whether missing the step breaks a rule or a house standard."""
    return step.limit.basis if step.limit is not None else Basis.RULE
