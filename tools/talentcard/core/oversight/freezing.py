"""A bulletin's figures as its record keeps them, and back; whether they agree with themselves and with a recount.

Kept are the numbers. The list of late legs is not: it names records, which are erased in time, while bulletins stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from talentcard.core.model.bulletins import BulletinFigures, BulletinRosters, BulletinRow, BulletinSubject
from talentcard.core.oversight import problems
from talentcard.core.oversight.bulletin import BODY, TOTAL, Bulletin
from talentcard.core.oversight.columns import COLUMNS, PARTS, TIMES, Row
from talentcard.core.oversight.problems import About
from talentcard.core.oversight.rosters import Rosters

ROSTERS = ("filed", "filings", "fresh", "change", "confirmation", "vacancy")


def frozen(bulletin: Bulletin) -> BulletinFigures:
    return BulletinFigures(
        rows=tuple(map(_frozen, bulletin.rows)),
        rosters=BulletinRosters(**{name: getattr(bulletin.rosters, name) for name in ROSTERS}),
        before=tuple(map(_frozen, bulletin.before.values())),
        problems=tuple(
            BulletinSubject(row=one.code, **{name: getattr(one, name) for name in problems.COLUMNS})
            for one in bulletin.problems
        ),
    )


def thawed(figures: BulletinFigures, recounted: Bulletin) -> Bulletin:
    """The bulletin as it went out; what is not kept (late legs, bodies with a gap) from the recount of the month."""
    rows = [_thawed(each) for each in figures.rows]
    return replace(
        recounted,
        total=next((each for each in rows if each.code == TOTAL), Row(TOTAL, {}, {})),
        services=tuple(each for each in rows if level(each.code) == "service"),
        legs=tuple(each for each in rows if level(each.code) == "leg"),
        bodies=tuple(each for each in rows if level(each.code) == "body"),
        before={each.row: _thawed(each) for each in figures.before},
        problems=tuple(
            About(code=one.row, **{name: getattr(one, name) for name in problems.COLUMNS}) for one in figures.problems
        ),
        rosters=Rosters(**{name: getattr(figures.rosters, name) for name in ROSTERS}, gaps=recounted.rosters.gaps),
    )


def level(code: str) -> str:
    """What a row is about: total, service, leg or body."""
    if code == TOTAL:
        return TOTAL
    if code.startswith(BODY):
        return "body"
    return "leg" if "/" in code else "service"


def _frozen(row: Row) -> BulletinRow:
    return BulletinRow(row=row.code, **row.counts, median=row.times["median"], ninetieth=row.times["ninetieth"])


def _thawed(row: BulletinRow) -> Row:
    return Row(row.row, {name: getattr(row, name) for name in COLUMNS}, {name: getattr(row, name) for name in TIMES})


# ---- against a recount --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moved:
    """A number that a recount gives otherwise."""

    cell: str
    stated: int | None
    recounted: int | None


def moved(figures: BulletinFigures, recount: BulletinFigures) -> tuple[Moved, ...]:
    """Where today's recount differs, in the order of the tables: entries that came late are why."""
    found: list[Moved] = []
    for name in ("rows", "problems"):
        stated, now = ({one.row: one for one in getattr(each, name)} for each in (figures, recount))
        columns = (*COLUMNS, *TIMES) if name == "rows" else problems.COLUMNS
        for code in dict.fromkeys((*stated, *now)):
            before, after = stated.get(code), now.get(code)
            found.extend(_differing(code, before, after, columns))
    found.extend(_differing("rosters", figures.rosters, recount.rosters, ROSTERS))
    return tuple(found)


def _differing(code: str, before: object, after: object, columns: Iterable[str]) -> Iterator[Moved]:
    for column in columns:
        empty = None if column in TIMES else 0
        was, now = getattr(before, column, empty), getattr(after, column, empty)
        if was != now:
            yield Moved(f"{code}/{column}", was, now)


# ---- against itself -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """``stated`` stands in a row, but its parts add up to ``parts``. ``of``: what was added up."""

    table: str
    index: int
    row: str
    column: str
    stated: int
    parts: int
    of: str


def faults(figures: BulletinFigures) -> Iterator[Fault]:
    """Sums by service, by leg and by body are the total; what was done is the sum of its kinds."""
    yield from _faults("rows", figures.rows, {"service": "service", "body": "body"})
    yield from _faults("before", figures.before, {"service": "service"})
    legs: dict[str, list[BulletinRow]] = {}
    for each in figures.rows:
        if level(each.row) == "leg":
            legs.setdefault(each.row.partition("/")[0], []).append(each)
    for index, each in enumerate(figures.rows):
        if level(each.row) == "service":
            yield from _against("rows", index, each, legs.get(each.row, ()), "leg")


def _faults(table: str, rows: Sequence[BulletinRow], levels: Mapping[str, str]) -> Iterator[Fault]:
    if rows and not any(each.row == TOTAL for each in rows):  # as if it said nothing at all
        yield from _faults(table, (*rows, BulletinRow(row=TOTAL)), levels)
        return
    for index, each in enumerate(rows):
        done = sum(getattr(each, part) for part in PARTS)
        if each.done != done:
            yield Fault(table, index, each.row, "done", each.done, done, "kinds")
        if each.row == TOTAL:
            for wanted, of in levels.items():
                yield from _against(table, index, each, [one for one in rows if level(one.row) == wanted], of)


def _against(table: str, index: int, row: BulletinRow, parts: Sequence[BulletinRow], of: str) -> Iterator[Fault]:
    for column in COLUMNS:
        stated, added = getattr(row, column), sum(getattr(part, column) for part in parts)
        if stated != added:
            yield Fault(table, index, row.row, column, stated, added, of)
