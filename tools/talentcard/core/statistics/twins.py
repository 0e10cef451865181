"""The figures for programs: the same numbers as on the pages, as plain data and as rows of one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, NamedTuple

from talentcard.core.statistics.figures import Figures, Group, Period, Statistics
from talentcard.core.statistics.periods import months, quarter_of, year_of

NUMBERS = tuple(field.name for field in fields(Figures))
LENGTHS = {1: "month", 3: "quarter", 12: "year"}

Titles = Mapping[str, str]
"""Language → what something is called."""
Naming = Callable[[str, Group], Titles]
"""How a row of one of the tables is called: ``total``, ``services``, ``bodies``, ``legs``."""


class Table(NamedTuple):
    name: str
    groups: tuple[Group, ...]


def covered(statistics: Statistics) -> tuple[Period, ...]:
    """The months, and the quarters and years all of whose months there are; the latest first, longer ones last."""
    known = set(statistics.periods())
    longer = {part(month.first) for month in known for part in (quarter_of, year_of)}
    whole = {period for period in longer if set(months(period.first, period.last)) <= known}
    return tuple(sorted(known | whole, key=lambda period: (length(period), -period.first.toordinal())))


def length(period: Period) -> int:
    return sum(1 for _ in months(period.first, period.last))


def tables(statistics: Statistics, period: Period) -> Iterator[Table]:
    yield Table("total", (Group(figures=statistics.total(period)),))
    yield Table("services", statistics.by_service(period))
    yield Table("bodies", statistics.by_body(period))
    yield Table("legs", statistics.by_leg(period))


def document(statistics: Statistics, period: Period, naming: Naming) -> dict[str, Any]:
    """A period with all its tables."""
    total, *others = tables(statistics, period)
    return {**told(period), "total": asdict(total.groups[0].figures)} | {
        table.name: [row(table.name, group, naming) for group in table.groups] for table in others
    }


def told(period: Period) -> dict[str, Any]:
    first, last = period.first.isoformat(), period.last.isoformat()
    return {"key": period.key, "kind": LENGTHS[length(period)], "first": first, "last": last}


def row(table: str, group: Group, naming: Naming) -> dict[str, Any]:
    """Codes where they say anything, names in every language, numbers; null is a number that is not given."""
    codes = {name: code for name in ("service", "step", "body") if (code := getattr(group, name))}
    return {**codes, "rest": group.rest, "title": dict(naming(table, group)), "figures": asdict(group.figures)}


def rows(statistics: Statistics, naming: Naming, languages: Sequence[str]) -> Iterator[list[str]]:
    """Every table of every period below one line of headings; a number that is not given is empty."""
    head = ("period", "kind", "first", "last", "table", "service", "step", "body", "rest")
    yield [*head, *(f"title_{lang}" for lang in languages), *NUMBERS]
    for period in covered(statistics):
        for table in tables(statistics, period):
            for group in table.groups:
                titles = naming(table.name, group)
                numbers = (getattr(group.figures, name) for name in NUMBERS)
                yield [
                    *map(str, told(period).values()),
                    *(table.name, group.service, group.step, group.body, "true" if group.rest else "false"),
                    *(harmless(titles[lang]) for lang in languages),
                    *("" if number is None else str(number) for number in numbers),
                ]


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text
