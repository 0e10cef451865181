"""Calendars for tests: the registry's own, and what two independent libraries say of the same days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TypeVar

import chinese_calendar  # type: ignore[import-untyped]
import holidays
import msgspec

from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import Calendar, DaySpan, ExpectedCalendar, Record
from talentcard.core.workdays import WorkCalendar
from talentcard.reading import yamlsource

R = TypeVar("R", bound=Record)

ROOT = Path(__file__).parents[1]
FIRST, LAST = dt.date(2017, 1, 1), dt.date(2026, 12, 31)
FESTIVALS = {"农历除夕": "春节"}  # the library's name of a day -> ours, where they differ


def days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [dt.date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]


def records(kind: type[R]) -> list[R]:
    """The registry's own records of a kind."""
    folder = ROOT / "records" / BY_TYPE[kind].folder
    files = sorted(folder.glob("*.yml"))
    return [msgspec.convert(yamlsource.explain(file.read_bytes()).data, kind) for file in files]


@cache
def calendar() -> WorkCalendar:
    return WorkCalendar.from_records(records(Calendar), records(ExpectedCalendar))


@cache
def chinese_calendar_days() -> tuple[dt.date, ...]:
    """The working days of 2017–2026 by ``chinesecalendar``."""
    return tuple(day for day in days(FIRST, LAST) if chinese_calendar.is_workday(day))


@cache
def holidays_days() -> tuple[dt.date, ...]:
    """The working days of 2017–2026 by ``holidays``, make-up days included."""
    china = holidays.country_holidays("CN", years=range(2016, 2028))
    return tuple(day for day in days(FIRST, LAST) if china.is_working_day(day))


@cache
def statutory() -> dict[tuple[str, int], DaySpan]:
    """Each festival's statutory days by ``holidays``, as the law of the year had them."""
    found: dict[tuple[str, int], list[dt.date]] = defaultdict(list)
    china = holidays.country_holidays("CN", years=range(2007, 2033), language="zh_CN", observed=False)
    ours = {festival.name for festival in records(ExpectedCalendar)[0].festivals}
    for day, names in china.items():
        for name in (FESTIVALS.get(name, name) for name in names.split("; ")):
            if name in ours:
                found[name, day.year].append(day)
    return {key: DaySpan(first=min(those), last=max(those)) for key, those in found.items()}


def calendar_as_known(years: int) -> WorkCalendar:
    """The calendar before the notice of ``years + 1``: what could be said with the notices up to ``years`` alone."""
    (expected,) = records(ExpectedCalendar)
    festivals = tuple(
        msgspec.structs.replace(
            festival, statutory=tuple(span for (name, _), span in statutory().items() if name == festival.name)
        )
        for festival in expected.festivals
    )
    announced = [record for record in records(Calendar) if record.year <= years]
    return WorkCalendar.from_records(announced, [msgspec.structs.replace(expected, festivals=festivals)])
