"""Where a recipient's mail goes: an office's mailbox as it stands on record, a person's address out of its seal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from talentcard.core.model import Contact, Organisation, RecordId
from talentcard.core.privacy.sealed import SealError, is_sealed, parse
from talentcard.core.registry import Registry
from talentcard.mailing.access import ADDRESS
from talentcard.sealing import hpke
from talentcard.sealing.keyring import Secret

EMAIL = ("person", "email")


class AddressBook:
    """Recipient → address, None where it can't be had here. Opened addresses stay in memory, and nowhere else.

    ``secrets`` is asked, once, when the first sealed address comes up: offices' mailboxes need no key.
    """

    Secrets = Mapping[str, Secret]

    def __init__(self, registry: Registry, secrets: Callable[[], Secrets]) -> None:
        self._registry = registry
        self._ask = secrets
        self._secrets: AddressBook.Secrets | None = None
        self._known: dict[RecordId, str | None] = {}

    def __call__(self, recipient: RecordId) -> str | None:
        if recipient not in self._known:
            found = self._find(recipient)
            self._known[recipient] = found if found is not None and ADDRESS.fullmatch(found) else None
        return self._known[recipient]

    def _find(self, recipient: RecordId) -> str | None:
        office = self._registry.get(Organisation, recipient)
        if office is not None:
            return office.mailbox
        contact = self._registry.get(Contact, recipient)
        if contact is None or contact.mailbox is not None:
            return contact.mailbox if contact is not None else None
        sealed = contact.person.email if contact.person is not None else None
        return self._opened(contact, sealed) if sealed is not None and is_sealed(sealed) else None

    def _opened(self, contact: Contact, value: str) -> str | None:
        if self._secrets is None:
            self._secrets = self._ask()
        try:
            sealed = parse(value)
            secret = self._secrets.get(sealed.kid)
            return hpke.unseal(secret.private, sealed, contact.id, EMAIL) if secret is not None else None
        except SealError:
            return None
