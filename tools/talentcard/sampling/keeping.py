"""The figures that a written sample's latest bulletin keeps; the earlier ones are older than the keeping of figures."""

from __future__ import annotations

import datetime as dt
from pathlib import Path, PurePosixPath

import msgspec

from talentcard.core.ledger import ledger
from talentcard.core.model import Bulletin, BulletinType
from talentcard.core.oversight.bulletin import Months
from talentcard.core.oversight.freezing import frozen
from talentcard.core.registry import Registry
from talentcard.core.statistics.exact import Exact
from talentcard.core.statistics.periods import month
from talentcard.office import drafting
from talentcard.session import work_calendar


def write(out: Path, registry: Registry, until: dt.date) -> None:
    """Writes the latest bulletin once more, as ``talentcard bulletin --save`` would have."""
    found = [one for one in registry.of(Bulletin).values() if one.type is BulletinType.BULLETIN]
    if not found:
        return
    latest = max(found, key=lambda one: one.period)
    calendar = work_calendar(registry)
    months = Months(registry, calendar, Exact(registry, calendar, until, ledger(registry, calendar, until)))
    kept = frozen(months.bulletin(month(latest.period)))
    record = msgspec.structs.replace(latest, number=f"第{int(latest.period[5:])}期", figures=kept)
    path = registry.paths[latest.id]
    (out / path).write_text(drafting.record_text(record, PurePosixPath(path)), encoding="utf-8", newline="\n")
