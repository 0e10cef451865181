"""What happens to keys: the first epoch, another holder, a new epoch. The wrapped file is written first, then records.

An epoch without its file would lose every value that it seals; a file without its epoch harms nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import msgspec

from talentcard.core.model import Key, Recipient, RecordId
from talentcard.sealing import changes, keyring
from talentcard.sealing.custody import Custody, Plan
from talentcard.sealing.epochs import key_path, key_text, new_key, next_kid
from talentcard.sealing.keyring import Secret, Store
from talentcard.sealing.planning import resealing


def found(custody: Custody, store: Store, recipients: Sequence[Recipient], today: dt.date) -> tuple[Key, Secret]:
    """A new epoch that nothing knows of yet. Its name is neither in the registry nor in the store."""
    secret = keyring.generate(next_kid(custody, today, store.kids()))
    return new_key(secret, today, recipients), secret


def establish(root: Path, store: Store, key: Key, secret: Secret, records: Mapping[str, bytes | None]) -> None:
    """The epoch's file in the store, then its record and all other changes. Raises OSError, KeyringError."""
    store.write(secret, [who.recipient for who in key.recipients])
    try:
        changes.apply(root, {**records, key_path(key): key_text(key)})
    except BaseException:
        store.file(secret.kid).unlink(missing_ok=True)
        raise


def succession(
    custody: Custody,
    new: Key,
    secret: Secret,
    secrets: Mapping[str, Secret],
    without: frozenset[RecordId] = frozenset(),
) -> Plan:
    """Everything sealed anew under a new epoch, and the epochs before it retired."""
    plan = resealing(custody, new, secret, secrets, without)
    if not plan.findings:
        for key in custody.epochs():
            if key.retired_on is None:
                retired = msgspec.structs.replace(key, retired_on=max(new.created_on, key.created_on))
                plan.changes[key_path(key)] = key_text(retired)
    return plan


def admitted(custody: Custody, who: Recipient, kids: Collection[str]) -> dict[str, bytes | None]:
    """The records of these epochs with one holder more."""
    return {
        key_path(key): key_text(msgspec.structs.replace(key, recipients=(*others(key, who.holder), who)))
        for key in custody.epochs()
        if key.kid in kids
    }


def others(key: Key, holder: str) -> tuple[Recipient, ...]:
    """The holders of an epoch without this one."""
    return tuple(who for who in key.recipients if who.holder != holder)
