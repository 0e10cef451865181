"""Calendars: each year's days off and make-up days stand once, on days that can be, and next year's are in on time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from talentcard.core.finding import Place, Severity
from talentcard.core.model import Calendar, DaysOff, ExpectedCalendar, Settings
from talentcard.core.registry import Registry
from talentcard.core.rules.rule import Hit, Rule, Scope

LONGEST_HOLIDAY = 10  # days: Spring Festival 2020, extended; every other one had nine at most


@dataclass(frozen=True, slots=True)
class Claim:
    """Days that one entry of a record speaks for."""

    year: int
    record: Calendar
    name: str
    first: dt.date
    last: dt.date
    at: Place


def range_reversed(scope: Scope) -> Iterator[Hit]:
    """Ensure a holiday does not end before it begins."""
    for calendar, index, span in _days_off(scope.registry):
        if span.last < span.first:
            yield Hit(at=scope.registry.place(calendar, "days_off", index, "last"), params=_span(span))


def range_long(scope: Scope) -> Iterator[Hit]:
    """Ensure a holiday is not longer than any has ever been: a wrong month is easily typed."""
    for calendar, index, span in _days_off(scope.registry):
        days = (span.last - span.first).days + 1
        if days > LONGEST_HOLIDAY and not any(_outside(calendar, day) for day in (span.first, span.last)):
            params = {**_span(span), "days": str(days), "longest": str(LONGEST_HOLIDAY)}
            yield Hit(at=scope.registry.place(calendar, "days_off", index, "last"), params=params)


def make_up_on_weekday(scope: Scope) -> Iterator[Hit]:
    """Ensure make-up days are Saturdays or Sundays: any other day works anyway."""
    for calendar in _calendars(scope.registry):
        for index, day in enumerate(calendar.make_up_days):
            if day.on.weekday() < 5:
                params = {"day": str(day.on), "name": day.name, "weekday": f"@weekday-{day.on.isoweekday()}"}
                yield Hit(at=scope.registry.place(calendar, "make_up_days", index, "on"), params=params)


def overlap(scope: Scope) -> Iterator[Hit]:
    """Ensure no day is given twice, whether off twice or both off and worked."""
    for earlier, later in combinations(_claims(scope.registry), 2):
        day = max(earlier.first, later.first)
        twins = earlier.year == later.year and earlier.record is not later.record  # calendar-year-repeated says so
        if day <= min(earlier.last, later.last) and not twins:
            params = {"day": str(day), "name": later.name, "other": earlier.name}
            yield Hit(at=later.at, params=params, also=(earlier.at,))


def outside_year(scope: Scope) -> Iterator[Hit]:
    """Ensure all days lie in the record's year or in the December before it."""
    for calendar in _calendars(scope.registry):
        days = [
            (day, span.name, ("days_off", index, end))
            for index, span in enumerate(calendar.days_off)
            for end, day in (("first", span.first), ("last", span.last))
            if span.first <= span.last
        ]
        days += [(day.on, day.name, ("make_up_days", i, "on")) for i, day in enumerate(calendar.make_up_days)]
        for day, name, pointer in days:
            if _outside(calendar, day):
                params = {"day": str(day), "name": name, "year": str(calendar.year), "before": str(calendar.year - 1)}
                yield Hit(at=scope.registry.place(calendar, *pointer), params=params)


def notice_order(scope: Scope) -> Iterator[Hit]:
    """Ensure a year's notices stand in the order in which they were published."""
    for calendar in _calendars(scope.registry):
        for index, (before, notice) in enumerate(pairwise(calendar.notices), start=1):
            if notice.published_on < before.published_on:
                params = {"day": str(notice.published_on), "before": str(before.published_on)}
                at = scope.registry.place(calendar, "notices", index, "published_on")
                also = (scope.registry.place(calendar, "notices", index - 1, "published_on"),)
                yield Hit(at=at, params=params, also=also)


def year_repeated(scope: Scope) -> Iterator[Hit]:
    """Ensure a year has one record."""
    first: dict[int, Calendar] = {}
    for calendar in _calendars(scope.registry):
        other = first.setdefault(calendar.year, calendar)
        if other is not calendar:
            yield Hit(
                at=scope.registry.place(calendar, "year"),
                params={"year": str(calendar.year), "other": str(other.id)},
                also=(scope.registry.place(other, "year"),),
            )


def gap(scope: Scope) -> Iterator[Hit]:
    """Ensure no year is missing between the first and the last on record."""
    by_year = {calendar.year: calendar for calendar in _calendars(scope.registry)}
    for before, after in pairwise(sorted(by_year)):
        for year in range(before + 1, after):
            yield Hit(at=scope.registry.place(by_year[after], "year"), params=_wanted(year))


def next_year_missing(scope: Scope) -> Iterator[Hit]:
    """Ensure next year's notice is in once it can be expected: from 1 November on."""
    newest = _newest(scope.registry)
    if newest and newest.year == scope.as_of.year and scope.as_of >= dt.date(newest.year, 11, 1):
        yield Hit(at=scope.registry.place(newest, "year"), params=_wanted(newest.year + 1))


def year_missing(scope: Scope) -> Iterator[Hit]:
    """Ensure the current year has a record."""
    newest = _newest(scope.registry)
    first_wanted = newest.year + 1 if newest else scope.as_of.year
    for year in range(first_wanted, scope.as_of.year + 1):
        yield Hit(at=_anchor(scope.registry), params=_wanted(year))


def expected_run_out(scope: Scope) -> Iterator[Hit]:
    """Ensure the festivals of the first year without a notice are known, so that it has a range at least."""
    newest = _newest(scope.registry)
    year = (newest.year if newest else scope.as_of.year) + 1
    for record in scope.registry.of(ExpectedCalendar).values():
        for index, festival in enumerate(record.festivals):
            if all(span.first.year != year for span in festival.statutory):
                at = scope.registry.place(record, "festivals", index, "statutory", key=True)
                yield Hit(at=at, params={"name": festival.name, "year": str(year)})


def _calendars(registry: Registry) -> list[Calendar]:
    return list(registry.of(Calendar).values())


def _days_off(registry: Registry) -> Iterator[tuple[Calendar, int, DaysOff]]:
    for calendar in _calendars(registry):
        for index, span in enumerate(calendar.days_off):
            yield calendar, index, span


def _claims(registry: Registry) -> Iterator[Claim]:
    for calendar in _calendars(registry):
        for i, span in enumerate(calendar.days_off):
            at = registry.place(calendar, "days_off", i, "first")
            yield Claim(calendar.year, calendar, span.name, span.first, span.last, at)
        for i, day in enumerate(calendar.make_up_days):
            at = registry.place(calendar, "make_up_days", i, "on")
            yield Claim(calendar.year, calendar, day.name, day.on, day.on, at)


def _outside(calendar: Calendar, day: dt.date) -> bool:
    return day.year != calendar.year and (day.year, day.month) != (calendar.year - 1, 12)


def _newest(registry: Registry) -> Calendar | None:
    return max(_calendars(registry), key=lambda calendar: calendar.year, default=None)


def _anchor(registry: Registry) -> Place:
    """Where to say that something is missing: at the newest year, else in the settings, else at the folder."""
    if newest := _newest(registry):
        return registry.place(newest, "year")
    settings = next(iter(registry.of(Settings).values()), None)
    return registry.place(settings) if settings else Place(path="records/calendars")


def _span(span: DaysOff) -> dict[str, str]:
    return {"name": span.name, "first": str(span.first), "last": str(span.last)}


def _wanted(year: int) -> dict[str, str]:
    return {
        "year": str(year),
        "title": f"国务院办公厅关于{year}年部分节假日安排的通知",
        "file": f"records/calendars/cal-{year}.yml",
    }


COUNTING = ("int-03-day-count",)

RULES: tuple[Rule, ...] = (
    Rule(
        id="calendar-range-reversed",
        ensures="A holiday does not end before it begins.",
        check=range_reversed,
        cites=COUNTING,
    ),
    Rule(
        id="calendar-range-long",
        ensures="A holiday is not longer than any has ever been.",
        check=range_long,
        severity=Severity.WARNING,
        cites=COUNTING,
    ),
    Rule(
        id="calendar-make-up-on-weekday",
        ensures="Make-up days are Saturdays or Sundays.",
        check=make_up_on_weekday,
        cites=COUNTING,
    ),
    Rule(
        id="calendar-overlap",
        ensures="No day is given twice, whether off twice or both off and worked.",
        check=overlap,
        cites=COUNTING,
    ),
    Rule(
        id="calendar-outside-year",
        ensures="All days lie in the record's year or in the December before it.",
        check=outside_year,
        cites=COUNTING,
    ),
    Rule(
        id="calendar-notice-order",
        ensures="A year's notices stand in the order in which they were published.",
        check=notice_order,
        cites=COUNTING,
    ),
    Rule(
        id="calendar-year-repeated",
        ensures="A year has one record.",
        check=year_repeated,
        cites=COUNTING,
    ),
    Rule(
        id="calendar-gap",
        ensures="No year is missing between the first and the last on record.",
        check=gap,
        cites=COUNTING,
    ),
    Rule(
        id="calendar-next-year-missing",
        ensures="Next year's notice is in once it can be expected, from 1 November on.",
        check=next_year_missing,
        severity=Severity.WARNING,
        cites=COUNTING,
    ),
    Rule(
        id="calendar-year-missing",
        ensures="The current year has a record.",
        check=year_missing,
        cites=COUNTING,
    ),
    Rule(
        id="calendar-expected-run-out",
        ensures="The festivals of the first year without a notice are known.",
        check=expected_run_out,
        severity=Severity.WARNING,
        cites=COUNTING,
    ),
)
