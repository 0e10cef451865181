"""How days are counted: worked examples, each computed by the engine when the page is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from talentcard.core.model import Basis, Limit, LimitKind
from talentcard.core.pages import calculator, limits
from talentcard.core.pages.world import World
from talentcard.core.workdays import CalendarHorizonError, DayRange

CASES: tuple[tuple[str, LimitKind, int | None, dt.date], ...] = (
    ("national_day", LimitKind.WORKING_DAYS, 15, dt.date(2026, 9, 18)),
    ("make_up_saturday", LimitKind.WORKING_DAYS, 3, dt.date(2026, 2, 12)),
    ("day_off", LimitKind.WORKING_DAYS, 3, dt.date(2026, 9, 26)),
    ("next_day_works", LimitKind.NEXT_DAY, None, dt.date(2026, 5, 8)),
    ("next_day_rolls", LimitKind.NEXT_DAY, None, dt.date(2026, 9, 30)),
    ("validity", LimitKind.YEARS, 3, dt.date(2026, 3, 1)),
)
"""Days on which a plain Monday-to-Friday count goes wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedView:
    title: str
    start: str
    limit: str
    due: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingPage:
    cases: tuple[CountedView, ...]
    calculator: calculator.CalculatorView


def page(world: World) -> CountingPage:
    return CountingPage(cases=tuple(cases(world)), calculator=calculator.view(world))


def cases(world: World) -> Iterator[CountedView]:
    """The examples that the registry's calendars reach."""
    words = world.words
    for code, kind, count, start in CASES:
        limit = Limit(kind=kind, count=count, rolls=kind is LimitKind.NEXT_DAY, basis=Basis.RULE)
        try:
            term = world.reckoner.term(limit, DayRange.on(start))
        except CalendarHorizonError:
            continue
        if term is not None and term.due is not None:
            yield CountedView(
                title=words(f"counting.{code}"),
                start=words.full(start),
                limit=words.sentence(limits.in_words(world, limit)),
                due=words.range(term.due),
                notes=tuple(limits.notes(world, limit, start, term)),
            )
