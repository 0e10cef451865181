"""Which accounts the Git host asks to look at which files, from the same data by which a change is judged.

Nothing here depends on a day, or the file would go out of date by itself: the newest rules count, in force yet or not,
and whoever has no last day on record. By day, field and own case ``check --base`` judges.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from talentcard.core.kinds import KINDS
from talentcard.core.model import Contact, Organisation, Permissions, RegistryRole
from talentcard.core.policy import NoPolicyError, Rulebook
from talentcard.core.registry import Registry

EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Owned:
    """Files that fit a pattern, the roles that look at their changes, and the accounts of whoever has one of these."""

    pattern: str
    roles: tuple[RegistryRole, ...]
    accounts: tuple[str, ...]


def owned(registry: Registry) -> tuple[Owned, ...]:
    """General patterns first, as the last one that fits holds. Empty where no policy states permissions."""
    try:
        permissions = Rulebook(registry).on(dt.date.max).permissions
    except NoPolicyError:
        return ()
    if permissions is None:
        return ()
    found: list[Owned] = []
    for pattern, codes in _patterns(permissions):
        roles = tuple(role for role in permissions.roles if role.code in codes)
        found.append(Owned(pattern, roles, _accounts(registry, roles)))
    return tuple(sorted(found, key=lambda each: (each.pattern.count("/"), [r.code for r in each.roles], each.pattern)))


def _patterns(permissions: Permissions) -> Iterator[tuple[str, frozenset[str]]]:
    """A folder of records is looked at by all who look at any field: which of them, the host can't tell apart."""
    for grant in permissions.files:
        for path in grant.paths:
            yield path if path != "/" else EVERYTHING, frozenset(grant.approve)
    for kind in KINDS:
        entries = [entry for entry in permissions.approvals if kind.name in entry.kinds]
        if entries:
            yield f"/{kind.root}/{kind.folder}/", frozenset(code for entry in entries for code in entry.roles)


def _accounts(registry: Registry, roles: tuple[RegistryRole, ...]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for contact in registry.of(Contact).values():
        body = registry.get(Organisation, contact.organisation)
        stays = contact.until is None and contact.erased is None
        if body is not None and stays and any(contact.post in r.posts and body.type in r.bodies for r in roles):
            found.update({login.casefold(): login for login in contact.accounts})
    return tuple(found[login] for login in sorted(found))
