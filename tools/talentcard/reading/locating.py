"""Pointer to line and column, for the findings that are shown: each file is composed once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from talentcard.core.finding import Finding, Place
from talentcard.reading import yamlsource
from talentcard.reading.reader import read
from talentcard.reading.yamlsource import Document, Span


def located(root: Path, findings: Iterable[Finding]) -> list[Finding]:
    """The same findings with line and column filled in wherever the file still tells, in the order of a reader."""
    maps = _Maps(root)
    return sorted((maps.finding(finding) for finding in findings), key=lambda finding: finding.sort_key)


class _Maps:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._documents: dict[str, Document | None] = {}

    def finding(self, finding: Finding) -> Finding:
        if finding.rule.startswith(("file-", "folder-", "leak-")):  # about the file, not about a field of a record
            return finding
        return replace(finding, at=self.place(finding.at), also=tuple(map(self.place, finding.also)))

    def place(self, place: Place) -> Place:
        if place.line is not None:
            return place
        document = self._document(place.path)
        span = find(document, place) if document else None
        if span is None:
            return place
        end = span.end_column if span.end_line == span.line and span.end_column > span.column else None
        return replace(place, line=span.line, column=span.column, end_column=end)

    def _document(self, path: str) -> Document | None:
        if path not in self._documents:
            try:
                self._documents[path] = yamlsource.positions(read(str(self._root / path)))
            except OSError:  # a folder, a link, a file that has gone: there is no line to name
                self._documents[path] = None
        return self._documents[path]


def find(document: Document, place: Place) -> Span | None:
    """Where a pointer stands, or the nearest part above it that exists; None for an empty map of positions."""
    pointer = place.pointer
    if place.key and pointer in document.keys:
        return document.keys[pointer]
    while pointer not in document.values:
        if not pointer:
            return None
        pointer = pointer[:-1]
    span = document.values[pointer]
    key = document.keys.get(pointer)
    # a mapping or list below its key begins on the next line: its key says better what is meant
    return key if key is not None and key.line != span.line else span
