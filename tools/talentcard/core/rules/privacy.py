"""Sealed values and keys, as far as anyone can check them who holds no key; the rest is the custodian's check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from talentcard.core import model
from talentcard.core.finding import Severity
from talentcard.core.model import Contact, IdentityTag, Key, Pointer, Record, Talent
from talentcard.core.privacy.sealed import Sealed, SealError, parse
from talentcard.core.registry import Registry
from talentcard.core.rules.rule import Hit, Rule, Scope

Value = tuple[Record, Pointer, str]
"""A sealed value and where it stands."""


def values(registry: Registry) -> Iterator[Value]:
    """Every sealed value of the registry, in the order of the files."""
    for contact in registry.of(Contact).values():
        if contact.person is not None:
            yield from filled(contact, ("person",), contact.person, ("name", "mobile", "email"))
    for talent in registry.of(Talent).values():
        if talent.identity is not None:
            yield from filled(talent, ("identity",), talent.identity, ("name", "birth_date", "mobile", "email"))
            for kind, value in (talent.identity.documents or {}).items():
                yield talent, ("identity", "documents", kind), value


def filled(record: Record, at: Pointer, part: model.Struct, names: tuple[str, ...]) -> Iterator[Value]:
    for name in names:
        value = getattr(part, name)
        if value is not None:
            yield record, (*at, name), value


def read(registry: Registry) -> Iterator[tuple[Record, Pointer, Sealed]]:
    """Those that are whole."""
    for record, pointer, value in values(registry):
        try:
            yield record, pointer, parse(value)
        except SealError:
            continue


def keys(registry: Registry) -> dict[str, Key]:
    return {key.kid: key for key in registry.of(Key).values()}


def form(scope: Scope) -> Iterator[Hit]:
    """Ensure a sealed value is whole: not cut short, not lengthened, not written otherwise."""
    for record, pointer, value in values(scope.registry):
        try:
            parse(value)
        except SealError:
            yield Hit(at=scope.registry.place(record, *pointer), params={"field": str(pointer[-1])})


def key_unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure the key that a value was sealed with is one of the registry's."""
    known = keys(scope.registry)
    if scope.unread("key-"):
        return
    for record, pointer, sealed in read(scope.registry):
        if sealed.kid not in known:
            yield Hit(
                at=scope.registry.place(record, *pointer),
                params={"field": str(pointer[-1]), "key": f"key-{sealed.kid}"},
            )


def key_retired(scope: Scope) -> Iterator[Hit]:
    """Ensure no value in use is sealed with a key that has been retired."""
    known = keys(scope.registry)
    for record, pointer, sealed in read(scope.registry):
        key = known.get(sealed.kid)
        if key is None or key.retired_on is None or key.destroyed_on is not None:
            continue  # of one that was destroyed another rule speaks
        if key.retired_on <= scope.as_of:
            yield Hit(
                at=scope.registry.place(record, *pointer),
                params={"field": str(pointer[-1]), "key": key.id},
                also=(scope.registry.place(key, "retired_on"),),
            )


def copied(scope: Scope) -> Iterator[Hit]:
    """Ensure no sealed value stands in two places: it opens in one of them at most."""
    first: dict[bytes, tuple[Record, Pointer]] = {}
    for record, pointer, sealed in read(scope.registry):
        if sealed.blob in first:
            other, at = first[sealed.blob]
            yield Hit(
                at=scope.registry.place(record, *pointer),
                params={"field": str(pointer[-1]), "other": other.id},
                also=(scope.registry.place(other, *at),),
            )
        first.setdefault(sealed.blob, (record, pointer))


def tag_count(scope: Scope) -> Iterator[Hit]:
    """Ensure each document number has its identity tag, and each tag its number: more can't be seen without the key."""
    if scope.unread("tag-"):
        return
    tags = Counter(tag.talent for tag in scope.registry.of(IdentityTag).values())
    for talent in scope.registry.of(Talent).values():
        numbers = len(talent.identity.documents or {}) if talent.identity else 0
        if numbers != tags[talent.id]:
            pointer = ("identity", "documents") if numbers else ("id",)
            yield Hit(
                at=scope.registry.place(talent, *pointer),
                params={"numbers": str(numbers), "tags": str(tags[talent.id])},
            )


def key_order(scope: Scope) -> Iterator[Hit]:
    """Ensure keys follow one another: created, retired, destroyed; and only one in use at a time."""
    registry = scope.registry
    current = [key for key in registry.of(Key).values() if key.retired_on is None]
    for key in registry.of(Key).values():
        days = [(name, getattr(key, name)) for name in ("created_on", "retired_on", "destroyed_on")]
        known = [(name, day) for name, day in days if day is not None]
        for (_, before), (name, after) in pairwise(known):
            if after < before:
                yield Hit(at=registry.place(key, name), params={"day": str(after), "before": str(before)})
    for key in current[1:]:
        yield Hit(
            at=registry.place(key, "id"),
            params={"day": str(key.created_on), "before": current[0].id},
            also=(registry.place(current[0], "id"),),
        )


def key_recovery(scope: Scope) -> Iterator[Hit]:
    """Ensure a key in use can be recovered when its holders are gone."""
    for key in scope.registry.of(Key).values():
        if key.destroyed_on is None and not any(r.holder == "recovery" for r in key.recipients):
            yield Hit(at=scope.registry.place(key, "recipients"), params={"key": key.id})


def key_holder_left(scope: Scope) -> Iterator[Hit]:
    """Ensure who left their post holds no key in use: a new epoch is due."""
    for key in scope.registry.of(Key).values():
        for index, recipient in enumerate(key.recipients if key.retired_on is None else ()):
            contact = scope.registry.get(Contact, model.RecordId(recipient.holder))
            if contact is not None and contact.until is not None and contact.until < scope.as_of:
                yield Hit(
                    at=scope.registry.place(key, "recipients", index, "holder"),
                    params={"holder": contact.id, "until": str(contact.until)},
                    also=(scope.registry.place(contact, "until"),),
                )


PIPL = ("个人信息保护法 二十八",)

RULES: tuple[Rule, ...] = (
    Rule(id="seal-form", ensures="A sealed value is whole.", check=form, cites=PIPL),
    Rule(id="seal-key-unknown", ensures="A value is sealed with a key of the registry.", check=key_unknown, cites=PIPL),
    Rule(
        id="seal-key-retired",
        ensures="No value in use is sealed with a retired key.",
        check=key_retired,
        severity=Severity.WARNING,
        cites=PIPL,
    ),
    Rule(id="seal-copied", ensures="No sealed value stands in two places.", check=copied, cites=PIPL),
    Rule(id="identity-tag-count", ensures="Each document number has its identity tag.", check=tag_count, cites=PIPL),
    Rule(id="key-order", ensures="Keys follow one another, one in use at a time.", check=key_order),
    Rule(
        id="key-recovery",
        ensures="A key in use has a recovery copy.",
        check=key_recovery,
        severity=Severity.WARNING,
    ),
    Rule(
        id="key-holder-left",
        ensures="Who left their post holds no key in use.",
        check=key_holder_left,
        severity=Severity.WARNING,
    ),
)
