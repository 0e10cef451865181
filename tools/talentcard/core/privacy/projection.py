"""What the public may see: a registry pruned to a closed schema before anything public is computed from it.

The allow-list is ``schemas/public/registry.schema.json``: every kind of record, every field and every fixed value that
public pages may read is named there. Whatever it does not name is left out, so a new kind, field or value is public
only when somebody has written it there. The public site is made of a ``Projection`` and of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from talentcard.core import model
from talentcard.core.kinds import BY_TYPE
from talentcard.core.registry import Entry, Registry

Schema = Mapping[str, Any]
"""A JSON Schema or a part of one. References lead only to ``#/$defs`` of the same document: the list is closed."""

DEFS = "#/$defs/"


@dataclass(frozen=True)
class Projection(Registry):
    """A registry in which nothing is left but what the public may see."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The closed schema, with its references followed."""

    document: Schema

    def kind(self, name: str) -> Schema | None:
        """What may be seen of records of a kind; None: nothing."""
        found = self.document["properties"].get(name)
        return None if found is None else self.followed(found["items"])

    def followed(self, part: Schema) -> Schema:
        while "$ref" in part:
            part = self.document["$defs"][part["$ref"].removeprefix(DEFS)]
        return part

    def fields(self, part: Schema) -> Mapping[str, Schema]:
        """The fields that an object may show; empty for anything else."""
        found: Mapping[str, Schema] = self.followed(part).get("properties", {})
        return found

    def record(self, record: model.Record) -> Schema | None:
        """What may be seen of this record; None: nothing, as its kind or one of its fixed values is not named."""
        part = self.kind(BY_TYPE[type(record)].name)
        if part is None or any(not self._one_of(getattr(record, name), of) for name, of in self.fields(part).items()):
            return None
        return part

    def _one_of(self, value: object, part: Schema) -> bool:
        """Whether a value is one of those that the schema lists; True where it lists none."""
        part = self.followed(part)
        values = [part["const"]] if "const" in part else part.get("enum")
        return values is None or value is None or value in values


def project(registry: Registry, allowed: Allowed) -> Projection:
    """The registry as the public may see it.

    Raises msgspec.ValidationError where the schema leaves out a field that every record of a kind must have.
    """
    return Projection(
        tuple(
            Entry(entry.path, msgspec.convert(data, type(entry.record))) for entry, data in documents(registry, allowed)
        )
    )


def documents(registry: Registry, allowed: Allowed) -> Iterator[tuple[Entry, dict[str, Any]]]:
    """Every record of which something is public, and that of it as plain data, to be held against the schema."""
    for entry in registry.entries:
        part = allowed.record(entry.record)
        if part is not None:
            yield entry, pruned(msgspec.to_builtins(entry.record), part, allowed)


def pruned(value: Any, part: Schema, allowed: Allowed) -> Any:
    """Plain data without what the schema does not name. A field that says nothing (null) is left out as well."""
    part = allowed.followed(part)
    match value:
        case dict():
            named, others = allowed.fields(part), part.get("additionalProperties") or {}
            return {
                key: pruned(item, named.get(key, others), allowed)
                for key, item in value.items()
                if (key in named or others) and (item is not None or nullable(named.get(key, others)))
            }
        case list() | tuple():
            return [pruned(item, part["items"], allowed) for item in value] if "items" in part else []
        case str() | int() | None:
            return value
        case _:  # nothing passes unseen
            raise TypeError(type(value).__name__)


def nullable(part: Schema) -> bool:
    """Whether null says something here: a policy whose scope is the whole city."""
    return any(arm.get("type") == "null" for arm in part.get("anyOf", ()))
