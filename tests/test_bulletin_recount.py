"""Every number of three months' bulletins, counted once more by ``recount.py``, which knows nothing of the package.

The sample's months, and October again in a registry in which much went wrong: feedback and forms left out, posts given
up without notice, cases ended while they were late. Here, too, nothing of the package is imported.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace as Bag

import pytest

import recount
from recount import DAY, ROOT, Record, between, folder, stale, tables

Month = tuple[Record, dict[str, Record], list[Bag], dt.date]


def in_disorder(root: Path) -> Path:
    """A copy of the registry with every second feedback, answer, filing and confirmation of late missing."""
    for name in ("records", "schemas"):
        shutil.copytree(ROOT / name, root / name)
    shutil.rmtree(root / "records/bulletins")  # October's keeps the figures of the registry in order
    for number, path in enumerate(sorted((root / "records/requests").rglob("*.yml"))):
        text = path.read_text(encoding="utf-8")
        gone = ("fed_back", "answered", "submitted", "served", "forwarded")[number % 5]
        text = re.sub(rf"  - {{[^}}\n]*type: {gone}, on: 2026-(?:0[5-9]|10)[^}}]*}}\n", "", text)
        last = text.rstrip().rpartition("\n")[2]
        if number % 3 == 0 and last.startswith("  - {") and not re.search("closed|refused|on: 2026-1[01]", last):
            text += "  - {id: ezzzzzz, type: closed, on: 2026-10-29}\n"
        path.write_text(text, encoding="utf-8")
    for number, path in enumerate(sorted((root / "records/rosters").rglob("*.yml"))):
        if number % 2 and "reason: initial" not in path.read_text(encoding="utf-8"):
            path.unlink()
    for number, path in enumerate(sorted((root / "records/contacts").rglob("*.yml"))):
        text = path.read_text(encoding="utf-8")
        if number % 4 == 0 and "until:" not in text:
            path.write_text(text + "until: 2026-09-28\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module", params=["2026-04", "2026-07", "2026-10", "2026-10 in disorder"])
def month(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    key, _, disorder = request.param.partition(" ")
    root = in_disorder(tmp_path_factory.mktemp("disorder")) if disorder else ROOT
    command = [sys.executable, "-m", "talentcard", "--root", str(root), "bulletin", key, "--format", "json"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert b"talentcard check" not in done.stderr  # every file was read
    recount.count_in(root)
    yield json.loads(done.stdout), *tables(key)
    recount.count_in(ROOT)


def test_every_row(month: Month) -> None:
    told, rows, _, _ = month
    assert {row["row"]: row for row in told["rows"]} == rows


def test_the_month_before(month: Month) -> None:
    told, _, _, end = month
    rows, _, _ = tables(f"{end.replace(day=1) - DAY:%Y-%m}")
    wanted = {code: row for code, row in rows.items() if "/" not in code}
    assert {row["row"]: row for row in told["before"]} == wanted


def test_every_late_leg_and_its_owner(month: Month) -> None:
    told, _, legs, end = month
    wanted = {
        x.id: (x.owner, x.basis, str(x.due), x.ended and str(x.ended), x.left, between(x.due, x.ended or end))
        for x in legs
        if x.late
    }
    fields = ("owner", "basis", "due", "ended", "left", "days")
    assert {one["obligation"]: tuple(one[name] for name in fields) for one in told["late"]} == wanted
    charged = Counter(
        (x.owner, {"rule": ("late", "overdue"), "house": ("behind", "lagging")}[x.basis][x.open])
        for x in legs
        if x.late
    )
    found = {(one["owner"], name): number for one in told["charged"] for name, number in one.items() if name != "owner"}
    assert {key: number for key, number in found.items() if number} == charged


def test_problems_and_suggestions(month: Month) -> None:
    told, _, legs, end = month
    wanted: dict[str, Counter[str]] = defaultdict(Counter)
    for x in (x for x in legs if x.service in ("problem", "suggestion")):
        ended = x.ended is not None and x.ended >= end.replace(day=1) and not x.left
        wanted[f"about/{x.service}/{x.record['subject']}"] += Counter(
            raised=x.began >= end.replace(day=1),
            settled=ended and x.met != "taken_to_meeting",
            taken=ended and x.met == "taken_to_meeting",
            open=x.open,
        )
    assert {one.pop("row"): Counter(one) for one in told["problems"]} == wanted


def test_rosters(month: Month) -> None:
    told, _, _, end = month
    gaps = sorted(stale(end))
    filed = [one for one in folder("rosters") if one["filed_on"] <= end]
    every, kinds = {one["organisation"] for one in filed}, Counter(gap[0] for gap in gaps)
    assert sorted((g["kind"], g["body"], g["post"], g["since"], g["days"]) for g in told["gaps"]) == gaps
    assert told["rosters"] == {
        "filed": len(every),
        "filings": sum(one["filed_on"] >= end.replace(day=1) for one in filed),
        "fresh": len(every - {gap[1] for gap in gaps}),
        **{kind: kinds[kind] for kind in ("change", "confirmation", "vacancy")},
    }
