"""``talentcard evaluate``: forms out and back in, results on record, the report; what is refused."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

import office
from founded import Said, talentcard
from registries import ROOT
from talentcard import cli
from talentcard.core.model import Respondent
from talentcard.office.surveying import titles

FORM = "records/questionnaires/qst-2026.yml"
SENT = ("--sent", "talent=60", "--sent", "employer_liaison=12")
RATED = (5, 4, 4, 3, 5, 4, 2, 5, 4, 4, 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = office.registry(tmp_path / "registry")
    (made / FORM).parent.mkdir()
    shutil.copyfile(ROOT / FORM, made / FORM)
    return made


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The forms, once for all tests."""
    base = tmp_path_factory.mktemp("forms")
    made = office.registry(base / "registry")
    (made / FORM).parent.mkdir()
    shutil.copyfile(ROOT / FORM, made / FORM)
    assert run(made, "2026", "--form", base / "out").code == 0
    return base / "out"


def run(root: Path, *words: str | Path) -> Said:
    return talentcard("evaluate", *words, root=root)


def filled(forms: Path, target: Path, *, wrong: object = None) -> Path:
    """The entry sheet as a clerk fills it in: eleven talents, six liaisons."""
    book = openpyxl.load_workbook(forms / "questionnaire-2026-entry.xlsx")
    for name, number in (("人才", 11), ("用人单位联络员", 6)):
        page = book[name]
        column = {str(cell.value).split()[0]: cell.column for cell in page[1]}
        for row in range(number):
            page.cell(row + 2, 1, f"T{row + 1:03}")
            page.cell(row + 2, column["B1"], RATED[row])
            page.cell(row + 2, column["A1/medical"], "是" if row % 2 else None)
            page.cell(row + 2, column["E3"], 3 * row)
            page.cell(row + 2, column["F2"], "材料清单请更清楚" if row == 4 else None)
    if wrong is not None:
        book["人才"].cell(3, 14, wrong)
    book.save(target)
    return target


# ---- out -----------------------------------------------------------------------------------------------------------


def test_the_forms_are_for_each_kind_of_respondents_in_both_languages(forms: Path, root: Path, tmp_path: Path) -> None:
    names = {path.name for path in forms.iterdir()}
    endings = [f"{lang}.{kind}" for lang in ("", ".en") for kind in ("docx", "xlsx")]
    wanted = {f"questionnaire-2026-{who}{ending}" for who in Respondent for ending in endings}
    assert names == {"questionnaire-2026-entry.xlsx", *wanted}
    assert run(root, "2026", "--form", tmp_path / "again").code == 0
    assert all((tmp_path / "again" / name).read_bytes() == (forms / name).read_bytes() for name in names)
    (tmp_path / "again" / "questionnaire-2026-entry.xlsx").write_bytes(b"somebody's work")
    assert run(root, "2026", "--form", tmp_path / "again").code == 2


def test_a_paper_form_asks_what_its_readers_are_asked_and_says_that_it_is_ours(forms: Path) -> None:
    def text(name: str) -> str:
        with zipfile.ZipFile(io.BytesIO((forms / name).read_bytes())) as archive:
            return archive.read("word/document.xml").decode()

    talents, departments = text("questionnaire-2026-talent.docx"), text("questionnaire-2026-department_liaison.docx")
    assert "自拟表式" in talents
    assert "our own form" in text("questionnaire-2026-talent.en.docx")
    assert "凭证办事时，有关单位都认可这张证" in talents
    assert "每月联席会议、情况通报对工作的帮助" not in talents
    assert "每月联席会议、情况通报对工作的帮助" in departments


def test_the_entry_sheet_proposes_the_answers_that_there_are(forms: Path) -> None:
    book = openpyxl.load_workbook(forms / "questionnaire-2026-entry.xlsx")
    assert [name for name in book.sheetnames if name in titles()] == ["人才", "用人单位联络员", "部门联络员"]
    page = book["人才"]
    proposed = {
        str(found.sqref).rstrip("0123456789").split(":")[0]: found.formula1
        for found in page.data_validations.dataValidation
    }
    columns = {str(cell.value).split()[0]: cell.column_letter for cell in page[1]}
    assert proposed[f"{columns['B1']}2"] == '"1,2,3,4,5"'
    assert proposed[f"{columns['B3']}2"] == '"是,否"'
    assert proposed[f"{columns['A1/medical']}2"] == '"是,否"'
    assert proposed[f"{columns['E2']}2"] == '"3个工作日以内,15个工作日以内,更久,没有答复"'
    assert f"{columns['F2']}2" not in proposed


def test_a_form_filled_in_by_somebody_is_read_as_it_is(forms: Path, root: Path, tmp_path: Path) -> None:
    """One file a person: the answers beside the questions, in either language."""
    (tmp_path / "in").mkdir()
    row: dict[str, int] = {}
    for number, lang in enumerate(("", ".en", ""), 1):
        book = openpyxl.load_workbook(forms / f"questionnaire-2026-talent{lang}.xlsx")
        page = book.worksheets[0]
        assert book.worksheets[1]["A2"].value == ("our own form" if lang else "自拟表式")
        row = {str(cell.value): cell.row for cell in page["A"]}
        page.cell(row["answer" if lang else "答卷编号"], 3, f"T{number}")
        page.cell(row["A1/medical"], 3, "yes" if lang else "是")
        page.cell(row["B1"], 3, 6 if number == 3 else 4)
        page.cell(row["E2"], 3, "later" if lang else "更久")
        book.save(tmp_path / "in" / f"{number}.xlsx")
    done = run(root, "2026", "--answers", tmp_path / "in")
    assert done.code == 1
    assert done.out.splitlines()[0] == f"3.xlsx 工作表“人才”第{row['B1']}行C列：B1 题应填 1 至 5 的评分。"
    (tmp_path / "in" / "3.xlsx").unlink()
    found = json.loads(run(root, "2026", "--answers", tmp_path / "in", "--format", "json").out)
    counts = {one["question"]: one["counts"] for one in found["questions"]}
    assert (counts["b1"]["r4"], counts["a1"]["medical"], counts["e2"]["longer"]) == (2, 2, 2)


# ---- in ------------------------------------------------------------------------------------------------------------


def test_faults_are_told_and_nothing_is_written(forms: Path, root: Path, tmp_path: Path) -> None:
    before = office.records(root)
    mobile = f"138{138000:08}"
    book = filled(forms, tmp_path / "答卷.xlsx", wrong=f"电话{mobile}")
    done = run(root, "2026", "--answers", book, *SENT, "--save", "--texts", tmp_path / "意见.xlsx")
    assert done.code == 1
    assert done.out == (
        "答卷.xlsx 工作表“人才”第3行N列：这一格看起来有手机号码，不能导入。\n"
        "  办法: 删去个人信息再导入。问卷不记名，答卷里不留姓名、号码、住址和病情。\n"
    )
    assert done.err == "答卷有 1 处要改，一份也没有导入。改好后再运行一次。\n"
    assert office.records(root) == before
    assert not (tmp_path / "意见.xlsx").exists()
    found = json.loads(run(root, "2026", "--answers", book, "--format", "json").out)
    assert found["schema_version"] == 1
    (fault,) = found["faults"]
    assert (fault["file"], fault["sheet"], fault["row"], fault["column"]) == ("答卷.xlsx", "人才", 3, "N")


def test_answers_become_a_record_of_counts_and_the_record_a_report(forms: Path, root: Path, tmp_path: Path) -> None:
    """End to end: read, looked at, saved, checked, printed as documents; a second save is refused."""
    before = set(office.records(root))
    book = filled(forms, tmp_path / "答卷.xlsx")
    seen = run(root, "2026", "--answers", book, "--texts", tmp_path / "意见.xlsx")
    assert seen.code == 0, seen
    assert "读入 17 份答卷（人才11份、用人单位联络员6份），没有要改的地方。\n" in seen.err
    assert set(office.records(root)) == before
    told = openpyxl.load_workbook(tmp_path / "意见.xlsx").active
    assert told is not None
    assert [row[2].value for row in told.iter_rows(min_row=2)] == ["材料清单请更清楚"] * 2

    assert run(root, "2026", "--answers", book, "--save").code == 2  # how many were sent?
    done = run(root, "2026", "--answers", book, *SENT, "--save")
    assert done.code == 0, done
    (name,) = set(office.records(root)) - before
    assert done.out == f"{name}\n"
    written = (root / name).read_text("utf-8")
    assert "- {respondents: talent, population: 60, invited: 60, returned: 11}" in written
    assert "counts: {r1: 1, r2: 1, r3: 1, r4: 5, r5: 3}" in written
    assert "counts: {favourable: 5, other: 0}" in written
    assert "材料清单" not in written
    assert "T00" not in written
    assert talentcard("check", root=root).code == 0

    report = json.loads(run(root, "2026", "--format", "json").out)
    b1 = next(one for one in report["questions"] if (one["question"], one["respondents"]) == ("b1", "talent"))
    assert (b1["answered"], b1["mean"], b1["median"], b1["favourable"]["share"]) == (11, 3.7273, 4.0, 0.7273)
    assert run(root, "2026", "--out", tmp_path / "a").code == run(root, "2026", "--out", tmp_path / "b").code == 0
    names = [f"evaluation-2026.{kind}" for kind in ("docx", "md", "pdf", "xlsx")]
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == names
    assert all((tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes() for name in names)
    assert "| B1 新办：制证、交付和送达 | 11 |" in (tmp_path / "a" / "evaluation-2026.md").read_text("utf-8")
    page = openpyxl.load_workbook(tmp_path / "a" / "evaluation-2026.xlsx").worksheets[1]
    (row,) = [row for row in page.iter_rows() if row[0].value == "B1 新办：制证、交付和送达" and row[1].value == 11]
    assert [(cell.value, cell.number_format) for cell in row[2:5]] == [(3.7, "0.0##"), (4, "General"), (0.73, "0%")]
    again = run(root, "2026", "--answers", book, *SENT, "--save")
    assert again.code == 2
    assert f"{name} 已经有问卷结果" in again.err


def test_results_are_added_to_the_record_that_there_is_and_its_lines_stay(
    forms: Path, root: Path, tmp_path: Path
) -> None:
    record = {
        "schema": "evaluation/1", "id": "evl-case000001", "year": 2026, "methods": ["third-party"],
        "conducted_by": ["org-hrss"], "summary": {"zh": "示例。"}, "inspected_on": "2026-11-10",
    }  # fmt: skip
    path = office.write(root, record)
    path.write_text(path.read_text("utf-8") + "# 备注留着\n", encoding="utf-8")
    before = path.read_text("utf-8")
    assert run(root, "2026", "--answers", filled(forms, tmp_path / "a.xlsx"), *SENT, "--save").code == 0
    assert path.read_text("utf-8").startswith(before)
    assert talentcard("check", root=root).code == 0


def test_a_folder_of_tables_is_read_as_one(forms: Path, root: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    filled(forms, tmp_path / "in" / "一.xlsx")
    (tmp_path / "in" / "二.csv").write_text("答卷编号,对象,B1,E4\nK1,人才,5,\nK2,部门联络员,,4\n", encoding="gb18030")
    done = run(root, "2026", "--answers", tmp_path / "in", "--format", "json")
    assert done.code == 0, done
    assert [one["returned"] for one in json.loads(done.out)["returns"]] == [12, 6, 1]


def test_a_folder_without_answers_is_named(root: Path, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    done = run(root, "2026", "--answers", tmp_path / "空")
    assert (done.code, f"{tmp_path / '空'}: 没有找到答卷" in done.out.replace("：", ": ")) == (1, True), done


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("2025", "--form", "x"), "登记册没有 2025 年的问卷"),
        (("2026",), "2026 年还没有评估记录"),
        (("2026", "--save"), "--save、--sent、--texts 要和 --answers 一起用"),
        (("2026", "--out", "x", "--format", "json"), "分两次运行"),
        (("2026", "--answers", "没有.xlsx"), "找不到 没有.xlsx"),
        (("2026", "--answers", "没有.xlsx", "--texts", "records/意见.xlsx"), "在登记册里面"),
    ],
)
def test_what_cannot_be_done_is_said(root: Path, words: tuple[str, ...], says: str) -> None:
    words = tuple(str(root / word) if word.startswith("records/") else word for word in words)
    done = run(root, *words)
    assert done.code == 2
    assert says in done.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--sent", "family=3"), "应写作 talent=60"),
        (("--sent", "talent=0"), "应写作"),
        (("--texts", "a.txt"), ".xlsx 结尾"),
    ],
)
def test_a_mistyped_option_is_said(
    root: Path, words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["evaluate", "2026", "--answers", "x.xlsx", *words, "--root", str(root)])
    assert stopped.value.code == 2
    assert says in capsys.readouterr().err
