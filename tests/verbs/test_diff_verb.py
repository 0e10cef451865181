"""`diff` says what a change does: facts, and the duties that they meet, create, move or end; never a person's data."""

from __future__ import annotations

import io
import json
from argparse import ArgumentParser
from pathlib import Path

import pytest

from change_world import APPLIED, NEW, commit, context, edit, found_at, git, request, write
from talentcard.context import CannotRunError
from talentcard.verbs import diff

HOUSEHOLD = "records/requests/req-hsh0000001.yml"
SCHOOL = "records/requests/req-sch0000001.yml"
SUBMITTED = "  - {id: ea00002, type: submitted, on: 2026-10-20}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = found_at(tmp_path / "registry")
    write(root, NEW, request())
    commit(root)
    return root


def said(root: Path, *words: str, lang: str = "zh") -> str:
    parser = ArgumentParser()
    diff.add_arguments(parser)
    asked = context(root)._replace(lang=lang)
    assert diff.run(asked, parser.parse_args(words or ["HEAD"])) == 0
    assert isinstance(asked.out, io.StringIO)
    return asked.out.getvalue()


def lines(root: Path, *words: str, lang: str = "zh") -> list[str]:
    return [line.strip() for line in said(root, *words, lang=lang).splitlines() if line]


def test_nothing(root: Path) -> None:
    assert lines(root) == ["新建 0 条，改动 0 条，删除 0 条；另有 0 条的期限或状态受影响。"]


def test_an_answer_in_time(root: Path) -> None:
    """Who, what, when, after how many working days, in time or not; and what is owed next."""
    text = (root / SCHOOL).read_text(encoding="utf-8")
    edit(root, SCHOOL, "  - {id: es00004, type: answered, on: 2026-06-24}\n", "")
    commit(root)
    write(root, SCHOOL, text)
    assert lines(root)[:3] == [
        "服务申请 req-sch0000001",
        "记入“反馈答复（answered）”，2026-06-24。",
        "市教委于 2026-06-24 完成“市教委落实学校并反馈”，用时 9 个工作日，按期完成（期限 2026-07-02，六(一)②）。",
    ]


def test_an_answer_too_late(root: Path) -> None:
    edit(root, SCHOOL, "answered, on: 2026-06-24", "answered, on: 2026-07-03")
    commit(root)
    before = git(root, "rev-parse", "HEAD~1")
    assert "市教委的“市教委落实学校并反馈”从“按期完成”变成“迟办”。" in lines(root, before)


def test_a_new_request(root: Path) -> None:
    write(root, NEW.replace("cmp", "cmq"), request("req-cmq0000001"))
    assert lines(root) == [
        "服务申请 req-cmq0000001",
        "新建。",
        "记入“申请（applied）”，2026-10-19。",
        "市一站式平台应在 2026-10-22 前完成“平台提交市公安局或指定的区分局”（六(三)），现在是“即将到期”。",
        "新建 1 条，改动 0 条，删除 0 条；另有 0 条的期限或状态受影响。",
    ]


def test_a_correction(root: Path) -> None:
    took = (
        "  - {id: ea00009, type: corrected, on: 2026-10-20, corrects: ea00001, corrected_on: 2026-10-16, "
        "reason: wrong_date, basis: 示例}\n"
    )
    write(root, NEW, request(events=APPLIED + took))
    assert lines(root)[1:3] == [
        "更正：“申请（applied）”（ea00001）的日期由 2026-10-19 改为 2026-10-16。",
        "市一站式平台的“平台提交市公安局或指定的区分局”期限从 2026-10-22 移到 2026-10-21，现在是“即将到期”。",
    ]


def test_a_calendar_that_moves_the_deadlines_of_others(root: Path) -> None:
    """Each record whose deadline moves is named, though nobody touched it."""
    path = "records/calendars/cal-2026.yml"
    edit(root, path, "make_up_days:", "  - {name: 示例, first: 2026-10-21, last: 2026-10-21}\nmake_up_days:")
    told = lines(root)
    at = told.index("服务申请 req-cmp0000001")
    assert told[at + 1] == (
        "市一站式平台的“平台提交市公安局或指定的区分局”期限从 2026-10-22 移到 2026-10-23，现在是“即将到期”。"
    )
    assert told[:2] == ["放假安排 cal-2026", "改动或补填：days_off。"]


def test_a_deleted_record(root: Path) -> None:
    (root / HOUSEHOLD).unlink()
    assert lines(root)[:2] == ["服务申请 req-hsh0000001", "删除。"]


def test_two_commits(root: Path) -> None:
    """Between two commits the working tree has no say."""
    write(root, NEW, request(events=APPLIED + SUBMITTED))
    commit(root)
    (root / HOUSEHOLD).unlink()
    assert lines(root, "HEAD~1", "HEAD") == [
        "服务申请 req-cmp0000001",
        "记入“提交主管部门（submitted）”，2026-10-20。",
        "市一站式平台于 2026-10-20 完成“平台提交市公安局或指定的区分局”，"
        "用时 1 个工作日，按期完成（期限 2026-10-22，六(三)）。",
        "市公安局应完成“公安机关开通绿色通道，由其联络员提供服务”（六(三)），文件没有规定期限。",
        "新建 0 条，改动 1 条，删除 0 条；另有 0 条的期限或状态受影响。",
    ]


def test_english(root: Path) -> None:
    write(root, NEW, request(events=APPLIED + SUBMITTED))
    assert lines(root, lang="en")[1] == "Recorded: submitted to the department (submitted), 2026-10-20."


def test_markdown_holds_nothing_but_our_own(root: Path) -> None:
    write(root, NEW, request(events=APPLIED + SUBMITTED.replace("}", ", note: '<b>@all</b> #1'}")))
    told = said(root, "HEAD", "--format", "markdown")
    assert told.startswith("### 服务申请 req-cmp0000001\n\n- 记入")
    assert "@all" not in told
    assert "<b>" not in told


def test_json(root: Path) -> None:
    write(root, NEW, request(events=APPLIED + SUBMITTED))
    told = json.loads(said(root, "HEAD", "--format", "json"))
    assert (told["schema_version"], told["head"], told["as_of"]) == (1, None, "2026-10-20")
    assert [(each["id"], each["change"]) for each in told["records"]] == [("req-cmp0000001", "altered")]
    assert [each["what"] for each in told["records"][0]["sentences"]] == ["event", "met", "owed-no-limit"]


def test_sealed_values_and_free_text_are_never_told(root: Path) -> None:
    edit(root, "records/suggestions/sug-mn00000001.yml", "text: ", "text: 张三丰改过，")
    for form in ("text", "markdown", "json"):
        told = said(root, "HEAD", "--format", form)
        assert "text" in told
        assert "张三丰" not in told


def test_no_such_commit(root: Path) -> None:
    with pytest.raises(CannotRunError) as error:
        said(root, "nowhere")
    assert error.value.key == "compare-unknown"
    with pytest.raises(CannotRunError) as error:
        said(root, "HEAD", "nowhere")
    assert (error.value.key, error.value.params["end"]) == ("compare-unknown-end", "nowhere")
