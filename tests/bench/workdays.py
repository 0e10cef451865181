"""What a term costs: ours beside `holidays` and `chinesecalendar`, same run, same inputs."""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]
import holidays

sys.path.insert(0, str(Path(__file__).parents[1]))

from calendar_facts import calendar, records
from talentcard.core.model import Calendar, ExpectedCalendar
from talentcard.core.workdays import WorkCalendar

Add = Callable[[dt.date, int], dt.date]


def stepping(is_working: Callable[[dt.date], bool]) -> Add:
    """`chinesecalendar` has no way to add working days but day by day."""

    def add(start: dt.date, n: int) -> dt.date:
        while n:
            start += dt.timedelta(days=1)
            n -= is_working(start)
        return start

    return add


def cost(add: Add, inputs: list[tuple[dt.date, int]]) -> tuple[float, list[dt.date]]:
    """Nanoseconds for each input, and the answers."""
    begun = time.perf_counter_ns()
    answers = [add(start, term) for start, term in inputs]
    return (time.perf_counter_ns() - begun) / len(inputs), answers


def run(count: int = 20_000, seed: int = 20260101) -> dict[str, float]:
    """Nanoseconds for each `add`, by library. Raises AssertionError where two answers differ."""
    choose = random.Random(seed)
    span = (dt.date(2026, 10, 1) - dt.date(2018, 1, 1)).days
    inputs = [
        (dt.date(2018, 1, 1) + dt.timedelta(days=choose.randrange(span)), choose.choice((1, 3, 15)))
        for _ in range(count)
    ]
    china = holidays.country_holidays("CN", years=range(2017, 2028))
    ours = calendar()
    ways: dict[str, Add] = {
        "talentcard": lambda start, n: ours.add(start, n).latest,
        "holidays": china.get_nth_working_day,
        "chinesecalendar": stepping(chinese_calendar.is_workday),
    }
    found = {name: cost(add, inputs) for name, add in ways.items()}
    answers = [answer for _, answer in found.values()]
    assert answers[0] == answers[1] == answers[2], "the libraries differ"
    return {name: nanoseconds for name, (nanoseconds, _) in found.items()}


def main() -> None:
    records_read = records(Calendar), records(ExpectedCalendar)
    begun = time.perf_counter()
    WorkCalendar.from_records(*records_read)
    print(f"table built once: {(time.perf_counter() - begun) * 1000:.1f} ms")
    for name, nanoseconds in run().items():
        print(f"{name:16} {nanoseconds:12,.0f} ns for each add")


if __name__ == "__main__":
    main()
