"""``talentcard specialist-report``: printed, as JSON, as documents, as records; what is refused and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import office
from founded import Said, talentcard
from office import request
from talentcard.context import CannotRunError
from talentcard.core.statistics.periods import month
from talentcard.verbs.specialist_report import chosen

ONE, TWO, NEW = "con-spec000001", "con-spec000002", "con-spec000003"
SPECIALIST = {"schema": "contact/1", "organisation": "org-platform", "post": "specialist"}
OTHERS = (SPECIALIST | {"id": TWO, "since": "2026-01-01"}, SPECIALIST | {"id": NEW, "since": "2026-10-12"})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three specialists, one of them new in October; one request that nobody submitted."""
    return office.registry(tmp_path / "registry", *OTHERS, request("applied 2026-10-12"))


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, only to be read."""
    return office.registry(tmp_path_factory.mktemp("read"), *OTHERS, request("applied 2026-10-12"))


def run(root: Path, *words: str | Path) -> Said:
    return talentcard("specialist-report", *words, root=root)


def test_all_are_printed_or_one(read: Path) -> None:
    every, one = run(read, "2026-10"), run(read, "2026-10", "--contact", ONE)
    assert (every.code, one.code) == (0, 0)
    assert every.out.count("# 服务专员工作报告（2026年10月）") == 3
    assert one.out.count("# 服务专员工作报告（2026年10月）") == 1
    assert one.out in every.out
    assert "| 户籍（入户） | 1 | 0 | 0 | 1 |" in one.out
    assert "req-case000001" in one.out
    assert run(read, "2026-10") == every


def test_as_json_each_figure_has_its_records(read: Path) -> None:
    found = json.loads(run(read, "2026-10", "--contact", ONE, "--format", "json").out)
    (report,) = found["reports"]
    (service,) = report["services"]
    assert (found["schema_version"], found["month"], found["through"]) == (1, "2026-10", "2026-10-31")
    assert (service["accepted"], service["forwarded"], service["settled"]) == (["req-case000001"], [], [])
    assert [(leg["record"], leg["step"], leg["due"]) for leg in service["stuck"]] == [
        ("req-case000001", "submit", "2026-10-15")
    ]


def test_as_documents_byte_for_byte_the_same_again(read: Path, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        assert run(read, "2026-10", "--contact", ONE, "--out", tmp_path / folder).code == 0
    names = [f"specialist-report-2026-10-{ONE}.{kind}" for kind in ("docx", "md", "pdf")]
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == names
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)


def test_a_month_that_is_not_over_is_shown_as_far_as_it_has_come(read: Path) -> None:
    done = run(read, "2026-11", "--contact", ONE)
    assert "本月尚未结束，数据截至2026年11月20日。" in done.out


def test_saved_once_for_those_who_owe_a_report_and_for_others_by_name(root: Path) -> None:
    before = office.records(root)
    done = run(root, "2026-10", "--save")
    assert done.code == 0, done
    added = {name: raw.decode() for name, raw in office.records(root).items() if name not in before}
    assert sorted(line for text in added.values() for line in text.splitlines() if line.startswith("issued_by")) == [
        f"issued_by: {ONE}",
        f"issued_by: {TWO}",
    ]
    assert all(name in done.out and "type: specialist_report" in text for name, text in added.items())
    assert any("受理1件，转办0件，办结0件，受阻环节1个" in text for text in added.values())
    assert talentcard("check", root=root).code == 0

    kept = office.records(root)
    again = run(root, "2026-10", "--save")
    assert (again.code, again.out) == (2, "")
    assert "已经登记" in again.err
    assert "没有要写的报告" in again.err
    assert office.records(root) == kept
    assert run(root, "2026-10", "--save", "--contact", NEW).code == 0
    assert len(office.records(root)) == len(kept) + 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026-12",), "还没有开始"),
        (("2026-11", "--save"), "2026-11 要到 2026-11-30 才结束"),
        (("2026-10", "--contact", "con-em0yer0001"), "不是在任的服务专员"),
        (("2017-11",), "2017-11-30 没有施行中的规则版本"),
    ],
)
def test_what_it_cannot_do_is_said_with_what_to_do(read: Path, words: tuple[str, ...], said: str) -> None:
    kept = office.records(read)
    done = run(read, *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert office.records(read) == kept


def test_with_no_specialist_and_nothing_to_report_there_is_no_report() -> None:
    with pytest.raises(CannotRunError, match="report-nobody"):
        chosen((), month("2026-10"), None)
