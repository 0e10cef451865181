"""A person taken out of the registry for good: a new epoch without them, a tombstone, and the old keys to destroy.

What git has kept stays in every clone, sealed. It ends with the last copy of the keys that open it: so the plan names
them, and nothing is erased before they are gone.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from talentcard.core.model import Erasure, IdentityTag, Key, Recipient, RecordId
from talentcard.reading import yamlsource
from talentcard.sealing.custody import Custody, Plan
from talentcard.sealing.epochs import key_path, key_text
from talentcard.sealing.fields import values
from talentcard.sealing.keyring import Secret
from talentcard.sealing.rotation import others, succession
from talentcard.sealing.seals import RecordText

PERSONAL = frozenset({"accounts", "signing_keys"})
"""Of a contact: fields that are not sealed and tell who it is all the same. Recusals stay: they hold for the person in
whatever post, and name nobody."""


class NothingToEraseError(LookupError):
    """The record holds nobody's data, or no longer."""


class TombstoneError(ValueError):
    """The record is written in a way that its data can't be cut out of safely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What an erasure would do. ``dead``: epochs whose every copy has to be destroyed, the oldest first."""

    plan: Plan
    path: str
    values: int
    tags: int
    dead: tuple[Key, ...]


def subject(custody: Custody, record: RecordId) -> RecordText:
    """The record with sealed values. Raises NothingToEraseError."""
    source = custody.text(record)
    if source is None or not any(values(source.data, source.fields)):
        raise NothingToEraseError(record)
    return source


def recipients(current: Key, record: RecordId) -> tuple[Recipient, ...]:
    """Who opens the new epoch: the holders of the one in use, but not the person who is erased."""
    return others(current, record)


def erasing(
    custody: Custody, source: RecordText, erasure: Erasure, new: Key, secret: Secret, secrets: Mapping[str, Secret]
) -> Erased:
    """Everything sealed anew but this record's values. Raises TombstoneError."""
    plan = succession(custody, new, secret, secrets, frozenset({source.record}))
    if not plan.findings:
        plan.changes[source.path] = tombstone(source, erasure).encode()
    return Erased(
        plan=plan,
        path=source.path,
        values=sum(1 for _ in values(source.data, source.fields)),
        tags=sum(tag.talent == source.record for tag in custody.registry.of(IdentityTag).values()),
        dead=tuple(key for key in custody.epochs() if key.destroyed_on is None),
    )


def tombstone(source: RecordText, erasure: Erasure) -> str:
    """The record without what tells who it is, comments in it included, and with the mark in the sealed part's place.

    Raises TombstoneError.
    """
    sealed = str(next(iter(source.fields))[0])
    lines = source.text.split("\n")
    kept: list[str | None] = [*lines]
    for part in {sealed, *(PERSONAL & source.data.keys())}:
        for at in _lines(source, lines, part):
            kept[at] = None
    kept[source.document.keys[(sealed,)].line - 1] = f"erased: {{on: {erasure.on}, reason: {erasure.reason}}}"
    text = "\n".join(line for line in kept if line is not None)
    wanted: dict[str, Any] = {key: value for key, value in source.data.items() if key not in {sealed, *PERSONAL}}
    wanted["erased"] = {"on": str(erasure.on), "reason": str(erasure.reason)}
    if yamlsource.explain(text.encode()).data != wanted:
        raise TombstoneError(source.path)
    return text


def _lines(source: RecordText, lines: list[str], part: str) -> range:
    """The lines of a field, from 0, with the indented comments behind it."""
    document = source.document
    last = max(
        span.end_line for spans in (document.keys, document.values) for at, span in spans.items() if at[:1] == (part,)
    )
    behind = itertools.takewhile(lambda at: not lines[at] or lines[at][0].isspace(), range(last, len(lines)))
    last = max((at + 1 for at in behind if lines[at].strip()), default=last)
    return range(document.keys[(part,)].line - 1, last)


# ---- the end of a key ------------------------------------------------------------------------------------


def destroyed(key: Key, today: dt.date) -> dict[str, bytes | None]:
    """The record of an epoch of which no copy is left."""
    return {key_path(key): key_text(msgspec.structs.replace(key, destroyed_on=today))}
