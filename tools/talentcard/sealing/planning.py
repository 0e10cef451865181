"""Sealing what is plain, and sealing everything anew under another epoch: as plans."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.model import IdentityTag, Key, Pointer, RecordId
from talentcard.core.privacy.identity import DOCUMENTS, IdentityError, normalised
from talentcard.core.privacy.sealed import parse
from talentcard.sealing import hpke, seals
from talentcard.sealing.custody import Custody, Plan
from talentcard.sealing.fields import at, values
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
    unread: list[str] = []
    for source in custody.texts(only, unread):
        outcome = seals.seal(source, key.kid, public, custody.today, unchanged(source, secrets, earlier, custody.today))
        plan.findings.extend(outcome.findings)
        if outcome.sealed:
            plan.changes[source.path] = outcome.text.encode()
            plan.sealed += len(outcome.sealed)
        for kind, number in outcome.numbers:
            plan.numbers += 1
            plan.findings.extend(tags.add(source, kind, number))
    plan.findings.extend(map(not_read, unread))
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
    texts = {pointer: text for pointer, _, text in values(before.data, before.fields)}
    kept = {}
    for pointer, kind, value in seals.plain(source):
        try:
            if opened.get(pointer) == normalised(kind, value, today):
                kept[pointer] = texts[pointer]
        except IdentityError:
            continue
    return kept


def not_read(path: str) -> Finding:
    return Finding(rule="seal-not-read", severity=Severity.ERROR, at=Place(path=path))


def public_bytes(key: Key) -> bytes:
    return base64.urlsafe_b64decode(key.public + "=")


def resealing(
    custody: Custody,
    new: Key,
    secret: Secret,
    secrets: Mapping[str, Secret],
    without: frozenset[RecordId] = frozenset(),
) -> Plan:
    """Every value in use sealed anew under another epoch, every tag made anew under its index key.

    ``without``: records whose values are not carried over. What does not open forbids the change, as it would be lost;
    what that epoch has sealed already is kept.
    """
    plan = Plan()
    tags: dict[RecordId, RecordId] = {}
    unread: list[str] = []
    for source in custody.texts(unread=unread):
        if source.record in without:
            continue
        opened, wrong = seals.opened(source, secrets)
        plan.findings.extend(wrong)
        fresh = {
            pointer: str(hpke.seal(new.kid, secret.public, source.record, pointer, value))
            for pointer, value in opened.items()
            if parse(str(at(source.data, pointer))).kid != new.kid
        }
        if fresh:
            plan.sealed += len(fresh)
            plan.changes[source.path] = spliced(source.text, source.document, fresh).encode()
        for pointer, value in opened.items():
            if source.fields[pointer] in DOCUMENTS:
                tags[RecordId(f"tag-{secret.tag(source.fields[pointer].value, value)}")] = source.record
    present = {tag.id: tag for tag in custody.registry.of(IdentityTag).values()}
    for tag in present.keys() - tags.keys():
        plan.changes[custody.registry.paths[tag]] = None
    for made, talent in tags.items():
        if made not in present or present[made].talent != talent:
            plan.changes[tag_path(made)] = tag_text(made, talent)
    plan.tags = len(tags)
    plan.findings.extend(map(not_read, unread))
    if plan.findings:
        plan.changes.clear()
    return plan
