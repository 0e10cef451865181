"""One file: read, parse, validate, build; a record, or findings that say where it went wrong.

Nearly all files are fine, so each is first read by what is fast and only accepts; the rest is read again, slowly, by
what explains.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import msgspec

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.model import Record
from talentcard.core.privacy.quoting import harmless
from talentcard.reading import yamlsource
from talentcard.reading.schemas import Schemas
from talentcard.reading.walking import Source

_BUFFER = 1 << 16
_OPEN = os.O_RDONLY
for _flag in ("O_BINARY", "O_NOFOLLOW", "O_NONBLOCK"):  # no link out of the registry, no waiting for a pipe
    _OPEN |= getattr(os, _flag, 0)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: a record, findings, or both (a readable record under a wrong name)."""

    record: Record | None
    findings: tuple[Finding, ...] = ()


class Reader:
    """Turns one file into a record or into findings."""

    def __init__(self, schemas: Schemas, *, thorough: bool = False) -> None:
        self.schemas = schemas
        self.thorough = thorough

    def take(self, source: Source) -> Taken:
        """One file, quickly where all is well. Never raises for anything that a file can hold."""
        try:
            raw = read(source.full)
        except OSError as error:
            return Taken(None, (_finding("file-unreadable", source, error=os.strerror(error.errno or 0)),))
        return self.take_bytes(source, raw)

    def take_bytes(self, source: Source, raw: bytes) -> Taken:
        """What a file holds, wherever its bytes were kept."""
        if self.thorough:
            return self._take_twice(source, raw)
        return self._take_quickly(source, raw) or self._take_slowly(source, yamlsource.explain(raw))

    def _take_quickly(self, source: Source, raw: bytes) -> Taken | None:
        data = yamlsource.quick(raw)
        if data is None or not self.schemas.accepts(source.kind, data):
            return None
        try:
            record = msgspec.convert(data, source.kind.type)
        except msgspec.ValidationError:
            return None
        return Taken(record) if _well_named(source, record) else None

    def _take_slowly(self, source: Source, document: yamlsource.Document) -> Taken:
        if document.data is None:
            return Taken(None, tuple(_from_problem(problem, source) for problem in document.problems))
        if findings := self.schemas.explain(source.kind, document.data, source.path):
            return Taken(None, tuple(findings))
        if not self.schemas.accepts(source.kind, document.data):
            return Taken(None, (_finding("reader-disagreement", source, stage="@stage-schema"),))
        try:
            record = msgspec.convert(document.data, source.kind.type)
        except msgspec.ValidationError as error:
            return Taken(None, (_finding("record-shape", source, where=_where(error)),))
        return Taken(record, tuple(_naming(source, record)))

    def _take_twice(self, source: Source, raw: bytes) -> Taken:
        """By both readers, trusting neither: the fast one may say less, but never anything else."""
        document = yamlsource.explain(raw)
        slow = self._take_slowly(source, document)
        data = yamlsource.quick(raw)
        if data is None:
            return slow
        if document.data is None or not same(data, document.data):
            return Taken(None, (*slow.findings, _finding("reader-disagreement", source, stage="@stage-yaml")))
        fast = self._take_quickly(source, raw)
        if fast is not None and fast.record != slow.record:
            return Taken(None, (*slow.findings, _finding("reader-disagreement", source, stage="@stage-schema")))
        return slow


def read(path: str) -> bytes:
    """A file's bytes, at most one more than a record may have. Raises OSError."""
    handle = os.open(path, _OPEN)
    try:
        raw = os.read(handle, _BUFFER)
        if len(raw) < _BUFFER:
            return raw
        parts, size = [raw], len(raw)
        while raw and size <= yamlsource.MAX_BYTES:
            raw = os.read(handle, yamlsource.MAX_BYTES + 1 - size)
            parts.append(raw)
            size += len(raw)
        return b"".join(parts)
    finally:
        os.close(handle)


def same(one: Any, other: Any) -> bool:
    """Equal in value and in type: 1, 1.0 and True are three things."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def _well_named(source: Source, record: Record) -> bool:
    return record.id == source.stem and source.stem.startswith(source.kind.prefix)


def _naming(source: Source, record: Record) -> list[Finding]:
    found = []
    if record.id != source.stem:
        found.append(_finding("id-file-name", source, "id", id=record.id, file=f"{record.id}.yml"))
    if not record.id.startswith(source.kind.prefix):
        found.append(_finding("id-prefix", source, "id", id=record.id, prefix=source.kind.prefix))
    return found


def _from_problem(problem: yamlsource.Problem, source: Source) -> Finding:
    return Finding(
        rule=problem.rule,
        severity=Severity.ERROR,
        at=_place(problem.at, source),
        params=harmless(source.path, problem.params),
        also=tuple(_place(span, source) for span in problem.also),
    )


def _place(span: yamlsource.Span, source: Source) -> Place:
    end = span.end_column if span.end_line == span.line else None
    return Place(path=source.path, line=span.line, column=span.column, end_column=end)


def _finding(rule: str, source: Source, *pointer: str, **params: str) -> Finding:
    return Finding(rule=rule, severity=Severity.ERROR, at=Place(path=source.path, pointer=pointer), params=params)


def _where(error: msgspec.ValidationError) -> str:
    """The path that msgspec names (``$.events[0].on``), without the value."""
    return str(error).rpartition(" - at ")[2].strip("`")[:80]
