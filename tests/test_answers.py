"""Returned questionnaires: what may be written, every fault at its place, nothing personal repeated, counts only."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
import pytest

from minis import ROOT, entry
from talentcard.core.model import Questionnaire, Respondent
from talentcard.core.oversight import answers, survey
from talentcard.core.oversight.answers import Fault, Read, Sheet
from talentcard.core.privacy.identity import check_character
from talentcard.messages import LANGUAGES, catalogue
from talentcard.office.surveying import letters, params_of, place, titles

PATH = "records/questionnaires/qst-2026.yml"
MOBILE = f"138{138000:08}"


@cache
def form() -> Questionnaire:
    found = entry(PATH, (ROOT / PATH).read_bytes()).record
    assert isinstance(found, Questionnaire)
    return found


def resident_id() -> str:
    body = "000000" + "19900101" + "001"
    return body + check_character(body)


def heads(who: Respondent = Respondent.TALENT) -> list[str]:
    """The first row of an entry sheet."""
    found = ["答卷编号"]
    for question in survey.asked(form(), who):
        options = [option.code for option in question.options] if question.kind == "several_of" else [""]
        found += [answers.label(question, option) for option in options]
    return found


def sheet(
    *rows: dict[str, Any], name: str = "人才", head: Sequence[str] | None = None, file: str = "答卷.xlsx"
) -> Sheet:
    """Rows by the names of their columns; a row without a number gets one."""
    columns = list(head or heads())
    lines: list[tuple[int, Sequence[object]]] = [(1, columns)]
    for number, row in enumerate(rows, 2):
        whole = {"答卷编号": f"T{number:03}", **row}
        lines.append((number, [whole.get(column) for column in columns]))
    return Sheet(file, name, lines)


def read(*sheets: Sheet) -> Read:
    return answers.read(form(), sheets, titles())


def faults(*sheets: Sheet) -> list[tuple[str, int, str]]:
    """Rule, row and name of the column."""
    named = {one.name: list(one.rows[0][1]) for one in sheets}
    return [
        (one.rule, one.at.row, str(named[one.at.sheet][one.at.column - 1]) if one.at.column else "")
        for one in read(*sheets).faults
    ]


# ---- what may be written ------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [4, 4.0, "4", "４", " 4 ", "满意", "satisfied", "4 满意"])
def test_a_rating_may_be_a_number_or_what_it_is_called(written: object) -> None:
    (answer,) = read(sheet({"B1": written})).answers
    assert answer.chosen == {"b1": ("r4",)}


@pytest.mark.parametrize(
    ("column", "written", "code"),
    [
        ("B3", "是", "yes"), ("B3", "No", "no"), ("B3", "√", "yes"),
        ("E2", "3个工作日以内", "within-3"), ("E2", "within-15", "within-15"), ("E2", "Later", "longer"),
        ("E3", 0, "from-0"), ("E3", "15", "from-4"), ("E3", 16, "from-16"), ("E3", 400, "from-31"),
    ],
)  # fmt: skip
def test_other_answers_become_codes_and_numbers_bands(column: str, written: object, code: str) -> None:
    (answer,) = read(sheet({column: written})).answers
    assert answer.chosen == {column.lower(): (code,)}


def test_of_several_each_has_a_column() -> None:
    (answer,) = read(sheet({"A1/medical": "是", "A1/other": "x", "A1/none": "否"})).answers
    assert answer.chosen == {"a1": ("medical", "other")}


def test_respondents_may_stand_in_a_column_and_blank_rows_between() -> None:
    found = read(
        sheet({"对象": "人才", "B1": 5}, {"答卷编号": None}, {"对象": "department_liaison", "E4": 3},
              name="sheet1", head=["答卷编号", "对象", "B1", "E4"])
    )  # fmt: skip
    assert found.faults == ()
    assert [(one.respondents, one.number) for one in found.answers] == [
        (Respondent.TALENT, "T002"),
        (Respondent.DEPARTMENT_LIAISON, "T004"),
    ]


def test_the_sheet_of_notes_and_empty_sheets_are_passed_over() -> None:
    notes = Sheet("答卷.xlsx", "说明", [(1, ["题号", "问题"]), (2, ["A1", "今年…"])])
    assert read(notes, sheet({"B1": 1}), Sheet("答卷.xlsx", "Sheet3", [])).faults == ()


def test_a_form_with_a_line_for_each_question_is_one_answer() -> None:
    """Its faults stand at the cells of the form; a wrong number of a question is told, too."""
    given: dict[str, object] = {"答卷编号": "T7", "A1/medical": "是", "B1": "4 满意"}
    lines: list[tuple[int, Sequence[object]]] = [(1, ["题号", "问题", "答案", "可填"]), (2, [None, None, None])]
    lines += [(row, [name, "…", given.get(name), "…"]) for row, name in enumerate(heads(), 3)]
    found = read(Sheet("一.xlsx", "人才", lines))
    assert found.faults == ()
    assert [(one.number, one.chosen) for one in found.answers] == [("T7", {"a1": ("medical",), "b1": ("r4",)})]
    wrong = [*lines, (90, ["Z9", "…", 5]), (91, ["B1", "…", 9]), (92, [None, "…", "张三"])]
    told = [(one.rule, one.at.row, one.at.column) for one in read(Sheet("一.xlsx", "人才", wrong)).faults]
    assert told == [("answers-column-unknown", 90, 1), ("answers-column-twice", 91, 1), ("answers-outside", 92, 3)]


# ---- what is wrong ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "written", "rule"),
    [
        ("B1", 6, "answers-rating"), ("B1", 0, "answers-rating"), ("B1", 4.5, "answers-rating"),
        ("B1", "张三", "answers-rating"), ("B3", "也许", "answers-choice"), ("E2", "两周", "answers-choice"),
        ("E3", "半个月", "answers-not-number"), ("E3", -1, "answers-not-number"), ("E3", 2.5, "answers-not-number"),
        ("A1/medical", "常去", "answers-tick"), ("答卷编号", None, "answers-no-number"),
        ("答卷编号", "甲一", "answers-number"), ("答卷编号", "T" * 21, "answers-number"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_at_its_place(column: str, written: object, rule: str) -> None:
    good = {"B2": 3}
    assert faults(sheet(good, {**good, column: written})) == [(rule, 3, column)]


def test_everything_wrong_is_told_at_once_and_nothing_half_read() -> None:
    columns = [name for name in heads() if name != "C3"] + ["姓名", "B1"]
    wrong = sheet({"B1": 9, "姓名": "示例"}, {"答卷编号": "T002", "E3": "久"}, {"B1": 5}, {}, head=columns)
    found = read(wrong)
    assert [one.rule for one in found.faults] == [
        "answers-column-missing", "answers-column-unknown", "answers-column-twice",
        "answers-rating", "answers-repeated", "answers-not-number", "answers-empty",
    ]  # fmt: skip
    assert found.faults[4].also == found.faults[3].at.__class__("答卷.xlsx", "人才", 2, 1)


def test_an_answer_counts_once_over_all_files_and_each_kind_by_itself() -> None:
    one = sheet({"答卷编号": "A1", "B1": 5})
    other = sheet({"答卷编号": "a1", "B1": 4}, file="补录.xlsx")
    liaisons = sheet({"答卷编号": "A1", "B1": 4}, name="用人单位联络员", head=heads(Respondent.EMPLOYER_LIAISON))
    assert read(one, liaisons).faults == ()
    (fault,) = read(one, other, liaisons).faults
    assert (fault.rule, fault.at.file, fault.also and fault.also.file) == ("answers-repeated", "补录.xlsx", "答卷.xlsx")


@pytest.mark.parametrize("name", ["工作表1", "Sheet1"])
def test_it_must_be_said_who_answered(name: str) -> None:
    assert faults(sheet({"B1": 5}, name=name)) == [("answers-no-respondents", 1, "")]
    assert faults(sheet({"B1": 5, "对象": "家属"}, name=name, head=["答卷编号", "对象", "B1"])) == [
        ("answers-who", 2, "对象")
    ]


def test_a_sheet_without_a_head_and_a_file_without_answers() -> None:
    assert faults(Sheet("x.csv", "x", [(1, ["T001", 5, 4])])) == [("answers-no-head", 1, "")]
    assert [one.rule for one in read(sheet()).faults] == ["answers-none"]


def test_what_is_not_asked_of_somebody_is_not_counted() -> None:
    columns = [*heads(), "E4"]
    assert faults(sheet({"B1": 5, "E4": 5}, head=columns)) == [("answers-not-asked", 2, "E4")]


def test_a_cell_beyond_the_columns_is_not_lost_in_silence() -> None:
    lines: list[tuple[int, Sequence[object]]] = [
        (1, ["答卷编号", *heads()[1:]]),
        (2, ["T1", *[None] * 16, 5, *[None] * (len(heads()) - 18), "又一条"]),
    ]
    (fault,) = read(Sheet("a.xlsx", "人才", lines)).faults
    assert (fault.rule, fault.at.column) == ("answers-outside", len(heads()) + 1)


# ---- nothing personal ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "written", "what"),
    [
        ("F2", f"请回电{MOBILE}", "personal-mobile"),
        ("F2", f"证号 {resident_id()}", "personal-resident-id"),
        ("F2", "邮箱 someone@" + "qq.com", "personal-email"),
        ("F2", "护照 E1" + "2345678", "personal-document"),
        ("E3", int(MOBILE), "personal-mobile"),
        ("B1", float(MOBILE), "personal-mobile"),
        ("答卷编号", MOBILE, "personal-mobile"),
    ],
)
def test_what_looks_like_a_person_is_refused_and_never_repeated(column: str, written: object, what: str) -> None:
    """In any column: numbers are often typed into the wrong one."""
    found = read(sheet({"B2": 4, column: written}))
    assert [(one.rule, one.params["what"]) for one in found.faults] == [("answers-personal", f"@{what}")]
    assert found.answers == ()
    for lang in LANGUAGES:
        words = catalogue(lang)
        said = words.finding("answers-personal", params_of(found.faults[0], words))
        assert "{" not in said.message + said.fix
        assert str(written) not in said.message + said.fix
        assert words.text(what) in said.message


def test_no_fault_repeats_what_stands_in_a_cell() -> None:
    secret = "王某某"
    wrong = sheet(*({column: secret} for column in heads()), head=[*heads(), "备注"])
    words = catalogue("zh")
    for fault in read(wrong).faults:
        said = words.finding(fault.rule, params_of(fault, words))
        assert secret not in f"{said}{place(fault.at, words)}"


def test_every_fault_has_words_and_a_way_to_mend_it_in_both_languages() -> None:
    source = (ROOT / "tools/talentcard/core/oversight/answers.py").read_text("utf-8")
    rules = {part.partition('"')[0] for part in source.split('"answers-')[1:]}
    for lang in LANGUAGES:
        words = catalogue(lang)
        for rule in rules:
            given = {"question": "B1", "columns": "B1", "column_of": "B1", "what": "@personal-mobile"}
            fault = Fault(sheet().place(2, 1), f"answers-{rule}", given, also=sheet().place(3, 1))
            said = words.finding(fault.rule, params_of(fault, words))
            assert said.fix, rule
            assert "{" not in said.message + said.fix, rule


def test_places_are_those_of_a_spreadsheet() -> None:
    assert [letters(number) for number in (1, 26, 27, 52, 53, 702, 703)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    assert place(sheet().place(12, 28), catalogue("zh")) == "答卷.xlsx 工作表“人才”第12行AB列"


# ---- counted ------------------------------------------------------------------------------------------


def test_counts_are_those_of_a_plain_recount_and_hold_no_answer() -> None:
    rng = random.Random(6)
    rows = [
        {
            **{f"A1/{option}": "是" for option in ("medical", "titles", "none") if rng.random() < 0.4},
            **{name: rng.choice([None, 1, 2, 3, 4, 5]) for name in ("B1", "C3")},
            "E3": rng.choice([None, 3, 4, 20, 99]),
            "B3": rng.choice([None, "是", "否"]),
            "F2": rng.choice([None, "快一点"]),
            "E1": 3,
        }
        for _ in range(40)
    ]
    found = read(sheet(*rows))
    counts = {one.question: one for one in answers.counted(form(), found.answers)}
    assert set(counts) == {one.code for one in survey.asked(form(), Respondent.TALENT)} - {"f2"}
    for rating in range(1, 6):
        for column in ("B1", "C3"):
            assert counts[column.lower()].counts[f"r{rating}"] == sum(row[column] == rating for row in rows)
    assert counts["b3"].counts == {"yes": sum(row["B3"] == "是" for row in rows),
                                   "no": sum(row["B3"] == "否" for row in rows)}  # fmt: skip
    assert counts["e3"].counts == {
        "from-0": sum(row["E3"] == 3 for row in rows), "from-4": sum(row["E3"] == 4 for row in rows),
        "from-16": sum(row["E3"] == 20 for row in rows), "from-31": sum(row["E3"] == 99 for row in rows),
    }  # fmt: skip
    ticked = [any(f"A1/{option}" in row for option in ("medical", "titles", "none")) for row in rows]
    assert counts["a1"].answered == sum(ticked)
    assert counts["a1"].counts["titles"] == sum("A1/titles" in row for row in rows)
    assert counts["c1"].answered == 0
    kept = msgspec.json.encode(list(counts.values())).decode()
    assert "快一点" not in kept
    assert not any(answer.number in kept for answer in found.answers)


def test_texts_come_in_the_order_of_the_alphabet() -> None:
    found = read(sheet({"F2": "乙", "B1": 1}, {"F2": "甲", "B1": 2}, {"F2": "丙", "B1": 3}))
    told = [text for _, _, text in answers.texts(found.answers)]
    assert told == sorted(told)
