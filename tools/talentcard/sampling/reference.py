"""The part of the root registry that a sample keeps: the rules, the calendars, the public bodies, the settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from talentcard.context import CannotRunError
from talentcard.core.finding import Severity
from talentcard.core.model import Organisation
from talentcard.core.registry import Registry
from talentcard.reading import loading
from talentcard.sampling.world import INVENTED

KINDS = (
    *("settings", "policy", "service", "interpretation", "calendar", "expected-calendar"),
    *("organisation", "questionnaire"),
)


@dataclass(frozen=True, slots=True)
class Reference:
    """The records kept, and their files (relative to the root)."""

    registry: Registry
    files: tuple[Path, ...]


def read(root: Path) -> Reference:
    """The reference records of a root. Raises CannotRunError where one cannot be read."""
    loaded = loading.load_kinds(root, KINDS)
    for finding in loaded.findings:
        if finding.severity is Severity.ERROR:
            raise CannotRunError("sample-reference-unreadable", path=finding.at.path)
    kept = tuple(entry for entry in loaded.registry.entries if not invented(entry.record))
    return Reference(Registry(kept), tuple(Path(entry.path) for entry in kept))


def invented(record: object) -> bool:
    """Whether an organisation is one that samples make up themselves."""
    return isinstance(record, Organisation) and record.type in INVENTED
