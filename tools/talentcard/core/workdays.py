"""Working-day arithmetic over one precomputed table.

A working day is (Monday to Friday and not a day off) or a make-up day, as the State Council's notice of the
year says. Where no notice is in yet the answer is a range: its earliest day assumes the fewest days off
imaginable, its latest the most. Each assumption is a calendar of its own with the true one between them: what
works in the sparse one works in the true one, what works in the true one works in the dense one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate, compress, groupby

from talentcard.core.model import Calendar, DaySpan, ExpectedCalendar, Festival, MonthDay

DAY = dt.timedelta(days=1)
WEEKEND_NAME = "周末"
SETTLED_UNTIL = MonthDay(month=12, day=24)  # 5 of 20 notices changed the December before; none reached behind the 24th
DENSE_WEEK = 5  # beyond every known festival: the working days of a week at most,
SPARSE_WEEK = 3  # at least,
SPARSE_SLACK = 14  # and one long festival on top, in calendar days


class CalendarHorizonError(LookupError):
    """A day before the first year on record: nothing can be said of it."""

    def __init__(self, day: dt.date, first: dt.date) -> None:
        super().__init__(f"{day} lies before {first}, the first day on record")
        self.day = day
        self.first = first


@dataclass(frozen=True, slots=True)
class DayRange:
    """The days between which a result lies, both included; one day where it is certain."""

    earliest: dt.date
    latest: dt.date

    @property
    def provisional(self) -> bool:
        """Whether a notice still to come decides which day it is."""
        return self.earliest != self.latest

    @classmethod
    def on(cls, day: dt.date) -> DayRange:
        return cls(day, day)


class DayKind(StrEnum):
    WORKING = "working"
    WEEKEND = "weekend"
    DAY_OFF = "day_off"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class DayStatus:
    """What a day is, and the festival behind a day off or a make-up day. Provisional: our best guess."""

    kind: DayKind
    name: str | None = None
    provisional: bool = False

    @property
    def working(self) -> bool:
        return self.kind in {DayKind.WORKING, DayKind.MAKE_UP}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days off in a row, named by the festival among them (周末 where there is none), or make-up days."""

    first: dt.date
    last: dt.date
    kind: DayKind
    name: str
    provisional: bool = False

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Notices:
    """What the records say of days, year by year. Broken records give a poorer picture, never an error."""

    announced: frozenset[int]
    expected: frozenset[int]
    settled_until: MonthDay
    off: dict[dt.date, str] = field(default_factory=dict)
    make_up: dict[dt.date, str] = field(default_factory=dict)
    statutory: dict[dt.date, str] = field(default_factory=dict)
    may_be_off: frozenset[dt.date] = frozenset()
    may_work: frozenset[dt.date] = frozenset()

    def settled(self, day: dt.date) -> bool:
        """Whether no notice still to come can change the day."""
        if day.year not in self.announced:
            return False
        return not self._in_tail(day) or day.year + 1 in self.announced

    def foreseen(self, day: dt.date) -> bool:
        """Whether the festivals that could touch an unsettled day are known."""
        years = {day.year, day.year + 1} if self._in_tail(day) else {day.year}
        return years <= self.announced | self.expected

    def _in_tail(self, day: dt.date) -> bool:
        """Late December, which the next year's notice may still change."""
        return (day.month, day.day) > (self.settled_until.month, self.settled_until.day)

    def status(self, day: dt.date) -> DayStatus:
        """The day by the notices, or a best guess: Monday to Friday without the statutory days."""
        provisional = not self.settled(day)
        if name := self.make_up.get(day):
            return DayStatus(DayKind.MAKE_UP, name, provisional)
        if name := self.off.get(day) or (self.statutory.get(day) if provisional else None):
            return DayStatus(DayKind.DAY_OFF, name, provisional)
        return DayStatus(DayKind.WORKING if day.weekday() < 5 else DayKind.WEEKEND, None, provisional)

    def works(self, day: dt.date) -> bool:
        """``status(day).working``, without the words: it is asked for every day on record."""
        if day in self.make_up:
            return True
        return day.weekday() < 5 and day not in self.off and (day not in self.statutory or self.settled(day))

    def may_work_on(self, day: dt.date) -> bool:
        """Dense: an unsettled day works unless the law gives it off, and so do weekends near a festival."""
        return day not in self.statutory and (day.weekday() < 5 or day in self.may_work)

    def must_work_on(self, day: dt.date) -> bool:
        """Sparse: an unsettled day works only where no notice has ever come near."""
        return day.weekday() < (DENSE_WEEK if self.foreseen(day) else SPARSE_WEEK) and day not in self.may_be_off

    def bounds(self, day: dt.date) -> tuple[bool, bool]:
        """Whether the day may work, and whether it must; the same where it is settled."""
        if self.settled(day):
            return (self.works(day),) * 2
        return self.may_work_on(day), self.must_work_on(day)


@dataclass(frozen=True, slots=True)
class Count:
    """Working days counted once. ``upto[i]`` of them lie in the first i days from ``origin`` (an ordinal).

    Beyond the table the first ``weekdays`` days of each week work; ``slack`` calendar days are added on top.
    """

    origin: int
    upto: list[int]
    ordinals: list[int]
    weekdays: int
    slack: int

    @classmethod
    def of(cls, origin: int, flags: list[bool], weekdays: int = DENSE_WEEK, slack: int = 0) -> Count:
        ordinals = range(origin, origin + len(flags))
        upto = list(accumulate(flags, initial=0))
        return cls(origin, upto, list(compress(ordinals, flags)), weekdays, slack)

    def rank(self, ordinal: int) -> int:
        """How many working days lie before or on a day."""
        index = ordinal - self.origin + 1
        if index < len(self.upto):
            return self.upto[index]
        return len(self.ordinals) + self._plain(ordinal) - self._plain(self._end)

    def nth(self, rank: int) -> int:
        """The working day of that rank."""
        if rank <= len(self.ordinals):
            return self.ordinals[rank - 1]
        weeks, days = divmod(rank - len(self.ordinals) + self._plain(self._end) - 1, self.weekdays)
        return weeks * 7 + days + 1 + self.slack

    @property
    def _end(self) -> int:
        return self.origin + len(self.upto) - 2

    def _plain(self, ordinal: int) -> int:
        """Days up to an ordinal by the plain week; ordinal 1 is a Monday."""
        weeks, days = divmod(ordinal, 7)
        return weeks * self.weekdays + min(days, self.weekdays)


class WorkCalendar:
    """The calendar that every deadline is computed with.

    ``version`` names the years and the newest notice; ``first`` and ``last`` bound the days on record;
    ``settled_through`` is the last one that no notice still to come can change.
    """

    def __init__(self, notices: Notices, version: str) -> None:
        self.version = version
        self._notices = notices
        self.first, self.last = _bounds(notices)
        self.settled_through = _settled_through(notices)
        days = list(_each(self.first, self.last)) if notices.announced else []
        settled = [notices.settled(day) for day in days]
        bounds = [notices.bounds(day) for day in days]
        self._origin = self.first.toordinal()
        self._likely = Count.of(self._origin, [notices.works(day) for day in days])
        self._dense = Count.of(self._origin, [may for may, _ in bounds])
        self._sparse = Count.of(self._origin, [must for _, must in bounds], SPARSE_WEEK, SPARSE_SLACK)
        self._known = settled.index(False) if False in settled else len(settled)
        known = self._dense.upto[self._known]
        self._certain = [DayRange.on(dt.date.fromordinal(n)) for n in self._dense.ordinals[:known]]

    @classmethod
    def from_records(cls, calendars: Iterable[Calendar], expected: Iterable[ExpectedCalendar]) -> WorkCalendar:
        by_year = sorted(calendars, key=lambda calendar: (calendar.year, calendar.id))
        return cls(_read(by_year, sorted(expected, key=lambda record: record.id)), _version(by_year))

    # ---- single days -------------------------------------------------------------------------------

    def is_settled(self, day: dt.date) -> bool:
        """Whether no notice still to come can change the day."""
        return self._notices.settled(day)

    def status(self, day: dt.date) -> DayStatus:
        """What a day is; beyond the settled days a best guess."""
        self._ordinal(day)
        return self._notices.status(day)

    def is_working(self, day: dt.date) -> bool:
        return self.status(day).working

    def bounds(self, day: dt.date) -> tuple[bool, bool]:
        """Whether a day may work, and whether it must; the same where it is settled."""
        self._ordinal(day)
        return self._notices.bounds(day)

    # ---- terms -------------------------------------------------------------------------------------

    def add(self, start: dt.date, n: int) -> DayRange:
        """The n-th working day after ``start``, not counting it (民法典 201); n = 0 is ``start`` itself."""
        index = start.toordinal() - self._origin
        if n > 0 and 0 <= index < self._known:
            rank = self._dense.upto[index + 1] + n
            if rank <= len(self._certain):
                return self._certain[rank - 1]
        return self.add_range(DayRange.on(start), n)

    def add_range(self, start: DayRange, n: int) -> DayRange:
        """As ``add``, from a start that is itself a range."""
        if n < 0:
            raise ValueError(f"a term cannot have {n} days")
        earliest, latest = self._ordinal(start.earliest), self._ordinal(start.latest)
        return start if n == 0 else self._after(earliest, latest, n)

    def roll(self, day: dt.date) -> DayRange:
        """The day itself where it works, else the next working day (民法典 203)."""
        return self.roll_range(DayRange.on(day))

    def roll_range(self, days: DayRange) -> DayRange:
        """As ``roll``, from a range: the first working day after the day before."""
        return self._after(self._ordinal(days.earliest) - 1, self._ordinal(days.latest) - 1, 1)

    def between(self, a: dt.date, b: dt.date) -> int:
        """Working days in (a, b]; negative where b lies before a. Beyond the settled days a best guess."""
        return self._likely.rank(self._ordinal(b)) - self._likely.rank(self._ordinal(a))

    def skipped(self, a: dt.date, b: dt.date) -> tuple[Stretch, ...]:
        """What a count over (a, b] passes by, and the make-up days that it counts, in order."""
        days = [(day, self.status(day)) for day in _each(a + DAY, b)]
        runs = groupby(days, key=lambda pair: (pair[1].working, pair[1].kind is DayKind.MAKE_UP))
        return tuple(_stretch(list(run)) for (working, make_up), run in runs if make_up or not working)

    # ---- within ------------------------------------------------------------------------------------

    def _ordinal(self, day: dt.date) -> int:
        if day < self.first:
            raise CalendarHorizonError(day, self.first)
        return day.toordinal()

    def _after(self, earliest: int, latest: int, n: int) -> DayRange:
        return DayRange(
            dt.date.fromordinal(self._dense.nth(self._dense.rank(earliest) + n)),
            dt.date.fromordinal(self._sparse.nth(self._sparse.rank(latest) + n)),
        )


# ---- from records to days -----------------------------------------------------------------------------


def _read(calendars: list[Calendar], expected: list[ExpectedCalendar]) -> Notices:
    """The records as days. A day both off and worked is worked; a day outside its year is left out."""
    off: dict[dt.date, str] = {}
    make_up: dict[dt.date, str] = {}
    for calendar in calendars:
        reach = DaySpan(first=dt.date(calendar.year - 1, 12, 1), last=dt.date(calendar.year, 12, 31))
        for span in calendar.days_off:
            first, last = max(span.first, reach.first), min(span.last, reach.last)
            off.update(dict.fromkeys(_each(first, last), span.name))
        make_up |= {day.on: day.name for day in calendar.make_up_days if reach.first <= day.on <= reach.last}
    festivals = [festival for record in expected for festival in record.festivals]
    years = [{span.first.year for span in festival.statutory} for festival in festivals]
    return Notices(
        announced=frozenset(calendar.year for calendar in calendars),
        expected=frozenset(set.intersection(*years)) if years else frozenset(),
        settled_until=min((r.settled_until for r in expected), key=lambda d: (d.month, d.day), default=SETTLED_UNTIL),
        off=off,
        make_up=make_up,
        statutory=_statutory(festivals),
        may_be_off=frozenset(
            day for f in festivals for span in f.statutory for day in _around(span, f.off.before, f.off.after)
        ),
        may_work=frozenset(
            day for f in festivals for span in f.statutory for day in _around(span, f.worked.before, f.worked.after)
        ),
    )


def _statutory(festivals: list[Festival]) -> dict[dt.date, str]:
    """The days that the law gives off; two festivals on one day share it by name."""
    names: dict[dt.date, str] = {}
    for festival in festivals:
        for span in festival.statutory:
            for day in _each(span.first, span.last):
                names[day] = f"{names[day]}、{festival.name}" if day in names else festival.name
    return names


def _bounds(notices: Notices) -> tuple[dt.date, dt.date]:
    """From the first year with a notice to the last year with a notice or with known festivals."""
    if not notices.announced:
        return dt.date.min, dt.date.min
    return dt.date(min(notices.announced), 1, 1), dt.date(max(notices.announced | notices.expected), 12, 31)


def _settled_through(notices: Notices) -> dt.date:
    if not notices.announced:
        return dt.date.min
    return dt.date(max(notices.announced), notices.settled_until.month, 1) + (notices.settled_until.day - 1) * DAY


def _version(calendars: list[Calendar]) -> str:
    """The years and the newest notice among them, such as ``2017–2026 (2025-11-04)``."""
    if not calendars:
        return "–"
    newest = max(notice.published_on for calendar in calendars for notice in calendar.notices)
    return f"{calendars[0].year}–{calendars[-1].year} ({newest})"


def _stretch(run: list[tuple[dt.date, DayStatus]]) -> Stretch:
    names = dict.fromkeys(status.name for _, status in run if status.name)
    off = DayKind.DAY_OFF if names else DayKind.WEEKEND
    return Stretch(
        first=run[0][0],
        last=run[-1][0],
        kind=DayKind.MAKE_UP if run[0][1].working else off,
        name="、".join(names) or WEEKEND_NAME,
        provisional=any(status.provisional for _, status in run),
    )


def _around(span: DaySpan, before: int, after: int) -> Iterator[dt.date]:
    return _each(span.first - before * DAY, span.last + after * DAY)


def _each(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Every day from first to last, both included; none where last lies before first."""
    return map(dt.date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
