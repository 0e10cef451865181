"""All records of a registry, and a finding for each file that fails a stage."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path

from talentcard.context import CannotRunError
from talentcard.core.finding import Finding
from talentcard.core.model import RecordId
from talentcard.core.registry import Entry, Registry
from talentcard.reading.parallel import Progress, take_all
from talentcard.reading.reader import Reader
from talentcard.reading.schemas import Schemas
from talentcard.reading.walking import RECORDS, walk


@dataclass(frozen=True, slots=True)
class Loaded:
    """A registry as read: what could be built, what could not and why, and how many record files there are."""

    registry: Registry
    findings: tuple[Finding, ...]
    files: int


def load(root: Path, *, thorough: bool = False, jobs: int | None = None, progress: Progress | None = None) -> Loaded:
    """Every record under ``root``. ``thorough`` reads each file by both readers and reports where they disagree.

    Raises CannotRunError where there are no records or no usable schemas.
    """
    return _load(root, None, thorough=thorough, jobs=jobs, progress=progress)


def load_kinds(root: Path, kinds: tuple[str, ...]) -> Loaded:
    """Only the records of some kinds (`Kind.name`), for verbs that need no more. Raises as `load` does."""
    return _load(root, kinds, thorough=False, jobs=1, progress=None)


def _load(
    root: Path, kinds: tuple[str, ...] | None, *, thorough: bool, jobs: int | None, progress: Progress | None
) -> Loaded:
    if not (root / RECORDS).is_dir():
        raise CannotRunError("no-records", folder=root.name)
    sources, findings, unreadable = walk(root, kinds)
    reader = Reader(Schemas.load(root / "schemas"), thorough=thorough)
    entries: list[Entry] = []
    collecting = gc.isenabled()
    gc.disable()  # a load only ever adds objects: looking for garbage among them takes as long as reading them
    try:
        for source, taken in zip(sources, take_all(reader, sources, jobs, progress), strict=True):
            if taken.record is not None:
                entries.append(Entry(source.path, taken.record))
            else:
                unreadable.add(RecordId(source.stem))
            if taken.findings:
                findings += taken.findings
    finally:
        if collecting:
            gc.freeze()
            gc.enable()
    registry = Registry(entries=tuple(entries), unreadable=frozenset(unreadable))
    return Loaded(registry=registry, findings=tuple(findings), files=len(sources))
