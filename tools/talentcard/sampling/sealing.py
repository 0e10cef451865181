"""The people of a sample sealed as they are written, under an epoch whose private half is thrown away or kept aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from talentcard.core.model import Pointer, Recipient, RecordId
from talentcard.core.privacy.identity import DOCUMENTS
from talentcard.sampling import identities
from talentcard.sampling.streams import Streams
from talentcard.sampling.world import Record
from talentcard.sealing import epochs, hpke, keyring
from talentcard.sealing.keyring import Secret, Store
from talentcard.sealing.tags import tag_path, tag_text

KID = "sample"
IDENTITY = "identity.txt"


@dataclass
class Seals:
    """One sample's epoch. Each talent and contact gets a person; document numbers are remembered as tags."""

    streams: Streams
    secret: Secret = field(default_factory=lambda: keyring.generate(KID))
    tags: dict[RecordId, RecordId] = field(default_factory=dict)
    _count: dict[str, int] = field(default_factory=dict)

    def sealed(self, record: Record) -> Record:
        """The record with its person behind the field where the schema has it; other kinds as they are."""
        kind = record["schema"].partition("/")[0]
        if kind not in identities.PART:
            return record
        part, behind = identities.PART[kind]
        number = self._count[kind] = self._count.get(kind, 0) + 1
        person = (identities.holder if kind == "talent" else identities.postholder)(self.streams, number)
        for document in DOCUMENTS & person.get("documents", {}).keys():
            tag = self.secret.tag(document, person["documents"][document])
            self.tags[RecordId(f"tag-{tag}")] = RecordId(record["id"])
        closed = self._closed(RecordId(record["id"]), (part,), person)
        at = list(record).index(behind) + 1
        fields = list(record.items())
        return dict([*fields[:at], (part, closed), *fields[at:]])

    def _closed(self, record: RecordId, pointer: Pointer, plain: Record) -> Record:
        return {
            name: self._closed(record, (*pointer, name), value)
            if isinstance(value, dict)
            else str(hpke.seal(KID, self.secret.public, record, (*pointer, name), value))
            for name, value in plain.items()
        }

    def files(self, since: dt.date, recipient: str) -> Iterator[tuple[str, bytes]]:
        """The epoch's record and the identity tags: path and content."""
        key = epochs.new_key(self.secret, since, [Recipient(holder="recovery", recipient=recipient)])
        yield epochs.key_path(key), epochs.key_text(key)
        for tag, talent in sorted(self.tags.items()):
            yield tag_path(tag), tag_text(tag, talent)


def keep(secret: Secret, folder: Path | None) -> str:
    """The recipient that the epoch is wrapped for: in the folder asked for, else of an identity that nobody has.

    Raises FileExistsError where the folder holds an identity already.
    """
    if folder is None:
        return keyring.nobody()
    store = Store(folder, folder / IDENTITY)
    recipient = store.new_identity()
    store.write(secret, [recipient])
    return recipient
