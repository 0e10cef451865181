"""What of a record may change after it was recorded: the schemas say it with ``x-change``; else it is fixed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from talentcard.core.changes.modes import FIXED, Mode, Modes, Node
from talentcard.core.kinds import KINDS

ANNOTATION = "x-change"


def modes(documents: Mapping[str, dict[str, Any]]) -> Modes:
    """The modes of every kind. Raises ValueError where a schema names an unknown mode."""
    files = {kind.name: f"{kind.name}.schema.json" for kind in KINDS}
    return {
        name: _node(documents, file, documents[file], Mode.FIXED) for name, file in files.items() if file in documents
    }


def _node(documents: Mapping[str, dict[str, Any]], file: str, part: dict[str, Any], given: Mode) -> Node:
    """The node of a part of a schema, through references. ``given``: the mode written beside the reference."""
    mode = Mode(part.get(ANNOTATION, given))
    if reference := part.get("$ref"):
        name, _, fragment = reference.partition("#")
        target = name or file
        steps = fragment.strip("/").split("/") if fragment else []
        return _node(documents, target, reduce(lambda found, step: found[step], steps, documents[target]), mode)
    below = {name: _node(documents, file, inner, Mode.FIXED) for name, inner in part.get("properties", {}).items()}
    fields = {name: node for name, node in below.items() if node != FIXED}
    items = _node(documents, file, part["items"], Mode.FIXED) if "items" in part else None
    return Node(mode, fields, items if items != FIXED else None)
