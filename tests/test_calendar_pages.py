"""The calendar of a year: what is off, what is worked instead, what is not settled, and the way to other years."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from site_world import world
from talentcard.core.pages import yearly
from talentcard.core.pages.yearly import Cell, YearPage


@cache
def page(year: int) -> YearPage:
    return next(found for found in yearly.pages(world()) if found.year == year)


def cell(year: int, day: dt.date) -> Cell:
    month = page(year).months[day.month - 1]
    return next(found for week in month.weeks for found in week if found.number == day.day)


def test_days_off_and_make_up_days_are_marked_and_named() -> None:
    assert (cell(2026, dt.date(2026, 10, 1)).kind, cell(2026, dt.date(2026, 10, 1)).name) == ("day-off", "国庆节")
    assert (cell(2026, dt.date(2026, 10, 10)).kind, cell(2026, dt.date(2026, 10, 10)).mark) == ("make-up", "班")


def test_the_provisional_stretch_begins_where_the_next_notice_may_reach() -> None:
    """Five of twenty notices changed the December before; none reached behind the 24th."""
    december = [found for week in page(2026).months[11].weeks for found in week if found.kind]
    assert [found.number for found in december if found.provisional] == list(range(25, 32))
    assert page(2026).provisional_from == "2026年12月25日"
    assert page(2025).provisional_from == ""
    cells = [found for month in page(2027).months for week in month.weeks for found in week if found.kind]
    assert all(found.provisional for found in cells)


def test_a_year_without_a_notice_lists_what_the_law_gives_off() -> None:
    assert not page(2027).announced
    assert [(holiday.name, holiday.days, holiday.count) for holiday in page(2027).holidays[:3]] == [
        ("元旦", "1月1日", 1),
        ("春节", "2月5日至8日", 4),
        ("清明节", "4月5日", 1),
    ]
    assert {holiday.make_up for holiday in page(2027).holidays} == {""}


@pytest.mark.parametrize(("year", "earlier", "later"), [(2017, None, 2018), (2026, 2025, 2027), (2027, 2026, None)])
def test_each_year_leads_to_its_neighbours(year: int, earlier: int | None, later: int | None) -> None:
    assert (page(year).earlier, page(year).later) == (earlier, later)
