"""Two states of one record that were written apart, as one: what each side added is kept, nothing is decided.

Only plain data; where the sides say different things about the same thing, that is for people to settle.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from talentcard.core.model import Pointer

Item = Mapping[str, Any]


class ClashError(ValueError):
    """The sides differ about something that neither of them only added. ``pointer`` leads into either side."""

    def __init__(self, pointer: Pointer, item: str | None = None) -> None:
        super().__init__(pointer)
        self.pointer = pointer
        self.item = item


def united(ours: Any, theirs: Any, pointer: Pointer = ()) -> Any:
    """Both states in one. Raises ClashError."""
    if ours == theirs:
        return ours
    if isinstance(ours, dict) and isinstance(theirs, dict):
        names = dict.fromkeys((*ours, *theirs))
        return {name: _either(ours, theirs, name, pointer) for name in names}
    if isinstance(ours, list) and isinstance(theirs, list):
        return [_of_pair(one, other, (*pointer, at)) for at, (one, other) in enumerate(paired(ours, theirs))]
    raise ClashError(pointer)


def _either(ours: Item, theirs: Item, name: str, pointer: Pointer) -> Any:
    if name in ours and name in theirs:
        try:
            return united(ours[name], theirs[name], (*pointer, name))
        except ClashError as clash:
            raise ClashError(clash.pointer, clash.item or ours.get("id")) from None
    return ours[name] if name in ours else theirs[name]


def _of_pair(one: Any, other: Any, pointer: Pointer) -> Any:
    if one is None or other is None:
        return other if one is None else one
    return united(one, other, pointer)


def paired(ours: list[Any], theirs: list[Any]) -> list[tuple[Any, Any]]:
    """The items of two lists in the order of the joined one; None for what a side doesn't have.

    Where both sides added something, what they added stands at the end, by day, then by id.
    """
    left = list(theirs)
    pairs: list[tuple[Any, Any]] = []
    for item in ours:
        other = next((each for each in left if same(item, each)), None)
        if other is not None:
            left.remove(other)
        pairs.append((item, other))
    if not left:
        return pairs
    if all(other is not None for _, other in pairs):
        return [(next((mine for mine, other in pairs if other is item), None), item) for item in theirs]
    new = [(mine, other) for mine, other in pairs if other is None] + [(None, item) for item in left]
    known = [pair for pair in pairs if pair[1] is not None]
    return known + sorted(new, key=lambda pair: order(pair[0] if pair[1] is None else pair[1]))


def same(one: Any, other: Any) -> bool:
    """Whether two items are about the same thing: by their ids, else where neither says what the other denies."""
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return bool(one == other)
    if "id" in one or "id" in other:
        return one.get("id") == other.get("id")
    return all(one[name] == other[name] for name in one.keys() & other.keys())


def order(item: Any) -> tuple[str, str]:
    """By the day on which it happened or began, then by id."""
    if not isinstance(item, dict):
        return ("", str(item))
    day = next((item[name] for name in ("on", "since", "published_on", "first", "due") if name in item), "")
    return (str(day), str(item.get("id", "")))
