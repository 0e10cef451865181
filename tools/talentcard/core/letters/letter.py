"""A letter or form in the making: which kind, of what it speaks, and how its file is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from talentcard.core.model import RecordId
from talentcard.core.pages.world import World

Names = Mapping[RecordId, str]
"""The names of people whose records somebody with the key has opened; empty for everybody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """``facts`` are the values that the wording of its kind asks for. ``name`` names nobody."""

    kind: str
    name: str
    facts: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """``made``: the letters of this kind that a record gives occasion to, none where it gives none.

    ``blank``: the same as an empty form, where there is one. ``named``: a name can stand in it.
    """

    code: str
    languages: tuple[str, ...]
    made: Callable[[World, RecordId, Names], tuple[Letter, ...]]
    blank: Callable[[World], Letter] | None = None
    named: bool = False
