"""Epochs of keys as records: the name of the next one, its text, and what each of them seals."""

from __future__ import annotations

import base64
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from talentcard.core.model import Key, Recipient, RecordId
from talentcard.core.privacy.sealed import SealError, is_sealed, parse
from talentcard.sealing.custody import Custody
from talentcard.sealing.fields import values
from talentcard.sealing.keyring import Secret


def next_kid(custody: Custody, today: dt.date, present: Iterable[str] = ()) -> str:
    """2026a, 2026b, … ``present``: names whose files are in the store, though the registry may not know them."""
    taken = {key.kid for key in custody.epochs()} | set(present)
    letters = "abcdefghijklmnopqrstuvwxyz"
    return next(kid for kid in (f"{today.year}{a}{b}" for b in ("", *letters) for a in letters) if kid not in taken)


def key_text(key: Key) -> bytes:
    """The record of an epoch, as the verbs write it."""
    lines = [
        "# yaml-language-server: $schema=../../schemas/key.schema.json",
        "schema: key/1",
        f"id: {key.id}",
        f'public: "{key.public}"',
        f"created_on: {key.created_on}",
        "recipients:",
        *(f"  - {{holder: {who.holder}, recipient: {who.recipient}}}" for who in key.recipients),
    ]
    lines += [f"retired_on: {key.retired_on}"] if key.retired_on else []
    lines += [f"destroyed_on: {key.destroyed_on}"] if key.destroyed_on else []
    return ("\n".join(lines) + "\n").encode()


def new_key(secret: Secret, today: dt.date, recipients: Iterable[Recipient]) -> Key:
    return Key(
        schema="key/1",
        id=RecordId(f"key-{secret.kid}"),
        public=base64.urlsafe_b64encode(secret.public).rstrip(b"=").decode(),
        created_on=today,
        recipients=tuple(recipients),
    )


def key_path(key: Key) -> str:
    return f"records/keys/{key.id}.yml"


def sealed_by_epoch(custody: Custody) -> Mapping[str, int]:
    """How many values each epoch seals."""
    found: dict[str, int] = defaultdict(int)
    for source in custody.texts():
        for _, _, value in values(source.data, source.fields):
            try:
                found[parse(value).kid] += 1
            except SealError:
                found["" if not is_sealed(value) else "?"] += 1
    return found
