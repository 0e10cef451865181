"""Statistics as tables: what stands in a column is said once, for every page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from talentcard.core.pages import status_names as names
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
    def folded(self) -> bool:
        return len(self.rows) > LONG

    @property
    def gaps(self) -> bool:
        """Whether a number is missing somewhere, so that the page must say why."""
        every = (*self.rows, self.total) if self.total else self.rows
        return any(cell.text == NOT_GIVEN for row in every for cell in row.cells)


# ---- numbers ------------------------------------------------------------------------------------------------


def timed(figures: Figures) -> int | None:
    """How many legs with a limit ended."""
    return added(figures.on_time, figures.late, figures.behind)


def ended(figures: Figures) -> int | None:
    return added(timed(figures), figures.untimed)


def rate(figures: Figures) -> int | None:
    """Of the legs with a limit that ended, the per cent on time: 100 only where all were, 0 only where none was."""
    of = timed(figures)
    if not of or figures.on_time is None:
        return None
    if figures.on_time in (0, of):
        return 100 * figures.on_time // of
    return min(99, max(1, (200 * figures.on_time + of) // (2 * of)))


def added(*numbers: int | None) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def number(value: int | None, style: str = "") -> Cell:
    if value is None:
        return Cell(text=NOT_GIVEN, style="none")
    return Cell(text=str(value), style=style if value else "zero")


def percent(value: int | None) -> Cell:
    return Cell(text=NOT_GIVEN, style="none") if value is None else Cell(text=f"{value}%")


# ---- columns ------------------------------------------------------------------------------------------------

READINGS: Mapping[str, Callable[[Figures], Cell]] = {
    "received": lambda figures: number(figures.received),
    "ended": lambda figures: number(ended(figures)),
    "on_time": lambda figures: number(figures.on_time),
    "late": lambda figures: number(figures.late, "late"),
    "behind": lambda figures: number(figures.behind, "slow"),
    "rate": lambda figures: percent(rate(figures)),
    "in_hand": lambda figures: number(figures.in_hand),
    "due_soon": lambda figures: number(figures.due_soon),
    "overdue": lambda figures: number(figures.overdue, "late"),
    "lagging": lambda figures: number(figures.lagging, "slow"),
    "median": lambda figures: number(figures.median),
    "ninetieth": lambda figures: number(figures.ninetieth),
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


def cells(found: Iterable[Column], figures: Figures) -> tuple[Cell, ...]:
    return tuple(READINGS[column.code](figures) for column in found)


# ---- tables -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A row before it is told in cells: its title, the page behind it, its numbers."""

    title: str
    path: str
    figures: Figures


def rows(found: Iterable[Column], named: Iterable[Named]) -> tuple[Row, ...]:
    shown = tuple(found)
    return tuple(Row(title=one.title, path=one.path, cells=cells(shown, one.figures)) for one in named)


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
        parts=(Part(rows=rows(every, named)),),
        total=Row(title=world.words("status.total"), path="", cells=cells(every, total)),
    )


def legs(world: World, groups: Iterable[Group], *, caption: str) -> Table:
    """Each leg with its limit beside the time it took, under the title of its service."""
    numbers = columns(world, ("ended", "rate", "median", "ninetieth"))
    if world.audience is Audience.STAFF:
        numbers += columns(world, STANDING)
    limit = Column(code="limit", title=world.words("status.col_limit"), words=True)

    def row(group: Group) -> Row:
        text = names.limit(world, group.service, group.step).text if group.step else ""
        title = names.step_title(world, group.service, group.step) if group.step else names.rest(world)
        return Row(title=title, path="", cells=(Cell(text=text, style="words"), *cells(numbers, group.figures)))

    return Table(
        caption=caption,
        head=world.words("status.col_leg"),
        columns=(limit, *numbers),
        parts=tuple(
            Part(
                title=names.service(world, service) if service else "",
                path=names.service_link(world, service),
                rows=tuple(row(group) for group in of_service),
            )
            for service, of_service in groupby(groups, key=lambda group: group.service)
        ),
    )


def periods(world: World, named: Iterable[Named], *, caption: str) -> Table:
    """Month by month, the latest first."""
    found = columns(world, ("received", "ended", "rate", "in_hand", "overdue", "lagging"))
    head = world.words("status.col_month")
    return Table(caption=caption, head=head, columns=found, parts=(Part(rows=rows(found, named)),))
