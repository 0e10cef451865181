"""To whom a body's message goes on a day: its contacts in post, whoever stands in for them, its office's mailbox."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from talentcard.core.delivery.message import Recipient
from talentcard.core.model import Contact, Organisation, Post, RecordId
from talentcard.core.periodic import in_post
from talentcard.core.registry import Registry

POSTS = frozenset({Post.SPECIALIST, Post.DEPARTMENT_LIAISON, Post.DISTRICT_LIAISON, Post.EMPLOYER_LIAISON})
"""The posts of the rules (四); the registry's own posts answer for no body."""


def is_unreachable(found: Contact | Organisation, as_of: dt.date, failed_on: dt.date | None = None) -> bool:
    """Whether the last thing known of an address is that a message to it failed.

    ``failed_on``: the day of such a message of which no record says anything yet. A correction on its day holds.
    """
    known = [entry for entry in found.unreachable if entry.on <= as_of]
    failed = [entry.on for entry in known if entry.status.startswith("5")]
    right = [entry.on for entry in known if entry.status.startswith("2")]
    last = max([*failed, *([failed_on] if failed_on else [])], default=None)
    return last is not None and (not right or max(right) < last)


def unreachable(registry: Registry, as_of: dt.date) -> Iterator[Contact | Organisation]:
    """The contacts in post and the offices that mail does not reach, as far as is on record."""
    contacts = (contact for contact in registry.of(Contact).values() if in_post(contact, as_of))
    yield from (found for found in contacts if is_unreachable(found, as_of))
    yield from (found for found in registry.of(Organisation).values() if is_unreachable(found, as_of))


class Recipients:
    """The recipients of a day. ``failed``: recipient → day of the last message to them that failed for good."""

    def __init__(self, registry: Registry, as_of: dt.date, failed: Mapping[RecordId, dt.date]) -> None:
        self.registry = registry
        self.as_of = as_of
        self.failed = failed
        self._contacts: dict[RecordId, list[Contact]] = defaultdict(list)
        for contact in sorted(registry.of(Contact).values(), key=lambda contact: contact.id):
            if contact.post in POSTS:
                self._contacts[contact.organisation].append(contact)

    def of(self, body: RecordId, about: Iterable[RecordId] = ()) -> tuple[Recipient, ...]:
        """Who gets a body's message; none where nobody can be reached. ``about``: contacts whose own matter it is."""
        there = self._in_post(body)
        own = [contact for contact in there if contact.id in frozenset(about)]
        reached = self._reached(own) or self._reached(there) or self._reached(self._last(body))
        if reached:
            return reached
        office = self.registry.get(Organisation, body)
        if office is None or office.mailbox is None or is_unreachable(office, self.as_of, self.failed.get(body)):
            return ()
        return (Recipient(body, body),)

    def can_be_reached(self, contact: Contact) -> bool:
        """In post on the day, with an address that no message has come back from."""
        has_address = contact.mailbox is not None or (contact.person is not None and contact.person.email is not None)
        failed = is_unreachable(contact, self.as_of, self.failed.get(contact.id))
        return has_address and not failed and in_post(contact, self.as_of)

    def _in_post(self, body: RecordId) -> list[Contact]:
        return [contact for contact in self._contacts[body] if in_post(contact, self.as_of)]

    def _last(self, body: RecordId) -> list[Contact]:
        """Those who left last, where nobody has followed them: their deputies answer."""
        gone = [c for c in self._contacts[body] if c.until is not None and c.until < self.as_of]
        latest = max((contact.until for contact in gone if contact.until), default=None)
        return [contact for contact in gone if contact.until == latest] if not self._in_post(body) else []

    def _reached(self, contacts: Sequence[Contact]) -> tuple[Recipient, ...]:
        """Those themselves who can be reached, and the deputies of those who can't; each once."""
        found: dict[RecordId, Recipient] = {}
        own = {contact.id for contact in contacts}
        for contact in contacts:
            reached = next(filter(self.can_be_reached, self._line(contact)), None)
            if reached is not None:
                stands_for = None if reached.id in own else contact.id
                found.setdefault(reached.id, Recipient(reached.id, reached.organisation, stands_for))
        return tuple(recipient for _, recipient in sorted(found.items()))

    def _line(self, contact: Contact) -> Iterator[Contact]:
        """A contact, their deputy, the deputy's deputy …"""
        seen: set[RecordId] = set()
        following: Contact | None = contact
        while following is not None and following.id not in seen:
            seen.add(following.id)
            yield following
            following = self.registry.get(Contact, following.deputy)
