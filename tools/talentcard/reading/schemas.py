"""Plain data against `schemas/<kind>.schema.json`: a compiled validator that accepts, a slow one that explains.

Reference: JSON Schema draft 2020-12. The schemas refer to each other by file name; nothing is fetched.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from talentcard.context import CannotRunError
from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.kinds import BY_NAME, Kind

if TYPE_CHECKING:
    from talentcard.reading.schema_errors import Explainer

BASE = "file:///schemas/"
"""Where the schemas pretend to live, so that a relative ``$ref`` finds its neighbour."""


class Schemas:
    """All schemas of a registry, by file name (``request.schema.json``)."""

    def __init__(self, documents: dict[str, dict[str, Any]]) -> None:
        self.documents = documents
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    @classmethod
    def load(cls, folder: Path) -> Schemas:
        """Every schema of a folder. Raises CannotRunError where one is missing or is no JSON."""
        documents: dict[str, dict[str, Any]] = {}
        for path in sorted(folder.glob("*.schema.json")):
            try:
                documents[path.name] = json.loads(path.read_bytes())
            except (OSError, ValueError) as error:
                raise CannotRunError("schema-broken", file=f"schemas/{path.name}", error=_one_line(error)) from error
        if not documents:
            raise CannotRunError("no-schemas")
        return cls(documents)

    def accepts(self, kind: Kind, data: dict[str, Any]) -> bool:
        """Whether the fast validator finds nothing wrong; a False is for `explain` to settle."""
        try:
            return self._validator(kind).is_valid(data)
        except ValueError:  # a key that is no string: the explaining side decides
            return False

    def explain(self, kind: Kind, data: dict[str, Any], path: str) -> list[Finding]:
        """Everything that is wrong, as findings; empty where the slow validator accepts too."""
        if found := wrong_schema(kind, data, path):
            return [found]
        return self._explainer.findings(file_name(kind), data, path)

    def _validator(self, kind: Kind) -> jsonschema_rs.Draft202012Validator:
        name = file_name(kind)
        if name not in self._validators:
            if name not in self.documents:
                raise CannotRunError("schema-missing", file=f"schemas/{name}")
            try:
                self._validators[name] = jsonschema_rs.Draft202012Validator(
                    self.documents[name],
                    registry=self._registry,
                    base_uri=BASE + name,
                    validate_formats=True,
                    ignore_unknown_formats=False,
                    offline=True,
                )
            except ValueError as error:
                raise CannotRunError("schema-broken", file=f"schemas/{name}", error=_one_line(error)) from error
        return self._validators[name]

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        try:
            return jsonschema_rs.Registry([(BASE + name, document) for name, document in self.documents.items()])
        except ValueError as error:
            raise CannotRunError("schema-broken", file="schemas/", error=_one_line(error)) from error

    @cached_property
    def _explainer(self) -> Explainer:
        from talentcard.reading.schema_errors import Explainer  # noqa: PLC0415  (slow to import, rarely needed)

        return Explainer(self.documents, BASE)


def file_name(kind: Kind) -> str:
    return f"{kind.name}.schema.json"


def wrong_schema(kind: Kind, data: dict[str, Any], path: str) -> Finding | None:
    """A record of another kind or version: nothing else can be said about it."""
    tag = data.get("schema")
    if not isinstance(tag, str) or tag == kind.tag:
        return None
    name, slash, version = tag.partition("/")
    if not slash or name not in BY_NAME or not version.isdecimal():
        return None
    rule = "schema-version" if name == kind.name else "schema-wrong-kind"
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        at=Place(path=path, pointer=("schema",)),
        params={"written": tag[:40], "expected": kind.tag, "folder": f"{kind.root}/{kind.folder}/"},
    )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
