"""Sealing what is plain, and sealing everything anew under another epoch: as plans."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from talentcard.core.model import IdentityTag, Key, Pointer, RecordId
from talentcard.core.privacy.identity import DOCUMENTS, IdentityError, normalised
from talentcard.sealing import hpke, seals
from talentcard.sealing.custody import Custody, Plan
from talentcard.sealing.fields import values
from talentcard.sealing.keyring import Secret
from talentcard.sealing.seals import RecordText
from talentcard.sealing.splicing import spliced
from talentcard.sealing.tags import Tags, tag_path, tag_text

Earlier = Callable[[str], bytes | None]
"""A file's content in the last commit, or None where it had none."""


def sealing(custody: Custody, key: Key, only: Iterable[str], secrets: Mapping[str, Secret], earlier: Earlier) -> Plan:
    """Every plain value in a sealed field; with the keys at hand, its identity tags too, and old seals kept."""
    plan = Plan()
    public = public_bytes(key)
    tags = Tags(custody.registry, secrets.get(key.kid))
    for source in custody.texts(only):
        outcome = seals.seal(source, key.kid, public, custody.today, unchanged(source, secrets, earlier, custody.today))
        plan.findings.extend(outcome.findings)
        if outcome.sealed:
            plan.changes[source.path] = outcome.text.encode()
            plan.sealed += len(outcome.sealed)
        for kind, number in outcome.numbers:
            plan.numbers += 1
            plan.findings.extend(tags.add(source, kind, number))
    plan.changes.update(tags.changes)
    plan.tags = len(tags.changes)
    if plan.findings:
        plan.changes.clear()
    return plan


def unchanged(
    source: RecordText, secrets: Mapping[str, Secret], earlier: Earlier, today: dt.date
) -> dict[Pointer, str]:
    """The earlier sealed texts of values that are the same as before: with the keys at hand nothing new is sealed."""
    if not secrets or not seals.plain(source) or (raw := earlier(source.path)) is None:
        return {}
    before = seals.compose(source.path, raw, source.kind, source.fields)
    if before is None or before.record != source.record:
        return {}
    opened, _ = seals.opened(before, secrets)
    texts = {pointer: text for pointer, _, text in values(before.document.data or {}, before.fields)}
    kept = {}
    for pointer, kind, value in seals.plain(source):
        try:
            if opened.get(pointer) == normalised(kind, value, today):
                kept[pointer] = texts[pointer]
        except IdentityError:
            continue
    return kept


def public_bytes(key: Key) -> bytes:
    return base64.urlsafe_b64decode(key.public + "=")


def resealing(
    custody: Custody,
    new: Key,
    secret: Secret,
    secrets: Mapping[str, Secret],
    without: frozenset[RecordId] = frozenset(),
) -> Plan:
    """Every value in use sealed anew under a new epoch, every tag made anew under its index key.

    ``without``: records whose values are not carried over. What does not open forbids the change: it would be lost.
    """
    plan = Plan()
    tags: dict[RecordId, RecordId] = {}
    for source in custody.texts():
        if source.record in without:
            continue
        opened, wrong = seals.opened(source, secrets)
        plan.findings.extend(wrong)
        fresh = {
            pointer: str(hpke.seal(new.kid, secret.public, source.record, pointer, value))
            for pointer, value in opened.items()
        }
        plan.sealed += len(fresh)
        plan.changes[source.path] = spliced(source.text, source.document, fresh).encode()
        for pointer, value in opened.items():
            if source.fields[pointer] in DOCUMENTS:
                tags[RecordId(f"tag-{secret.tag(source.fields[pointer].value, value)}")] = source.record
    for tag in custody.registry.of(IdentityTag).values():
        plan.changes[custody.registry.paths[tag.id]] = None
    for made, talent in tags.items():
        plan.changes[tag_path(made)] = tag_text(made, talent)
    plan.tags = len(tags)
    if plan.findings:
        plan.changes.clear()
    return plan
