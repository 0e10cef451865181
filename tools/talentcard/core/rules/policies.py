"""Policies: every step, limit and duty names a rule that stands in the table, and begins with something that exists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from talentcard.core import model
from talentcard.core.model import (
    LimitKind,
    Pointer,
    Policy,
    ProcedureType,
    RecordId,
    Service,
    Step,
    SuggestionType,
    Variant,
)
from talentcard.core.periodic import SOURCES
from talentcard.core.registry import Registry
from talentcard.core.rules.rule import Hit, Rule, Scope

PAUSABLE = frozenset({LimitKind.WORKING_DAYS, LimitKind.CALENDAR_DAYS, LimitKind.PROMPTLY})
NEEDED = (*ProcedureType, *SuggestionType)
"""Records of these types are cases of a service of the same code."""


class Placed(NamedTuple):
    """A step of a service and where it stands; ``among``: the steps that may be named beside it."""

    service: Service
    variant: Variant
    step: Step
    pointer: Pointer
    among: tuple[Step, ...]


def rule_unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure every rule named in the policy data stands in the rules table, of the version or what it extends."""
    registry = scope.registry
    tables = {policy.id: _table(registry, policy) for policy in registry.of(Policy).values()}
    unread = scope.unread("pol-")
    for record, pointer, rule, holder in _rules_named(registry):
        if holder in tables and rule not in tables[holder] and not unread:
            yield Hit(at=registry.place(record, *pointer), params={"rule": rule, "policy": holder})
    everything: frozenset[str] = frozenset().union(*tables.values())
    for reading in registry.of(model.Interpretation).values():
        for index, rule in enumerate(reading.rules):
            if rule not in everything and not unread:
                params = {"rule": rule, "policy": "、".join(tables)}
                yield Hit(at=registry.place(reading, "rules", index), params=params)


def interpretation_unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure every interpretation that the policy data rest on is in the register."""
    registry = scope.registry
    known = {reading.code for reading in registry.of(model.Interpretation).values()}
    for record, pointer, code in _rested_on(registry) if not scope.unread("int-") else ():
        if code not in known:
            yield Hit(at=registry.place(record, *pointer), params={"code": code})


def condition_unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure what is owed only under one reading names an option that the register lists."""
    registry = scope.registry
    options: dict[str, set[str]] = {}
    for reading in registry.of(model.Interpretation).values():
        options.setdefault(reading.code, set()).update(option.code for option in reading.options)
    placed = [(it.service, (*it.pointer, "only_if"), it.step.only_if) for it in _steps(registry)]
    begun = [
        (it.service, (*it.pointer, "starts", "only_if", index), condition)
        for it in _steps(registry)
        for index, condition in enumerate(it.step.starts.only_if if it.step.starts else ())
    ]
    duties = [
        (policy, ("duties", index, "only_if"), duty.only_if)
        for policy in registry.of(Policy).values()
        for index, duty in enumerate(policy.duties)
    ]
    for record, pointer, condition in (*placed, *begun, *duties) if not scope.unread("int-") else ():
        if condition is not None and condition.chosen not in options.get(condition.interpretation, ()):
            field = "chosen" if condition.interpretation in options else "interpretation"
            params = {"interpretation": condition.interpretation, "chosen": condition.chosen}
            yield Hit(at=registry.place(record, *pointer, field), params=params)


def policy_cycle(scope: Scope) -> Iterator[Hit]:
    """Ensure no policy extends itself, directly or through others."""
    policies = scope.registry.of(Policy)
    for policy in policies.values():
        way = [policy.id]
        current = policy.extends
        while current is not None and current not in way:
            way.append(current)
            parent = policies.get(current)
            current = parent.extends if parent else None
        if current == policy.id:
            at = scope.registry.place(policy, "extends")
            yield Hit(at=at, params={"way": " → ".join([*way, policy.id])})


def policy_order(scope: Scope) -> Iterator[Hit]:
    """Ensure a policy extends one that took effect no later, and the city's none of a district."""
    for policy in scope.registry.of(Policy).values():
        parent = scope.registry.get(Policy, policy.extends)
        if parent is None or parent.id == policy.id:
            continue
        if parent.effective_from > policy.effective_from or (policy.scope != parent.scope and parent.scope is not None):
            yield Hit(
                at=scope.registry.place(policy, "extends"),
                params={
                    "from": str(policy.effective_from),
                    "other": parent.id,
                    "other_from": str(parent.effective_from),
                    "scope": parent.scope or "—",
                },
                also=(scope.registry.place(parent, "effective_from"),),
            )


def step_like(scope: Scope) -> Iterator[Hit]:
    """Ensure a step is like one of the same service that is laid down in full."""
    for at in _steps(scope.registry):
        if at.step.like is not None:
            full = {
                f"{variant.code}/{step.code}"
                for variant in at.service.variants
                for step in variant.steps
                if step.like is None
            }
            if at.step.like not in full:
                place = scope.registry.place(at.service, *at.pointer, "like")
                yield Hit(at=place, params={"like": at.step.like, "known": "、".join(sorted(full))})


def step_start(scope: Scope) -> Iterator[Hit]:
    """Ensure a step begins with events, with an earlier step of the same list, or with a fact about the card.

    Not with a step that several bodies owe: that has no one end.
    """
    for at in _steps(scope.registry):
        start = at.step.starts
        if start is None:
            continue
        earlier = [step.code for step in at.among[: at.among.index(at.step)] if not step.each]
        if start.step is not None and start.step not in earlier:
            place = scope.registry.place(at.service, *at.pointer, "starts", "step")
            yield Hit(at=place, params={"step": start.step, "known": "、".join(earlier) or "—"})


def gap_step(scope: Scope) -> Iterator[Hit]:
    """Ensure a gap of the text and an extension name a step that exists."""
    for service in scope.registry.of(Service).values():
        codes = [step.code for variant in service.variants for step in variant.steps]
        named: list[tuple[Pointer, str, list[str]]] = [
            (("extensions", i, "step"), extension.step, codes) for i, extension in enumerate(service.extensions)
        ]
        for index, variant in enumerate(service.variants):
            if variant.gap is not None and variant.gap.when.after_step is not None:
                own = [step.code for step in variant.steps]
                named.append((("variants", index, "gap", "when", "after_step"), variant.gap.when.after_step, own))
        for pointer, code, known in named:
            if code not in known:
                place = scope.registry.place(service, *pointer)
                yield Hit(at=place, params={"step": code, "known": "、".join(dict.fromkeys(known))})


def step_pausable(scope: Scope) -> Iterator[Hit]:
    """Ensure only terms of days can pause or be extended: never fixed dates, next-day duties or windows."""
    for at in _steps(scope.registry):
        limit = at.step.limit
        if limit is None or limit.kind in PAUSABLE:
            continue
        params = {"step": at.step.code}
        if at.step.pausable:
            yield Hit(at=scope.registry.place(at.service, *at.pointer, "pausable"), params=params)
        for index, extension in enumerate(at.service.extensions):
            if extension.step == at.step.code and "gap" not in at.pointer and _only(at):
                yield Hit(at=scope.registry.place(at.service, "extensions", index, "step"), params=params)


def _only(at: Placed) -> bool:
    """Whether no variant has a step of the same code whose term can be extended."""
    same = [s for v in at.service.variants for s in v.steps if s.code == at.step.code and s.limit is not None]
    return all(s.limit is not None and s.limit.kind not in PAUSABLE for s in same)


def duty_unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure a duty that comes round by itself is one that the program knows how to follow."""
    for policy in scope.registry.of(Policy).values():
        for index, duty in enumerate(policy.duties):
            if duty.code not in SOURCES:
                place = scope.registry.place(policy, "duties", index, "code")
                yield Hit(at=place, params={"code": duty.code, "known": "、".join(SOURCES)})


def service_missing(scope: Scope) -> Iterator[Hit]:
    """Ensure a policy has steps for every procedure of the card, for problems and for suggestions."""
    registry = scope.registry
    by_policy: dict[RecordId, set[str]] = {}
    for service in registry.of(Service).values():
        by_policy.setdefault(service.policy, set()).add(service.code)
    for policy in registry.of(Policy).values() if not scope.unread("svc-") else ():
        chain = _chain(registry, policy)
        if chain[-1].extends is not None:  # it leads nowhere, or round in a circle: other rules say so
            continue
        codes = set().union(*(by_policy.get(ancestor.id, set()) for ancestor in chain))
        missing = [code.value for code in NEEDED if code.value not in codes]
        if missing:
            yield Hit(at=registry.place(policy, "id"), params={"codes": "、".join(missing)})


# ---- shared ---------------------------------------------------------------------------------------------


def _steps(registry: Registry) -> Iterator[Placed]:
    """Every step of every service, those of gaps included."""
    for service in registry.of(Service).values():
        for index, variant in enumerate(service.variants):
            for place, step in enumerate(variant.steps):
                yield Placed(service, variant, step, ("variants", index, "steps", place), variant.steps)
            for place, step in enumerate(variant.gap.steps if variant.gap else ()):
                steps = variant.gap.steps if variant.gap else ()
                yield Placed(service, variant, step, ("variants", index, "gap", "steps", place), steps)


def _chain(registry: Registry, policy: Policy) -> list[Policy]:
    """The policy and what it extends, each once."""
    found: list[Policy] = []
    current: Policy | None = policy
    while current is not None and current not in found:
        found.append(current)
        current = registry.get(Policy, current.extends)
    return found


def _table(registry: Registry, policy: Policy) -> frozenset[str]:
    return frozenset(rule.id for ancestor in _chain(registry, policy) for rule in ancestor.rules)


def _rules_named(registry: Registry) -> Iterator[tuple[model.Record, Pointer, str, RecordId]]:
    """Every place of the policy data that names a rule, and the policy whose table should have it."""
    for at in _steps(registry):
        if at.step.rule is not None:
            yield at.service, (*at.pointer, "rule"), at.step.rule, at.service.policy
    for policy in registry.of(Policy).values():
        for index, duty in enumerate(policy.duties):
            yield policy, ("duties", index, "rule"), duty.rule, policy.id
        for index, size in enumerate(policy.rosters):
            yield policy, ("rosters", index, "rule"), size.rule, policy.id
        if policy.card is not None:
            yield policy, ("card", "rule"), policy.card.rule, policy.id


def _rested_on(registry: Registry) -> Iterator[tuple[model.Record, Pointer, str]]:
    """Every place of the policy data that names an interpretation."""
    for at in _steps(registry):
        for index, code in enumerate(at.step.interpretations):
            yield at.service, (*at.pointer, "interpretations", index), code
    for service in registry.of(Service).values():
        for index, extension in enumerate(service.extensions):
            yield service, ("extensions", index, "interpretation"), extension.interpretation
        for index, variant in enumerate(service.variants):
            if variant.gap is not None:
                yield service, ("variants", index, "gap", "interpretation"), variant.gap.interpretation
    for policy in registry.of(Policy).values():
        for index, duty in enumerate(policy.duties):
            for place, code in enumerate(duty.interpretations):
                yield policy, ("duties", index, "interpretations", place), code
        for place, code in enumerate(policy.card.interpretations if policy.card else ()):
            yield policy, ("card", "interpretations", place), code


RULES: tuple[Rule, ...] = (
    Rule(
        id="rule-unknown",
        ensures="Every rule named in the policy data stands in the rules table.",
        check=rule_unknown,
    ),
    Rule(
        id="interpretation-unknown",
        ensures="Every interpretation that the policy data rest on is in the register.",
        check=interpretation_unknown,
    ),
    Rule(
        id="condition-unknown",
        ensures="What is owed only under one reading names an option that the register lists.",
        check=condition_unknown,
    ),
    Rule(
        id="policy-cycle",
        ensures="No policy extends itself, directly or through others.",
        check=policy_cycle,
        cites=("八",),
        carries=("R-37",),
    ),
    Rule(
        id="policy-order",
        ensures="A policy extends one that took effect no later, and the city's none of a district.",
        check=policy_order,
        cites=("八",),
        carries=("R-37",),
    ),
    Rule(
        id="step-like-unknown",
        ensures="A step is like one of the same service that is laid down in full.",
        check=step_like,
    ),
    Rule(
        id="step-start-unknown",
        ensures="A step begins with events, with an earlier step of the same list, or with a fact about the card.",
        check=step_start,
    ),
    Rule(
        id="step-named-unknown",
        ensures="A gap of the text and an extension name a step that exists.",
        check=gap_step,
    ),
    Rule(
        id="step-not-pausable",
        ensures="Only terms of days can pause or be extended: never fixed dates, next-day duties or windows.",
        check=step_pausable,
        cites=("int-10-pauses",),
    ),
    Rule(
        id="duty-unknown",
        ensures="A duty that comes round by itself is one that the program knows how to follow.",
        check=duty_unknown,
    ),
    Rule(
        id="service-missing",
        ensures="A policy has steps for every procedure of the card, for problems and for suggestions.",
        check=service_missing,
        cites=("二", "五(一)3"),
    ),
)
