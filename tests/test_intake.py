"""Lists as staff keep them → checked records; and every way of being wrong, at its cell, with nothing written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import custody_world as cw
from custody_world import Answer, World
from minis import ROOT
from talentcard.core.intake import cells
from talentcard.core.intake.sheet import Form, Sheet, folded, letters
from talentcard.core.intake.table import tables

PAPERS = "site/papers"


def founded(folder: Path, *, keyed: bool = True) -> World:
    world = cw.founded(folder, keyed=keyed)
    (world.root / PAPERS).mkdir(parents=True)
    shutil.copy(ROOT / PAPERS / "intake.toml", world.root / PAPERS)
    return world


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A keyed registry in which somebody is registered already; no test writes into it."""
    world = founded(tmp_path_factory.mktemp("read-only"))
    cw.registered(world, number=KNOWN_NUMBER)
    world.commit()
    return world


@pytest.fixture
def world(tmp_path: Path, read_only: World) -> World:
    shutil.copytree(read_only.root, tmp_path / "registry")
    return World(tmp_path / "registry", read_only.keys)


def findings(answer: Answer) -> list[tuple[str, str]]:
    """(place after the file's name, rule) of each error, in the order in which they are told."""
    told = json.loads(answer.out)
    return [(f["path"].partition(":")[2], f["rule"]) for f in told["findings"] if f["severity"] == "error"]


# ---- lists ------------------------------------------------------------------------------------------------

KNOWN_NUMBER, TWICE = cw.resident_id("1970" + "0101"), cw.resident_id("1971" + "0101")
EITHER, SHORT = "1234" * 2, "12"
"""A number that two kinds of document may have, and one that no document has."""
CARD: Mapping[str, Any] = {
    "姓名": "示例丙",
    "身份证号码": "",
    "工作单位": "示例研究院",
    "人才类别": "特支计划",
    "认定单位": "市人力社保局",
    "认定日期": "2026-02-01",
    "到职日期": "2025-09-01",
    "服务专员": "con-spec000001",
    "通知文号": "示例〔2026〕9号",
    "通知日期": "2026-02-20",
    "收到照片": "2026-02-25",
    "证号": "",
    "发证日期": "2026-03-02",
    "有效期至": "2029-03-02",
    "交接日期": "2026-03-02",
    "送达日期": "2026-03-03",
    "通知部门日期": "2026-03-03",
    "手机": cw.MOBILE,
    "证件号码": "",
    "证件类型": "",
    "办公室": "三楼",
}
REQUEST: Mapping[str, Any] = {
    "人才编号": "tal-mn00000001",
    "证号": "",
    "证件号码": "",
    "服务事项": "户籍",
    "类别": "",
    "申请人": "本人",
    "受益人": "本人",
    "申请日期": "2026-10-19",
    "承办单位": "",
    "学段": "",
    "就读区县": "",
    "入学年份": "",
    "确是另一件": "",
}
MEMBER: Mapping[str, Any] = {
    "联系人编号": "",
    "姓名": "示例庚",
    "单位": "市科技局",
    "岗位": "部门联络员",
    "手机": cw.MOBILE,
    "办公电话": "023-00000000",
    "联系电话": "",
    "邮箱": "",
    "到任日期": "2026-10-01",
    "离任日期": "",
    "填报日期": "2026-10-19",
}


class Wrong(NamedTuple):
    """One row that differs from a good one, and what is found of it: (heading of the cell, rule)."""

    name: str
    changed: Mapping[str, Any]
    found: tuple[tuple[str, str], ...]


def one(name: str, column: str, value: Any, rule: str) -> Wrong:
    return Wrong(name, {column: value}, ((column, rule),))


ROUNDED = float("5" + "0" * 17)
CARDS_WRONG = (
    one("no name", "姓名", "", "intake-empty"),
    one("a number for a name", "姓名", "示例12", "identity-name-digits"),
    one("a formula's failure for a name", "姓名", "　", "intake-empty"),
    one("TRUE for a name", "姓名", True, "intake-not-text"),
    one("a quotation mark in a name", "姓名", '示例"丙', "intake-quote"),
    one("no number", "身份证号码", "", "intake-empty"),
    one("one digit wrong", "身份证号码", cw.resident_id()[:-2] + "00", "identity-check-character"),
    one("one digit missing", "身份证号码", cw.resident_id()[:-1], "identity-resident-id-form"),
    one("the old fifteen digits", "身份证号码", "0" * 6 + "9" + "0" * 8, "identity-resident-id-old"),
    one("born on no day", "身份证号码", "0" * 6 + "19900231" + "0011", "identity-birth-date"),
    one("rounded by the spreadsheet", "身份证号码", ROUNDED, "intake-number-rounded"),
    Wrong("registered already", {"身份证号码": KNOWN_NUMBER}, (("姓名", "intake-person-known"),)),
    Wrong("twice in the list", {"身份证号码": TWICE}, ()),
    Wrong("the second time", {"身份证号码": TWICE}, (("姓名", "intake-person-twice"),)),
    Wrong("what document?", {"身份证号码": "", "证件号码": EITHER}, (("证件号码", "intake-document-kind"),)),
    Wrong("not that document", {"证件号码": SHORT, "证件类型": "护照"}, (("证件号码", "identity-passport-form"),)),
    one("an unknown kind of document", "证件类型", "驾照", "intake-choice")._replace(
        changed={"证件类型": "驾照", "证件号码": "E" + "0" * 8}
    ),
    one("a body that nobody knows", "工作单位", "某某公司", "intake-body-unknown"),
    one("a category that nobody knows", "人才类别", "某某计划", "intake-choice"),
    one("no date", "认定日期", "", "intake-empty"),
    one("half a date", "认定日期", "2026年2月", "intake-day-partly"),
    one("a year of two digits", "发证日期", "26.3.2", "intake-day-partly"),
    one("a day that does not exist", "认定日期", "2026-02-30", "intake-day-impossible"),
    one("words for a date", "通知日期", "上个月", "intake-day"),
    one("a day to come", "认定日期", "2027-01-01", "intake-day-future"),
    one("a specialist whom nobody knows", "服务专员", "con-0000000000", "intake-record-unknown"),
    one("a liaison as specialist", "服务专员", "con-emp0000001", "specialist-post"),
    one("no notice", "通知文号", "", "intake-empty"),
    one("the notice of others", "通知文号", "示例〔2024〕1号", "intake-notice-known"),
    one("a notice with two dates", "通知日期", "2026-02-19", "intake-notice-differs"),
    one("printed for too long", "有效期至", "2029-03-03", "card-validity-term"),
    Wrong(
        "made before the notice",
        {"发证日期": "2026-02-10"},
        (("发证日期", "card-printed-date"), ("发证日期", "event-order"), ("有效期至", "card-validity-term")),
    ),
    Wrong("a serial twice", {"证号": "RC-1"}, ()),
    Wrong("the second card", {"证号": "ＲＣ－１"}, (("证号", "intake-serial-twice"),)),
    one("no mobile number", "手机", "8888", "identity-mobile-form"),
    one("employed after the recognition of somebody else's", "到职日期", "2026-10", "intake-day-partly"),
)
REQUESTS_WRONG = (
    one("nobody", "人才编号", "", "intake-talent-missing"),
    one("somebody whom nobody knows", "人才编号", "tal-0000000009", "intake-record-unknown"),
    Wrong("a card that nobody knows", {"人才编号": "", "证号": "RC-9"}, (("证号", "intake-serial-unknown"),)),
    Wrong("an unknown number", {"人才编号": "", "证件号码": cw.PASSPORT}, (("证件号码", "intake-number-unknown"),)),
    one("a service that nobody knows", "服务事项", "洗车", "intake-choice"),
    Wrong("which variant?", {"服务事项": "医疗"}, (("类别", "intake-variant-missing"),)),
    Wrong("not that variant", {"服务事项": "医疗", "类别": "牙科"}, (("类别", "intake-choice"),)),
    one("no day", "申请日期", "", "intake-empty"),
    one("a day to come", "申请日期", "2026-10-21", "intake-day-future"),
    one("a requester that nobody knows", "申请人", "邻居", "intake-choice"),
    one("no beneficiary", "受益人", "", "intake-empty"),
    Wrong("there already", {"申请日期": "2026-03-02"}, (("人才编号", "intake-request-known"),)),
    Wrong("twice in the list", {"申请日期": "2026-09-01"}, ()),
    Wrong("the second time", {"申请日期": "2026-09-01"}, (("人才编号", "intake-request-twice"),)),
    one("a handler that nobody knows", "承办单位", "某医院", "intake-body-unknown"),
    one("a school stage that nobody knows", "学段", "大学", "intake-choice"),
    one("a year that is none", "入学年份", "明年", "intake-year"),
    Wrong(
        "a place at school asked for by the talent",
        {
            "服务事项": "入学",
            "类别": "转学",
            "受益人": "子女",
            "学段": "小学",
            "就读区县": "渝北区",
            "申请日期": "2026-09-02",
        },
        (("申请人", "requester-not-allowed"),),
    ),
)
ROSTER_WRONG = (
    one("no name", "姓名", "", "intake-empty"),
    one("an unknown body", "单位", "某局", "intake-body-unknown"),
    one("a post that nobody knows", "岗位", "主任", "intake-choice"),
    one("a post that the body has not", "岗位", "用人单位联络员", "contact-post"),
    one("a mobile number for the public", "办公电话", cw.MOBILE, "intake-mobile-as-landline"),
    one("no telephone number", "办公电话", "分机三", "intake-landline"),
    one("neither the one nor the other", "联系电话", "123", "identity-mobile-form"),
    one("no address", "邮箱", "示例", "identity-email-form"),
    one("no first day", "到任日期", "", "intake-empty"),
    one("somebody else's", "联系人编号", "con-emp0000001", "intake-contact-of-other"),
    one("an unknown contact", "联系人编号", "con-0000000000", "intake-record-unknown"),
)
WRONG = {"cards": (CARD, CARDS_WRONG), "requests": (REQUEST, REQUESTS_WRONG), "roster": (MEMBER, ROSTER_WRONG)}


def complete(kind: str, good: Mapping[str, Any], case: Wrong, number: int) -> dict[str, Any]:
    """The row of a case: of its own person, under its own serial, on its own day, unless that is what is wrong."""
    own: dict[str, Any] = {}
    if kind == "cards":
        own = {"身份证号码": "" if "证件号码" in case.changed else cw.resident_id("19800101", f"{number:03}")}
        own["证号"] = f"RC-{number + 100:06}"
    if kind == "requests":
        own = {"申请日期": (dt.date(2026, 4, 1) + dt.timedelta(days=number)).isoformat()}
    return {**good, **own, **case.changed}


def book(rows: list[Mapping[str, Any]], above: list[list[Any]] | None = None) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    page = made.active
    for line in above or []:
        page.append(line)
    page.append(list(rows[0]))
    for row in rows:
        page.append(list(row.values()))
    return made


@pytest.fixture(scope="module")
def told(read_only: World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """Each kind's wrong rows in one list, read once."""
    answers, before = {}, read_only.files()
    for kind, (good, cases) in WRONG.items():
        file = tmp_path_factory.mktemp(kind) / f"{kind}.xlsx"
        book([complete(kind, good, case, number) for number, case in enumerate(cases)]).save(file)
        answers[kind] = read_only.run("intake", kind, str(file), "--write", "--format", "json")
    assert read_only.files() == before
    return answers


ALL = [(kind, number) for kind, (_, cases) in WRONG.items() for number in range(len(cases))]


@pytest.mark.parametrize(
    ("kind", "number"), ALL, ids=[f"{kind}: {WRONG[kind][1][number].name}" for kind, number in ALL]
)
def test_what_is_wrong_is_told_at_its_cell_and_nothing_is_written(
    kind: str, number: int, told: dict[str, Answer]
) -> None:
    good, cases = WRONG[kind]
    columns = list(good)
    row = number + 2
    expected = [(f"{letters(columns.index(column) + 1)}{row}", rule) for column, rule in cases[number].found]
    mine = [each for each in findings(told[kind]) if each[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(row)]
    assert told[kind].code == 1
    assert mine == expected


@pytest.mark.parametrize("kind", WRONG)
def test_no_finding_repeats_what_stands_in_a_cell(kind: str, told: dict[str, Answer]) -> None:
    good, cases = WRONG[kind]
    for number, case in enumerate(cases):
        row = complete(kind, good, case, number)
        for column in ("姓名", "身份证号码", "证件号码", "手机", "邮箱", "联系电话"):
            value = str(row.get(column) or "").strip()
            assert (value.isascii() and len(value) < 6) or value not in told[kind].out, (column, case.name)
    for value in ("某某", "某局", "洗车", "牙科", "邻居", "大学", "明年", "上个月", "分机三"):
        assert value not in told[kind].out


# ---- files that are none of ours ----------------------------------------------------------------------------


def save(folder: Path, name: str, content: bytes | openpyxl.Workbook) -> str:
    file = folder / name
    file.write_bytes(content) if isinstance(content, bytes) else content.save(file)
    return str(file)


def table(*rows: list[Any]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    return made


SHAPES = {
    "no heading": (table(["一"], ["二"]), [("", "intake-no-heading")]),
    "no rows": (table(list(CARD)), [("A1", "intake-no-rows")]),
    "a column twice": (
        table([*CARD, "持证人"], [*CARD.values(), "示例"]),
        [("V1", "intake-column-twice")],
    ),
    "a column missing": (
        book([{k: v for k, v in {**CARD, "身份证号码": cw.resident_id()}.items() if k != "人才类别"}]),
        [("", "intake-column-missing")],
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_list_without_its_shape_is_told_so(name: str, read_only: World, tmp_path: Path) -> None:
    made, expected = SHAPES[name]
    answer = read_only.run("intake", "cards", save(tmp_path, "台账.xlsx", made), "--format", "json")
    assert (answer.code, [each for each in findings(answer) if "intake-" in each[1]][:1]) == (1, expected)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b"PK\x03\x04"), ("a.docx", b"x"), ("a.csv", b"\xff\xff\xff"), ("none.xlsx", None)],
    ids=["broken", "no list", "no text", "not there"],
)
def test_a_file_that_cannot_be_read_is_named(
    name: str, content: bytes | None, read_only: World, tmp_path: Path
) -> None:
    file = save(tmp_path, name, content) if content is not None else str(tmp_path / name)
    answer = read_only.run("intake", "roster", file)
    assert answer.code == 2
    assert name in answer.out + answer.err
    assert (f"没有 {file} 这个文件" in answer.err) == (content is None)


def test_a_constant_and_the_words_of_lists_are_checked(world: World, tmp_path: Path) -> None:
    file = save(tmp_path, "a.xlsx", table(["姓名", "手机"], ["示例", ""]))
    assert "到任日期" in world.run("intake", "roster", file, "--set", "某列=1").err
    assert world.run("intake", "roster", file, "--set", "单位").code == 2
    (world.root / PAPERS / "intake.toml").write_text("[roster\n", encoding="utf-8")
    assert "intake.toml" in world.run("intake", "roster", file).err
    (world.root / PAPERS / "intake.toml").unlink()
    assert world.run("intake", "roster", file).code == 2


def test_no_list_in_plain_lies_in_the_registry(world: World, tmp_path: Path) -> None:
    inside = save(world.root, "台账.xlsx", register())
    answer = world.run("intake", "cards", inside, "--write")
    assert (answer.code, "台账.xlsx" in answer.err) == (2, True)
    file = save(tmp_path, "台账.xlsx", register())
    assert world.run("intake", "cards", file, "--out", str(world.root / "drafts")).code == 2


# ---- lists that are right -----------------------------------------------------------------------------------


def checked(world: World) -> None:
    answer = world.run("check")
    assert answer.code == 0, answer.out


def new_files(world: World, before: Mapping[str, bytes]) -> dict[str, bytes]:
    now = world.files()
    assert {path: now[path] for path in before} == before
    return {path: raw for path, raw in now.items() if path not in before}


def register() -> openpyxl.Workbook:
    """As an office keeps it: titles, merged cells, two lines of headings, notes, a hidden sheet, dates of all kinds."""
    made = openpyxl.Workbook()
    page = made.active
    page.title = "发证台账"
    heads = ["序号", *(key for key in CARD if key not in ("证件号码", "证件类型", "办公室")), "备注"]
    page.append(["重庆市人才服务证发证台账"])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(heads))
    page.append([])
    page.append([f" {head[:1]} {head[1:]}＊（必填）：" if head == "姓名" else head for head in heads])
    for number, name in enumerate(("示例丙", "示例丁"), 1):
        row = {**CARD, "序号": number, "姓名": name, "备注": "", "证号": f"ＲＣ－00007{number}"}
        row["身份证号码"] = " ".join(
            [cw.resident_id("19800203", f"0{number}1")[:6], cw.resident_id("19800203", f"0{number}1")[6:]]
        )
        row |= {"手机": int(cw.MOBILE), "认定日期": dt.date(2026, 2, 1), "通知日期": "2026.2.20", "收到照片": 46078}
        row |= {"发证日期": "２０２６年３月２日（周一）", "有效期至": 20290302, "交接日期": "二〇二六年三月二日"}
        page.append([row[head] for head in heads])
        page.append([""] * len(heads))
    page.merge_cells(
        start_row=4, start_column=heads.index("工作单位") + 1, end_row=6, end_column=heads.index("工作单位") + 1
    )
    page.append(heads)
    page.append(["合计", "2张"])
    page.append(["备注：以上为三月发证情况。"])
    page.append(["填表人：", "某某", "", "联系电话：", "023-00000000"])
    hidden = made.create_sheet("旧")
    hidden.sheet_state = "hidden"
    hidden.append(list(CARD))
    hidden.append(["旧数据"] * len(CARD))
    return made


def test_a_register_of_cards_becomes_a_checked_registry(world: World, tmp_path: Path) -> None:
    before, tags = world.files(), len(world.tags())
    file = save(tmp_path, "台账.xlsx", register())
    looked = world.run("intake", "cards", file)
    assert (looked.code, world.files()) == (0, before), looked.out
    answer = world.run("intake", "cards", file, "--write")
    assert answer.code == 0, answer.out
    made = new_files(world, before)
    kinds = sorted(path.split("/")[1] for path in made)
    assert kinds == ["cards", "cards", "identity-tags", "identity-tags", "notices", "talents", "talents"]
    text = "".join(raw.decode() for raw in made.values())
    assert "示例丙" not in text and cw.MOBILE not in text and cw.resident_id("19800203", "011") not in text
    assert "serial: RC-000071" in text and "valid_through: 2029-03-02" in text
    assert len(world.tags()) == tags + 2
    checked(world)
    shown = [world.run("show", Path(path).stem).out for path in made if "/talents/" in path]
    for value in ("示例丙", "示例丁", cw.resident_id("19800203", "011"), cw.MOBILE):
        assert any(value in text for text in shown)
    assert world.run("custodian-check").code == 0
    again = world.run("intake", "cards", file, "--write", "--format", "json")
    assert {rule for _, rule in findings(again)} == {
        "intake-person-known", "intake-serial-known", "intake-notice-known"
    }  # fmt: skip
    assert new_files(world, before) == made


def test_a_request_list_in_the_chinese_code_page_becomes_requests(world: World, tmp_path: Path) -> None:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["申请清单（十月）"])
    heads = ["人才编号", "服务事项", "服务类别", "申请人", "受益人", "申报日期", "医院", "学段", "就读区县", "入学年度"]
    rows.writerow(heads)
    rows.writerow(["tal-mn00000001", "入户", "", "人才本人", "本人", "2026/10/19", "", "", "", ""])
    rows.writerow(["TAL-MN00000001", "就医", "门诊", "家属", "本人", "2026.10.12", "示例医院", "", "", ""])
    rows.writerow(
        [
            "tal-mn00000001",
            "子女（孙子女）入学入托",
            "新入学",
            "单位联络员",
            "女儿",
            "2026年10月16日",
            "",
            "小学",
            "渝北区",
            "2027年",
        ]
    )
    before = world.files()
    file = save(tmp_path, "清单.csv", out.getvalue().encode("gb18030"))
    answer = world.run("intake", "requests", file, "--write")
    assert answer.code == 0, answer.out
    made = "".join(raw.decode() for raw in new_files(world, before).values())
    for part in ("type: applied, on: 2026-10-19", "type: contacted, on: 2026-10-12", "type: filed, on: 2026-10-16"):
        assert part in made
    assert "child: {stage: primary, district: 渝北区, enrolment_year: 2027}" in made
    checked(world)


def test_children_filed_on_one_day_are_requests_of_their_own(world: World, tmp_path: Path) -> None:
    """One after the other at the same desk; twins, alike in everything, where the list says so."""
    place = {**REQUEST, "服务事项": "入学", "类别": "新入学", "申请人": "单位联络员", "受益人": "子女"}
    place |= {"就读区县": "渝北区", "入学年份": 2027, "申请日期": "2026-10-16"}
    elder, younger = {**place, "学段": "初中"}, {**place, "学段": "小学"}
    twin = {**younger, "确是另一件": "是"}
    before = world.files()
    answer = world.run("intake", "requests", save(tmp_path, "一.xlsx", book([elder, younger, twin])), "--write")
    assert answer.code == 0, answer.out
    assert len(new_files(world, before)) == 3
    checked(world)
    again = world.run("intake", "requests", save(tmp_path, "二.xlsx", book([elder, twin])), "--format", "json")
    assert findings(again) == [("A2", "intake-request-known")]
    (told,) = (each for each in json.loads(again.out)["findings"] if each["severity"] == "error")
    assert "确是另一件" in told["fix"] and "日期" not in told["fix"]


def test_a_returned_form_becomes_contacts_and_a_filing(world: World, tmp_path: Path) -> None:
    """附件14: the body and the day stand above the table, the telephone numbers below one heading."""
    made = openpyxl.Workbook()
    page = made.active
    page.append(["服务专员、联络员信息表"])
    page.append(["填报单位：示例研究院    填报日期：2026年10月19日"])
    page.append(["序号", "姓名", "联系方式", "", "到任日期", "联系人编号"])
    page.append(["", "", "办公电话", "手机", "", ""])
    page.merge_cells("C3:D3")
    page.append([1, "", "", "", "", "con-emp0000001"])
    page.append([2, "示例庚", "（023）00000001转8", int(cw.MOBILE), "2026.10.20", ""])
    page.append([3, "", "", "", "", ""])
    before = world.files()
    answer = world.run("intake", "roster", save(tmp_path, "附件14.xlsx", made), "--write")
    assert answer.code == 0, answer.out
    text = {path.split("/")[1]: raw.decode() for path, raw in new_files(world, before).items()}
    assert text.keys() == {"contacts", "rosters"}
    assert "post: employer_liaison" in text["contacts"]
    assert "office_phone: 023-00000001-8" in text["contacts"]
    assert "示例庚" not in text["contacts"] and "name: enc:v1:" in text["contacts"]
    assert "reason: change" in text["rosters"] and "changes_on: 2026-10-20" in text["rosters"]
    checked(world)
    # the next form: with the key the liaison is known by name, and who is left out is named
    page.delete_rows(5)
    later = save(tmp_path, "再报.xlsx", made)
    answer = world.run("intake", "roster", later, "--set", "filed_on=2026-10-20", "--format", "json")
    assert findings(answer) == [("A5", "intake-contact-left-out")]


def test_our_own_annex_14_comes_back(world: World, tmp_path: Path) -> None:
    """The form as `paper annex14` lays it out, copied into a workbook: its labels and headings are known."""
    form = (ROOT / PAPERS / "annex14.zh.md.j2").read_text(encoding="utf-8")
    lines = [line.strip("| ").split(" | ") for line in form.splitlines() if line.startswith("| ")]
    (heads,) = [line for line in lines if "姓名" in line]
    values = {"岗位": "部门联络员", "姓名": "示例庚", "办公电话": "023-00000000", "任职自": dt.date(2026, 10, 19)}
    rows: list[list[Any]] = [
        ["服务专员、联络员信息表"],
        [],
        ["报送单位", "市科技局"],
        ["报送原因", "☑首次报送"],
        ["变动日期", ""],
        [],
    ]
    rows += [heads, [values.get(head, "") for head in heads], []]
    rows += [["填表人签名：", "某某"], ["（公章）日期：2026年10月19日"]]
    file = save(tmp_path, "附件14.xlsx", table(*rows))
    answer = world.run("intake", "roster", file, "--set", "报送日期=2026-10-19", "--write")
    assert answer.code == 0, answer.out
    assert "intake-column-unknown" not in answer.out
    checked(world)


def test_posts_that_the_rules_do_not_know_are_on_no_form(world: World, tmp_path: Path) -> None:
    """四: the bureau's custodian is no liaison, so a form without him is complete."""
    texts = {Path(path).stem: raw.decode() for path, raw in world.files().items() if "/contacts/" in path}
    bureau = [name for name, text in texts.items() if "organisation: org-hrss" in text]
    listed = [name for name in bureau if "post: department_liaison" in texts[name]]
    assert len(listed) < len(bureau)
    lines = ["单位,联系人编号,姓名,到任日期,填报日期", *(f"市人力社保局,{name},,,2026-10-19" for name in listed)]
    file = save(tmp_path, "表.csv", "\r\n".join(lines).encode("utf-8-sig"))
    answer = world.run("intake", "roster", file, "--write")
    assert answer.code == 0, answer.out
    checked(world)


def test_drafts_may_lie_elsewhere_first(world: World, tmp_path: Path) -> None:
    before, file = world.files(), save(tmp_path, "台账.xlsx", register())
    answer = world.run("intake", "cards", file, "--out", str(tmp_path / "drafts"))
    assert answer.code == 0, answer.out
    assert world.files() == before
    assert len(list((tmp_path / "drafts").rglob("*.yml"))) == 7
    assert world.run("intake", "cards", file, "--out", str(tmp_path / "drafts")).code == 2


def test_without_a_key_nothing_goes_into_the_registry(tmp_path: Path) -> None:
    world = founded(tmp_path / "bare", keyed=False)
    before, file = world.files(), save(tmp_path, "台账.xlsx", register())
    assert world.run("intake", "cards", file, "--write").code == 2
    drafts = tmp_path / "drafts"
    answer = world.run("intake", "cards", file, "--out", str(drafts))
    assert answer.code == 0, answer.out
    assert "明文" in answer.out
    assert drafts.stat().st_mode & 0o077 == 0
    assert world.files() == before


def test_with_the_public_half_alone_it_seals_and_leaves_the_tags_to_the_custodian(world: World, tmp_path: Path) -> None:
    elsewhere = World(world.root, tmp_path / "no-keys")
    answer = elsewhere.run("intake", "cards", save(tmp_path, "台账.xlsx", register()), "--write")
    assert answer.code == 0, answer.out
    assert "talentcard seal --tags" in answer.err
    assert world.run("seal", "--tags").code == 0
    checked(world)


# ---- cells ----------------------------------------------------------------------------------------------------

DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
NUMERALS = "〇一二三四五六七八九"


def numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else NUMERALS[tens]) + ("十" if tens else "") + (NUMERALS[ones] if ones else "")


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_a_day_is_the_same_however_it_is_written(day: dt.date) -> None:
    year = "".join(NUMERALS[int(digit)] for digit in str(day.year))
    written: list[Any] = [
        day,
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month:02}/{day.day:02}",
    ]
    written += [
        f"{day:%Y}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        f"{day}".translate(DIGITS),
    ]
    written += [(day - dt.date(1899, 12, 30)).days, f"{year}年{numeral(day.month)}月{numeral(day.day)}日"]
    written += [dt.datetime.combine(day, dt.time(9, 30)), f" {day.year} 年 {day.month} 月 {day.day} 日（周一）"]
    for cell in written:
        assert cells.day(cell) == day, cell


@given(st.one_of(st.text(max_size=12), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans()))
def test_no_cell_breaks_a_reader(cell: Any) -> None:
    for read in (cells.day, cells.text, cells.plain, cells.landline, cells.year, lambda c: cells.code(c, {})):
        try:
            read(cell)
        except cells.CellError:
            continue


@pytest.mark.parametrize(
    "heading", ["手机号码", "手机 号码", "手机号码＊", "手机号码（必填）：", "　手机\n号码", "*手机号码"]
)
def test_a_heading_is_known_however_it_is_written(heading: str) -> None:
    assert folded(heading) == "手机号码"


FORM = Form.of(tomllib.loads((ROOT / PAPERS / "intake.toml").read_text(encoding="utf-8")), "cards")
words = st.sampled_from([*CARD, "备注：", "合计", "认定单位：某局 通知日期：2026.1.1"])
anything = st.one_of(st.none(), st.text(max_size=6), words, st.integers())


@given(st.lists(st.lists(anything, max_size=6).map(tuple), max_size=12).map(tuple))
def test_whatever_a_sheet_holds_each_row_is_a_heading_a_note_or_data(rows: tuple[tuple[Any, ...], ...]) -> None:
    """Nothing is lost silently: what is not read as data has no cell in a column that is read."""
    for table in tables((Sheet("", rows),), FORM):
        assert all(row.at.row > 0 and row.columns is table.columns for row in table.rows)
        assert len({row.at for row in table.rows}) == len(table.rows)
        for row in table.rows:
            for key, value in row.values.items():
                assert rows[value.at.row - 1][value.at.column - 1] == value.cell
                assert value.at == row.spot(key)
