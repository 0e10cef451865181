"""How the work goes: the latest picture, a page for each month and one for each responsible body.

The public's numbers are those that were released, the staff's are exact; both come as ``Statistics``, and no page
computes a number that it was not given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from talentcard.core.pages import status_charts as charts
from talentcard.core.pages import status_data
from talentcard.core.pages import status_names as names
from talentcard.core.pages import status_tables as tables
from talentcard.core.pages.charts import CourseChart, RowChart
from talentcard.core.pages.owed import Row as Duty
from talentcard.core.pages.status_duties import duties
from talentcard.core.pages.status_tables import Named, Table
from talentcard.core.pages.world import Audience, World
from talentcard.core.statistics.figures import Figures, Group, Period, Statistics
from talentcard.core.statistics.monthly import LEAST
from talentcard.core.statistics.periods import months as months_of
from talentcard.core.statistics.periods import quarter_of, year_of

MONTHS = 12

History = Sequence[tuple[Period, Figures]]
"""Figures month by month, the latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    title: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A number that is read first, with last month's beside it."""

    title: str
    value: str
    before: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A question, its charts, and the table with their numbers."""

    anchor: str
    title: str
    table: Table
    rows: tuple[RowChart, ...] = ()
    courses: tuple[CourseChart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    """``stamp``: of what day it speaks. ``name`` and ``duties``: of a body, and what it owes by the rules."""

    path: str
    title: str
    description: str
    stamp: str
    name: str = ""
    tiles: tuple[Tile, ...] = ()
    sections: tuple[Section, ...] = ()
    duties: tuple[Duty, ...] = ()
    bodies: tuple[Link, ...] = ()
    months: tuple[Link, ...] = ()
    data: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()
    before: Link | None = None
    after: Link | None = None
    up: Link | None = None


def pages(world: World) -> Iterator[StatusPage]:
    """The overview first; it leads to all others."""
    statistics = world.statistics
    yield overview(world, statistics)
    if statistics is None:
        return
    owed, history = duties(world), histories(statistics)
    for code in statistics.bodies():
        yield of_body(world, statistics, code, history[code], owed.get(code, ()))
    for period in statistics.periods():
        yield of_month(world, statistics, period)


# ---- the three kinds of page -----------------------------------------------------------------------------------


def overview(world: World, statistics: Statistics | None) -> StatusPage:
    words = world.words
    if statistics is None or not statistics.periods():
        title, description = words("status.title"), words("describe.status")
        return StatusPage(path=names.STATUS, title=title, description=description, stamp=words("status.none_yet"))
    history = tuple((period, statistics.total(period)) for period in statistics.periods())
    latest = history[0][0]
    sections = (*picture(world, statistics, latest), *trend(world, history), *longer(world, statistics))
    return StatusPage(
        path=names.STATUS,
        title=words("status.title"),
        description=words("describe.status"),
        stamp=stamp(world, latest),
        tiles=tiles(world, history),
        sections=sections,
        bodies=tuple(Link(title=names.body(world, code), path=names.body_path(code)) for code in statistics.bodies()),
        months=tuple(
            Link(title=month(world, period), path=names.month_path(period)) for period in statistics.periods()
        ),
        data=data(),
        notes=notes(world, sections),
    )


def histories(statistics: Statistics) -> dict[str, History]:
    """Of each body its figures month by month; in a month without any nothing is given."""
    by_body = {
        period: {group.body: group.figures for group in statistics.by_body(period)} for period in statistics.periods()
    }
    return {
        code: tuple((period, figures.get(code, Figures())) for period, figures in by_body.items())
        for code in statistics.bodies()
    }


def of_body(world: World, statistics: Statistics, code: str, history: History, owed: tuple[Duty, ...]) -> StatusPage:
    words = world.words
    name = names.body(world, code)
    sections: tuple[Section, ...] = ()
    if history:
        latest, figures = history[0]
        services = services_section(world, statistics, latest, figures, body=code)
        legs = legs_section(world, statistics, latest, body=code)
        sections = (*services, *legs, *trend(world, history))
    return StatusPage(
        path=names.body_path(code),
        title=words("status.body_title", body=name),
        name=name,
        description=words("status.body_description", body=name),
        stamp=stamp(world, history[0][0]) if history else words("status.none_yet"),
        tiles=tiles(world, history),
        sections=sections,
        duties=owed,
        notes=notes(world, sections),
        up=Link(title=words("status.title"), path=names.STATUS),
    )


def of_month(world: World, statistics: Statistics, period: Period) -> StatusPage:
    words, periods = world.words, statistics.periods()
    place = periods.index(period)
    sections = picture(world, statistics, period)
    title = month(world, period)
    earlier = periods[place + 1] if place + 1 < len(periods) else None
    later = periods[place - 1] if place else None
    return StatusPage(
        path=names.month_path(period),
        title=words("status.month_title", month=title),
        description=words("status.month_description", month=title),
        stamp=stamp(world, period),
        tiles=tiles(world, [(one, statistics.total(one)) for one in periods[place : place + 2]]),
        sections=sections,
        data=data(period),
        notes=notes(world, sections),
        before=Link(title=month(world, earlier), path=names.month_path(earlier)) if earlier else None,
        after=Link(title=month(world, later), path=names.month_path(later)) if later else None,
        up=Link(title=words("status.title"), path=names.STATUS),
    )


def data(period: Period | None = None) -> tuple[Link, ...]:
    """The files with the same numbers."""
    return tuple(Link(title=title, path=path) for title, path in status_data.files(period))


# ---- parts -------------------------------------------------------------------------------------------------------


def picture(world: World, statistics: Statistics, period: Period) -> tuple[Section, ...]:
    """A month by service, by body and by leg."""
    total = statistics.total(period)
    return (
        *services_section(world, statistics, period, total),
        *bodies_section(world, statistics, period, total),
        *legs_section(world, statistics, period),
    )


def services_section(
    world: World, statistics: Statistics, period: Period, total: Figures, body: str = ""
) -> Iterator[Section]:
    rows = [
        Named(
            title=names.rest(world) if group.rest else names.service(world, group.service),
            path="" if group.rest else names.service_link(world, group.service),
            figures=group.figures,
        )
        for group in statistics.by_service(period, body)
    ]
    yield from standing_and_course(world, period, rows, total, anchor="by-service", word="service")


def bodies_section(world: World, statistics: Statistics, period: Period, total: Figures) -> Iterator[Section]:
    pages_of = set(statistics.bodies())
    rows = [
        Named(
            title=names.rest(world) if group.rest else names.body(world, group.body),
            path=names.body_path(group.body) if group.body in pages_of else "",
            figures=group.figures,
        )
        for group in statistics.by_body(period)
    ]
    yield from standing_and_course(world, period, rows, total, anchor="by-body", word="body")


def standing_and_course(
    world: World,
    period: Period,
    rows: Sequence[Named],
    total: Figures,
    *,
    anchor: str,
    word: str,
) -> Iterator[Section]:
    """What is in hand and how punctual the work was, for services or for bodies; nothing where there are no rows."""
    if not rows:
        return
    words = world.words
    name, day = month(world, period), words.short(end(world, period))
    found = (
        charts.in_hand(world, rows, total, title=words("status.chart_in_hand", day=day), day=day),
        charts.on_time(world, rows, total, title=words("status.chart_on_time", month=name), period=name),
    )
    yield Section(
        anchor=anchor,
        title=words(f"status.by_{word}"),
        rows=tuple(chart for chart in found if chart is not None),
        table=tables.overview(
            world,
            rows,
            total,
            caption=words(f"status.caption_{word}", month=name),
            head=words(f"status.col_{word}"),
            during=name,
            at_end=words("status.at_end", day=day),
        ),
    )


def legs_section(world: World, statistics: Statistics, period: Period, body: str = "") -> Iterator[Section]:
    groups: tuple[Group, ...] = statistics.by_leg(period, body)
    if not groups:
        return
    words = world.words
    name = month(world, period)
    chart = charts.durations(world, groups, month=name)
    yield Section(
        anchor="by-leg",
        title=words("status.by_leg"),
        rows=(chart,) if chart else (),
        table=tables.legs(world, groups, caption=words("status.caption_leg", month=name)),
    )


def trend(world: World, history: History) -> Iterator[Section]:
    """The last twelve months."""
    recent = history[:MONTHS]
    if len(recent) < 2:
        return
    words = world.words
    forward = tuple(reversed(recent))
    found = (
        charts.volumes(world, forward, title=words("status.chart_volumes")),
        charts.rates(world, forward, title=words("status.chart_rates")),
    )
    rows = [
        Named(title=month(world, period), path=names.month_path(period), figures=figures) for period, figures in recent
    ]
    yield Section(
        anchor="months",
        title=words("status.by_month"),
        courses=tuple(chart for chart in found if chart is not None),
        table=tables.periods(world, rows, caption=words("status.caption_month")),
    )


def longer(world: World, statistics: Statistics) -> Iterator[Section]:
    """The running year, every whole year and every whole quarter: only numbers, the latest first."""
    words = world.words
    found = tuple(spans(statistics.periods()))
    if found:
        rows = [
            Named(title=names.span(words, span, statistics.as_of), path="", figures=statistics.total(span))
            for span in found
        ]
        yield Section(
            anchor="quarters",
            title=words("status.by_quarter"),
            table=tables.periods(world, rows, caption=words("status.caption_quarter")),
        )


def spans(months: Sequence[Period]) -> Iterator[Period]:
    """Quarters and years of which every month so far is there. ``months``: the latest first."""
    there = {month.key for month in months}
    quarters = dict.fromkeys(quarter_of(month.first) for month in months)
    for year in dict.fromkeys(year_of(month.first) for month in months):
        if {month.key for month in months_of(year.first, min(year.last, months[0].last))} <= there:
            yield year
        for quarter in quarters:
            if (
                quarter.key.startswith(year.key)
                and {one.key for one in months_of(quarter.first, quarter.last)} <= there
            ):
                yield quarter


def tiles(world: World, history: History) -> tuple[Tile, ...]:
    """What is read first of the latest month, with the month before beside it."""
    if not history:
        return ()
    words = world.words
    shown = tables.columns(world, ("in_hand", "due_soon", "overdue", "ended", "rate"))
    latest, before = ([figures for _, figures in history[:2]] + [Figures()])[:2]
    pairs = zip(tables.cells(world, shown, latest), tables.cells(world, shown, before), strict=True)
    return tuple(
        Tile(
            title=words(f"status.tile_{column.code}"),
            value=now.text,
            before=words("status.before", value=past.text) if past.text != tables.NOT_GIVEN else "",
            code=column.code,
        )
        for column, (now, past) in zip(shown, pairs, strict=True)
    )


# ---- what the numbers mean ----------------------------------------------------------------------------------------


def month(world: World, period: Period) -> str:
    return names.month(world.words, period, world.as_of)


def end(world: World, period: Period) -> dt.date:
    """The day on which the month's standing was taken."""
    return min(period.last, world.as_of)


def stamp(world: World, period: Period) -> str:
    day = world.words.full(end(world, period))
    return world.words("status.stamp_staff" if world.audience is Audience.STAFF else "status.stamp", day=day)


def notes(world: World, sections: Sequence[Section]) -> tuple[str, ...]:
    """Explanations of what the page shows, and of nothing else."""
    words, public = world.words, world.audience is Audience.PUBLIC
    k = world.registry.settings.small_number_threshold
    given = [words("status.note_unit"), words("status.note_late")]
    if public:
        given += [
            words("status.note_frozen"),
            words("status.note_small", n=k, median=k * LEAST[50], ninetieth=k * LEAST[90]),
            words("status.note_rate"),
        ]
    if any(section.table.gaps for section in sections):
        given.append(words("status.note_dash", n=k) if public else words("status.note_dash_staff"))
    return (*given, words("status.note_calendar", version=world.calendar.version))
