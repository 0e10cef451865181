"""Which files are records: `records/<kind folder>/…/<id>.yml`, and everything else that lies about there."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.kinds import BY_FOLDER, Kind
from talentcard.core.model import RecordId

RECORDS = "records"
ENDING = ".yml"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that should hold a record. ``path`` is relative to the root, with forward slashes, safe to print."""

    path: str
    full: str
    kind: Kind
    stem: str


def is_record(path: str) -> bool:
    """Whether the walk takes a file at this path (from the root, forward slashes) for a record's."""
    top, *folders = path.split("/")
    hidden = any(part.startswith(".") for part in folders)
    return top == RECORDS and len(folders) > 1 and folders[0] in BY_FOLDER and path.endswith(ENDING) and not hidden


def walk(root: Path, kinds: tuple[str, ...] | None = None) -> tuple[list[Source], list[Finding], set[RecordId]]:
    """All record files in path order, what does not belong there, and the ids that those were meant to have."""
    walker = _Walker(kinds)
    top = root / RECORDS
    for entry in _entries(os.fspath(top)):
        walker.top(entry)
    walker.sources.sort(key=lambda source: source.path)
    return walker.sources, walker.findings, walker.unreadable


def walk_folder(root: Path, kind: Kind) -> tuple[list[Source], list[Finding]]:
    """The files of one kind alone; nothing where its folder does not exist."""
    folder = root / kind.root / kind.folder
    walker = _Walker(None)
    if folder.is_dir():
        walker.folder(os.fspath(folder), f"{kind.root}/{kind.folder}", kind)
    return sorted(walker.sources, key=lambda source: source.path), walker.findings


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from (entry for entry in entries if not entry.name.startswith("."))


def printable(name: str) -> str:
    """A path as it can be shown: characters that a terminal would obey, or that are no text, written as escapes."""
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name)


class _Walker:
    def __init__(self, kinds: tuple[str, ...] | None) -> None:
        self._kinds = kinds
        self.sources: list[Source] = []
        self.findings: list[Finding] = []
        self.unreadable: set[RecordId] = set()

    def top(self, entry: os.DirEntry[str]) -> None:
        """One entry of `records/` itself: a kind's folder, or something that should not be there."""
        kind = BY_FOLDER.get(entry.name)
        path = f"{RECORDS}/{entry.name}"
        if kind and entry.is_dir(follow_symlinks=False):
            if self._kinds is None or kind.name in self._kinds:
                self.folder(entry.path, path, kind)
        elif self._kinds is None:
            if entry.is_symlink():
                self._refuse("file-not-regular", path, what="@what-link")
            elif entry.is_dir():
                close = difflib.get_close_matches(entry.name, BY_FOLDER, n=1, cutoff=0.6)
                guess = {"guess": close[0]} if close else {}
                self._refuse("folder-unexpected", path, name=printable(entry.name), known=", ".join(BY_FOLDER), **guess)
            else:
                self._refuse("file-unexpected", path, name=printable(entry.name))

    def folder(self, full: str, path: str, kind: Kind) -> None:
        for entry in _entries(full):
            self._entry(entry, f"{path}/{entry.name}", kind)

    def _entry(self, entry: os.DirEntry[str], path: str, kind: Kind) -> None:
        stem, dot, ending = entry.name.rpartition(".")
        if entry.is_symlink():
            self._not_regular(path, stem or entry.name, "@what-link")
        elif entry.is_dir(follow_symlinks=False):
            if dot and ending.lower() in ("yml", "yaml"):
                self._not_regular(path, stem, "@what-folder")
            else:
                self.folder(entry.path, path, kind)
        elif not entry.is_file(follow_symlinks=False):
            self._not_regular(path, stem or entry.name, "@what-other")
        elif dot + ending == ENDING:
            self.sources.append(Source(printable(path), entry.path, kind, stem))
        elif ending.lower() in ("yml", "yaml"):
            self._refuse("file-wrong-ending", path, name=printable(entry.name), meant=f"{printable(stem)}{ENDING}")
            self.unreadable.add(RecordId(stem))
        else:
            self._refuse("file-unexpected", path, name=printable(entry.name))

    def _not_regular(self, path: str, stem: str, what: str) -> None:
        self._refuse("file-not-regular", path, what=what)
        self.unreadable.add(RecordId(stem))

    def _refuse(self, rule: str, path: str, **params: str) -> None:
        self.findings.append(Finding(rule=rule, severity=Severity.ERROR, at=Place(path=printable(path)), params=params))
