"""Who is behind an account at the Git host: one person, in whatever posts, with the roles of the policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from talentcard.core.model import Contact, Organisation, Permissions, RecordId
from talentcard.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Person:
    """All contact records of one person, those of former posts included. Two are the same person if equal."""

    contacts: tuple[Contact, ...]

    @property
    def ids(self) -> frozenset[RecordId]:
        return frozenset(contact.id for contact in self.contacts)

    @property
    def recused_from(self) -> frozenset[RecordId]:
        """Talents whose cases the person keeps out of."""
        return frozenset(talent for contact in self.contacts for talent in contact.recused_from)

    @property
    def signing_keys(self) -> frozenset[str]:
        return frozenset(key for contact in self.contacts for key in contact.signing_keys)


class People:
    """The persons of a registry on one day."""

    def __init__(self, registry: Registry, day: dt.date) -> None:
        self._registry = registry
        self._day = day
        self._persons = {contact.id: person for person in _persons(registry) for contact in person.contacts}

    @property
    def with_account(self) -> bool:
        """Whether any account is on record: before the first one nobody can be told from another."""
        return any(contact.accounts for contact in self._registry.of(Contact).values())

    def by_account(self, login: str) -> Person | None:
        """Who uses an account, in post or not. The host takes capital letters for small ones."""
        return self._first(lambda contact: login.casefold() in _folded(contact.accounts))

    def by_key(self, key: str) -> Person | None:
        """Who signs with a public key (its type and content, without a comment)."""
        return self._first(lambda contact: key in contact.signing_keys)

    def of(self, contact: RecordId) -> Person | None:
        """Whose record it is; None where there is no such contact."""
        return self._persons.get(contact)

    def _first(self, fits: Callable[[Contact], bool]) -> Person | None:
        found = (contact for contact in self._registry.of(Contact).values() if fits(contact))
        return next((self._persons[contact.id] for contact in found), None)

    def in_post(self, person: Person) -> tuple[Contact, ...]:
        """The person's posts on the day."""
        return tuple(contact for contact in person.contacts if self._serves(contact))

    def roles(self, person: Person, permissions: Permissions) -> Mapping[str, frozenset[RecordId]]:
        """The roles that the person has on the day, each with the bodies for which they have it."""
        found: dict[str, set[RecordId]] = {}
        for contact in self.in_post(person):
            body = self._registry.get(Organisation, contact.organisation)
            for role in permissions.roles:
                if body is not None and contact.post in role.posts and body.type in role.bodies:
                    found.setdefault(role.code, set()).add(self._registry.organisation_on(body.id, self._day))
        return {code: frozenset(bodies) for code, bodies in found.items()}

    def holders(self, roles: Iterable[str], permissions: Permissions) -> tuple[Person, ...]:
        """Everybody with one of the roles on the day and an account on record, in the order of their records."""
        wanted = frozenset(roles)
        persons = dict.fromkeys(self._persons.values())
        return tuple(
            person
            for person in persons
            if any(contact.accounts for contact in person.contacts)
            and not wanted.isdisjoint(self.roles(person, permissions))
        )

    def _serves(self, contact: Contact) -> bool:
        return contact.erased is None and contact.since <= self._day and (contact.until or self._day) >= self._day


def _persons(registry: Registry) -> Iterable[Person]:
    """Contact records that share an account or a key, or name each other, as one person each."""
    contacts = registry.of(Contact)
    group: dict[RecordId, list[Contact]] = {contact.id: [contact] for contact in contacts.values()}

    def join(one: RecordId, other: RecordId) -> None:
        first, second = group[one], group[other]
        if first is not second:
            first.extend(second)
            group.update(dict.fromkeys((contact.id for contact in second), first))

    seen: dict[str, RecordId] = {}
    for contact in contacts.values():
        if (other := contact.same_person_as) is not None and other in contacts:
            join(contact.id, other)
        for mark in (*_folded(contact.accounts), *contact.signing_keys):
            join(seen.setdefault(mark, contact.id), contact.id)
    known: set[int] = set()
    for found in group.values():
        if id(found) not in known:
            known.add(id(found))
            yield Person(tuple(found))


def _folded(logins: Iterable[str]) -> tuple[str, ...]:
    return tuple(login.casefold() for login in logins)
