"""The lists of cards and requests: what a line says, what can be asked for, and that no spreadsheet runs a cell."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import founded
import minis
from talentcard import placing
from talentcard.context import CannotRunError
from talentcard.core import ledger
from talentcard.core.engine import Engine
from talentcard.core.model import RecordId
from talentcard.core.reports import requests
from talentcard.core.reports.table import Column, Listing, dangerous, harmless, unguarded
from talentcard.documents import sheets
from talentcard.messages import catalogue
from talentcard.office.listing import workbook
from talentcard.render import lists

CARD, REQUEST = "card-mn00000001", "req-hsh0000001"
STARTS = [c for c in map(chr, range(0x10000)) if unicodedata.normalize("NFKC", c)[:1] in tuple("=+-@")]
BLANKS = [" ", "\u3000", "\u00a0", "\u200b", "\ufeff", "\t", "\r", "\n", ""]
DAYS = "2026-10-20"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("listed")
    for path, raw in minis.base().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)
    (folder / "schemas").symlink_to(minis.ROOT / "schemas")
    return folder


def run(root: Path, *words: str | Path) -> founded.Said:
    return founded.talentcard(*words, "--as-of", DAYS, root=root)


def rows(root: Path, verb: str, *words: str) -> list[dict[str, Any]]:
    said = run(root, verb, "--format", "json", *words)
    assert said.code == 0, said
    document = json.loads(said.out)
    assert (document["schema_version"], document["as_of"]) == (1, DAYS)
    found: list[dict[str, Any]] = document[verb]
    return found


# ---- what a line says -----------------------------------------------------------------------------------


def test_a_card_says_what_it_is_how_long_and_whose(root: Path) -> None:
    (card,) = rows(root, "cards")
    said = {key: card[key] for key in ("id", "talent", "state", "valid_through", "employer", "district", "specialist")}
    assert said == {
        "id": CARD,
        "talent": "tal-mn00000001",
        "state": "valid",
        "valid_through": "2027-01-18",
        "employer": "org-mini-employer",
        "district": "渝北区",
        "specialist": "con-spec000001",
    }


def test_a_request_says_where_it_is_and_agrees_with_due(root: Path) -> None:
    every = {row["id"]: row for row in rows(root, "requests", "--all")}
    owed = json.loads(run(root, "due", "--format", "json").out)["obligations"]
    for name, row in every.items():
        legs = [o for o in owed if o["record"] == name]
        assert row["open_legs"] == len(legs)
        expected = (legs[0]["step"], legs[0]["owner"], legs[0]["due"], legs[0]["state"]) if legs else None
        assert expected in (None, (row["stage"], row["owner"], row["due"], row["state"]))
        assert bool(legs) or (row["stage"], row["state"]) == (None, "nothing_open")
    assert [row["id"] for row in rows(root, "requests")] == [n for n, r in every.items() if r["open_legs"]]


@pytest.mark.parametrize("verb", ["cards", "requests"])
def test_every_filter_gives_those_and_only_those(root: Path, verb: str) -> None:
    every = rows(root, verb, *(["--all"] if verb == "requests" else []))
    more = ["--all"] if verb == "requests" else []
    first = every[0]
    month = first["begun" if verb == "requests" else "valid_through"][:7]
    for words in (["--body", "org-mini-employer"], ["--district", first["district"]], ["--month", month]):
        assert first in rows(root, verb, *words, *more)
    assert rows(root, verb, "--month", "2031-01", *more) == []
    for state in {row["state"] for row in every}:
        assert rows(root, verb, "--state", state) == [row for row in every if row["state"] == state]


def test_a_case_shows_its_worst_leg_or_the_one_that_is_asked_for(root: Path) -> None:
    """五(四): a card not renewed is past a rule's limit, past a house standard for longer, and with the bureau, too."""
    late = dt.date(2027, 3, 1)
    scope = minis.scope({}, late)
    legs = requests.open_legs(ledger.ledger(scope.registry, scope.calendar, late))[RecordId(CARD)]
    found = {
        asked: leg.step
        for asked, wanted in {
            "": requests.Asked(),
            "behind": requests.Asked(states=frozenset({"behind"})),
            "hrss": requests.Asked(body=RecordId("org-hrss")),
            "overdue at hrss": requests.Asked(body=RecordId("org-hrss"), states=frozenset({"overdue"})),
        }.items()
        if (leg := wanted.leg(legs))
    }
    assert found == {"": "apply", "behind": "renew", "hrss": "cancel_notice", "overdue at hrss": "apply"}
    assert legs[0].step == "renew"
    for body, stage in (("市人力社保局", "cancel_notice"), ("org-mini-employer", "apply")):
        said = founded.talentcard("cards", "--body", body, "--as-of", str(late), "--format", "json", root=root)
        assert [card["stage"] for card in json.loads(said.out)["cards"]] == [stage]


@pytest.mark.parametrize("body", ["org-mini-hospital", "org-health-commission", "org-mini-employer"])
def test_a_request_is_found_by_whoever_has_any_of_its_legs(body: str) -> None:
    own = {
        "records/requests/req-med0000001.yml": b"""schema: request/1
id: req-med0000001
talent: tal-mn00000001
service: medical
variant: outpatient
requested_by: family
beneficiary: self
handler: org-mini-hospital
events:
  - {id: em00001, type: contacted, on: 2026-10-12}
  - {id: em00002, type: trouble_reported, on: 2026-10-13}
"""
    }
    day = dt.date(2026, 10, 20)
    scope = minis.scope(own, day)
    owed, engine = ledger.ledger(scope.registry, scope.calendar, day), Engine(scope.registry, scope.calendar, day)
    wanted = requests.Wanted(body=RecordId(body), states=frozenset({"open"}))
    (request,) = requests.progress(engine, owed, wanted, "zh")
    assert request.legs == 2
    assert body in (request.desk.owner, request.desk.employer)
    assert not list(requests.progress(engine, owed, requests.Wanted(body=RecordId("org-platform")), "zh"))


def test_what_does_not_exist_is_named_with_what_does(root: Path) -> None:
    service = run(root, "requests", "--service", "card_new")
    district = run(root, "cards", "--district", "某某区")
    for verb, option in (("cards", "--body"), ("requests", "--body"), ("due", "--owner")):
        body = run(root, verb, option, "无此单位")
        assert (body.code, f"例如 {option} " in body.err) == (2, True)
    assert (service.code, district.code) == (2, 2)
    assert "household" in service.err
    assert "渝北区" in district.err


# ---- formats ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("verb", ["cards", "requests"])
def test_every_format_speaks_the_language_asked_for(root: Path, verb: str, lang: str) -> None:
    for form in ("text", "markdown", "csv"):
        said = run(root, verb, "--format", form, "--lang", lang)
        assert said.code == 0
        assert any("一" <= c <= "龥" for c in said.out.splitlines()[0]) == (lang == "zh")


def test_csv_opens_in_a_spreadsheet(root: Path) -> None:
    """A mark for Unicode, lines as RFC 4180 has them, as many cells as headings."""
    said = run(root, "requests", "--all", "--format", "csv").out
    assert said.startswith("\ufeff申请记录,")
    assert said.count("\r\n") == said.count("\n") == len(rows(root, "requests", "--all")) + 1
    table = list(csv.reader(io.StringIO(said.lstrip("\ufeff"))))
    assert {len(line) for line in table} == {len(table[0])}


def test_the_csv_of_due_stays_as_scripts_know_it(root: Path) -> None:
    assert run(root, "due", "--format", "csv").out.startswith("id,record,service,")


def test_a_file_is_written_once_and_for_its_owner_only(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "证件.csv"
    assert run(root, "cards", "--format", "csv", "--out", target).code == 0
    before = target.read_bytes()
    assert before.decode() == run(root, "cards", "--format", "csv").out
    assert target.stat().st_mode & 0o077 == 0
    again = run(root, "requests", "--format", "csv", "--out", target)
    assert (again.code, target.read_bytes()) == (2, before)
    assert "证件.csv" in again.err
    assert run(root, "cards", "--out", tmp_path / "none" / "x.txt").code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["证件.csv"]


@pytest.mark.parametrize("folder", ["records/cards", "site", "schemas"])
def test_what_staff_write_out_never_lies_among_the_registrys_own_files(root: Path, tmp_path: Path, folder: str) -> None:
    (tmp_path / "link").symlink_to(root / folder, target_is_directory=True)
    before = [path for path in root.rglob("*") if not path.is_symlink()]
    for words in (["cards"], ["requests"], ["due"], ["feeds"], ["build"]):
        out = (tmp_path / "link" if words == ["cards"] else root / folder) / "x.csv"
        said = run(root, *words, "--out", out)
        assert (said.code, Path(folder).parts[0] in said.err, "../x.csv" in said.err) == (2, True, True), words
    with pytest.raises(CannotRunError, match="out-own-folder"):
        placing.lay(root, root / folder, {"x.md": b""})
    assert [path for path in root.rglob("*") if not path.is_symlink()] == before
    assert placing.lay(root, root / "build" / folder.replace("/", "-"), {"x.md": b""})


def cells_of(raw: bytes) -> list[list[Any]]:
    (page,) = openpyxl.load_workbook(io.BytesIO(raw)).worksheets
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}
    return [[cell.value for cell in row] for row in page.iter_rows()]


@pytest.mark.parametrize("verb", ["cards", "requests", "due"])
def test_a_workbook_keeps_days_and_numbers(root: Path, tmp_path: Path, verb: str) -> None:
    target, again = tmp_path / "list.xlsx", tmp_path / "again.xlsx"
    for out in (target, again):
        assert run(root, verb, "--format", "xlsx", "--out", out, "--all" * (verb != "cards") or "--lang=zh").code == 0
    assert target.read_bytes() == again.read_bytes()
    heads, *lines = cells_of(target.read_bytes())
    days = {"cards": "有效期至", "requests": "提出日期", "due": "到期日"}[verb]
    found = [line[heads.index(days)] for line in lines]
    assert found and all(isinstance(day, dt.date) for day in found if day is not None)
    if verb == "requests":
        assert all(isinstance(line[heads.index("未完环节数")], int) for line in lines)
    (back,) = sheets.read(target)
    assert len(back.rows) == len(lines) + 1


def test_a_workbook_goes_through_a_pipe_and_not_onto_a_terminal(root: Path) -> None:
    command = [sys.executable, "-m", "talentcard", "cards", "--format", "xlsx", "--as-of", DAYS, "--root", str(root)]
    piped = subprocess.run(command, capture_output=True, check=True)
    assert len(cells_of(piped.stdout)) == 2
    assert run(root, "cards", "--format", "xlsx").code == 2  # here there is nothing that takes bytes


# ---- nothing that a spreadsheet would run (OWASP: CSV injection) --------------------------------------------


@given(st.lists(st.sampled_from(BLANKS), max_size=4).map("".join), st.sampled_from(STARTS), st.text(max_size=20))
def test_a_formula_is_guarded_however_it_hides(before: str, start: str, rest: str) -> None:
    assert harmless(before + start + rest) == "'" + before + start + rest


@given(st.text(max_size=30))
def test_guarding_is_done_once_and_can_be_undone(text: str) -> None:
    once = harmless(text)
    assert not dangerous(once)
    assert harmless(once) == once
    assert unguarded(once) in (text, unguarded(text))
    assert once in (text, "'" + text)


@pytest.mark.parametrize("text", ["示例公司", "RC-000059", "a=b", "3-4", "", "（=1）", "req-0000000001"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def hostile() -> Iterator[str]:
    yield from ("=1+1", "＝1+1", " @SUM(1)", "\t=1", "\r=1", "+1", "-1", "－1", "\u3000＋1", "=1,2", '=1"2')


def test_no_cell_of_a_csv_begins_as_a_formula() -> None:
    columns: tuple[Column[str], ...] = (Column("id", str), Column("talent", len))
    listing = Listing(name="cards", columns=columns, rows=tuple(hostile()))
    text = lists.as_csv(lists.View(words=catalogue("zh"), as_of=DAYS, calendar=""), listing)
    cells = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))[1:]
    assert [row[0] for row in cells] == ["'" + cell for cell in hostile()]
    assert [row[1] for row in cells] == [str(len(cell)) for cell in hostile()]


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    raw = workbook("a", ["b"], [[cell] for cell in hostile()], dt.date(2026, 10, 20))
    assert [row[0] for row in cells_of(raw)[1:]] == ["'" + cell.replace("\r", "_x000D_") for cell in hostile()]
