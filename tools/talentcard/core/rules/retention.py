"""How long data are kept: every kind of record has a period, nothing outlives it, and what was erased stays erased."""

from __future__ import annotations

from collections.abc import Iterator

from talentcard.core.finding import Severity
from talentcard.core.kinds import BY_NAME, BY_TYPE
from talentcard.core.model import Contact, Key, Policy, Talent
from talentcard.core.privacy.retention import STARTS, Retained
from talentcard.core.rules.privacy import keys, read
from talentcard.core.rules.rule import Hit, Rule, Scope


def kinds_named(scope: Scope) -> Iterator[Hit]:
    """Ensure a policy names each kind of record once, and the city's first version all of them."""
    for policy in scope.registry.of(Policy).values():
        named: set[str] = set()
        for index, entry in enumerate(policy.retention):
            for number, kind in enumerate(entry.kinds):
                if kind in named or kind not in BY_NAME:
                    at = scope.registry.place(policy, "retention", index, "kinds", number)
                    yield Hit(at=at, params={"kinds": kind})
                named.add(kind)
        missing = [kind for kind in BY_NAME if kind not in named]
        if policy.extends is None and policy.scope is None and missing:
            at = scope.registry.place(policy, "retention" if policy.retention else "id")
            yield Hit(at=at, params={"kinds": "、".join(missing)})


def start_known(scope: Scope) -> Iterator[Hit]:
    """Ensure a period starts on a day that records of its kind have."""
    starts = {BY_TYPE[kind].name: days for kind, days in STARTS.items()}
    for policy in scope.registry.of(Policy).values():
        for index, entry in enumerate(policy.retention):
            strange = [kind for kind in entry.kinds if entry.after and entry.after not in starts.get(kind, {})]
            if strange:
                at = scope.registry.place(policy, "retention", index, "after")
                yield Hit(at=at, params={"kinds": "、".join(strange)})


def overdue(scope: Scope) -> Iterator[Hit]:
    """Ensure no record, and no person's data, are kept beyond their period."""
    for keeping in Retained(scope.registry, scope.calendar, scope.as_of).due():
        yield Hit(
            at=scope.registry.place(scope.registry.record(keeping.record), "id"),
            params={"due": str(keeping.due), "action": f"@retention-{keeping.action}"},
            cites=keeping.cites,
        )


def key_kept(scope: Scope) -> Iterator[Hit]:
    """Ensure the keys that could open what was erased have been destroyed: until then nothing is erased."""
    people: tuple[Talent | Contact, ...] = (
        *scope.registry.of(Talent).values(),
        *scope.registry.of(Contact).values(),
    )
    for record in people:
        if record.erased is None:
            continue
        day = record.erased.on
        for key in scope.registry.of(Key).values():
            before = key.created_on < day or (key.retired_on is not None and key.retired_on <= day)
            if before and key.destroyed_on is None:
                yield Hit(
                    at=scope.registry.place(record, "erased"),
                    params={"key": key.id},
                    also=(scope.registry.place(key, "id"),),
                )


def key_destroyed(scope: Scope) -> Iterator[Hit]:
    """Ensure no value is sealed with a key that has been destroyed: nobody could ever open it."""
    known = keys(scope.registry)
    for record, pointer, sealed in read(scope.registry):
        key = known.get(sealed.kid)
        if key is not None and key.destroyed_on is not None:
            yield Hit(
                at=scope.registry.place(record, *pointer),
                params={"field": str(pointer[-1]), "key": key.id},
                also=(scope.registry.place(key, "destroyed_on"),),
            )


KEEPING = ("个人信息保护法 十九",)
ERASING = ("个人信息保护法 四十七",)

RULES: tuple[Rule, ...] = (
    Rule(
        id="retention-kind",
        ensures="A policy names each kind of record once, and the city's first version all of them.",
        check=kinds_named,
        cites=KEEPING,
    ),
    Rule(
        id="retention-start",
        ensures="A period of keeping starts on a day that records of its kind have.",
        check=start_known,
        cites=KEEPING,
    ),
    Rule(
        id="retention-overdue",
        ensures="Nothing is kept beyond its period.",
        check=overdue,
        severity=Severity.WARNING,
        cites=KEEPING,
    ),
    Rule(
        id="erasure-key-kept",
        ensures="The keys that could open what was erased have been destroyed.",
        check=key_kept,
        severity=Severity.WARNING,
        cites=ERASING,
    ),
    Rule(
        id="seal-key-destroyed",
        ensures="No value in use is sealed with a destroyed key.",
        check=key_destroyed,
        cites=ERASING,
    ),
)
