"""Statistics as tables: what stands in a column is said once, for every page."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from talentcard.core.pages.status import names
from talentcard.core.pages.words import Words
from talentcard.core.pages.world import Audience, World
from talentcard.core.statistics.figures import Figures, Group

NOT_GIVEN = "—"
"""A number that the statistics do not give: too small to be published, or nothing to speak of."""


LONG = 20
"""A table of more rows is folded away below its chart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """``code`` names its number; ``words``: texts instead."""

    code: str
    title: str
    words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """``style``: zero and none are shown lightly, late and slow stand out, words are no number."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    title: str
    path: str
    cells: tuple[Cell, ...]

    @property
    def tells(self) -> bool:
        """Whether there is a number in it, and not 0."""
        return any(cell.style not in ("none", "zero", "words") for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Neighbouring rows under a title of their own, or all rows under none."""

    rows: tuple[Row, ...]
    title: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``head`` stands over the rows' titles; ``groups`` over neighbouring columns: title and how many."""

    caption: str
    head: str
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    groups: tuple[tuple[str, int], ...] = ()
    total: Row | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for part in self.parts for row in part.rows)

    @property
    def tells(self) -> bool:
        return any(row.tells for row in self.rows)

    @property
    def folded(self) -> bool:
        return len(self.rows) > LONG

    @property
    def across(self) -> int:
        """How many numbers stand side by side on a phone, where a row is a card: so that no line is left half empty."""
        numbers = sum(not column.words for column in self.columns)
        return 5 if numbers > 8 else 4 if numbers in (4, 7, 8) else 3

    @property
    def gaps(self) -> bool:
        """Whether a number is missing somewhere, so that the page must say why."""
        every = (*self.rows, self.total) if self.total else self.rows
        return any(cell.text == NOT_GIVEN for row in every for cell in row.cells)


# ---- numbers ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rate:
    """Per cent; a range where a number that is not given leaves it open."""

    low: int
    high: int


def hidden(world: World) -> int:
    """How much a number that the statistics do not give may be: to the public too few are not told, to staff all is."""
    return 0 if world.audience is Audience.STAFF else world.registry.settings.small_number_threshold - 1


def added(*numbers: int | None) -> int | None:
    """The sum of the numbers that are given; 0 only where all of them are."""
    known = sum(number for number in numbers if number is not None)
    return None if known == 0 and None in numbers else known


def ended(figures: Figures) -> int | None:
    return added(figures.on_time, figures.late, figures.behind, figures.untimed)


def rate(figures: Figures, most: int) -> Rate | None:
    """How many of the legs with a limit that ended were on time. What is late and not given counts 0 to ``most``."""
    late = added(figures.late, figures.behind) or 0
    if figures.on_time is None or not figures.on_time + late:
        return None
    told = figures.on_time + late
    untold = most * (figures.late, figures.behind).count(None)
    return Rate(share(figures.on_time, told + untold), share(figures.on_time, told))


def share(part: int, of: int) -> int:
    """Rounded per cent: 100 only of all, 0 only of none."""
    if part in (0, of):
        return 100 if part else 0
    return min(99, max(1, (200 * part + of) // (2 * of)))


def rate_text(words: Words, found: Rate) -> str:
    if found.low == found.high:
        return f"{found.low}%"
    return words("status.rate_range", low=found.low, high=found.high)


def number(value: int | None, style: str = "") -> Cell:
    if value is None:
        return Cell(text=NOT_GIVEN, style="none")
    return Cell(text=str(value), style=style if value else "zero")


def rate_cell(world: World, figures: Figures) -> Cell:
    found = rate(figures, hidden(world))
    return Cell(text=NOT_GIVEN, style="none") if found is None else Cell(text=rate_text(world.words, found))


def text_cell(text: str) -> Cell:
    return Cell(text=text, style="none" if text == NOT_GIVEN else "")


def floored(share: float) -> int:
    return math.floor(share * 100 + 1e-9)


def span_text(words: Words, found: tuple[float, float] | None) -> str:
    """78%, or 78%～85%: a range is rounded outwards, a single share to the nearest."""
    if found is None:
        return NOT_GIVEN
    low, high = found
    if low == high:
        return f"{round(low * 100) if low in (0, 1) else min(99, max(1, math.floor(low * 100 + 0.5)))}%"
    return words("status.rate_range", low=floored(low), high=math.ceil(high * 100 - 1e-9))


# ---- columns ------------------------------------------------------------------------------------------------

READINGS: Mapping[str, Callable[[World, Figures], Cell]] = {
    "received": lambda _, figures: number(figures.received),
    "ended": lambda _, figures: number(ended(figures)),
    "on_time": lambda _, figures: number(figures.on_time),
    "late": lambda _, figures: number(figures.late, "late"),
    "behind": lambda _, figures: number(figures.behind, "slow"),
    "rate": rate_cell,
    "in_hand": lambda _, figures: number(figures.in_hand),
    "due_soon": lambda _, figures: number(figures.due_soon),
    "overdue": lambda _, figures: number(figures.overdue, "late"),
    "lagging": lambda _, figures: number(figures.lagging, "slow"),
    "median": lambda _, figures: number(figures.median),
    "ninetieth": lambda _, figures: number(figures.ninetieth),
}

COURSE = ("received", "ended", "on_time", "late", "behind", "rate")
"""How it went in a period."""
STANDING = ("in_hand", "due_soon", "overdue", "lagging")
"""How it stood at the end of it."""
STAFF_ONLY = frozenset({"due_soon"})
"""A warning for those who can still act."""


def columns(world: World, codes: Iterable[str]) -> tuple[Column, ...]:
    shown = (code for code in codes if world.audience is Audience.STAFF or code not in STAFF_ONLY)
    return tuple(Column(code=code, title=world.words(f"status.col_{code}")) for code in shown)


def cells(world: World, found: Iterable[Column], figures: Figures) -> tuple[Cell, ...]:
    return tuple(READINGS[column.code](world, figures) for column in found)


# ---- tables -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A row before it is told in cells: its title, the page behind it, its numbers."""

    title: str
    path: str
    figures: Figures


def rows(world: World, found: Iterable[Column], named: Iterable[Named]) -> tuple[Row, ...]:
    shown = tuple(found)
    return tuple(Row(title=one.title, path=one.path, cells=cells(world, shown, one.figures)) for one in named)


def telling(found: Iterable[Row]) -> tuple[Row, ...]:
    """Without the rows in which there is nothing to read."""
    return tuple(row for row in found if row.tells)


def overview(
    world: World, named: Iterable[Named], total: Figures, *, caption: str, head: str, during: str, at_end: str
) -> Table:
    """Course and standing side by side, with the period over the one and the day over the other."""
    course, standing = columns(world, COURSE), columns(world, STANDING)
    every = (*course, *standing)
    return Table(
        caption=caption,
        head=head,
        groups=((during, len(course)), (at_end, len(standing))),
        columns=every,
        parts=(Part(rows=telling(rows(world, every, named))),),
        total=Row(title=world.words("status.total"), path="", cells=cells(world, every, total)),
    )


def legs(world: World, groups: Iterable[Group], *, caption: str) -> Table:
    """Each leg with its limit beside the time it took, under the title of its service."""
    numbers = columns(world, ("ended", "rate", "median", "ninetieth"))
    if world.audience is Audience.STAFF:
        numbers += columns(world, STANDING)
    limit = Column(code="limit", title=world.words("status.col_limit"), words=True)

    def row(group: Group) -> Row:
        text = names.limit(world, group.service, group.step).text if group.step else ""
        text = world.words.sentence(text)
        title = names.step_title(world, group.service, group.step) if group.step else names.rest(world)
        return Row(title=title, path="", cells=(Cell(text=text, style="words"), *cells(world, numbers, group.figures)))

    parts = (
        Part(
            title=names.service(world, service) if service else "",
            path=names.service_link(world, service),
            rows=telling(row(group) for group in of_service),
        )
        for service, of_service in groupby(groups, key=lambda group: group.service)
    )
    return Table(
        caption=caption,
        head=world.words("status.col_leg"),
        columns=(limit, *numbers),
        parts=tuple(part for part in parts if part.rows),
    )


def periods(world: World, named: Iterable[Named], *, caption: str) -> Table:
    """Month by month, the latest first."""
    found = columns(world, ("received", "ended", "rate", "in_hand", "overdue", "lagging"))
    head = world.words("status.col_month")
    return Table(caption=caption, head=head, columns=found, parts=(Part(rows=rows(world, found, named)),))
