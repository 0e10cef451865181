"""A record's text with its plain values sealed, or with its sealed values opened: nothing else in it changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.kinds import Kind
from talentcard.core.model import Pointer, RecordId
from talentcard.core.privacy.identity import DOCUMENTS, IdentityError, IdentityKind, normalised
from talentcard.core.privacy.sealed import SealError, is_sealed, parse
from talentcard.reading import yamlsource
from talentcard.reading.yamlsource import Document
from talentcard.sealing import fields, hpke
from talentcard.sealing.fields import Fields
from talentcard.sealing.keyring import Secret
from talentcard.sealing.splicing import scalar, spliced


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordText:
    """A record's file, composed. ``path`` is relative to the registry's root."""

    path: str
    kind: Kind
    record: RecordId
    text: str
    document: Document
    fields: Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The new text, or what is wrong. ``sealed``: pointers; ``numbers``: documents in plain, for the blind index."""

    text: str
    findings: tuple[Finding, ...] = ()
    sealed: tuple[Pointer, ...] = ()
    numbers: tuple[tuple[IdentityKind, str], ...] = ()


def compose(path: str, raw: bytes, kind: Kind, sealed: Fields) -> RecordText | None:
    """None where the file can't be read as a record: ``check`` says why."""
    document = yamlsource.explain(raw)
    if document.data is None or not isinstance(document.data.get("id"), str):
        return None
    return RecordText(
        path=path,
        kind=kind,
        record=RecordId(document.data["id"]),
        text=raw.decode(),
        document=document,
        fields=sealed,
    )


def seal(source: RecordText, kid: str, public: bytes, today: dt.date, known: Mapping[Pointer, str] = {}) -> Outcome:
    """Every plain value normalised, checked and sealed. With findings the text is the old one.

    ``known``: sealed values of an earlier state whose plain value is the same: they are kept, so that nothing changes
    in the history where nothing changed in fact. It maps the pointer to the sealed text.
    """
    findings: list[Finding] = []
    new: dict[Pointer, str] = {}
    numbers: list[tuple[IdentityKind, str]] = []
    for pointer, kind, value in plain(source):
        try:
            good = normalised(kind, value, today)
        except IdentityError as error:
            findings.append(finding(error.code, source, pointer))
            continue
        new[pointer] = known.get(pointer) or str(hpke.seal(kid, public, source.record, pointer, good))
        if kind in DOCUMENTS:
            numbers.append((kind, good))
    if findings:
        return Outcome(text=source.text, findings=tuple(findings))
    text = spliced(source.text, source.document, new)
    return Outcome(text=text, sealed=tuple(new), numbers=tuple(numbers))


def plain(source: RecordText) -> list[tuple[Pointer, IdentityKind, str]]:
    """The values that are still to be sealed."""
    found = fields.values(source.document.data or {}, source.fields)
    return [(pointer, kind, value) for pointer, kind, value in found if not is_sealed(value)]


def opened(source: RecordText, secrets: Mapping[str, Secret]) -> tuple[dict[Pointer, str], tuple[Finding, ...]]:
    """The plain values of all sealed fields, and a finding for each that doesn't open."""
    values: dict[Pointer, str] = {}
    findings: list[Finding] = []
    for pointer, _, value in fields.values(source.document.data or {}, source.fields):
        if not is_sealed(value):
            continue
        try:
            sealed = parse(value)
            secret = secrets.get(sealed.kid)
            if secret is None:
                raise SealError("seal-key-not-here")
            values[pointer] = hpke.unseal(secret.private, sealed, source.record, pointer)
        except SealError as error:
            findings.append(finding(error.code, source, pointer))
    return values, tuple(findings)


def opened_text(source: RecordText, secrets: Mapping[str, Secret]) -> tuple[str, tuple[Finding, ...]]:
    """The record as its holder of the key reads it."""
    values, findings = opened(source, secrets)
    return spliced(
        source.text, source.document, {pointer: scalar(value) for pointer, value in values.items()}
    ), findings


def finding(rule: str, source: RecordText, pointer: Pointer) -> Finding:
    """Names file and field; the value is in no message."""
    at = Place(path=source.path, pointer=pointer)
    return Finding(rule=rule, severity=Severity.ERROR, at=at, params={"field": ".".join(map(str, pointer))})
