"""The calculator on the page about counting: the engine's own table of days, small enough to travel with the page.

A reader's browser counts with it just as ``core/workdays.py`` does, without asking anybody; ``calculator.js`` is the
other half. Every day is one hexadecimal digit, a sum of the constants below; a year is one string of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from talentcard.core.deadlines import DAY
from talentcard.core.pages.words import Words
from talentcard.core.pages.world import World
from talentcard.core.workdays import DENSE_WEEK, SPARSE_SLACK, SPARSE_WEEK, WorkCalendar

WORKS, MAY_WORK, MUST_WORK, UNSETTLED = 1, 2, 4, 8
"""What a day's digit adds up: our best guess, the two bounds, and whether a notice may still change it."""

MOST_DAYS = 500
"""The longest term that a reader may ask for: two years of working days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruler:
    """How the register of interpretations counts, for the limits that a reader may try."""

    start_counts: bool  # the day itself is the first of N working days
    next_day: str  # rolled, plain, working
    years: int  # for which a card is valid
    years_end_before: bool  # on the day before the corresponding one
    years_roll: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalculatorView:
    """What the page hands to the script.

    ``names`` are days off and make-up days, ``first last name``; ``beyond`` says how days behind the table are
    counted: the most working days of a week, the fewest, and the days of one long festival on top.
    """

    first: str
    last: str
    start: str
    days: str
    names: str
    beyond: str
    most: int
    ruler: Ruler
    words: tuple[tuple[str, str], ...]


def view(world: World) -> CalculatorView:
    calendar = world.calendar
    return CalculatorView(
        first=calendar.first.isoformat(),
        last=calendar.last.isoformat(),
        start=min(max(world.as_of, calendar.first), calendar.last).isoformat(),
        days=" ".join(year(calendar, number) for number in range(calendar.first.year, calendar.last.year + 1)),
        names=";".join(names(world)),
        beyond=f"{DENSE_WEEK} {SPARSE_WEEK} {SPARSE_SLACK}",
        most=MOST_DAYS,
        ruler=ruler(world),
        words=tuple(spoken(world.words)),
    )


def year(calendar: WorkCalendar, number: int) -> str:
    """A year's days, one digit each."""
    return "".join(f"{digit(calendar, day):x}" for day in days(dt.date(number, 1, 1), dt.date(number, 12, 31)))


def digit(calendar: WorkCalendar, day: dt.date) -> int:
    may, must = calendar.bounds(day)
    return (
        WORKS * calendar.is_working(day)
        + MAY_WORK * may
        + MUST_WORK * must
        + UNSETTLED * (not calendar.is_settled(day))
    )


def names(world: World) -> Iterator[str]:
    """The named days as ``2026-10-01 2026-10-07 国庆节``, in order."""
    calendar = world.calendar
    for name, run in groupby(days(calendar.first, calendar.last), key=lambda day: calendar.status(day).name):
        if name is not None:
            stretch = list(run)
            yield f"{stretch[0]} {stretch[-1]} {world.festival(name)}"


def ruler(world: World) -> Ruler:
    rules = world.rules
    rolling = rules.reading("rolling")
    next_day = {"working_day": "working", "calendar_day": "plain"}.get(rules.reading("next-day") or "", "rolled")
    return Ruler(
        start_counts=rules.reading("day-count") == "start_included",
        next_day="plain" if next_day == "rolled" and rolling == "never" else next_day,
        years=rules.card.limit.count or 0,
        years_end_before=rules.reading("validity-count") == "issue_day_counted",
        years_roll=rolling != "never" and (bool(rules.card.limit.rolls) or rolling == "always"),
    )


def spoken(words: Words) -> Iterator[tuple[str, str]]:
    """Every word that the script may need, placeholders unfilled: ``date-full``, ``example-make-up`` …"""
    for subject in ("date", "example", "counted", "list"):
        for key, text in sorted(words.subject(subject).items()):
            yield f"{subject}-{key}".replace("_", "-"), text


def days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range((last - first).days + 1):
        yield first + number * DAY
