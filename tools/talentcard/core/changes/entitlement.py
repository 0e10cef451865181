"""Who stands behind a review, what they may do, and with which records their own bodies have to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from talentcard.core import model
from talentcard.core.actors import Actors
from talentcard.core.changes.change import Change
from talentcard.core.changes.parts import Deed, Part, parts
from talentcard.core.changes.review import Review
from talentcard.core.model import ANY, Grant, Organisation, Permissions, Record, RecordId
from talentcard.core.people import People, Person
from talentcard.core.registry import Registry

Roles = Mapping[str, frozenset[RecordId]]
"""A person's roles, each with the bodies for which they have it."""


class Entitled:
    """A reviewed change, judged by the permissions and the people that were there before it."""

    def __init__(self, change: Change, review: Review, permissions: Permissions) -> None:
        self.change = change
        self.review = review
        self.permissions = permissions
        self.people = People(change.before, change.today)
        self._parties = Parties(change)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return tuple(parts(self.change))

    @cached_property
    def actor(self) -> Person | None:
        return self.people.by_account(self.review.actor)

    @cached_property
    def approvers(self) -> tuple[Person, ...]:
        """Those approvers whom the registry knows."""
        found = (self.people.by_account(login) for login in self.review.approvers)
        return tuple(person for person in found if person is not None)

    @cached_property
    def authors(self) -> tuple[Person, ...]:
        """Who proposes the change, and whoever committed to it, by the host's word or by a signature."""
        others = (self.people.by_account(login) for login in self.review.others)
        signers = (self.people.by_key(each.key) for each in self.review.commits if each.key is not None)
        found = dict.fromkeys((self.actor, *others, *signers))
        return tuple(person for person in found if person is not None)

    def roles(self, person: Person) -> Roles:
        return self.people.roles(person, self.permissions)

    def may(self, roles: Roles, part: Part) -> bool:
        return any(self._allows(grant, roles, part) for grant in self.permissions.grants)

    def _allows(self, grant: Grant, roles: Roles, part: Part) -> bool:
        bodies = frozenset[RecordId]().union(*(roles[code] for code in grant.roles if code in roles))
        if not bodies or not grants(grant, part):
            return False
        return not grant.own or self._is_own(bodies, part)

    def _is_own(self, bodies: frozenset[RecordId], part: Part) -> bool:
        """Whether the record is one of these bodies' and nothing is entered in another body's name."""
        return not bodies.isdisjoint(self._parties.of(part.record)) and part.by <= bodies

    def able(self, part: Part) -> tuple[str, ...]:
        """The roles that may make a part, for whoever has to be asked."""
        found = (code for grant in self.permissions.grants if grants(grant, part) for code in grant.roles)
        return tuple(dict.fromkeys(found))


def grants(grant: Grant, part: Part) -> bool:
    """Whether a grant covers a deed, whoever does it."""
    if part.kind not in grant.kinds or (part.new and not grant.add) or (grant.only_new and not part.new):
        return False
    match part.deed:
        case Deed.ADD:
            return grant.add
        case Deed.DELETE:
            return grant.delete
        case Deed.FIELD:
            return ANY in grant.fields or part.name in grant.fields
        case Deed.EVENT:
            return part.name in grant.events and (part.corrected is None or part.corrected in grant.events)
        case Deed.FILE:
            return bool(grant.fields)


class Parties:
    """The bodies that a record has to do with, by what the registry knew before the change.

    Of a new request those that follow from the talent and the service, not whom it names itself.
    """

    def __init__(self, change: Change) -> None:
        self._change = change
        self._known: dict[RecordId, frozenset[RecordId]] = {}

    def of(self, record: Record) -> frozenset[RecordId]:
        if record.id not in self._known:
            registry = self._change.before
            found = frozenset(self._bodies(registry, record))
            answering = {registry.organisation_on(body, self._change.today) for body in found}
            self._known[record.id] = found | answering
        return self._known[record.id]

    def _bodies(self, registry: Registry, record: Record) -> Iterator[RecordId]:
        match record:
            case model.Contact() | model.Roster():
                yield record.organisation
            case model.Organisation():
                yield record.id
            case model.Suggestion():
                contact = registry.get(model.Contact, record.raised_by)
                yield from (contact.organisation,) if contact else ()
            case model.Talent():
                yield from self._employers(record.id)
            case model.Card():
                yield from (*self._employers(record.talent), *registry.notified_on(self._change.today))
            case model.Request():
                yield from self._of_request(registry, record)

    def _employers(self, talent: RecordId) -> tuple[RecordId, ...]:
        """The talent's employer of today."""
        found = Actors(self._change.before).employer(talent, self._change.today)
        return (found,) if found is not None else ()

    def _of_request(self, registry: Registry, record: model.Request) -> Iterator[RecordId]:
        """The employer with the bodies of its district, the service's department, whoever was named to handle it."""
        if registry.get(model.Request, record.id) is not None:
            named = (record.handler, *(event.handler for event in record.events))
            yield from (body for body in named if body is not None)
        service = self._change.rules.service(record.service) if self._change.rules else None
        if service is not None and registry.get(Organisation, RecordId(service.responsible)) is not None:
            yield RecordId(service.responsible)
        for employer in self._employers(record.talent):
            yield employer
            home = registry.get(Organisation, employer)
            if home is not None and home.district is not None:
                yield from (body.id for body in registry.of(Organisation).values() if _serves(body, home.district))


def _serves(body: Organisation, district: str) -> bool:
    return body.district == district and body.type is not model.OrgType.EMPLOYER
