"""``talentcard bulletin``: printed, written, frozen, reproduced, traced; and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import office
from founded import Said, talentcard
from talentcard.documents import sheets
from talentcard.reading import yamlsource

LATE = office.request("applied 2026-11-02", "submitted 2026-11-11")
OPEN = office.request("applied 2026-11-20", number=2)
PROBLEM = office.raised("problem", "raised 2026-11-16")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return office.registry(tmp_path / "registry", LATE, OPEN, PROBLEM)


def run(root: Path, *words: str | Path, month: str = "2026-11") -> Said:
    return talentcard("bulletin", month, "--as-of", "2026-12-03", *words, root=root)


def figures(root: Path) -> Any:
    return json.loads(run(root, "--format", "json").out)


def saved(root: Path, *words: str) -> Path:
    done = run(root, "--save", *words)
    assert done.code == 0, done
    return root / done.out.strip()


def test_printed_it_is_a_draft_and_the_same_again(root: Path) -> None:
    first, again = run(root), run(root)
    assert first.code == 0
    assert first == again
    assert first.out.startswith("〔内部资料，不得公开〕　〔草稿〕\n\n# 关于2026年11月人才服务证服务落实情况的通报\n")
    assert "超过文件时限（逾期）1个、超过内部标准（滞后）0个。月末在办3个，其中逾期1个、滞后1个。" in first.out
    assert (
        "| req-case000001 | 户籍（入户）：平台提交市公安局或指定的区分局（六(三)） | 市一站式平台 | 2026年11月5日 |"
        in first.out
    )
    assert first.err.startswith("这是草稿，数字按今天的登记计算。要定下来：talentcard bulletin 2026-11 --save。\n")
    assert "# Bulletin on the delivery of talent card services in November 2026\n" in run(root, "--lang", "en").out


def test_rule_limits_and_house_standards_are_charged_apart(root: Path) -> None:
    found = figures(root)
    late = {one["obligation"]: (one["basis"], one["due"], one["ended"], one["days"]) for one in found["late"]}
    assert late == {
        "req-case000001/submit": ("rule", "2026-11-05", "2026-11-11", 4),
        "req-case000002/submit": ("rule", "2026-11-25", None, 3),
        "sug-case000001/settle": ("house", "2026-11-19", None, 7),
    }
    assert found["charged"] == [{"owner": "org-platform", "late": 1, "behind": 0, "overdue": 1, "lagging": 1}]


@pytest.mark.parametrize(
    ("words", "month", "said"),
    [
        ((), "2026-12", "2026-12 还没有结束（今天是 2026-12-03）。次月再运行。"),
        ((), "2026-10", "2026-10 在开始跟踪之前，没有数据。第一个可以通报的月份是 2026-11。"),
        (
            ("--trace", "household/submitted/late"),
            "2026-11",
            "没有“household/submitted”这一行。可用的行有：household/submit",
        ),
        (
            ("--trace", "household/tardy"),
            "2026-11",
            "没有“tardy”这一栏。写作 行/栏，“household”可用的栏：received done",
        ),
        (("--trace", "about/problem/household/late"), "2026-11", "可用的栏：raised settled taken open。"),
        (("--trace", "household"), "2026-11", "“household”应写作 行/栏，例如 schooling/place/overdue"),
        (("--out", office.__file__), "2026-11", "没有留下不完整的文件。请检查文件夹是否存在、可写，再运行一次。"),
        (("--trace", "total/late", "--save"), "2026-11", "--trace 只列出一个数的记录，不能和"),
        (("--trace", "total/late", "--number", "9"), "2026-11", "--trace 只列出一个数的记录，不能和"),
        (("--out", "x", "--format", "json"), "2026-11", "分两次运行"),
    ],
)
def test_what_is_refused_and_what_to_do_instead(root: Path, words: tuple[str, ...], month: str, said: str) -> None:
    before = office.records(root)
    done = run(root, *words, month=month)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert office.records(root) == before


@pytest.mark.parametrize("number", ['第"1"期', "第\n1期", "", "1" * 61])
def test_a_number_that_the_record_cannot_hold_is_no_number(root: Path, number: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(root, "--save", "--number", number)


def test_the_saved_draft_passes_the_check_and_is_not_written_twice(root: Path) -> None:
    record = saved(root, "--number", "第11期")
    text = record.read_text(encoding="utf-8")
    assert "number: 第11期\n" in text
    assert "- {row: household/serve, received: 1, in_hand: 1}\n" in text
    assert talentcard("check", "--as-of", "2026-12-03", root=root).code == 0
    again = run(root, "--save")
    assert again.code == 2
    assert f"2026-11 的通报 {record.stem} 已有（2026-12-03 发出），不能再写。" in again.err
    assert f"在 records/bulletins/2026/{record.name} 的 errata 里追加更正" in again.err


@pytest.mark.parametrize(
    ("given", "said"), [((), "没有文号，--number 不起作用"), (("--number", "第1期"), "文号是“第1期”")]
)
def test_a_number_beside_that_of_the_record_is_refused(root: Path, given: tuple[str, ...], said: str) -> None:
    record = saved(root, *given)
    refused = run(root, "--number", "9")
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert record.stem in refused.err


def test_what_was_done_without_a_limit_is_not_called_on_time(root: Path) -> None:
    office.write(root, office.request("applied 2026-11-20", "submitted 2026-11-23", "served 2026-11-24", number=2))
    found = json.loads(run(root, "--trace", "total/untimed", "--format", "json").out)
    assert {one["state"] for one in found["records"]} == {"done"}
    assert "已完成（无时限）" in run(root, "--trace", "total/untimed").out


def test_of_a_registry_with_errors_nothing_is_frozen(root: Path) -> None:
    office.write(root, OPEN | {"talent": "tal-none000000"})
    done = run(root, "--save")
    assert done.code == 1
    assert "没有写入：通报发出后不能再改，请先改正" in done.err
    assert not list(root.glob("records/bulletins/**/*.yml"))


def test_what_went_out_is_told_again_though_entries_came_late(root: Path) -> None:
    saved(root)
    before = figures(root)
    office.write(root, office.request("applied 2026-11-20", "submitted 2026-11-23", number=2))
    done = run(root)
    assert "月末在办3个，其中逾期1个" in done.out
    assert "清单按现在的登记列出，与发出时的数可能有出入" in done.out
    assert "的通报已于 2026-12-03 发出" in done.err
    assert "个数不同，例如 total/received：当时 4，现在 5。" in done.err
    assert "追加更正（errata）" in done.err
    assert figures(root)["rows"] == before["rows"]
    traced = run(root, "--trace", "total/overdue")
    assert traced.out.startswith("2026-11 合计，月末逾期：0\n")
    assert "通报里的数是 1：发出以后有补录或更正。" in traced.err


def test_with_nothing_entered_since_it_says_that_nothing_differs(root: Path) -> None:
    saved(root)
    assert "按今天的登记重新计算，各数相同。" in run(root).err


def test_errata_are_printed_below(root: Path) -> None:
    record = saved(root)
    erratum = "errata:\n  - {on: 2026-12-03, said: 逾期一个, right: 没有逾期, why: 漏登一次提交}\n"
    record.write_text(record.read_text(encoding="utf-8") + erratum, encoding="utf-8")
    assert "- 2026年12月3日：原为“逾期一个”，应为“没有逾期”。漏登一次提交\n" in run(root).out
    assert figures(root)["errata"] == [
        {"on": "2026-12-03", "said": "逾期一个", "right": "没有逾期", "why": "漏登一次提交"}
    ]


def test_a_trace_lists_the_records(root: Path) -> None:
    done = run(root, "--trace", "household/submit/received")
    assert done.out.splitlines()[0].endswith("，接收：2")
    assert [line.split()[0] for line in done.out.splitlines()[2:]] == ["req-case000001", "req-case000002"]
    found = json.loads(run(root, "--trace", "about/problem/household/open", "--format", "json").out)
    assert (found["schema_version"], [one["record"] for one in found["records"]]) == (1, ["sug-case000001"])


def test_as_files_the_same_again_and_never_over_an_edited_one(root: Path, tmp_path: Path) -> None:
    done = run(root, "--out", tmp_path / "a")
    assert done.code == 0, done
    names = [f"bulletin-2026-11.{ending}" for ending in ("docx", "md", "pdf", "xlsx")]
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == names
    assert run(root, "--out", tmp_path / "b").code == 0
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)
    edited = tmp_path / "a" / names[0]
    edited.write_bytes(b"edited by hand")
    refused = run(root, "--out", tmp_path / "a")
    assert refused.code == 2
    assert "bulletin-2026-11.docx 已有，内容不同，可能有人改过，没有写入。" in refused.err
    assert edited.read_bytes() == b"edited by hand"


def test_the_workbook_holds_the_same_numbers_as_the_json(root: Path, tmp_path: Path) -> None:
    run(root, "--out", tmp_path)
    found = figures(root)
    pages = {
        sheet.name: [tuple(row.values) for row in sheet.rows]
        for sheet in sheets.read(tmp_path / "bulletin-2026-11.xlsx")
    }
    columns = list(found["rows"][0])[1:]
    table = [(row[0], *row[2:]) for row in pages["件数和用时"][1:]]
    assert table == [(row["row"], *(row[column] for column in columns)) for row in found["rows"]]
    assert [row[0] for row in pages["逾期和滞后"][1:]] == [one["record"] for one in found["late"]]


def test_the_record_is_one_that_the_strict_reader_takes(root: Path) -> None:
    assert yamlsource.quick(saved(root).read_bytes()) is not None
