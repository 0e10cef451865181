"""How wide the columns of a table are: nothing that can't be broken runs into its neighbour."""

from __future__ import annotations

import pytest

from talentcard.core.papers import Column, Table
from talentcard.documents.measure import PADDING, halved, letters, room, shares, unbroken, widened

LONG = "这是一段可以随处换行的较长的中文说明文字，占去一行的大部分"


def table(*texts: str, width: int | None = None) -> Table:
    return Table("", tuple(Column("列", width=width) for _ in texts), (texts,))


@pytest.mark.parametrize(
    "word", ["2026-11-13", "2026年11月13日", "8 October 2026", "req-8cd90r5py9", "kindergarten", "督促中"]
)
@pytest.mark.parametrize("width", [None, 10])
def test_a_column_has_room_for_its_longest_word(word: str, width: int | None) -> None:
    given = table(word, LONG, LONG, LONG, word, LONG, width=width)
    found = shares(given, "zh")
    assert sum(found) == pytest.approx(room(given, "zh"))
    assert min(found[0], found[4]) >= unbroken(word) + PADDING


def test_where_there_is_room_the_line_is_shared_out_as_wanted() -> None:
    assert widened([10, 30], [5, 5], 40) == [10, 30]
    assert widened([10, 30], [12, 5], 40) == [12, 28]
    assert widened([1, 1, 38], [10, 4, 5], 40) == [10, 4, 26]


def test_where_there_is_none_each_takes_its_part_of_what_is_needed() -> None:
    assert widened([10, 10], [40, 20], 30) == [40, 20]


def test_the_more_there_is_in_a_line_the_smaller_it_is_set() -> None:
    assert [room(table(*["列"] * columns), "zh") for columns in (5, 6, 8, 9)] == [73, 84, 84, 98]
    assert room(table(*["req-8cd90r5py9"] * 5), "zh") == 98


def test_a_title_may_stand_in_two_lines() -> None:
    """So that many columns of numbers leave room for what they are about."""
    assert [halved(title) for title in ("接收", "比上月", "月末在办", "超过内部标准")] == [4, 6, 4, 6]
    assert halved("In hand, open") == letters("hand,")
    columns = [Column("服务"), *(Column("月末在办") for _ in range(12))]
    found = shares(Table("", tuple(columns), (("子女（孙子女）入学入托", *range(12)),)), "zh")
    assert found[0] > 16


def test_long_text_may_be_broken_anywhere_but_within_a_word() -> None:
    assert unbroken(LONG) == 0
    assert unbroken("org-sample-employer-009") == letters("employer")  # too long for any column: broken at its hyphens
    assert unbroken(f"{LONG}2026-11-13") == letters("2026-11-13")
