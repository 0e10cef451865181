"""The blind index: a record named by a number's tag, so that one person can't be entered twice without a conflict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.model import IdentityTag, RecordId
from talentcard.core.privacy.identity import IdentityKind
from talentcard.core.registry import Registry
from talentcard.sealing.custody import Custody, Plan, documents
from talentcard.sealing.keyring import Secret
from talentcard.sealing.seals import RecordText


class Tags:
    """New identity tags; and whose number a number is already. Without the key there is nothing to tell."""

    def __init__(self, registry: Registry, secret: Secret | None) -> None:
        self._secret = secret
        self._owner = {tag.id: tag.talent for tag in registry.of(IdentityTag).values()}
        self.changes: dict[str, bytes | None] = {}

    def add(self, source: RecordText, kind: IdentityKind, number: str) -> Iterator[Finding]:
        if self._secret is None:
            return
        tag = RecordId(f"tag-{self._secret.tag(kind.value, number)}")
        owner = self._owner.setdefault(tag, source.record)
        if owner != source.record:
            yield duplicate(source, kind, owner)
        elif tag not in self.changes and owner == source.record:
            self.changes[tag_path(tag)] = tag_text(tag, source.record)


def tag_path(tag: RecordId) -> str:
    return f"records/identity-tags/{tag.removeprefix('tag-')[:2]}/{tag}.yml"


def tag_text(tag: RecordId, talent: RecordId) -> bytes:
    return f"schema: identity-tag/1\nid: {tag}\ntalent: {talent}\n".encode()


def duplicate(source: RecordText, kind: IdentityKind, owner: RecordId) -> Finding:
    return Finding(
        rule="identity-duplicate",
        severity=Severity.ERROR,
        at=Place(path=source.path, pointer=("identity", "documents", kind.value)),
        params={"other": owner},
    )


def tagging(custody: Custody, secret: Secret, secrets: Mapping[str, Secret]) -> Plan:
    """The tags as the numbers demand them: those missing are made, those that belong to no number go."""
    plan = Plan()
    wanted: dict[RecordId, RecordId] = {}
    for source, numbers in documents(custody, secrets, plan):
        for kind, number in numbers:
            tag = RecordId(f"tag-{secret.tag(kind.value, number)}")
            if wanted.setdefault(tag, source.record) != source.record:
                plan.findings.append(duplicate(source, kind, wanted[tag]))
    present = {tag.id: tag for tag in custody.registry.of(IdentityTag).values()}
    for tag, talent in wanted.items():
        if tag not in present or present[tag].talent != talent:
            plan.changes[tag_path(tag)] = tag_text(tag, talent)
            plan.tags += 1
    for tag in present.keys() - wanted.keys():
        plan.changes[custody.registry.paths[tag]] = None
        plan.tags += 1
    if plan.findings:
        plan.changes.clear()
    return plan
