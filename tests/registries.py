"""Registries for tests: the repository's own rules as plain data, to be changed and built in memory."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from talentcard.core.kinds import BY_FOLDER
from talentcard.core.model import RecordId
from talentcard.core.registry import Entry, Registry
from talentcard.reading import yamlsource

ROOT = Path(__file__).resolve().parents[1]
RULES = ("settings", "policies", "services", "interpretations", "calendars", "expected-calendars", "organisations")

Data = dict[str, Any]


@cache
def _documents() -> dict[str, Data]:
    found = {}
    for folder in RULES:
        for path in sorted((ROOT / "records" / folder).rglob("*.yml")):
            data = yamlsource.explain(path.read_bytes()).data
            if not isinstance(data, dict):
                raise AssertionError(f"{path.name} cannot be read")
            found[path.relative_to(ROOT).as_posix()] = data
    return found


def documents() -> dict[str, Data]:
    """Path → plain data of every record of the rules: a fresh copy, free to change."""
    return copy.deepcopy(_documents())


@cache
def _entry(path: str) -> Entry:
    return build(path, _documents()[path])


def build(path: str, data: Data) -> Entry:
    """One record from plain data, as the loader builds it. Raises msgspec.ValidationError."""
    return Entry(path, msgspec.convert(data, BY_FOLDER[path.split("/")[1]].type))


def registry(changed: dict[str, Data] | None = None) -> Registry:
    """The repository's rules with some documents changed or added; the others are built once and shared."""
    changed = changed or {}
    paths = sorted(set(_documents()) | set(changed))
    return Registry(tuple(build(path, changed[path]) if path in changed else _entry(path) for path in paths))


def record_id(path: str) -> RecordId:
    return RecordId(Path(path).stem)
