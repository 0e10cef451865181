"""Charts as values: what is drawn, and the words around it. Words stay out of the drawing.

So the words wrap, grow with large type and can be read aloud, and one drawing serves every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    BAR = "bar"  # from start to end
    DOT = "dot"  # at start
    TICK = "tick"  # an upright line at start


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something in a row of a chart, in the chart's unit. ``style`` names its colour in the style sheet."""

    kind: Kind
    style: str
    start: int
    end: int = 0


@dataclass(frozen=True, slots=True)
class Rows:
    """One strip for each row, all on one scale from 0 to ``top``."""

    top: int
    rows: tuple[tuple[Mark, ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A number for each period; None leaves a gap."""

    style: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """For each period the lowest and the highest that a number may be: a dot where they are one, else a stroke."""

    style: str
    values: tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How numbers went over periods, between the lowest and the highest tick: as columns side by side, or as bands."""

    ticks: tuple[int, ...]
    columns: tuple[Series, ...] = ()
    bands: tuple[Band, ...] = ()

    @property
    def length(self) -> int:
        return max([len(one.values) for one in self.columns] + [len(one.values) for one in self.bands])


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The words of a row: what it is, its number, a remark."""

    title: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChart:
    """``sentence`` says what there is to see; ``key``: style and meaning; ``scale``: what stands under the strips."""

    title: str
    sentence: str
    labels: tuple[Label, ...]
    drawing: Rows
    key: tuple[tuple[str, str], ...] = ()
    scale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseChart:
    """``labels``: one for each period; ``years``: the year where one begins, else empty; ``scale``: from the top."""

    title: str
    sentence: str
    labels: tuple[str, ...]
    years: tuple[str, ...]
    scale: tuple[str, ...]
    drawing: Course
    key: tuple[tuple[str, str], ...] = ()


def bar(style: str, start: int, end: int) -> Mark:
    return Mark(kind=Kind.BAR, style=style, start=start, end=end)


def stacked(*parts: tuple[str, int]) -> tuple[Mark, ...]:
    """Bars one after the other, those of no length left out."""
    marks: list[Mark] = []
    reached = 0
    for style, length in parts:
        if length:
            marks.append(bar(style, reached, reached + length))
        reached += length
    return tuple(marks)


def round_top(values: Iterable[int]) -> int:
    """The least round number that is not below any of the values; half of it is a whole number too."""
    most = max(values, default=0)
    return next(top for top in _tops() if top >= most)


def _tops() -> Iterator[int]:
    yield from (2, 4, 6, 8)
    power = 1
    while True:
        yield from (step * power for step in (10, 12, 14, 16, 18, 20, 30, 40, 60, 80))
        power *= 10
