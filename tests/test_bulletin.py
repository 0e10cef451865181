"""A month's bulletin in figures: each leads to its records, agrees with the status pages, and stays within."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from pathlib import Path

import msgspec
import pytest

import change_world
import site_world
from registries import ROOT
from talentcard.core import model
from talentcard.core.model import BulletinType
from talentcard.core.model.bulletins import BulletinRow, Erratum
from talentcard.core.oversight import problems
from talentcard.core.oversight.bulletin import Months
from talentcard.core.oversight.columns import COLUMNS, TIMES
from talentcard.core.oversight.freezing import frozen, moved, thawed
from talentcard.core.pages import Audience
from talentcard.core.registry import Entry, Registry
from talentcard.core.statistics.exact import Exact
from talentcard.core.statistics.figures import Figures, Period
from talentcard.core.statistics.periods import month
from talentcard.publishing import staff
from talentcard.publishing.edition import Edition
from talentcard.publishing.projecting import Public

WORLD = site_world.sample_world(audience=Audience.STAFF)
EXACT = Exact(WORLD.registry, WORLD.calendar, WORLD.as_of, WORLD.obligations)
MONTHS = Months(WORLD.registry, WORLD.calendar, EXACT)
PERIODS = [month(key) for key in ("2025-09", "2026-06", "2026-10")]


@pytest.mark.parametrize("period", PERIODS, ids=[period.key for period in PERIODS])
def test_every_number_counts_the_records_behind_it(period: Period) -> None:
    bulletin = MONTHS.bulletin(period)
    for row in bulletin.rows:
        for column in COLUMNS:
            assert len(MONTHS.behind(period, row.code, column)) == row[column], (row.code, column)
        measured = [each.leg.days or 0 for each in MONTHS.behind(period, row.code, "median")]
        assert row["median"] in measured or (row["median"] is None and not measured)
        assert sum(days <= (row["ninetieth"] or 0) for days in measured) * 10 >= len(measured) * 9
    for about in bulletin.problems:
        for column in problems.COLUMNS:
            assert len(MONTHS.behind(period, about.code, column)) == getattr(about, column)


@pytest.mark.parametrize("period", PERIODS, ids=[period.key for period in PERIODS])
def test_bulletin_and_status_pages_say_the_same(period: Period) -> None:
    bulletin = MONTHS.bulletin(period)
    for row, figures in (
        (bulletin.total, EXACT.total(period)),
        *((bulletin.row(group.service), group.figures) for group in EXACT.by_service(period)),
        *((bulletin.row(f"{group.service}/{group.step}"), group.figures) for group in EXACT.by_leg(period)),
        *((bulletin.row(f"body/{group.body}"), group.figures) for group in EXACT.by_body(period)),
    ):
        assert figures == Figures(
            received=row["received"],
            on_time=row["on_time"],
            late=(row["late"] or 0) + (row["left_late"] or 0),
            behind=(row["behind"] or 0) + (row["left_behind"] or 0),
            untimed=row["untimed"],
            in_hand=row["in_hand"],
            due_soon=figures.due_soon,
            overdue=row["overdue"],
            lagging=row["lagging"],
            median=row["median"],
            ninetieth=row["ninetieth"],
        )


def test_the_late_list_holds_every_late_leg_once() -> None:
    bulletin = MONTHS.bulletin(month("2026-06"))
    total = bulletin.total
    late = ("late", "left_late", "overdue", "behind", "left_behind", "lagging")
    assert len(bulletin.late) == sum(total[column] or 0 for column in late) > 0
    assert len({each.obligation for each in bulletin.late}) == len(bulletin.late)
    charged = bulletin.charged
    assert sum(one.late + one.behind + one.overdue + one.lagging for one in charged) == len(bulletin.late)


def test_frozen_and_thawed_it_is_the_same() -> None:
    bulletin = MONTHS.bulletin(month("2026-06"))
    kept = frozen(bulletin)
    assert thawed(msgspec.convert(msgspec.to_builtins(kept), type(kept)), bulletin) == bulletin
    assert moved(kept, kept) == ()
    first, *rest = kept.rows
    other = msgspec.structs.replace(kept, rows=(msgspec.structs.replace(first, overdue=99, median=None), *rest))
    assert [(each.cell, each.stated) for each in moved(other, kept)] == [("total/overdue", 99), ("total/median", None)]


def test_columns_of_record_and_bulletin_are_the_same() -> None:
    assert tuple(field.name for field in msgspec.structs.fields(BulletinRow)) == ("row", *COLUMNS, *TIMES)


# ---- nothing of it is public --------------------------------------------------------------------------------


@cache
def with_figures() -> Registry:
    """The registry with October's bulletin as one that keeps its figures."""
    kept = frozen(MONTHS.bulletin(month("2026-10")))
    erratum = Erratum(on=dt.date(2026, 11, 12), said="逾期四十七个", right="逾期四十八个", why="漏登")
    return Registry(
        tuple(
            Entry(
                entry.path,
                msgspec.structs.replace(entry.record, figures=kept, number="示例通报第10期", errata=(erratum,))
                if isinstance(entry.record, model.Bulletin)
                and (entry.record.type, entry.record.period) == (BulletinType.BULLETIN, "2026-10")
                else entry.record,
            )
            for entry in WORLD.registry.entries
        )
    )


def test_the_projection_drops_figures_number_and_errata() -> None:
    public = Public(ROOT, with_figures())
    assert list(public.findings()) == []
    found = public.registry.of(model.Bulletin).values()
    assert len(found) > 10
    assert {(one.figures, one.number, one.errata) for one in found} == {(None, None, ())}
    assert public.registry.entries == Public(ROOT, WORLD.registry).registry.entries  # all that the site is made of


def test_only_the_staffs_edition_has_pages_of_bulletins() -> None:
    for audience in Audience:
        world = dataclasses.replace(WORLD, audience=audience)
        edition = Edition(world=world, folder="", pages=(), written=(), body=lambda page: page.path)
        found = {name for name in staff.files(ROOT, (edition,)) if "bulletins/" in name}
        wanted = {f"staff/bulletins/{one.key}.html" for one in EXACT.periods()[1:13]}
        assert found == (wanted if audience is Audience.STAFF else set())


# ---- what went out stays, but for errata --------------------------------------------------------------------

RECORD = "records/bulletins/bul-mn00000001.yml"
ERRATA = "errata:\n  - {on: 2026-04-20, said: 逾期一个, right: 没有逾期, why: 漏登}\n"
FIGURES = "figures:\n  rows:\n    - {row: total, received: 1}\n    - {row: household, received: 1}\n  rosters: {}\n"


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ("why: 漏登}\n", "why: 漏登}\n  - {on: 2026-05-06, said: 甲, right: 乙, why: 笔误}\n", False),
        ("没有逾期", "逾期两个", True),
        (ERRATA, "", True),
        ("received: 1}\n    - {row: household,", "received: 2}\n    - {row: household,", True),
        ("{zh: 示例通报。}", "{zh: 一切按期。}", True),
    ],
    ids=["a further erratum", "an erratum altered", "an erratum taken back", "a figure altered", "the summary altered"],
)
def test_a_published_bulletin_changes_only_by_errata(tmp_path: Path, old: str, new: str, *, refused: bool) -> None:
    root = change_world.found_at(tmp_path / "registry")
    change_world.edit(root, RECORD, "{zh: 示例通报。}\n", "{zh: 示例通报。}\n" + FIGURES + ERRATA)
    change_world.commit(root)
    change_world.edit(root, RECORD, old, new)
    assert ("change-published-altered" in change_world.errors(root)) is refused
