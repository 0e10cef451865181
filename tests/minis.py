"""Miniature registries: the repository's own rules and public bodies, `tests/mini/records`, and a case's own records.

Later ones override earlier ones file by file. The base is read once; of a case only its own files are read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from talentcard.core.finding import Finding, Place
from talentcard.core.kinds import BY_FOLDER
from talentcard.core.model import Calendar, ExpectedCalendar, Settings
from talentcard.core.registry import Entry, Registry
from talentcard.core.rules import findings
from talentcard.core.rules.rule import Scope
from talentcard.core.workdays import WorkCalendar
from talentcard.reading import yamlsource
from talentcard.reading.locating import find
from talentcard.reading.schemas import Schemas

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
MINI = TESTS / "mini"
RULES = ("policies", "services", "interpretations", "calendars", "expected-calendars")
PUBLIC = re.compile(rb"^type: (?!employer|hospital|unit)", re.MULTILINE)
"""Organisations that are there whatever the sample holds."""

Files = Mapping[str, bytes]
"""Path relative to the registry's root → content."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as expected.json writes it."""

    rule: str
    severity: str
    path: str
    line: int | None
    column: int | None


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.glob("records/**/*.yml"))}


@cache
def base() -> Files:
    """All files of a registry without errors, small enough to be read by heart."""
    rules = {path: raw for folder in RULES for path, raw in _folder(folder)}
    public = {path: raw for path, raw in _folder("organisations") if PUBLIC.search(raw)}
    return {**rules, **public, **files(MINI)}


def _folder(name: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted((ROOT / "records" / name).glob("**/*.yml")):
        yield path.relative_to(ROOT).as_posix(), path.read_bytes()


@cache
def schemas() -> Schemas:
    return Schemas.load(ROOT / "schemas")


@cache
def entry(path: str, raw: bytes) -> Entry:
    """One record as the loader builds it. Raises AssertionError where its schema would not let it pass."""
    data = yamlsource.explain(raw).data
    kind = BY_FOLDER[path.split("/")[1]]
    assert data is not None, f"{path} cannot be read"
    assert not (wrong := schemas().explain(kind, data, path)), wrong
    return Entry(path, msgspec.convert(data, kind.type))


@cache
def _calendar(entries: tuple[str, ...]) -> WorkCalendar:
    registry = Registry(tuple(entry(path, base()[path]) for path in entries))
    return work_calendar(registry)


def work_calendar(registry: Registry) -> WorkCalendar:
    return WorkCalendar.from_records(registry.of(Calendar).values(), registry.of(ExpectedCalendar).values())


def calendar_of_base() -> WorkCalendar:
    return _calendar(tuple(path for path in base() if "calendars/" in path))


def scope(own: Files, as_of: dt.date | None = None) -> Scope:
    """A registry of the base and a case's own files, on the day of its settings unless another is named."""
    together = {**base(), **own}
    registry = Registry(tuple(entry(path, together[path]) for path in sorted(together)))
    changed = any("calendars/" in path for path in own)
    calendar = work_calendar(registry) if changed else calendar_of_base()
    settings = next(iter(registry.of(Settings).values()))
    now = settings.as_of or dt.date(2026, 10, 20)
    day = as_of or now
    return Scope(registry=registry, calendar=calendar, as_of=day, today=max(day, now))


def found(own: Files, as_of: dt.date | None = None) -> list[Found]:
    """Everything that the rules find, at its line and column."""
    together = {**base(), **own}
    return sorted(
        (_located(finding, together) for finding in findings(scope(own, as_of))),
        key=lambda f: (f.path, f.line or 0, f.column or 0, f.rule),
    )


def _located(finding: Finding, together: Files) -> Found:
    line, column = position(finding.at, together)
    return Found(finding.rule, finding.severity.value, finding.at.path, line, column)


def position(place: Place, together: Files) -> tuple[int | None, int | None]:
    document = yamlsource.positions(together[place.path])
    span = find(document, place)
    return (span.line, span.column) if span else (None, None)


__all__ = ["Found", "base", "calendar_of_base", "entry", "files", "found", "position", "scope"]
