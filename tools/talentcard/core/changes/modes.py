"""What of a record may change after it was recorded: a tree of modes that the schemas give with ``x-change``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Mode(StrEnum):
    FIXED = "fixed"  # never; what nothing is said about is fixed
    ONCE = "once"  # may be added, and changed while the day it names lies ahead
    APPEND = "append"  # a list that only grows; its items stay as they are
    NOTICED = "with_notice"  # only together with a new entry under ``notices``
    SEALED = "sealed"  # the custodian's
    FREE = "free"  # texts, telephones: no fact


@dataclass(frozen=True, slots=True)
class Node:
    """The mode of a value, and of what stands in it. A part that is not named is fixed."""

    mode: Mode = Mode.FIXED
    fields: Mapping[str, Node] = field(default_factory=dict)
    items: Node | None = None

    def below(self, name: str | int) -> Node:
        """The node of a field, or of the items of a list."""
        found = self.items if isinstance(name, int) else self.fields.get(name)
        return found or FIXED


FIXED = Node()
Modes = Mapping[str, Node]
"""Kind's name → the modes of its records."""
