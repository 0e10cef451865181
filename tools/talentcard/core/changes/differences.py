"""How two states of one record differ, and which of the differences its modes do not allow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import msgspec

from talentcard.core.changes.modes import Mode, Node
from talentcard.core.model import Pointer, Record

LIST = (list, tuple)


class Act(StrEnum):
    ALTERED = "altered"
    REMOVED = "removed"  # an item of a list that only grows


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place at which a record is no longer what it was, beyond what was added.

    ``pointer`` leads into the new state, for a removed item to its list. ``item``: the id of the list's item that it is
    about, where it has one; ``was`` that item as it was.
    """

    pointer: Pointer
    mode: Mode
    act: Act = Act.ALTERED
    item: str | None = None
    was: Any = None

    @property
    def field(self) -> str:
        """The field's own name."""
        return next((str(part) for part in reversed(self.pointer) if isinstance(part, str)), "")


def differences(before: Record, after: Record, node: Node, today: dt.date) -> Iterator[Difference]:
    """Everything in ``after`` that its modes do not simply let change; sealed parts are named whatever was done."""
    yield from _compare(plain(before), plain(after), node, (), today)


def plain(record: Record) -> Any:
    """A record as plain data; a day as YYYY-MM-DD, what is absent as None."""
    return msgspec.to_builtins(record)


def _compare(before: Any, after: Any, node: Node, pointer: Pointer, today: dt.date) -> Iterator[Difference]:
    if before == after or node.mode is Mode.FREE:
        return
    if node.mode is Mode.ONCE and (_empty(before) or _ahead(before, today)):
        return
    if node.mode is Mode.APPEND and isinstance(before, LIST) and isinstance(after, LIST):
        yield from _appended(before, after, node, pointer, today)
    elif node.mode is Mode.FIXED and isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            yield from _compare(before.get(name), after.get(name), node.below(name), (*pointer, name), today)
    elif node.mode is Mode.FIXED and _same_length(before, after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _compare(one, other, node.below(index), (*pointer, index), today)
    else:
        yield Difference(pointer=pointer, mode=node.mode, was=before)


def _appended(
    before: Sequence[Any], after: Sequence[Any], node: Node, pointer: Pointer, today: dt.date
) -> Iterator[Difference]:
    """Items with an id are compared by it, in whatever order they stand; of the others the old ones stay in theirs."""
    if any(_id(item) for item in (*before, *after)):
        yield from _by_id(before, after, node, pointer, today)
        return
    rest = iter(enumerate(after))
    for item in before:
        if not any(_kept(item, other, node, (*pointer, index), today) for index, other in rest):
            yield Difference(pointer=pointer, mode=node.mode, act=Act.REMOVED, was=item)
            return


def _by_id(
    before: Sequence[Any], after: Sequence[Any], node: Node, pointer: Pointer, today: dt.date
) -> Iterator[Difference]:
    found = {_id(item): index for index, item in reversed(list(enumerate(after)))}
    for item in before:
        index = found.get(_id(item))
        if index is None:
            yield Difference(pointer=pointer, mode=node.mode, act=Act.REMOVED, item=_id(item), was=item)
            continue
        for each in _compare(item, after[index], node.below(index), (*pointer, index), today):
            yield each if each.item is not None else replace(each, item=_id(item), was=item)


def _kept(before: Any, after: Any, node: Node, pointer: Pointer, today: dt.date) -> bool:
    return next(_compare(before, after, node.below(0), pointer, today), None) is None


def _same_length(before: Any, after: Any) -> bool:
    return isinstance(before, LIST) and isinstance(after, LIST) and len(before) == len(after)


def _id(item: Any) -> str | None:
    return item.get("id") if isinstance(item, dict) else None


def _empty(value: Any) -> bool:
    return value is None or value == ()


def _ahead(value: Any, today: dt.date) -> bool:
    """Whether a value is a day that has not come yet."""
    try:
        return isinstance(value, str) and dt.date.fromisoformat(value) > today
    except ValueError:
        return False
