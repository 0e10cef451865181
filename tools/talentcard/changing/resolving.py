"""Conflict markers in a record settled where both sides only added something, in the words of the two sides.

The sides are read out of the markers and joined as data (`core/merging.py`); their lines are then put together to say
just that, so comments and quotes stay. A result that does not read back as the joined data is not written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from talentcard.core.merging import ClashError, paired, united
from talentcard.core.model import Pointer
from talentcard.reading import yamlsource
from talentcard.reading.yamlsource import Document

OURS, BASE, THEIRS, END = "<<<<<<< ", "|||||||", "=======", ">>>>>>> "


class UnsettledError(Exception):
    """A conflict for people to settle. ``key`` names the words, ``params`` fill them."""

    def __init__(self, key: str, **params: str) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a conflict: its lines, and what they say."""

    lines: list[str]
    document: Document

    @classmethod
    def of(cls, lines: list[str], key: str) -> Side:
        """Raises UnsettledError with this key where the lines can't be read."""
        document = yamlsource.explain("".join(lines).encode())
        if document.data is None:
            raise UnsettledError(key)
        return cls(lines, document)

    @property
    def data(self) -> dict[str, Any]:
        assert self.document.data is not None
        return self.document.data

    def item(self, pointer: Pointer) -> tuple[int, int]:
        """The lines of an item of a list, from its dash to just before what follows. Raises UnsettledError."""
        start = self.document.values[pointer].line - 1
        dash = re.match(r"( *)- ", self.lines[start])
        if dash is None:
            raise UnsettledError("resolve-form")
        end = start + 1
        below = re.compile(rf" {{{len(dash[1])}}}[ #]")  # what stands deeper, and remarks beside the dashes
        while end < len(self.lines) and below.match(self.lines[end]):
            end += 1
        return start, end

    def field(self, name: str) -> tuple[int, int]:
        """The lines of a field of the record itself."""
        start = self.document.keys[(name,)].line - 1
        end = start + 1
        while end < len(self.lines) and not re.match(r"[a-z_]+:", self.lines[end]):
            end += 1
        return start, end


def settled(text: str) -> str:
    """The text of a record without its conflict markers. Raises UnsettledError."""
    ours, theirs = sides(text)
    one, other = Side.of(ours, "resolve-ours-unreadable"), Side.of(theirs, "resolve-theirs-unreadable")
    try:
        wanted = united(one.data, other.data)
    except ClashError as clash:
        raise _explained(clash) from None
    joined = joined_lines(one, other)
    if yamlsource.explain("".join(joined).encode()).data != wanted:
        raise UnsettledError("resolve-form")
    return "".join(joined)


def _explained(clash: ClashError) -> UnsettledError:
    field = next((str(part) for part in reversed(clash.pointer) if isinstance(part, str)), "")
    if clash.item is not None and len(clash.pointer) > 1:
        return UnsettledError("resolve-same-item", item=str(clash.item), field=field)
    return UnsettledError("resolve-same-field", field=field)


def sides(text: str) -> tuple[list[str], list[str]]:
    """Both states of a text with conflict markers. Raises UnsettledError where the markers don't go together."""
    ours: list[str] = []
    theirs: list[str] = []
    into: tuple[list[str], ...] = (ours, theirs)
    expected = OURS
    if not any(line.startswith(OURS) for line in text.splitlines()):
        raise UnsettledError("resolve-no-markers")
    for line in text.splitlines(keepends=True):
        if line.startswith(OURS) and expected == OURS:
            into, expected = (ours,), THEIRS
        elif line.startswith(BASE) and expected == THEIRS:
            into = ()
        elif line.startswith(THEIRS) and expected == THEIRS:
            into, expected = (theirs,), END
        elif line.startswith(END) and expected == END:
            into, expected = (ours, theirs), OURS
        elif line.startswith((OURS, END)):
            raise UnsettledError("resolve-markers")
        else:
            for side in into:
                side.append(line if line.endswith("\n") else f"{line}\n")
    if expected != OURS or ours == theirs:
        raise UnsettledError("resolve-markers")
    return ours, theirs


def joined_lines(one: Side, other: Side) -> list[str]:
    """Our lines with theirs put in: one list at a time, the innermost first, then the fields that only they have."""
    for _ in range(100):  # a record has few lists that can differ
        found = _differing(one.data, other.data, (), ())
        if found is None:
            break
        one = Side.of(_with_list(one, other, *found), "resolve-form")
    lines = list(one.lines)
    for name in other.data:
        if name not in one.data:
            start, end = other.field(name)
            lines.extend(other.lines[start:end])
    return lines


def _differing(ours: Any, theirs: Any, here: Pointer, there: Pointer) -> tuple[Pointer, Pointer] | None:
    """The first list, as deep as can be, to which theirs would add something: where it stands on each side."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in ours.keys() & theirs.keys():
            found = _differing(ours[name], theirs[name], (*here, name), (*there, name))
            if found is not None:
                return found
    if isinstance(ours, list) and isinstance(theirs, list):
        pairs = paired(ours, theirs)
        for mine, yours in pairs:
            if mine is not None and yours is not None:
                found = _differing(mine, yours, (*here, ours.index(mine)), (*there, theirs.index(yours)))
                if found is not None:
                    return found
        if any(mine is None or _says_more(mine, yours) for mine, yours in pairs):
            return here, there
    return None


def _says_more(mine: Any, yours: Any) -> bool:
    """Whether their state of an item has something that ours has not."""
    return yours is not None and united(mine, yours) != mine


def _with_list(one: Side, other: Side, here: Pointer, there: Pointer) -> list[str]:
    """Our lines with one list made anew: what both have as whoever says more has it, then what either added."""
    ours, theirs = _at(one.data, here), _at(other.data, there)
    if not ours:
        raise UnsettledError("resolve-form")
    blocks = [
        _block(other, (*there, theirs.index(yours)))
        if mine is None or _says_more(mine, yours)
        else _block(one, (*here, ours.index(mine)))
        for mine, yours in paired(ours, theirs)
    ]
    first, _ = one.item((*here, 0))
    _, last = one.item((*here, len(ours) - 1))
    return [*one.lines[:first], *(line for block in blocks for line in block), *one.lines[last:]]


def _block(side: Side, pointer: Pointer) -> list[str]:
    start, end = side.item(pointer)
    return side.lines[start:end]


def _at(data: Any, pointer: Pointer) -> Any:
    for part in pointer:
        data = data[part]
    return data
