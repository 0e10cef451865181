"""``talentcard retention`` on a small registry: what is due, what will be, and nothing is written."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest

import minis
from talentcard.cli import build_parser
from talentcard.context import Context
from talentcard.verbs import retention

SEALED = "enc:v1:mini:" + "A" * 107
LEFT = f"""schema: contact/1
id: con-past000001
organisation: org-police
post: department_liaison
since: 2020-01-01
until: 2025-10-31
person:
  name: {SEALED}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The miniature registry with a contact who left on 31 October 2025."""
    for path, raw in {**minis.base(), "records/contacts/con-past000001.yml": LEFT.encode()}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(raw)
    (tmp_path / "schemas").symlink_to(minis.ROOT / "schemas")
    return tmp_path


def run(root: Path, *words: str, as_of: str = "2026-10-20") -> str:
    out, err = io.StringIO(), io.StringIO()
    day = dt.date.fromisoformat(as_of)
    options = build_parser("retention").parse_args(["retention", *words])
    before = minis.files(root)
    assert retention.run(Context(root=root, as_of=day, today=day, lang="zh", out=out, err=err), options) == 0
    assert minis.files(root) == before
    assert err.getvalue() == ""
    return out.getvalue()


def listed(root: Path, *words: str, **day: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(root, *words, "--format", "json", **day))["retention"]
    return found


def test_before_the_day_nothing_is_due(root: Path) -> None:
    assert run(root) == "截至 2026-10-20，没有到期的记录。\n"


def test_on_the_day_after_the_last_it_is(root: Path) -> None:
    assert [row["record"] for row in listed(root, as_of="2026-10-31")] == []
    (row,) = listed(root, as_of="2026-11-01")
    assert (row["record"], row["action"], row["due"]) == ("con-past000001", "erase", "2026-11-01")


def test_what_will_be_due_can_be_asked_for(root: Path) -> None:
    assert [row["record"] for row in listed(root, "--within", "11")] == []
    assert [row["record"] for row in listed(root, "--within", "12")] == ["con-past000001"]
    assert "12天后" in run(root, "--within", "12")


def test_all_lists_every_record_that_ever_goes_by_its_day(root: Path) -> None:
    days = [row["due"] for row in listed(root, "--all")]
    assert days == sorted(days)
    assert {row["kind"] for row in listed(root, "--all")} == {
        "card", "contact", "notice", "request", "roster", "suggestion",
    }  # fmt: skip


def test_no_list_shows_a_sealed_value(root: Path) -> None:
    for form in ("text", "csv", "json", "markdown"):
        assert "enc:" not in run(root, "--all", "--format", form)
