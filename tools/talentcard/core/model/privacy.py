"""Sealed identities, the public half of the keys, and the blind index of document numbers."""

from __future__ import annotations

import datetime as dt

from talentcard.core.model.base import Record, RecordId, Struct


class Identity(Struct, frozen=True, kw_only=True):
    """A talent's direct identifiers. Every value is sealed text; ``documents``: kind of document to number."""

    name: str
    birth_date: str | None = None
    documents: dict[str, str] | None = None
    mobile: str | None = None
    email: str | None = None


class Person(Struct, frozen=True, kw_only=True):
    """Who holds a post. Every value is sealed text."""

    name: str
    mobile: str | None = None
    email: str | None = None


class Recipient(Struct, frozen=True, kw_only=True):
    """For whom an epoch's private half is wrapped: a contact, or ``recovery`` for the copy kept offline."""

    holder: str
    recipient: str


class Key(Record, frozen=True, kw_only=True):
    """One epoch of sealing. The private half is never part of the registry."""

    public: str  # base64url of 32 bytes
    created_on: dt.date
    recipients: tuple[Recipient, ...]
    retired_on: dt.date | None = None
    destroyed_on: dt.date | None = None

    @property
    def kid(self) -> str:
        """The short name that sealed values carry."""
        return self.id.removeprefix("key-")


class IdentityTag(Record, frozen=True, kw_only=True):
    """A document number's blind index. Its file name is the tag: two branches that add one person conflict in git."""

    talent: RecordId
