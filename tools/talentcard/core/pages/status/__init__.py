"""How the work goes: the latest picture, a page for each month and one for each responsible body.

The public's numbers are those that were released, the staff's are exact; both come as ``Statistics``, and no page
computes a number that it was not given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from talentcard.core.pages.owed import Row as Duty
from talentcard.core.pages.status import data as status_data
from talentcard.core.pages.status import names, tables
from talentcard.core.pages.status.duties import duties
from talentcard.core.pages.status.sections import (
    History,
    Section,
    end,
    legs_section,
    longer,
    month,
    picture,
    services_section,
    telling,
    trend,
)
from talentcard.core.pages.world import Audience, World
from talentcard.core.statistics.figures import Figures, Period, Statistics
from talentcard.core.statistics.monthly import LEAST


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
class Reminders:
    """When the reminders last went out. ``late``: too long ago on the day of the page; else the browser may find so
    once ``fine_until`` has passed.
    """

    said: str
    silent: str
    late: bool
    fine_until: str


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
    reminders: Reminders | None = None


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
    sections = telling(*picture(world, statistics, latest), trend(world, history), longer(world, statistics))
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
        reminders=reminders(world),
    )


def reminders(world: World) -> Reminders | None:
    """Silence made visible: a page on which nothing is late must not be one on which nobody looks."""
    words, beat = world.words, world.heartbeat
    if beat is None:
        return None
    until = beat.fine_until(world.calendar)
    return Reminders(
        said=words("status.reminded", day=words.full(beat.last)) if beat.last else words("status.never_reminded"),
        silent=words("status.silent"),
        late=beat.late(world.calendar, world.as_of),
        fine_until=until.isoformat() if until else "",
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
        sections = telling(services, legs, trend(world, history))
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
    sections = telling(*picture(world, statistics, period))
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
