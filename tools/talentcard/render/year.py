"""A year's working days as a picture: twelve months, days off and make-up days marked."""

from __future__ import annotations

import calendar as weeks
import datetime as dt
from collections.abc import Iterator
from itertools import zip_longest

from talentcard.core.workdays import DayKind, WorkCalendar
from talentcard.messages import Catalogue
from talentcard.render.width import centre, pad, width

ACROSS = 2  # months side by side: two fit into 80 columns
GUTTER = 4
STYLES = {DayKind.DAY_OFF: "31", DayKind.MAKE_UP: "1;33", DayKind.WEEKEND: "2"}  # red, bold yellow, faint


class YearPicture:
    """Draws with a calendar, in a language, in colour or plain."""

    def __init__(self, calendar: WorkCalendar, words: Catalogue, *, colour: bool) -> None:
        self._calendar = calendar
        self._words = words
        self._colour = colour
        self._marks = {
            DayKind.DAY_OFF: words.text("year-mark-off"),
            DayKind.MAKE_UP: words.text("year-mark-make-up"),
        }
        self._cell = 3 + max(width(mark) for mark in self._marks.values())

    def lines(self, year: int) -> Iterator[str]:
        """The picture line by line, without a heading."""
        for first in range(1, 13, ACROSS):
            months = [self._month(year, month) for month in range(first, first + ACROSS)]
            for row in zip_longest(*months, fillvalue=" " * (7 * self._cell)):
                yield (" " * GUTTER).join(row).rstrip()
            yield ""
        yield self._words.text("year-legend")

    def _month(self, year: int, month: int) -> list[str]:
        title = self._words.text("year-month", {"month": str(month), "name": weeks.month_name[month]})
        names = [self._words.text(f"weekday-short-{number}") for number in range(1, 8)]
        rows = weeks.Calendar().monthdatescalendar(year, month)
        return [
            centre(title, 7 * self._cell),
            "".join(self._aligned(name) for name in names),
            *("".join(self._day(day, month) for day in row) for row in rows),
        ]

    def _aligned(self, name: str) -> str:
        """Over the day's two figures."""
        return pad(pad(name, 2, right=True), self._cell)

    def _day(self, day: dt.date, month: int) -> str:
        if day.month != month:
            return " " * self._cell
        kind = self._calendar.status(day).kind
        text = f"{day.day:2d}{self._marks.get(kind, '')}"
        space = pad(text, self._cell)[len(text) :]
        return f"\x1b[{STYLES[kind]}m{text}\x1b[0m{space}" if self._colour and kind in STYLES else text + space
