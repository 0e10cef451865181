"""A record as edited in plain: read, checked, sealed again, its identity tags put right; as a plan, or as findings."""

from __future__ import annotations

from collections.abc import Mapping

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.model import IdentityTag, Key, Pointer, RecordId
from talentcard.core.privacy.identity import DOCUMENTS, IdentityError, normalised
from talentcard.core.privacy.quoting import harmless
from talentcard.reading import yamlsource
from talentcard.reading.schemas import Schemas
from talentcard.sealing import seals
from talentcard.sealing.custody import Custody, Plan
from talentcard.sealing.fields import values
from talentcard.sealing.keyring import Secret
from talentcard.sealing.planning import public_bytes
from talentcard.sealing.seals import RecordText
from talentcard.sealing.tags import duplicate, tag_path, tag_text


def revised(
    custody: Custody, schemas: Schemas, before: RecordText, text: str, key: Key, secrets: Mapping[str, Secret]
) -> Plan:
    """What the edited text becomes. A value that is the same as before keeps its sealed text."""
    plan = Plan()
    edited = seals.compose(before.path, text.encode(), before.kind, before.fields)
    if edited is None:
        plan.findings.extend(unreadable(before.path, text))
        return plan
    if edited.record != before.record:
        at = Place(path=before.path, pointer=("id",))
        plan.findings.append(Finding(rule="edit-id-changed", severity=Severity.ERROR, at=at))
        return plan
    was, _ = seals.opened(before, secrets)
    known = kept(custody, before, edited, was)
    outcome = seals.seal(edited, key.kid, public_bytes(key), custody.today, known)
    plan.findings.extend(outcome.findings)
    plan.sealed = len(set(outcome.sealed) - known.keys())
    sealed = seals.compose(before.path, outcome.text.encode(), before.kind, before.fields)
    if plan.findings or sealed is None:
        return plan
    plan.findings.extend(schemas.explain(before.kind, sealed.data, before.path))
    retagged(custody, secrets.get(key.kid), sealed, secrets, plan)
    if outcome.text != before.text:
        plan.changes[before.path] = outcome.text.encode()
    return plan


def kept(custody: Custody, before: RecordText, edited: RecordText, was: Mapping[Pointer, str]) -> dict[Pointer, str]:
    """The sealed texts of values that are the same as before."""
    texts = {pointer: text for pointer, _, text in values(before.data, before.fields)}
    found = {}
    for pointer, kind, value in seals.plain(edited):
        try:
            if was.get(pointer) == normalised(kind, value, custody.today):
                found[pointer] = texts[pointer]
        except IdentityError:
            continue
    return found


def unreadable(path: str, text: str) -> list[Finding]:
    """Why an edited text is no record; the place is in the text that the editor shows."""
    problems = yamlsource.explain(text.encode()).problems
    if not problems:
        return [Finding(rule="edit-id-changed", severity=Severity.ERROR, at=Place(path=path))]
    return [
        Finding(
            rule=each.rule,
            severity=Severity.ERROR,
            at=Place(path=path, line=each.at.line, column=each.at.column),
            params=harmless(path, each.params),
        )
        for each in problems
    ]


def retagged(
    custody: Custody, secret: Secret | None, sealed: RecordText, secrets: Mapping[str, Secret], plan: Plan
) -> None:
    """This record's identity tags as its numbers demand them."""
    if secret is None:
        return
    opened, wrong = seals.opened(sealed, secrets)
    present = {tag.id: tag.talent for tag in custody.registry.of(IdentityTag).values()}
    wanted: set[RecordId] = set()
    for pointer, number in opened.items():
        if (kind := sealed.fields[pointer]) in DOCUMENTS:
            tag = RecordId(f"tag-{secret.tag(kind.value, number)}")
            wanted.add(tag)
            if present.get(tag, sealed.record) != sealed.record:
                plan.findings.append(duplicate(sealed, kind, present[tag]))
            elif tag not in present:
                plan.changes[tag_path(tag)] = tag_text(tag, sealed.record)
    stale = {tag for tag, talent in present.items() if talent == sealed.record} - wanted
    if not wrong:  # a value that does not open may be the one that a tag belongs to
        plan.changes.update({custody.registry.paths[tag]: None for tag in stale})
    plan.tags = len(plan.changes)
