"""The public overview of a day: how much is open, due or late, by service and by kind of responsible body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from talentcard.core.model import Organisation, OrgType, RecordId
from talentcard.core.obligation import Obligation, State
from talentcard.core.pages.coarse import Table, coarse
from talentcard.core.pages.world import PUBLIC_GROUPS, World, guide_path
from talentcard.core.periodic import GROUP

COLUMNS: tuple[tuple[str, frozenset[State]], ...] = (
    ("open", frozenset({State.OPEN, State.PENDING, State.PAUSED})),
    ("due_soon", frozenset({State.DUE_SOON})),
    ("due_today", frozenset({State.DUE_TODAY})),
    ("overdue", frozenset({State.OVERDUE})),
    ("behind", frozenset({State.BEHIND})),
)
"""The columns of the overview and the states that each one counts. Ended obligations are not counted."""

BY_NAME = frozenset({OrgType.PLATFORM, OrgType.HRSS, OrgType.ORG_DEPT, OrgType.DEPARTMENT})
"""City bodies stand by name; employers, hospitals and district bodies only as a kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    title: str
    path: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    rows: tuple[RowView, ...]
    totals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPage:
    as_of: str
    calendar: str
    threshold: int
    columns: tuple[tuple[str, str], ...]  # name of a style, heading
    by_service: TableView
    by_body: TableView
    empty: bool


def column_of(state: State) -> int | None:
    return next((index for index, (_, states) in enumerate(COLUMNS) if state in states), None)


def page(world: World) -> StatusPage:
    words = world.words
    open_ones = [o for o in world.obligations if column_of(o.state) is not None]
    threshold = world.registry.settings.small_number_threshold
    by_service = in_order(world, count((service_of(world, o), o) for o in open_ones))
    by_body = count((body_of(world, o), o) for o in open_ones)
    services, bodies = (coarse(counts, len(COLUMNS), threshold) for counts in (by_service, by_body))
    # the same total stands under both: what one table withholds the other must not tell
    totals = tuple(None if None in pair else pair[0] for pair in zip(services.totals, bodies.totals, strict=True))
    return StatusPage(
        as_of=words.full(world.as_of),
        calendar=world.calendar.version,
        threshold=threshold,
        columns=tuple((name.replace("_", "-"), words(f"status.{name}")) for name, _ in COLUMNS),
        by_service=shown(world, Table(rows=services.rows, totals=totals)),
        by_body=shown(world, Table(rows=bodies.rows, totals=totals)),
        empty=not open_ones,
    )


def count(pairs: Iterable[tuple[str, Obligation]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0] * len(COLUMNS))
    for key, obligation in pairs:
        column = column_of(obligation.state)
        if column is not None:
            found[key][column] += 1
    return dict(sorted(found.items()))


def service_of(world: World, obligation: Obligation) -> str:
    """The service's title; oversight as one."""
    service = world.rules.service(obligation.service)
    if obligation.service == GROUP or service is None or service.group == GROUP:
        return world.words("status.oversight")
    return world.words.text(service.title)


def in_order(world: World, counts: dict[str, list[int]]) -> dict[str, list[int]]:
    """Services in the order of the rules, card procedures after them, oversight last."""
    titles = [world.words.text(s.title) for group in PUBLIC_GROUPS for s in world.services(group)]
    rank = {title: index for index, title in enumerate(titles)}
    return dict(sorted(counts.items(), key=lambda item: rank.get(item[0], len(rank))))


def body_of(world: World, obligation: Obligation) -> str:
    body = world.registry.get(Organisation, RecordId(obligation.owner))
    if body is None:
        return world.words("body.other")
    if body.type in BY_NAME:
        return world.organisation(body.id)
    return world.words(f"body.{body.type}")


def shown(world: World, table: Table) -> TableView:
    words = world.words

    def number(value: int | None) -> str:
        return words("status.withheld") if value is None else str(value)

    paths = {words.text(s.title): guide_path(s) for group in PUBLIC_GROUPS for s in world.services(group)}
    return TableView(
        rows=tuple(
            RowView(
                title=row.key if row.key is not None else words("status.rolled_up"),
                path=paths.get(row.key or "", ""),
                cells=tuple(number(value) for value in row.cells),
            )
            for row in table.rows
        ),
        totals=tuple(number(value) for value in table.totals),
    )
