"""Working days: every day and every term against two independent libraries, and what is said before a notice is in."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable

import chinese_calendar  # type: ignore[import-untyped]
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_facts import (
    FIRST,
    LAST,
    calendar,
    calendar_as_known,
    chinese_calendar_days,
    days,
    holidays_days,
    records,
    statutory,
)
from talentcard.core.model import Calendar, ExpectedCalendar
from talentcard.core.workdays import CalendarHorizonError, DayKind, DayRange, DayStatus, Stretch, WorkCalendar

DAY = dt.timedelta(days=1)
TERMS = (1, 2, 3, 5, 10, 15, 20, 30)
LIBRARIES = {"chinesecalendar": chinese_calendar_days, "holidays": holidays_days}
by_library = pytest.mark.parametrize("library", LIBRARIES.values(), ids=LIBRARIES)
Library = Callable[[], tuple[dt.date, ...]]


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# ---- against the libraries: no exception is needed, both agree with the notices on every day ---------------


@by_library
def test_every_day(library: Library) -> None:
    ours = tuple(day for day in days(FIRST, LAST) if calendar().is_working(day))
    assert ours == library()


@by_library
def test_every_term(library: Library) -> None:
    """Every start from the rules' own month on. Past the settled days the range must hold the answer."""
    working = library()
    wrong: list[tuple[dt.date, int, DayRange]] = []
    for start in days(on("2017-12-01"), on("2026-11-20")):
        before = bisect_right(working, start)
        for term in TERMS:
            found, rank = calendar().add(start, term), before + term
            if rank > len(working):  # past 2026 the libraries guess too
                wrong += [] if found.provisional else [(start, term, found)]
                continue
            truth = working[rank - 1]
            settled = truth <= calendar().settled_through
            if not (found == DayRange.on(truth) if settled else found.earliest <= truth <= found.latest):
                wrong.append((start, term, found))
    assert wrong == []


@by_library
def test_between_and_roll(library: Library) -> None:
    working = library()
    for start in days(on("2017-12-01"), on("2026-11-20"))[::3]:
        for length in (0, 1, 7, 30, 300):
            end = min(start + length * DAY, calendar().settled_through)
            count = bisect_right(working, end) - bisect_right(working, start)
            assert (calendar().between(start, end), calendar().between(end, start)) == (count, -count)
        first = working[bisect_right(working, start - DAY)]
        assert calendar().roll(start) == DayRange.on(first)


# ---- the worked examples ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "term", "due", "because"),
    [
        ("2026-09-18", 15, "2026-10-15", "国庆节前后两次调休"),
        ("2026-02-12", 3, "2026-02-24", "2 月 14 日星期六上班"),
        ("2026-02-12", 15, "2026-03-11", "春节放假九天，前后调休"),
        ("2020-01-22", 3, "2020-02-04", "2020 年 1 月 27 日的延长通知"),
        ("2026-09-26", 3, "2026-09-30", "休息日收到，下一个工作日为第一日"),
    ],
)
def test_worked_examples(start: str, term: int, due: str, because: str) -> None:
    assert calendar().add(on(start), term) == DayRange.on(on(due)), because


@pytest.mark.parametrize(
    ("day", "rolled", "because"),
    [
        ("2026-05-09", "2026-05-09", "次日是星期六，但调休上班"),
        ("2026-10-01", "2026-10-08", "9 月 30 日的次日，国庆节"),
        ("2026-05-31", "2026-06-01", "5 月 31 日是星期日"),
        ("2026-04-30", "2026-04-30", "4 月 30 日上班"),
    ],
)
def test_rolled_examples(day: str, rolled: str, because: str) -> None:
    assert calendar().roll(on(day)) == DayRange.on(on(rolled)), because


def test_a_term_of_no_days() -> None:
    assert calendar().add(on("2026-10-01"), 0) == DayRange.on(on("2026-10-01"))
    with pytest.raises(ValueError, match="-1"):
        calendar().add(on("2026-10-01"), -1)


# ---- what a day is, and what was skipped ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-02-13", DayStatus(DayKind.WORKING)),
        ("2026-02-14", DayStatus(DayKind.MAKE_UP, "春节")),
        ("2026-02-15", DayStatus(DayKind.DAY_OFF, "春节")),
        ("2026-03-07", DayStatus(DayKind.WEEKEND)),
        ("2018-12-29", DayStatus(DayKind.MAKE_UP, "元旦")),
        ("2022-12-31", DayStatus(DayKind.DAY_OFF, "元旦")),
        ("2020-02-01", DayStatus(DayKind.DAY_OFF, "春节")),
        ("2020-02-03", DayStatus(DayKind.WORKING)),
        ("2026-12-25", DayStatus(DayKind.WORKING, None, True)),
        ("2027-02-05", DayStatus(DayKind.DAY_OFF, "春节", True)),
        ("2028-10-03", DayStatus(DayKind.DAY_OFF, "中秋节、国庆节", True)),
    ],
)
def test_status(day: str, status: DayStatus) -> None:
    assert calendar().status(on(day)) == status
    assert calendar().is_working(on(day)) is status.working


def test_skipped() -> None:
    """A holiday takes the weekend beside it along; make-up days are told apart from days off."""
    assert calendar().skipped(on("2018-06-15"), on("2018-06-20")) == (
        Stretch(on("2018-06-16"), on("2018-06-18"), DayKind.DAY_OFF, "端午节"),
    )
    assert calendar().skipped(on("2026-02-12"), on("2026-03-02")) == (
        Stretch(on("2026-02-14"), on("2026-02-14"), DayKind.MAKE_UP, "春节"),
        Stretch(on("2026-02-15"), on("2026-02-23"), DayKind.DAY_OFF, "春节"),
        Stretch(on("2026-02-28"), on("2026-02-28"), DayKind.MAKE_UP, "春节"),
        Stretch(on("2026-03-01"), on("2026-03-01"), DayKind.WEEKEND, "周末"),
    )
    assert calendar().skipped(on("2026-03-02"), on("2026-03-02")) == ()


# ---- horizons ------------------------------------------------------------------------------------------------


def test_horizons() -> None:
    assert calendar().version == "2017–2026 (2025-11-04)"
    assert calendar().first == on("2017-01-01")
    assert calendar().settled_through == on("2026-12-24")
    assert not calendar().is_settled(on("2026-12-25"))
    assert calendar().is_settled(on("2025-12-31"))


@pytest.mark.parametrize("ask", ["add", "roll", "between", "status", "skipped"])
def test_before_the_first_year(ask: str) -> None:
    """Nothing is said of a day before the first notice on record."""
    day = on("2016-12-30")
    arguments = {"add": (day, 3), "between": (day, on("2017-03-01")), "skipped": (day - DAY, on("2017-03-01"))}
    with pytest.raises(CalendarHorizonError) as caught:
        getattr(calendar(), ask)(*arguments.get(ask, (day,)))
    assert (caught.value.day, caught.value.first) == (day, on("2017-01-01"))


def test_after_the_last_expected_year() -> None:
    found = calendar().add(on("2040-03-01"), 15)
    assert found.earliest == on("2040-03-22")  # Monday to Friday
    assert found.provisional
    assert (found.latest - found.earliest).days < 60
    assert calendar().between(on("2040-03-01"), on("2040-03-08")) == 5


@pytest.mark.parametrize("last", range(2017, 2026))
def test_the_truth_lies_within(last: int) -> None:
    """Without the notices after ``last``, a range holds what the notices later made of it."""
    early, wrong = calendar_as_known(last), []
    for start in days(dt.date(last, 10, 1), dt.date(last + 1, 12, 20)):
        for term in TERMS:
            truth, found = calendar().add(start, term), early.add(start, term)
            if not truth.provisional and not found.earliest <= truth.earliest <= found.latest:
                wrong.append((start, term, found, truth))
    assert wrong == []


@pytest.mark.parametrize("last", range(2017, 2026))
def test_what_is_settled_stays(last: int) -> None:
    """民法典 201, and domain rule: no later notice moves a deadline up to 24 December of the last announced year."""
    early = calendar_as_known(last)
    for day in days(dt.date(last, 1, 1), early.settled_through):
        assert early.status(day) == calendar().status(day)


def test_the_expected_festivals() -> None:
    """Our dates of 2027–2032 are those of the lunar calendar and of the law, by an independent library."""
    (expected,) = records(ExpectedCalendar)
    for festival in expected.festivals:
        assert [span.first.year for span in festival.statutory] == list(range(2027, 2033))
        for span in festival.statutory:
            assert span == statutory()[festival.name, span.first.year]


def test_no_notice_has_gone_further() -> None:
    """Every weekday off and every weekend worked since 2008 lies within the reach of a festival, but for one holiday
    that was given once only: 3 September 2015 and the days moved around it."""
    (expected,) = records(ExpectedCalendar)
    off: set[dt.date] = set()
    worked: set[dt.date] = set()
    for festival in expected.festivals:
        for span in (span for (name, _), span in statutory().items() if name == festival.name):
            off |= {*days(span.first - festival.off.before * DAY, span.last + festival.off.after * DAY)}
            worked |= {*days(span.first - festival.worked.before * DAY, span.last + festival.worked.after * DAY)}
    beyond = [
        day
        for day in days(on("2008-01-01"), LAST)
        if chinese_calendar.is_workday(day) != (day.weekday() < 5) and day not in (off if day.weekday() < 5 else worked)
    ]
    assert beyond == [on("2015-09-03"), on("2015-09-04"), on("2015-09-06")]


# ---- properties ------------------------------------------------------------------------------------------------

starts = st.dates(FIRST, dt.date(2036, 12, 31))
terms = st.integers(0, 400)


class TestOrder:
    """Ranges are the right way round, and a later start or a longer term never ends earlier (民法典 201)."""

    @given(starts, terms)
    def test_range(self, start: dt.date, term: int) -> None:
        found = calendar().add(start, term)
        assert start <= found.earliest <= found.latest

    @given(starts, starts, terms)
    def test_monotone_in_start(self, a: dt.date, b: dt.date, term: int) -> None:
        first, second = calendar().add(min(a, b), term), calendar().add(max(a, b), term)
        assert first.earliest <= second.earliest
        assert first.latest <= second.latest

    @given(starts, terms, terms)
    def test_monotone_in_term(self, start: dt.date, m: int, n: int) -> None:
        first, second = calendar().add(start, min(m, n)), calendar().add(start, max(m, n))
        assert first.earliest <= second.earliest
        assert first.latest <= second.latest


class TestAgreement:
    """The methods count with one ruler."""

    settled = st.dates(FIRST, dt.date(2025, 6, 30))

    @given(settled, st.integers(1, 300))
    def test_between_undoes_add(self, start: dt.date, term: int) -> None:
        due = calendar().add(start, term).earliest
        assert calendar().between(start, due) == term
        assert calendar().is_working(due)

    @given(settled, st.integers(1, 150), st.integers(1, 150))
    def test_terms_add_up(self, start: dt.date, m: int, n: int) -> None:
        assert calendar().add_range(calendar().add(start, m), n) == calendar().add(start, m + n)

    @given(starts)
    def test_roll_is_the_first_day_after_the_day_before(self, day: dt.date) -> None:
        rolled = calendar().roll(day)
        assert day <= rolled.earliest <= rolled.latest
        if day > FIRST:
            assert rolled == calendar().add(day - DAY, 1)

    @given(settled, st.integers(0, 90))
    def test_skipped_and_counted_make_up_the_whole(self, start: dt.date, length: int) -> None:
        end = start + length * DAY
        off = sum(s.days for s in calendar().skipped(start, end) if s.kind is not DayKind.MAKE_UP)
        assert off + calendar().between(start, end) == length


# ---- broken records --------------------------------------------------------------------------------------------


def test_nothing_on_record() -> None:
    empty = WorkCalendar.from_records([], [])
    assert empty.add(on("2026-01-05"), 5).provisional
    assert empty.between(on("2026-01-05"), on("2026-01-12")) == 5
    assert not empty.is_settled(on("2026-01-05"))


def test_a_missing_year_is_open_and_the_others_are_not() -> None:
    some = WorkCalendar.from_records([r for r in records(Calendar) if r.year != 2024], [])
    assert some.add(on("2023-03-01"), 15) == calendar().add(on("2023-03-01"), 15)
    assert some.add(on("2025-03-03"), 15) == calendar().add(on("2025-03-03"), 15)
    assert some.add(on("2024-03-01"), 15).provisional


def test_an_endless_range_is_cut_at_its_year() -> None:
    broken = [
        msgspec.structs.replace(
            record,
            days_off=(msgspec.structs.replace(record.days_off[0], last=dt.date.max), *record.days_off[1:]),
        )
        for record in records(Calendar)
        if record.year == 2026
    ]
    found = WorkCalendar.from_records(broken, records(ExpectedCalendar))
    assert found.status(on("2026-12-31")).kind is DayKind.DAY_OFF
    assert found.is_working(on("2027-06-01"))
