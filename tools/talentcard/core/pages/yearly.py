"""The working-day calendar: one page a year, twelve pictures of months, and the notice behind it."""

from __future__ import annotations

import calendar as month_lengths
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from talentcard.core.model import Calendar
from talentcard.core.pages.words import Words
from talentcard.core.pages.world import World
from talentcard.core.workdays import DAY, DayKind, DayStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A day of a month's picture; ``kind`` empty: no day of this month. ``mark`` is the sign 休 or 班."""

    number: int = 0
    kind: str = ""
    mark: str = ""
    name: str = ""
    provisional: bool = False
    today: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    number: int
    title: str
    working_days: int
    weeks: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A festival's days off in a row, or its make-up days."""

    name: str
    days: str
    count: int
    make_up: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    title: str
    number: str
    published: str
    source: str
    changes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPage:
    year: int
    path: str
    working_days: int
    months: tuple[Month, ...]
    holidays: tuple[Holiday, ...]
    notices: tuple[NoticeView, ...]
    provisional_from: str  # the first day that a coming notice may change; empty: the whole year is settled
    announced: bool
    years: tuple[int, ...]
    earlier: int | None  # the years before and after that have a page
    later: int | None
    weekdays: tuple[str, ...]


def years(world: World) -> tuple[int, ...]:
    """The years with a notice, and the one after the last or that of the day, whichever is later."""
    announced = sorted(record.year for record in world.registry.of(Calendar).values())
    if not announced:
        return ()
    last = max(announced[-1] + 1, world.as_of.year)
    return tuple(sorted({*announced, *range(announced[-1], last + 1)}))


def pages(world: World) -> tuple[YearPage, ...]:
    every = years(world)
    return tuple(page(world, year, every) for year in every)


def page(world: World, year: int, every: tuple[int, ...]) -> YearPage:
    words = world.words
    records = [record for record in world.registry.of(Calendar).values() if record.year == year]
    months = tuple(month(world, year, number) for number in range(1, 13))
    settled = max(world.calendar.settled_through + DAY, dt.date(year, 1, 1))
    return YearPage(
        year=year,
        path=f"calendar/{year}",
        working_days=sum(m.working_days for m in months),
        months=months,
        holidays=tuple(holiday for record in records for holiday in holidays(world, record))
        or tuple(statutory(world, year)),
        notices=tuple(
            NoticeView(
                title=notice.title,
                number=notice.number or "",
                published=words.day(notice.published_on),
                source=notice.source,
                changes=words.text(notice.changes) if notice.changes else "",
            )
            for record in records
            for notice in record.notices
        ),
        provisional_from=words.day(settled) if settled.year == year else "",
        announced=bool(records),
        years=tuple(reversed(every)),
        earlier=year - 1 if year - 1 in every else None,
        later=year + 1 if year + 1 in every else None,
        weekdays=tuple(words("date.weekdays_short").split()),
    )


def month(world: World, year: int, number: int) -> Month:
    first = dt.date(year, number, 1)
    days = [first + n * DAY for n in range(month_lengths.monthrange(year, number)[1])]
    cells = [Cell()] * first.weekday() + [cell(world, day) for day in days]
    cells += [Cell()] * (-len(cells) % 7)
    return Month(
        number=number,
        title=world.words.month(number),
        working_days=sum(world.calendar.is_working(day) for day in days),
        weeks=tuple(tuple(cells[i : i + 7]) for i in range(0, len(cells), 7)),
    )


def cell(world: World, day: dt.date) -> Cell:
    status = world.calendar.status(day)
    return Cell(
        number=day.day,
        kind=str(status.kind).replace("_", "-"),
        mark=mark(world.words, status),
        name=world.festival(status.name or ""),
        provisional=status.provisional,
        today=day == world.as_of,
    )


def mark(words: Words, status: DayStatus) -> str:
    """休 and 班, as printed calendars mark them."""
    if status.kind is DayKind.DAY_OFF:
        return words("calendar.mark_off")
    return words("calendar.mark_make_up") if status.kind is DayKind.MAKE_UP else ""


def statutory(world: World, year: int) -> Iterator[Holiday]:
    """The days that the law gives off in a year without a notice; which days make up for them is not known yet."""
    days = [dt.date(year, 1, 1) + n * DAY for n in range(366 if month_lengths.isleap(year) else 365)]
    for name, run in groupby(days, key=lambda day: world.calendar.status(day).name):
        if name is not None:
            stretch = list(run)
            text = world.words.span(stretch[0], stretch[-1])
            yield Holiday(name=world.festival(name), days=text, count=len(stretch), make_up="")


def holidays(world: World, record: Calendar) -> list[Holiday]:
    words, found = world.words, []
    for span in record.days_off:
        worked = tuple(words.short_weekday(day.on) for day in record.make_up_days if day.name == span.name)
        found.append(
            Holiday(
                name=world.festival(span.name),
                days=words.span(span.first, span.last),
                count=(span.last - span.first).days + 1,
                make_up=words.list(worked),
            )
        )
    return found
