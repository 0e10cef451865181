"""What a bulletin freezes when it goes out: its figures, for staff only; and what had to be put right afterwards."""

from __future__ import annotations

import datetime as dt

from talentcard.core.model.base import Struct


class BulletinRow(Struct, frozen=True, kw_only=True):
    """``row``: total, a service, service/step, or body/ and a body.

    ``core/oversight/columns.py`` defines the columns.
    """

    row: str
    received: int = 0
    done: int = 0
    on_time: int = 0
    untimed: int = 0
    late: int = 0
    behind: int = 0
    left_late: int = 0
    left_behind: int = 0
    in_hand: int = 0
    overdue: int = 0
    lagging: int = 0
    median: int | None = None
    ninetieth: int | None = None


class BulletinSubject(Struct, frozen=True, kw_only=True):
    """Problems or suggestions about one subject: ``about/problem/schooling``."""

    row: str
    raised: int = 0
    settled: int = 0
    taken: int = 0
    open: int = 0


class BulletinRosters(Struct, frozen=True, kw_only=True):
    filed: int = 0
    filings: int = 0
    fresh: int = 0
    change: int = 0
    confirmation: int = 0
    vacancy: int = 0


class BulletinFigures(Struct, frozen=True, kw_only=True):
    """``before``: total and services of the month before, as they were compared with."""

    rows: tuple[BulletinRow, ...]
    rosters: BulletinRosters
    before: tuple[BulletinRow, ...] = ()
    problems: tuple[BulletinSubject, ...] = ()


class Erratum(Struct, frozen=True, kw_only=True):
    """What a published bulletin said, what is right, and why."""

    on: dt.date
    said: str
    right: str
    why: str
