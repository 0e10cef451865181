"""Findings as text, JSON, GitHub annotations, SARIF and JUnit: to the letter where people or contracts read them."""

from __future__ import annotations

import datetime as dt
import json
from xml.etree import ElementTree as ET

import pytest

from talentcard.core.finding import Finding, Place, Severity
from talentcard.messages import catalogue
from talentcard.render.findings import FORMATS, Report
from talentcard.render.text import covered
from talentcard.render.width import width

MOBILE = f"138{12345678}"
LINES = {
    ("records/settings/set-a.yml", 2): "name: {zh: 登记册，en: Registry}",
    ("records/requests/req-a.yml", 3): f"note: 张三的电话 {MOBILE}   # Zhang",
    ("records/policies/pol-a.yml", 9): "text: " + "很长的文字" * 30 + ": 完",
    ("records/policies/pol-b.yml", 1): "a:\t\u200bb",
}


def finding(path: str, line: int | None, column: int | None, rule: str = "yaml-tab", **more: object) -> Finding:
    end = more.pop("end", None)
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        at=Place(path=path, line=line, column=column, end_column=end),  # type: ignore[arg-type]
        **more,  # type: ignore[arg-type]
    )


def report(*findings: Finding, lang: str = "zh", colour: bool = False) -> Report:
    return Report(
        as_of=dt.date(2026, 11, 20),
        records=7,
        findings=findings,
        words=catalogue(lang),
        source_line=lambda path, line: LINES.get((path, line)),
        colour=colour,
    )


FULL_WIDTH = finding(
    "records/settings/set-a.yml", 2, 15, "yaml-full-width", end=16, params={"written": "，", "meant": ","},
    cites=("六(三)", "int-02-rolling"), also=(Place(path="records/a.yml", line=4, column=2), Place(path="records/b")),
)  # fmt: skip


def test_text_in_chinese_to_the_letter() -> None:
    assert FORMATS["text"](report(FULL_WIDTH)) == (
        "records/settings/set-a.yml:2:15: error: yaml-full-width: 这里用了全角的“，”，应为半角的“,”。\n"
        "  2 | name: {zh: 登记册，en: Registry}\n"
        "    |                  ^^\n"
        "  办法: 切换到英文输入法，改为“,”；冒号和逗号后面再留一个空格。\n"
        "  依据: 六(三)、int-02-rolling\n"
        "  另见: records/a.yml:4:2、records/b\n"
        "\n"
        "记录 7 条：错误 1 处，警告 0 处（截至 2026-11-20）。\n"
    )


def test_text_in_english_to_the_letter() -> None:
    assert FORMATS["text"](report(FULL_WIDTH, lang="en")).splitlines()[3:6] == [
        "  fix: switch to the English keyboard and write “,”; after a colon or a comma leave a space.",
        "  basis: 六(三), int-02-rolling",
        "  see also: records/a.yml:4:2, records/b",
    ]


def test_a_good_registry_gets_one_friendly_line() -> None:
    assert FORMATS["text"](report()) == "记录 7 条，全部通过（截至 2026-11-20）。\n"
    assert FORMATS["text"](report(lang="en")) == "Records: 7, all good (as of 2026-11-20).\n"


def test_lines_about_people_show_keys_and_codes_only() -> None:
    shown = FORMATS["text"](report(finding("records/requests/req-a.yml", 3, 7, end=13))).splitlines()
    assert shown[1:3] == ["  3 | note: ＊＊＊＊＊ ***********   # *****", "    |       ^^^^^^^^^^^"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("  - {id: e4k9m2w, on: 2026-02-30, by: org-platform}", "  - {id: e4k9m2w, on: 2026-02-30, by: org-platform}"),
        (f"phone: {MOBILE}", "phone: ***********"),
        (f"id_number: 510100{19900101}{123}X", "id_number: ******************"),
        ("name: Zhang San", "name: ***** ***"),
        ("rating: 9", "rating: 9"),
        ("姓名: 张三", "＊＊: ＊＊"),
        ("type：problem", "type：problem"),
        ("at: '09:30'", "at: '09:30'"),
        ("mail: a.b@example.org", "mail: ***************"),
        ("<<<<<<< HEAD", "<<<<<<< ****"),
    ],
)
def test_what_is_covered(line: str, expected: str) -> None:
    assert covered(line, "records/talents/tal-a.yml") == expected
    assert width(expected) == width(line)
    assert covered(line, "records/policies/pol-a.yml") == line


def test_a_long_line_is_shown_around_the_place() -> None:
    shown = FORMATS["text"](report(finding("records/policies/pol-a.yml", 9, 157, end=158))).splitlines()
    assert all(width(line) <= 135 for line in shown[1:3])
    assert shown[1].startswith("  9 | …")
    caret = shown[2].index("^")
    assert width(shown[1].partition(": 完")[0]) == caret


def test_hidden_characters_and_tabs_are_made_visible() -> None:
    shown = FORMATS["text"](report(finding("records/policies/pol-b.yml", 1, 4, end=5))).splitlines()
    assert shown[1] == "  1 | a:→   �b"
    assert shown[2] == "    |       ^"


def test_colour_only_where_asked_for() -> None:
    assert "\x1b[" not in FORMATS["text"](report(FULL_WIDTH))
    assert "\x1b[31merror\x1b[0m" in FORMATS["text"](report(FULL_WIDTH, colour=True))


def test_json_keeps_its_contract() -> None:
    assert json.loads(FORMATS["json"](report(FULL_WIDTH, lang="en"))) == {
        "schema_version": 1,
        "as_of": "2026-11-20",
        "records": 7,
        "errors": 1,
        "warnings": 0,
        "findings": [
            {
                "rule": "yaml-full-width",
                "severity": "error",
                "path": "records/settings/set-a.yml",
                "line": 2,
                "column": 15,
                "message": "this is the full-width “，”; it should be the half-width “,”.",
                "fix": "switch to the English keyboard and write “,”; after a colon or a comma leave a space.",
                "cites": ["六(三)", "int-02-rolling"],
                "also": [
                    {"path": "records/a.yml", "line": 4, "column": 2},
                    {"path": "records/b", "line": None, "column": None},
                ],
            }
        ],
    }


def test_github_annotations_are_escaped() -> None:
    odd = finding("records/a,b:c%.yml", 1, 2, "file-unexpected", params={"name": "x\ny%"})
    assert FORMATS["github"](report(odd, lang="en")) == (
        "::error file=records/a%2Cb%3Ac%25.yml,line=1,col=2,title=file-unexpected::“x%0Ay%25” is no record and does "
        "not belong in records/.%0Afix: records go into records/<kind>/ as “id.yml”. "
        "Move other files elsewhere or delete them.\n"
    )  # fmt: skip
    assert FORMATS["github"](report()) == ""


def test_sarif() -> None:
    log = json.loads(FORMATS["sarif"](report(FULL_WIDTH, finding("records/新.yml", None, None, "file-empty"))))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["file-empty", "yaml-full-width"]
    first, second = run["results"]
    assert first["ruleIndex"] == 1
    assert first["level"] == "error"
    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 15, "endColumn": 16}
    assert len(first["relatedLocations"]) == 2
    assert second["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": "records/%E6%96%B0.yml"}}


def test_junit_survives_what_xml_cannot_hold() -> None:
    odd = finding("records/\\x1b<&.yml", 1, 1, "file-unexpected", params={"name": "\x00\ud800<&>"})
    root = ET.fromstring(FORMATS["junit"](report(FULL_WIDTH, odd)))
    suite = root[0]
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    assert suite[0].get("name") == "5 records"
    failure = suite[2][0]
    assert failure.get("type") == "file-unexpected"
    assert "��<&>" in (failure.get("message") or "")


def test_warnings_are_no_failures() -> None:
    warning = Finding(rule="yaml-tab", severity=Severity.WARNING, at=Place(path="records/a.yml", line=1, column=1))
    found = report(warning)
    assert (found.errors, found.warnings) == (0, 1)
    assert ET.fromstring(FORMATS["junit"](found))[0].get("failures") == "0"
    assert FORMATS["github"](found).startswith("::warning ")
    assert json.loads(FORMATS["sarif"](found))["runs"][0]["results"][0]["level"] == "warning"
