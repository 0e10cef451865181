"""The status pages for programs: JSON and CSV with the same numbers, and the JSON Schema that describes them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from talentcard.core.pages import Audience, World
from talentcard.core.pages.status import names as status_names
from talentcard.core.pages.status.data import CSV, OVERVIEW, SCHEMA, address
from talentcard.core.statistics import twins
from talentcard.core.statistics.figures import Group, Statistics
from talentcard.publishing.edition import Edition, Files

SCHEMA_VERSION = 1
BOM = "\ufeff"
"""Without it spreadsheets take Chinese for something else."""


def files(root: Path, editions: tuple[Edition, ...]) -> Files:
    """Below ``data/`` of every edition; nothing where there are no statistics."""
    worlds = [edition.world for edition in editions]
    statistics = worlds[0].statistics
    if statistics is None or not statistics.periods():
        return {}
    found = {SCHEMA: (root / "site" / SCHEMA).read_bytes()} | {
        name: dumped(content).encode("utf-8") for name, content in documents(worlds, statistics).items()
    }
    found[CSV] = table(worlds, statistics).encode("utf-8")
    return {f"{edition.base}{name}": content for edition in editions for name, content in found.items()}


def documents(worlds: list[World], statistics: Statistics) -> dict[str, dict[str, Any]]:
    """Address → content: every period by itself, and all of them in short."""
    naming = names(worlds)
    whole = {address(period): twins.document(statistics, period, naming) for period in twins.covered(statistics)}
    short = [
        {**{name: period[name] for name in ("key", "kind", "first", "last", "total")}, "address": Path(where).name}
        for where, period in whole.items()
    ]
    found = {where: {**head(worlds[0], statistics), "periods": [period]} for where, period in whole.items()}
    return {OVERVIEW: {**head(worlds[0], statistics), "periods": short}, **found}


def head(world: World, statistics: Statistics) -> dict[str, Any]:
    """What the numbers are. ``generated_at``: the day of the picture, so that the same records give the same bytes."""
    public = world.audience is Audience.PUBLIC
    return {
        "schema_version": SCHEMA_VERSION,
        "generated_at": f"{world.as_of.isoformat()}T00:00:00+08:00",
        "as_of": statistics.as_of.isoformat(),
        "audience": world.audience.value,
        "groups_of": world.registry.settings.small_number_threshold if public else 1,
        "calendar": world.calendar.version,
    }


def names(worlds: list[World]) -> twins.Naming:
    """Titles as the pages give them, in the language of each world."""

    def title(world: World, of: str, group: Group) -> str:
        if group.rest:
            return status_names.rest(world)
        if of == "services":
            return status_names.service(world, group.service)
        if of == "bodies":
            return status_names.body(world, group.body)
        return status_names.leg(world, group) if of == "legs" else world.words("status.total")

    return lambda of, group: {world.words.lang: title(world, of, group) for world in worlds}


def table(worlds: list[World], statistics: Statistics) -> str:
    """RFC 4180, as spreadsheets read it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(
        twins.rows(statistics, names(worlds), [world.words.lang for world in worlds])
    )
    return BOM + out.getvalue()


def dumped(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
