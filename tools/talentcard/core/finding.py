"""A finding: something wrong with a record, as a value. Its words live in the message catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from talentcard.core.model import Pointer


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where: a file relative to the registry's root (forward slashes), a pointer into it; once known, line and column.

    Lines and columns count from 1; columns count characters, not bytes or screen columns.
    """

    path: str
    pointer: Pointer = ()
    key: bool = False  # the mapping key itself is meant, not its value
    line: int | None = None
    column: int | None = None
    end_column: int | None = None  # just past the last character, where the place lies within one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One violation of one rule at one place.

    ``params`` fill the placeholders of the rule's message and of its ``fix`` in every language; they never hold
    personal data. ``cites`` names articles (``六(三)``) or interpretations (``int-…``); ``also`` other places involved.
    """

    rule: str
    severity: Severity
    at: Place
    params: Mapping[str, str] = field(default_factory=dict)
    cites: tuple[str, ...] = ()
    also: tuple[Place, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, int, str, tuple[tuple[str, str], ...]]:
        """By file, then position, then rule: the order in which a clerk works through a list."""
        return (self.at.path, self.at.line or 0, self.at.column or 0, self.rule, tuple(sorted(self.params.items())))
