"""A registry with its sealed fields and its keys, and what a change to them would be: nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from talentcard.core.finding import Finding
from talentcard.core.kinds import Kind
from talentcard.core.model import Key, RecordId
from talentcard.core.privacy.identity import DOCUMENTS, IdentityKind
from talentcard.core.registry import Registry
from talentcard.reading import reader
from talentcard.reading.walking import walk
from talentcard.sealing import seals
from talentcard.sealing.fields import Fields
from talentcard.sealing.keyring import Secret
from talentcard.sealing.seals import RecordText


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """A registry with the fields that are sealed in it. ``today``: no birth date lies after it."""

    root: Path
    registry: Registry
    fields: Mapping[Kind, Fields]
    today: dt.date

    # ---- keys ------------------------------------------------------------------------------------------

    def epochs(self) -> tuple[Key, ...]:
        """All epochs, the newest last."""
        return tuple(sorted(self.registry.of(Key).values(), key=lambda key: (key.created_on, key.id)))

    def current(self) -> Key | None:
        """The epoch that seals today; None before the first."""
        return next((key for key in reversed(self.epochs()) if key.retired_on is None), None)

    # ---- records ---------------------------------------------------------------------------------------

    def texts(self, only: Iterable[str] = (), unread: list[str] | None = None) -> Iterator[RecordText]:
        """The records that may hold sealed fields, or those of these files, in path order.

        ``unread`` takes the paths of files that hold such fields and can't be read as records.
        """
        wanted = frozenset(only)
        sources, _, _ = walk(self.root, tuple(kind.name for kind in self.fields))
        for source in sources:
            if wanted and source.path not in wanted:
                continue
            raw = reader.read(source.full)
            names = {str(pointer[0]).encode() for pointer in self.fields[source.kind]}
            if any(name in raw for name in names):
                found = seals.compose(source.path, raw, source.kind, self.fields[source.kind])
                if found is not None:
                    yield found
                elif unread is not None:
                    unread.append(source.path)

    def text(self, record: RecordId) -> RecordText | None:
        """One record of a kind that has sealed fields, whether it fills any; None for others and where none is read."""
        path = self.path(record)
        sources, _, _ = walk(self.root, tuple(kind.name for kind in self.fields))
        for source in sources:
            if source.path == path:
                return seals.compose(path, reader.read(source.full), source.kind, self.fields[source.kind])
        return None

    def path(self, record: RecordId) -> str:
        """A record's file, also where it can't be read now. Raises KeyError."""
        if record in self.registry.paths:
            return self.registry.paths[record]
        sources, _, _ = walk(self.root)
        return {source.stem: source.path for source in sources}[record]


@dataclass(kw_only=True)
class Plan:
    """Changes to be made together, or findings that forbid them. ``sealed`` and ``tags`` are counted for the report."""

    changes: dict[str, bytes | None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    sealed: int = 0
    tags: int = 0
    numbers: int = 0


def documents(
    custody: Custody, secrets: Mapping[str, Secret], plan: Plan
) -> Iterator[tuple[RecordText, list[tuple[IdentityKind, str]]]]:
    """Each record's document numbers in plain; what does not open is a finding of the plan."""
    for source in custody.texts():
        opened, wrong = seals.opened(source, secrets)
        plan.findings.extend(wrong)
        yield (
            source,
            [
                (source.fields[pointer], number)
                for pointer, number in opened.items()
                if source.fields[pointer] in DOCUMENTS
            ],
        )
