"""Charts as SVG: exact shapes, class names for colours, nothing that a page must not hold."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from talentcard.core.pages.charts import Band, Course, Kind, Mark, Rows, Series, bar, round_top, stacked
from talentcard.publishing import charts

ROWS = Rows(
    20,
    (
        (
            bar("hand", 0, 13),
            Mark(kind=Kind.TICK, style="limit", start=7),
            Mark(kind=Kind.DOT, style="median", start=3),
        ),
        (),
        stacked(("late", 5), ("lagging", 0), ("hand", 10)),
    ),
)
COURSE = Course(
    ticks=(0, 10, 20),
    columns=(Series("received", (1, None, 20)), Series("ended", (5, 10, 15))),
    bands=(Band("rate", ((10, 20), None, (5, 5))),),
)


def shapes(svg: str) -> list[str]:
    return re.findall(r"<(?:path|line) ([^>]*)/>", svg)


def test_each_row_is_a_strip_on_one_scale() -> None:
    first, empty, last = (shapes(strip) for strip in charts.strips(ROWS))
    assert first == [
        'class="tc-hand" d="M0,0h65v10h-65Z"',
        'class="tc-tick tc-limit" transform="translate(35,0)" x2="0" y2="10"',
        'class="tc-dot tc-median" transform="translate(15,5)" x2="0" y2="0"',
    ]
    assert empty == []
    assert last == ['class="tc-late" d="M0,0h25v10h-25Z"', 'class="tc-hand" d="M25,0h50v10h-50Z"']


def test_a_course_leaves_gaps_where_no_number_is_given() -> None:
    found = shapes(charts.course(COURSE))
    kinds = [re.findall(r'class="([^"]*)"', shape)[0] for shape in found]
    assert kinds.count("tc-level") == 3
    assert kinds.count("tc-received") == 2
    assert kinds.count("tc-ended") == 3
    assert kinds.count("tc-dot tc-rate") == 2
    (line,) = [shape for shape in found if "tc-line" in shape]
    assert line.count("M") == 2  # broken at the gap


def test_the_highest_tick_is_at_the_top_and_the_lowest_at_the_bottom() -> None:
    course = Course(ticks=(50, 75, 100), bands=(Band("rate", ((50, 50), (100, 100))),))
    assert [re.findall(r"translate\(([^)]*)\)", shape) for shape in shapes(charts.course(course))] == [
        *(["0,50"], ["0,25"], ["0,0"]),
        [],
        *(["5,50"], ["15,0"]),
    ]


@pytest.mark.parametrize("svg", [*charts.strips(ROWS), charts.course(COURSE)])
def test_a_drawing_holds_shapes_and_nothing_else(svg: str) -> None:
    """No style, script, text, id or address: the policy of the pages allows none, and several stand in one page."""
    assert set(re.findall(r"<(\w+)", svg)) <= {"svg", "path", "line"}
    assert set(re.findall(r" ([\w:-]+)=", svg)) <= {
        *("class", "viewBox", "preserveAspectRatio"),
        *("d", "transform", "x2", "y2"),
    }
    assert not re.search(r"\d\.\d{3}", svg)


def test_another_process_draws_the_same() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "import test_charts as t\n"
        "sys.stdout.write(''.join(t.charts.strips(t.ROWS)) + t.charts.course(t.COURSE))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "".join(charts.strips(ROWS)) + charts.course(COURSE)


def test_bars_without_length_are_left_out() -> None:
    assert [(mark.style, mark.start, mark.end) for mark in stacked(("a", 2), ("b", 0), ("c", 3))] == [
        ("a", 0, 2),
        ("c", 2, 5),
    ]


@pytest.mark.parametrize(
    ("values", "top"), [([], 2), ([1], 2), ([3], 4), ([10], 10), ([11], 12), ([105], 120), ([95, 401], 600)]
)
def test_the_top_of_a_scale_is_round_and_has_a_whole_half(values: list[int], top: int) -> None:
    assert round_top(values) == top
    assert top % 2 == 0
