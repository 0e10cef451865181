"""Which fields of a record hold a direct identifier: the schemas say it with ``x-sealed``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any

from talentcard.core.kinds import KINDS, Kind
from talentcard.core.model import Pointer
from talentcard.core.privacy.identity import IdentityKind

Fields = Mapping[Pointer, IdentityKind]
"""Pointer in a record → what the field holds. Lists have no sealed items: a pointer must not move when one is added."""

ANNOTATION = "x-sealed"


def sealed_fields(documents: Mapping[str, dict[str, Any]]) -> Mapping[Kind, Fields]:
    """The sealed fields of each kind that has any. Raises ValueError where a schema names an unknown kind of value."""
    every = {kind: dict(below(documents, f"{kind.name}.schema.json", (), ())) for kind in KINDS}
    return {kind: fields for kind, fields in every.items() if fields}


def below(
    documents: Mapping[str, dict[str, Any]], file: str, path: tuple[str, ...], pointer: Pointer
) -> Iterator[tuple[Pointer, IdentityKind]]:
    """The annotated fields of a part of a schema, through references."""
    part = reduce(lambda found, step: found[step], path, documents.get(file, {}))
    if ANNOTATION in part:
        yield pointer, IdentityKind(part[ANNOTATION])
        return
    if reference := part.get("$ref"):
        name, _, fragment = reference.partition("#")
        yield from below(documents, name or file, tuple(fragment.strip("/").split("/")) if fragment else (), pointer)
    for name in part.get("properties", {}):
        yield from below(documents, file, (*path, "properties", name), (*pointer, name))


def values(data: Mapping[str, Any], fields: Fields) -> Iterator[tuple[Pointer, IdentityKind, str]]:
    """The sealed fields that a record fills, whatever stands in them, in the order of the schema."""
    for pointer, kind in fields.items():
        found = at(data, pointer)
        if found is not None:
            yield pointer, kind, found if isinstance(found, str) else str(found)


def at(data: Mapping[str, Any], pointer: Pointer) -> Any:
    """What stands at a place; None where nothing does."""
    found: Any = data
    for part in pointer:
        found = found.get(part) if isinstance(found, Mapping) else None
    return found
