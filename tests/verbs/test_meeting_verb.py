"""``talentcard meeting``: papers for the coming meeting, a draft to be filled in, minutes; what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import office
from founded import Said, talentcard
from office import decision, meeting, raised, request
from talentcard import cli

PROBLEM = raised("problem", "raised 2026-11-16")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return office.registry(tmp_path / "registry", PROBLEM, request("applied 2026-11-02"))


def run(root: Path, *words: str | Path) -> Said:
    return talentcard("meeting", *words, root=root)


def test_the_papers_are_printed_and_the_same_again(root: Path) -> None:
    first, again = run(root, "2026-11"), run(root, "2026-11")
    assert first.code == 0, first
    assert first.out.startswith("〔自拟表式〕　〔内部资料〕\n\n# 人才服务证联席会议材料（2026年11月）\n")
    assert "1. 研究超过文件规定时限已久的事项（1项）\n2. 研究尚未解决的问题（1个）\n" in first.out
    assert first == again
    assert "November 2026" in run(root, "2026-11", "--lang", "en").out


def test_as_json_each_item_has_its_records(root: Path) -> None:
    found = json.loads(run(root, "2026-11", "--format", "json").out)
    assert [(item["item"], item["count"]) for item in found["agenda"]] == [("overdue", 1), ("problems", 1)]
    assert [late["record"] for late in found["overdue"]] == ["req-case000001"]
    assert [(late["rung"], late["body"]) for late in found["overdue"]] == [("joint_meeting", "org-platform")]
    assert [problem["record"] for problem in found["problems"]] == ["sug-case000001"]
    assert found["schema_version"] == 1


def test_as_documents_byte_for_byte_the_same_again(root: Path, tmp_path: Path) -> None:
    done = run(root, "2026-11", "--out", tmp_path / "a")
    assert done.code == 0, done
    assert run(root, "2026-11", "--out", tmp_path / "b").code == 0
    names = ["meeting-2026-11.docx", "meeting-2026-11.md", "meeting-2026-11.pdf"]
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == names
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)


def test_what_somebody_has_worked_on_is_not_overwritten_and_a_file_is_no_folder(root: Path, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "meeting-2026-11.md").write_text("改过的", encoding="utf-8")
    refused = run(root, "2026-11", "--out", tmp_path / "a")
    assert refused.code == 2
    assert "meeting-2026-11.md 已有，内容不同" in refused.err
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["meeting-2026-11.md"]
    assert run(root, "2026-11", "--out", tmp_path / "a" / "meeting-2026-11.md").code == 2


def test_with_nothing_to_meet_about_it_says_so(tmp_path: Path) -> None:
    done = run(office.registry(tmp_path / "quiet"), "2026-11")
    assert done.code == 0
    assert "没有需要提请会议研究的事项" in done.out
    assert done.err == "截至 2026-11-20，没有需要提请会议研究的事项；会议仍须每月召开（七(一)）。\n"


# ---- the record -----------------------------------------------------------------------------------------------------


def test_a_draft_is_refused_until_it_is_filled_in_and_its_decisions_are_owed_then(root: Path) -> None:
    """End to end: pack, draft, check, filled in, check, due, minutes, the next meeting's pack."""
    before = office.records(root)
    done = run(root, "2026-11", "--minutes")
    assert done.code == 0, done
    (name,) = set(office.records(root)) - set(before)
    assert name in done.out
    draft = root / name
    text = draft.read_text(encoding="utf-8")
    assert "  - 研究尚未解决的问题（1个）\n" in text

    refused = talentcard("check", root=root)
    assert refused.code == 1
    marks = [line for line in refused.out.splitlines() if "schema-to-fill" in line]
    assert len(marks) == text.count("待填") - 1 == 6  # the first line says what 待填 means
    assert "“召开日期”（held_on）还没有填写" in marks[0]
    assert run(root, "2026-11").code == 0  # a draft is no meeting

    head = text.splitlines()[1]
    filled = text.replace(head, "#").replace("held_on: 待填", "held_on: 2026-11-19")
    filled = filled.replace("chaired_by: 待填", "chaired_by: org-organisation-dept").replace("- 待填", "- org-hrss")
    filled = filled.replace(
        "action: 待填, owner: 待填, due: 待填", "action: 更新窗口人员名单, owner: org-police, due: 2026-11-27"
    )
    draft.write_text(filled, encoding="utf-8")
    checked = talentcard("check", root=root)
    assert checked.code == 0, checked.out
    owed = json.loads(talentcard("due", "--owner", "org-police", "--format", "json", root=root).out)["obligations"]
    assert [(o["step"], o["due"], o["owed_to"]) for o in owed] == [("decision", "2026-11-27", "org-organisation-dept")]

    minutes = run(root, "2026-11", "--paper")
    assert minutes.code == 0
    assert "| 1 | 更新窗口人员名单 | 市公安局 | 2026年11月27日 |" in minutes.out
    following = json.loads(run(root, "2026-12", "--format", "json").out)
    assert [(one["action"], one["standing"]) for one in following["decisions"]] == [("更新窗口人员名单", "open")]


def test_a_second_draft_waits_for_the_first(root: Path) -> None:
    assert run(root, "2026-11", "--minutes").code == 0
    kept = office.records(root)
    refused = run(root, "2026-11", "--minutes")
    assert (refused.code, refused.out) == (2, "")
    assert "还没有填完" in refused.err
    assert office.records(root) == kept


def test_an_agenda_without_items_is_for_people_to_fill_in(tmp_path: Path) -> None:
    root = office.registry(tmp_path / "quiet")
    assert run(root, "2026-11", "--minutes").code == 0
    (draft,) = (root / "records" / "meetings").rglob("*.yml")
    assert "agenda:\n  - 待填\n" in draft.read_text(encoding="utf-8")
    assert "（agenda）还没有填写" in talentcard("check", root=root).out


def test_minutes_hold_what_the_record_holds(held: Path) -> None:
    done = run(held, "2026-10", "--paper")
    assert "2026年10月23日，市委组织部主持召开" in done.out
    assert "市人力社保局、市公安局。" in done.out
    assert "1. 示例议题" in done.out
    assert "| 1 | 更新指定医院联系方式 | 市公安局 | 2026年11月24日 |" in done.out
    assert json.loads(run(held, "2026-10", "--paper", "--format", "json").out)["id"] == "mtg-case000001"


def test_of_several_meetings_in_a_month_one_is_named(tmp_path: Path) -> None:
    """One of them took no decision."""
    root = office.registry(tmp_path / "two", meeting("2026-10-08"), meeting("2026-10-23", number=2))
    refused = run(root, "2026-10", "--paper")
    assert refused.code == 2
    assert "mtg-case000001, mtg-case000002" in refused.err
    done = run(root, "2026-10", "--paper", "--record", "mtg-case000001")
    assert "2026年10月8日，" in done.out
    assert "本次会议没有形成决定事项。" in done.out


# ---- what is refused, and what to do instead ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry with one meeting, in October; nothing may change in it."""
    return office.registry(tmp_path_factory.mktemp("held"), meeting("2026-10-23", decision("2026-11-24")))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026-10",), "已于 2026-10-23 召开（mtg-case000001）"),
        (("2026-09",), "已经结束，登记册里没有这个月的会议"),
        (("2027-01",), "最晚可以准备 2026-12 的会议"),
        (("2026-11", "--paper"), "没有 2026-11 的会议记录"),
        (("2026-10", "--paper", "--record", "mtg-0000000000"), "mtg-case000001"),
        (("2026-11", "--record", "mtg-0000000000"), "要和 --paper 一起用"),
        (("2010-05",), "2010-05 在细则施行（2017-"),
        (("2026-11", "--minutes", "--out", "papers"), "不能与 --out"),
    ],
)
def test_what_it_cannot_do_is_said_with_what_to_do(held: Path, words: tuple[str, ...], said: str) -> None:
    kept = office.records(held)
    done = run(held, *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert office.records(held) == kept


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026-13",), "“2026-13” 不是月份，应写作 2026-11"),
        (("11-2026",), "“11-2026” 不是月份，应写作 2026-11"),
        (("2026-11", "--minutes", "--paper"), "--paper 不能与 --minutes 同用"),
    ],
)
def test_what_is_wrongly_written_is_said_too(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["meeting", *words])
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_the_papers_of_those_days_can_be_had_again(tmp_path: Path) -> None:
    """``--as-of`` a day before the meeting; but a meeting that is on record is not drafted once more."""
    root = office.registry(tmp_path / "registry", PROBLEM, meeting("2026-11-19"))
    assert run(root, "2026-11").code == 2
    assert "研究尚未解决的问题（1个）" in run(root, "2026-11", "--as-of", "2026-11-18").out
    assert run(root, "2026-11", "--minutes", "--as-of", "2026-11-18").code == 2
