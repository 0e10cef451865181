"""Plain data as YAML text in the registry's own profile: what a clerk would write, and what the fast reader accepts.

A mapping of scalars that fits on a line is written in flow style (``- {id: e4k9m2w, type: applied, on: 2026-03-02}``),
so that an event is a line in every diff.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

WIDTH = 100
_WORDS = frozenset({"true", "false", "null", "True", "False", "Null", "TRUE", "FALSE", "NULL"})
_PLAIN = re.compile(r"[A-Za-z一-龥《“][-0-9A-Za-z一-龥_/（）《》〔〕“”。、；·. ]*(?<! )")
_SEALED = re.compile(r"enc:v1:[-a-z0-9]+:[-_A-Za-z0-9]+")
_DASHED = re.compile(r"[0-9]+(?:-[0-9]+)+")  # dates, months, telephone numbers: strings in YAML 1.2


def emit(record: Mapping[str, Any], folders: int) -> str:
    """The text of a record's file that lies so many folders below the registry's root."""
    name = record["schema"].partition("/")[0]
    head = f"# yaml-language-server: $schema={'../' * folders}schemas/{name}.schema.json"
    return "\n".join([head, *_mapping(record, ""), ""])


def plain(value: Any) -> Any:
    """A record, or a part of one, as plain data: what it leaves to its defaults is not written."""
    if isinstance(value, msgspec.Struct):
        fields = {field.name: (getattr(value, field.name), field.default) for field in msgspec.structs.fields(value)}
        return {name: plain(given) for name, (given, default) in fields.items() if given != default}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _mapping(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        if isinstance(value, dict):
            flow = _flow(value, len(indent) + len(key) + 2)
            if flow is not None:
                yield f"{indent}{key}: {flow}"
            else:
                yield f"{indent}{key}:"
                yield from _mapping(value, indent + "  ")
        elif isinstance(value, list):
            if value:
                yield f"{indent}{key}:"
                yield from _sequence(value, indent + "  ")
            else:
                yield f"{indent}{key}: []"
        else:
            yield f"{indent}{key}: {_scalar(value)}"


def _sequence(items: Sequence[Any], indent: str) -> Iterator[str]:
    for item in items:
        if not isinstance(item, dict):
            yield f"{indent}- {_scalar(item)}"
        elif (flow := _flow(item, len(indent) + 2)) is not None:
            yield f"{indent}- {flow}"
        else:
            first, *rest = _mapping(item, indent + "  ")
            yield f"{indent}- {first[len(indent) + 2 :]}"
            yield from rest


def _flow(data: Mapping[str, Any], column: int) -> str | None:
    """The mapping on one line, or None where it is nested or too long."""
    parts = []
    for key, value in data.items():
        if isinstance(value, dict | list):
            return None
        parts.append(f"{key}: {_scalar(value)}")
    text = f"{{{', '.join(parts)}}}"
    return text if column + len(text) <= WIDTH else None


def _scalar(value: object) -> str:
    if isinstance(value, str):
        if (_PLAIN.fullmatch(value) and value not in _WORDS) or _DASHED.fullmatch(value) or _SEALED.fullmatch(value):
            return value
        if '"' in value or "\\" in value:
            raise ValueError(f"needs an escape, which the profile does not know: {value}")
        return f'"{value}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    raise TypeError(type(value).__name__)
