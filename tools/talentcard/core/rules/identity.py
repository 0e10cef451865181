"""Identity: an id, a code or a name means one thing, and a body's names follow one another without a break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from talentcard.core import model
from talentcard.core.deadlines import DAY
from talentcard.core.finding import Place
from talentcard.core.model import Decision, Event, Organisation, Pointer, Procedure, RuleText
from talentcard.core.registry import Registry
from talentcard.core.rules.rule import Hit, Rule, Scope

Named = tuple[str, Pointer]
"""A code and where it stands."""


def id_repeated(scope: Scope) -> Iterator[Hit]:
    """Ensure no two files hold a record of the same id."""
    for entry in scope.registry.repeated:
        first = scope.registry.paths[entry.record.id]
        yield Hit(
            at=Place(path=entry.path, pointer=("id",)),
            params={"id": entry.record.id, "other": first},
            also=(Place(path=first, pointer=("id",)),),
        )


def event_id_repeated(scope: Scope) -> Iterator[Hit]:
    """Ensure the events, procedures and decisions of a record each have an id of their own."""
    registry = scope.registry
    for request in registry.of(model.Request).values():
        if len({event.id for event in request.events}) < len(request.events):
            yield from _repeated(registry, request, _parts(request))
    for kind in (model.Card, model.Suggestion, model.Meeting):
        for record in registry.of(kind).values():
            yield from _repeated(registry, record, _parts(record))


def code_repeated(scope: Scope) -> Iterator[Hit]:
    """Ensure codes are unique where they are looked up: variants, steps, duties, rules, options."""
    registry = scope.registry
    for service in registry.of(model.Service).values():
        yield from _repeated(registry, service, _codes(service.variants, "variants"))
        for index, variant in enumerate(service.variants):
            yield from _repeated(registry, service, _codes(variant.steps, "variants", index, "steps"))
            if variant.gap is not None:
                yield from _repeated(registry, service, _codes(variant.gap.steps, "variants", index, "gap", "steps"))
    for policy in registry.of(model.Policy).values():
        yield from _repeated(registry, policy, _codes(policy.duties, "duties"))
        yield from _repeated(registry, policy, _ids(policy.rules, "rules"))
    for reading in registry.of(model.Interpretation).values():
        yield from _repeated(registry, reading, _codes(reading.options, "options"))


def version_repeated(scope: Scope) -> Iterator[Hit]:
    """Ensure no two records claim to be the same version: of a service, an interpretation or a policy."""
    first: dict[tuple[object, ...], model.Record] = {}
    for record, key, pointer in _versions(scope.registry):
        other = first.setdefault(key, record)
        if other is not record:
            yield Hit(
                at=scope.registry.place(record, *pointer),
                params={"id": record.id, "other": other.id},
                also=(scope.registry.place(other, *pointer),),
            )


def name_overlap(scope: Scope) -> Iterator[Hit]:
    """Ensure a body has one name at a time, the earlier listed first."""
    for body in scope.registry.of(Organisation).values():
        for index, (before, name) in enumerate(pairwise(body.names), start=1):
            if name.since <= (before.until or name.since):
                yield Hit(
                    at=scope.registry.place(body, "names", index, "since"),
                    params={"since": str(name.since), "until": str(before.until or "…")},
                    also=(scope.registry.place(body, "names", index - 1),),
                )


def name_gap(scope: Scope) -> Iterator[Hit]:
    """Ensure a body always has a name, unless another has taken over by then."""
    for body in scope.registry.of(Organisation).values():
        for index, (before, name) in enumerate(pairwise(body.names), start=1):
            if before.until is not None and name.since > before.until + DAY:
                params = {"until": str(before.until), "since": str(name.since)}
                yield Hit(at=scope.registry.place(body, "names", index, "since"), params=params)
        last, ends = body.names[-1].until, body.succeeded_by
        if last is not None and (ends is None or ends.on > last + DAY):
            params = {"until": str(last), "since": str(ends.on) if ends else "…"}
            yield Hit(at=scope.registry.place(body, "names", len(body.names) - 1, "until"), params=params)


def succession_cycle(scope: Scope) -> Iterator[Hit]:
    """Ensure no body succeeds itself, directly or through others."""
    bodies = scope.registry.of(Organisation)
    for body in bodies.values():
        seen = [body.id]
        current = body.succeeded_by
        while current is not None and current.organisation not in seen:
            seen.append(current.organisation)
            following = bodies.get(current.organisation)
            current = following.succeeded_by if following else None
        if current is not None and current.organisation == body.id:
            yield Hit(
                at=scope.registry.place(body, "succeeded_by", "organisation"),
                params={"way": " → ".join([*seen, body.id])},
            )


def _repeated(registry: Registry, record: model.Record, named: Iterable[Named]) -> Iterator[Hit]:
    first: dict[str, Pointer] = {}
    for code, pointer in named:
        before = first.setdefault(code, pointer)
        if before is not pointer:
            at, also = registry.place(record, *pointer), registry.place(record, *before)
            yield Hit(at=at, params={"code": code}, also=(also,))


def _codes(parts: Iterable[model.Variant | model.Step | model.Duty | model.Option], *at: str | int) -> Iterator[Named]:
    for index, part in enumerate(parts):
        yield part.code, (*at, index, "code")


def _ids(parts: Iterable[Event | Procedure | Decision | RuleText], *at: str | int) -> Iterator[Named]:
    for index, part in enumerate(parts):
        yield part.id, (*at, index, "id")


def _parts(record: model.Record) -> Iterator[Named]:
    """The parts of a record that have ids, in the order of the lines."""
    match record:
        case model.Request() | model.Suggestion():
            yield from _ids(record.events, "events")
        case model.Card():
            yield from _ids(record.procedures, "procedures")
            for index, procedure in enumerate(record.procedures):
                yield from _ids(procedure.events, "procedures", index, "events")
        case model.Meeting():
            yield from _ids(record.decisions, "decisions")


def _versions(registry: Registry) -> Iterator[tuple[model.Record, tuple[object, ...], Pointer]]:
    for service in registry.of(model.Service).values():
        yield service, ("service", service.policy, service.code), ("code",)
    for reading in registry.of(model.Interpretation).values():
        yield reading, ("reading", reading.code, reading.effective_from), ("effective_from",)
    for policy in registry.of(model.Policy).values():
        yield policy, ("policy", policy.scope, policy.effective_from), ("effective_from",)


RULES: tuple[Rule, ...] = (
    Rule(id="id-repeated", ensures="No two files hold a record of the same id.", check=id_repeated),
    Rule(
        id="event-id-repeated",
        ensures="The events, procedures and decisions of a record each have an id of their own.",
        check=event_id_repeated,
    ),
    Rule(id="code-repeated", ensures="Codes are unique where they are looked up.", check=code_repeated),
    Rule(
        id="version-repeated",
        ensures="No two records claim to be the same version of a service, an interpretation or a policy.",
        check=version_repeated,
    ),
    Rule(
        id="organisation-name-overlap",
        ensures="A body has one name at a time, the earlier listed first.",
        check=name_overlap,
    ),
    Rule(
        id="organisation-name-gap",
        ensures="A body always has a name, unless another has taken over by then.",
        check=name_gap,
    ),
    Rule(
        id="succession-cycle",
        ensures="No body succeeds itself, directly or through others.",
        check=succession_cycle,
    ),
)
