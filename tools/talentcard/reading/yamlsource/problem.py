"""What reading a file gives: data with the position of every key and value, or problems with theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from talentcard.core.model import Pointer


@dataclass(frozen=True, slots=True)
class Span:
    """From a character up to, not including, another. Lines and columns count from 1, columns in characters."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something outside the profile. ``rule`` and ``params`` are those of the finding that it becomes."""

    rule: str
    at: Span = START
    params: Mapping[str, str] = field(default_factory=dict)
    also: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file as read. ``data`` is None where there are problems."""

    data: dict[str, Any] | None
    problems: tuple[Problem, ...] = ()
    keys: Mapping[Pointer, Span] = field(default_factory=dict)
    values: Mapping[Pointer, Span] = field(default_factory=dict)
