"""The words that the schemas themselves have for a field: its title, what it is for, an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from talentcard.core.model import Pointer

_BRANCHES = ("allOf", "anyOf", "oneOf")


class Titles:
    """Looks a data pointer up in the schemas, through references and conditions."""

    def __init__(self, documents: Mapping[str, dict[str, Any]]) -> None:
        self._documents = documents

    def words(self, schema: str, pointer: Pointer) -> dict[str, str]:
        """``field`` (its name), ``title``, ``hint`` (the description) and ``example`` of the value at a pointer.

        An item of a list goes by the name of its list. Hint and example are left out where the schemas give none.
        """
        names = [part for part in pointer if isinstance(part, str)]
        field = names[-1] if names else schema.removesuffix(".schema.json")
        found = list(self._at(schema, pointer))
        if names and isinstance(pointer[-1], int) and not any("title" in part for _, part in found):
            found += self._at(schema, pointer[: max(i for i, part in enumerate(pointer) if isinstance(part, str)) + 1])
        words = {"field": field, "title": _first(found, "title") or field}
        if hint := _first(found, "description"):
            words["hint"] = hint
        example = next((part["examples"][0] for _, part in found if part.get("examples")), None)
        if isinstance(example, str | int):
            words["example"] = str(example)
        return words

    def sealed(self, schema: str, pointer: Pointer) -> bool:
        """Whether the value at a pointer is a person's identifier, kept as sealed text only."""
        return any("x-sealed" in part for _, part in self._at(schema, pointer))

    def fields(self, schema: str, pointer: Pointer) -> list[str]:
        """All fields that the mapping at a pointer may have."""
        return list(dict.fromkeys(name for _, part in self._at(schema, pointer) for name in part.get("properties", ())))

    def _at(self, schema: str, pointer: Pointer) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every schema part that speaks about the place, the nearest first, each with the file it stands in."""
        parts = list(self._spread(schema, self._documents.get(schema, {})))
        for step in pointer:
            parts = [found for file, part in parts for found in self._down(file, part, step)]
        yield from parts

    def _down(self, file: str, part: dict[str, Any], step: str | int) -> Iterator[tuple[str, dict[str, Any]]]:
        below = part.get("items") if isinstance(step, int) else part.get("properties", {}).get(step)
        if below is None and isinstance(step, str):
            below = part.get("additionalProperties")
        if isinstance(below, dict):
            yield from self._spread(file, below)

    def _spread(self, file: str, part: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """A part, then what it refers to, combines or adds under a condition."""
        yield file, part
        if reference := part.get("$ref"):
            yield from self._follow(file, reference)
        for branch in _BRANCHES:
            for inner in part.get(branch, ()):
                if isinstance(inner, dict):
                    yield from self._spread(file, inner)
        for branch in ("then", "else"):
            if isinstance(inner := part.get(branch), dict):
                yield from self._spread(file, inner)

    def _follow(self, file: str, reference: str) -> Iterator[tuple[str, dict[str, Any]]]:
        name, _, path = reference.partition("#")
        target_file = name.rsplit("/", 1)[-1] or file
        target: Any = self._documents.get(target_file, {})
        for step in path.strip("/").split("/") if path.strip("/") else ():
            target = target.get(step, {}) if isinstance(target, dict) else {}
        if isinstance(target, dict):
            yield from self._spread(target_file, target)


def _first(found: list[tuple[str, dict[str, Any]]], key: str) -> str | None:
    return next((str(part[key]) for _, part in found if part.get(key)), None)
