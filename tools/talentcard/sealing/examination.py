"""What only the key can tell: bindings, contents, dates of birth, tags, duplicates."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping

from talentcard.core.finding import Finding, Severity
from talentcard.core.model import IdentityTag, Pointer, RecordId, Talent
from talentcard.core.privacy.identity import DOCUMENTS, IdentityError, IdentityKind, normalised
from talentcard.core.registry import Registry
from talentcard.sealing import seals
from talentcard.sealing.custody import Custody, Plan
from talentcard.sealing.keyring import Secret
from talentcard.sealing.likeness import Likeness
from talentcard.sealing.seals import RecordText
from talentcard.sealing.tags import duplicate


def examine(custody: Custody, secrets: Mapping[str, Secret]) -> tuple[list[Finding], int]:
    """Everything that only the key can tell: bindings, contents, birth dates, tags, who is whom. Also how many."""
    plan = Plan()
    count = 0
    current = custody.current()
    secret = secrets.get(current.kid) if current else None
    tags: dict[str, set[str]] = defaultdict(set)
    owners: dict[tuple[IdentityKind, str], RecordText] = {}
    alike = Likeness(custody.registry, custody.today)
    for source in custody.texts():
        opened, wrong = seals.opened(source, secrets)
        plan.findings.extend(wrong)
        count += len(opened)
        for pointer, value in opened.items():
            kind = source.fields[pointer]
            plan.findings.extend(content(source, pointer, kind, value, custody.today))
            alike.take(source, pointer, kind, value)
            if kind in DOCUMENTS:
                first = owners.setdefault((kind, value), source)
                if first.record != source.record:
                    plan.findings.append(duplicate(source, kind, first.record))
                if secret is not None:
                    tags[source.record].add(f"tag-{secret.tag(kind.value, value)}")
        plan.findings.extend(birth(source, opened))
    plan.findings.extend(alike.findings())
    if secret is not None:
        plan.findings.extend(tag_findings(custody.registry, tags))
    return plan.findings, count


def content(source: RecordText, pointer: Pointer, kind: IdentityKind, value: str, today: dt.date) -> Iterator[Finding]:
    """A value that could not be sealed today, or would be written otherwise."""
    try:
        if normalised(kind, value, today) != value:
            yield seals.finding("identity-not-normal", source, pointer)
    except IdentityError as error:
        yield seals.finding(error.code, source, pointer)


def birth(source: RecordText, opened: Mapping[Pointer, str]) -> Iterator[Finding]:
    """A resident's number holds the date of birth: both must say the same."""
    written = opened.get(("identity", "birth_date"))
    number = opened.get(("identity", "documents", IdentityKind.RESIDENT_ID.value))
    if written is not None and number is not None and number[6:14] != written.replace("-", ""):
        yield seals.finding("identity-birth-differs", source, ("identity", "birth_date"))


def tag_findings(registry: Registry, wanted: Mapping[str, set[str]]) -> Iterator[Finding]:
    present = registry.of(IdentityTag)
    for tag in present.values():
        if tag.id not in wanted.get(tag.talent, set()):
            yield Finding(
                rule="identity-tag-wrong",
                severity=Severity.ERROR,
                at=registry.place(tag, "id"),
                params={"talent": tag.talent},
            )
    for talent, tags in wanted.items():
        record = registry.get(Talent, RecordId(talent))
        if record is not None and tags - present.keys():
            at = registry.place(record, "identity", "documents")
            yield Finding(rule="identity-tag-missing", severity=Severity.ERROR, at=at, params={"talent": talent})
