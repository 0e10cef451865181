"""The parts of status pages: a question each, with its charts and the table that holds their numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from talentcard.core.pages.charts import CourseChart, RowChart
from talentcard.core.pages.status import charts, names, tables
from talentcard.core.pages.status.tables import Named, Table
from talentcard.core.pages.world import World
from talentcard.core.statistics.figures import Figures, Period, Statistics
from talentcard.core.statistics.periods import months as months_of
from talentcard.core.statistics.periods import quarter_of, year_of

MONTHS = 12

History = Sequence[tuple[Period, Figures]]
"""Figures month by month, the latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A question, its charts, and the table with their numbers."""

    anchor: str
    title: str
    table: Table
    rows: tuple[RowChart, ...] = ()
    courses: tuple[CourseChart, ...] = ()


def month(world: World, period: Period) -> str:
    return names.month(world.words, period, world.as_of)


def end(world: World, period: Period) -> dt.date:
    """The day on which the month's standing was taken."""
    return min(period.last, world.as_of)


def telling(*sections: Section) -> tuple[Section, ...]:
    """Without those in whose table there is nothing to read."""
    return tuple(section for section in sections if section.table.tells)


def picture(world: World, statistics: Statistics, period: Period) -> tuple[Section, ...]:
    """A month by service, by body and by leg."""
    total = statistics.total(period)
    return (
        services_section(world, statistics, period, total),
        bodies_section(world, statistics, period, total),
        legs_section(world, statistics, period),
    )


def services_section(world: World, statistics: Statistics, period: Period, total: Figures, body: str = "") -> Section:
    rows = [
        Named(
            title=names.rest(world) if group.rest else names.service(world, group.service),
            path="" if group.rest else names.service_link(world, group.service),
            figures=group.figures,
        )
        for group in statistics.by_service(period, body)
    ]
    return standing_and_course(world, period, rows, total, anchor="by-service", word="service")


def bodies_section(world: World, statistics: Statistics, period: Period, total: Figures) -> Section:
    pages_of = set(statistics.bodies())
    rows = [
        Named(
            title=names.rest(world) if group.rest else names.body(world, group.body),
            path=names.body_path(group.body) if group.body in pages_of else "",
            figures=group.figures,
        )
        for group in statistics.by_body(period)
    ]
    return standing_and_course(world, period, rows, total, anchor="by-body", word="body")


def standing_and_course(
    world: World,
    period: Period,
    rows: Sequence[Named],
    total: Figures,
    *,
    anchor: str,
    word: str,
) -> Section:
    """What is in hand and how punctual the work was, for services or for bodies."""
    words = world.words
    name, day = month(world, period), words.short(end(world, period))
    found = (
        charts.in_hand(world, rows, total, title=words("status.chart_in_hand", day=day), day=day),
        charts.on_time(world, rows, total, title=words("status.chart_on_time", month=name), period=name),
    )
    return Section(
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


def legs_section(world: World, statistics: Statistics, period: Period, body: str = "") -> Section:
    groups = statistics.by_leg(period, body)
    words = world.words
    name = month(world, period)
    chart = charts.durations(world, groups, month=name)
    return Section(
        anchor="by-leg",
        title=words("status.by_leg"),
        rows=(chart,) if chart else (),
        table=tables.legs(world, groups, caption=words("status.caption_leg", month=name)),
    )


def trend(world: World, history: History) -> Section:
    """The last twelve months."""
    recent = history[:MONTHS]
    words = world.words
    forward = tuple(reversed(recent))
    found = (
        charts.volumes(world, forward, title=words("status.chart_volumes")),
        charts.rates(world, forward, title=words("status.chart_rates")),
    )
    rows = [
        Named(title=month(world, period), path=names.month_path(period), figures=figures) for period, figures in recent
    ]
    return Section(
        anchor="months",
        title=words("status.by_month"),
        courses=tuple(chart for chart in found if chart is not None),
        table=tables.periods(world, rows, caption=words("status.caption_month")),
    )


def longer(world: World, statistics: Statistics) -> Section:
    """The running year, every whole year and every whole quarter: only numbers, the latest first."""
    words = world.words
    rows = [
        Named(title=names.span(words, span, statistics.as_of), path="", figures=statistics.total(span))
        for span in spans(statistics.periods())
    ]
    return Section(
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
