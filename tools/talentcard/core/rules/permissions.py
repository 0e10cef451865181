"""Permissions: they name roles, kinds and fields that exist; two persons or more can look at every change."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from talentcard.core.finding import Severity
from talentcard.core.kinds import BY_NAME, KINDS
from talentcard.core.model import ANY, Permissions, Pointer, Policy
from talentcard.core.people import People
from talentcard.core.policy import NoPolicyError, Rulebook
from talentcard.core.registry import Registry
from talentcard.core.rules.rule import Hit, Rule, Scope

NOTE = "note"
"""A field of its own wherever there are events: a note to one of them."""
WITH_EVENTS = frozenset({"events", "procedures"})
TWO = 2


def role_unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure every role that the permissions name is one that they define."""
    for policy, permissions in _stated(scope.registry):
        for pointer, codes in _named(permissions):
            for index, code in enumerate(codes):
                if permissions.role(code) is None:
                    yield Hit(at=scope.registry.place(policy, *pointer, index), params={"role": code})


def kind_unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure every kind of record that the permissions name exists."""
    for policy, permissions in _stated(scope.registry):
        for part in ("grants", "approvals"):
            for place, entry in enumerate(getattr(permissions, part)):
                for index, name in enumerate(entry.kinds):
                    if name not in BY_NAME:
                        at = scope.registry.place(policy, "permissions", part, place, "kinds", index)
                        yield Hit(at=at, params={"kind": name})


def approval_missing(scope: Scope) -> Iterator[Hit]:
    """Ensure somebody looks at the changes of every kind of record."""
    for policy, permissions in _stated(scope.registry):
        missing = [kind.name for kind in KINDS if not permissions.approvers(kind.name, None)]
        if missing:
            at = scope.registry.place(policy, "permissions", "approvals")
            yield Hit(at=at, params={"kinds": "、".join(missing)})


def field_unknown(scope: Scope) -> Iterator[Hit]:
    """Ensure every field that the permissions name is one that a record of these kinds can have."""
    for policy, permissions in _stated(scope.registry):
        for part in ("grants", "approvals"):
            for place, entry in enumerate(getattr(permissions, part)):
                known = frozenset[str]().union(*(_fields(name) for name in entry.kinds))
                for index, name in enumerate(entry.fields):
                    if name not in known and all(kind in BY_NAME for kind in entry.kinds):
                        at = scope.registry.place(policy, "permissions", part, place, "fields", index)
                        yield Hit(at=at, params={"field": name, "kinds": "、".join(entry.kinds)})


def four_eyes_impossible(scope: Scope) -> Iterator[Hit]:
    """Ensure two persons can look at every change, or nobody could look at what one of them proposes."""
    people = People(scope.registry, scope.as_of)
    found = _in_force(scope) if people.with_account else None
    if found is None or scope.unread("con-", "org-"):
        return
    policy, permissions = found
    for pointer, codes in _looking(permissions):
        holders = people.holders(codes, permissions)
        if len(holders) < TWO:
            titles = [role.title for role in permissions.roles if role.code in codes]
            params = {
                "count": str(len(holders)),
                "roles_zh": "、".join(title.zh for title in titles),
                "roles_en": ", ".join(title.en or title.zh for title in titles),
            }
            yield Hit(at=scope.registry.place(policy, *pointer), params=params)


# ---- shared ---------------------------------------------------------------------------------------------


def _stated(registry: Registry) -> Iterator[tuple[Policy, Permissions]]:
    for policy in registry.of(Policy).values():
        if policy.permissions is not None:
            yield policy, policy.permissions


def _in_force(scope: Scope) -> tuple[Policy, Permissions] | None:
    """The permissions of the day, and the policy that states them."""
    try:
        chain = Rulebook(scope.registry).on(scope.as_of).chain
    except NoPolicyError:
        return None
    return next(((policy, policy.permissions) for policy in chain if policy.permissions is not None), None)


def _looking(permissions: Permissions) -> Iterator[tuple[Pointer, tuple[str, ...]]]:
    """Every list of roles that have to look at something."""
    for place, entry in enumerate(permissions.approvals):
        yield ("permissions", "approvals", place, "roles"), entry.roles
    for place, grant in enumerate(permissions.files):
        yield ("permissions", "files", place, "approve"), grant.approve


def _named(permissions: Permissions) -> Iterator[tuple[Pointer, tuple[str, ...]]]:
    """Every list of roles."""
    for place, entry in enumerate(permissions.grants):
        yield ("permissions", "grants", place, "roles"), entry.roles
    yield from _looking(permissions)
    for place, grant in enumerate(permissions.files):
        yield ("permissions", "files", place, "change"), grant.change


def _fields(kind: str) -> frozenset[str]:
    """Fields of the top level but those that every record has."""
    if kind not in BY_NAME:
        return frozenset()
    names = {field.encode_name for field in msgspec.structs.fields(BY_NAME[kind].type)}
    return frozenset({ANY, *names} - {"schema", "id", "events"} | ({NOTE} if names & WITH_EVENTS else set()))


RULES: tuple[Rule, ...] = (
    Rule(
        id="permission-role-unknown",
        ensures="Every role that the permissions name is one that they define.",
        check=role_unknown,
    ),
    Rule(
        id="permission-kind-unknown",
        ensures="Every kind of record that the permissions name exists.",
        check=kind_unknown,
    ),
    Rule(
        id="permission-approval-missing",
        ensures="Somebody looks at the changes of every kind of record.",
        check=approval_missing,
    ),
    Rule(
        id="permission-field-unknown",
        ensures="Every field that the permissions name is one that a record of these kinds can have.",
        check=field_unknown,
    ),
    Rule(
        id="permission-four-eyes",
        ensures="Two persons can look at every change, or nobody could look at what one of them proposes.",
        severity=Severity.WARNING,
        check=four_eyes_impossible,
    ),
)
