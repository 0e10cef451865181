"""The notation of the hand-made events: ``2026-05-08 paused reason=missing_materials; 2026-05-11 resumed``.

One event is a day, a type and its further fields; ``;`` separates events. A value ``@name`` stands for a body or a
contact that is found when the record is made (``@branch``: the police branch of the employer's district);
``corrects=#3`` points at the third event of the same script.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from talentcard.sampling.streams import PartIds

EVENT_KEYS = (
    "id", "type", "on", "at", "recorded_on", "by", "reason", "basis", "step", "days", "approved_by", "handler",
    "variant", "done", "rating", "notice", "printed", "corrects", "corrected_on", "note",
)  # fmt: skip
"""The order of an event's fields, as in its schema."""
_RANK = {key: rank for rank, key in enumerate(EVENT_KEYS)}
_NUMBERS = frozenset({"days", "rating"})


@dataclass(frozen=True, slots=True)
class Act:
    """An event in the making: its day, its type, its further fields."""

    on: dt.date
    type: str
    extra: dict[str, Any] = field(default_factory=dict)


def parse(script: str) -> Iterator[Act]:
    """The acts of a script, in its order."""
    for part in script.split(";"):
        day, kind, *pairs = part.split()
        extra = dict(pair.split("=", 1) for pair in pairs)
        yield Act(dt.date.fromisoformat(day), kind, {key: _value(key, text) for key, text in extra.items()})


def _value(key: str, text: str) -> Any:
    if key in _NUMBERS:
        return int(text)
    return text == "true" if key == "done" else text


def events(
    acts: Iterable[Act], ids: PartIds, until: dt.date, resolve: Callable[[str], str] | None = None
) -> list[dict[str, Any]]:
    """The acts up to a day as event records; feedback says that the service was done unless it says otherwise."""
    kept = [act for act in acts if act.on <= until]
    names = [ids("e") for _ in kept]
    found = []
    for name, act in zip(names, kept, strict=True):
        event: dict[str, Any] = {"id": name, "type": act.type, "on": act.on.isoformat()}
        if act.type == "fed_back":
            event["done"] = True
        if act.extra:
            event |= {key: _resolved(value, names, resolve) for key, value in act.extra.items()}
            event = dict(sorted(event.items(), key=lambda pair: _RANK[pair[0]]))
        found.append(event)
    return found


def _resolved(value: Any, names: list[str], resolve: Callable[[str], str] | None) -> Any:
    if isinstance(value, str):
        if value.startswith("#"):
            return names[int(value[1:]) - 1]
        if value.startswith("@") and resolve is not None:
            return resolve(value[1:])
    return value
