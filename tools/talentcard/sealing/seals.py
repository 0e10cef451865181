"""A record's text with its plain values sealed, or with its sealed values opened: nothing else in it changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

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
from talentcard.sealing.splicing import excerpt, scalar, spliced


@dataclass(frozen=True, kw_only=True)
class RecordText:
    """A record's file. ``path`` is relative to the registry's root."""

    path: str
    kind: Kind
    record: RecordId
    text: str
    data: dict[str, Any]
    fields: Fields

    @cached_property
    def document(self) -> Document:
        """The positions of its values: only where something is to be written."""
        return yamlsource.explain(self.text.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The new text, or what is wrong. ``sealed``: pointers; ``numbers``: documents in plain, for the blind index."""

    text: str
    findings: tuple[Finding, ...] = ()
    sealed: tuple[Pointer, ...] = ()
    numbers: tuple[tuple[IdentityKind, str], ...] = ()


def compose(path: str, raw: bytes, kind: Kind, sealed: Fields) -> RecordText | None:
    """None where the file can't be read as a record: ``check`` says why."""
    data = yamlsource.quick(raw) or yamlsource.explain(raw).data
    if data is None or not isinstance(data.get("id"), str):
        return None
    return RecordText(path=path, kind=kind, record=RecordId(data["id"]), text=raw.decode(), data=data, fields=sealed)


def seal(source: RecordText, kid: str, public: bytes, today: dt.date, known: Mapping[Pointer, str] = {}) -> Outcome:
    """Every plain value normalised, checked and sealed. With findings the text is the old one.

    ``known``: sealed values of an earlier state whose plain value is the same: they are kept, so that nothing changes
    in the history where nothing changed in fact. It maps the pointer to the sealed text.
    """
    findings: list[Finding] = []
    new: dict[Pointer, str] = {}
    numbers: list[tuple[IdentityKind, str]] = []
    for pointer, kind, value in plain(source):
        if isinstance(fields.at(source.data, pointer), dict | list):
            findings.append(finding("seal-shape", source, pointer))
            continue
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
    if any(placed(text, pointer) != value for pointer, value in new.items()):
        return Outcome(text=source.text, findings=tuple(misplaced(source, new)))
    return Outcome(text=text, sealed=tuple(new), numbers=tuple(numbers))


def misplaced(source: RecordText, new: Mapping[Pointer, str]) -> Iterator[Finding]:
    """Those values whose way of being written sealed text can't take the place of."""
    for pointer, value in new.items():
        if placed(spliced(source.text, source.document, {pointer: value}), pointer) != value:
            yield finding("seal-shape", source, pointer)


def placed(text: str, pointer: Pointer) -> str | None:
    """What a text holds at a place, read back; None where it can't be read any more."""
    raw = text.encode()
    data = yamlsource.quick(raw) or yamlsource.explain(raw).data or {}
    return next((value for _, _, value in fields.values(data, {pointer: IdentityKind.NAME})), None)


def plain(source: RecordText) -> list[tuple[Pointer, IdentityKind, str]]:
    """The values that are still to be sealed."""
    found = [each for each in fields.values(source.data, source.fields) if not is_sealed(each[2])]
    return [(pointer, kind, written(source, pointer, value)) for pointer, kind, value in found]


def written(source: RecordText, pointer: Pointer, value: str) -> str:
    """A value as it was typed: what YAML takes for a number would lose its zeros in front."""
    if isinstance(fields.at(source.data, pointer), str):
        return value
    return excerpt(source.text, source.document.values[pointer])


def opened(source: RecordText, secrets: Mapping[str, Secret]) -> tuple[dict[Pointer, str], tuple[Finding, ...]]:
    """The plain values of all sealed fields, and a finding for each that doesn't open."""
    values: dict[Pointer, str] = {}
    findings: list[Finding] = []
    for pointer, _, value in fields.values(source.data, source.fields):
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
