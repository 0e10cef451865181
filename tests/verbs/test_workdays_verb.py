"""`talentcard workdays`: its answers in text and JSON, and its kind refusals."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from calendar_facts import ROOT
from talentcard.cli import main
from talentcard.core.workdays import DayKind
from talentcard.messages import catalogue
from talentcard.render.width import width
from talentcard.render.year import YearPicture
from talentcard.verbs.workdays import EXAMPLES

Out = pytest.CaptureFixture[str]


def answer(out: Out, *words: str, root: Path = ROOT) -> str:
    assert main(["workdays", *words, "--root", str(root)]) == 0
    return out.readouterr().out


def data(out: Out, *words: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(answer(out, *words, "--format", "json"))
    return found


def test_add_prints_the_bare_date_to_a_pipe(capsys: Out) -> None:
    assert answer(capsys, "add", "2026-09-18", "15") == "2026-10-15\n"


def test_add_as_json(capsys: Out) -> None:
    assert data(capsys, "add", "2026-09-18", "15") == {
        "schema_version": 1,
        "date": "2026-10-15",
        "provisional": False,
        "calendar": "2017–2026 (2025-11-04)",
    }


def test_add_past_the_settled_days(capsys: Out) -> None:
    assert answer(capsys, "add", "2026-12-10", "15") == "2026-12-29/2027-01-06\n"
    assert data(capsys, "add", "2026-12-10", "15") == {
        "schema_version": 1,
        "date": "2027-01-06",
        "provisional": True,
        "earliest": "2026-12-29",
        "latest": "2027-01-06",
        "calendar": "2017–2026 (2025-11-04)",
    }


def test_add_explains(capsys: Out) -> None:
    assert answer(capsys, "add", "2026-09-18", "15", "--explain") == (
        "2026-10-15\n"
        "2026-09-18 当日不计，数 15 个工作日，到星期四。\n"
        "  计入  2026-09-20          国庆节调休上班（星期日）\n"
        "  跳过  2026-09-25 – 09-27  中秋节，3 天\n"
        "  跳过  2026-10-01 – 10-07  国庆节，7 天\n"
        "  计入  2026-10-10          国庆节调休上班（星期六）\n"
        "  跳过  其余周六、周日，共 2 天\n"
    )


def test_add_explains_in_english(capsys: Out) -> None:
    assert answer(capsys, "add", "2026-12-10", "15", "--explain", "--lang", "en") == (
        "2026-12-29/2027-01-06\n"
        "15 working days after 2026-12-10, which is not counted: "
        "2026-12-29 at the earliest, 2027-01-06 at the latest.\n"
        "  skipped  2027-01-01 – 01-03  New Year, 3 d\n"
        "  skipped  the other Saturdays and Sundays, 6 d\n"
        "Provisional: 2026-12-24 is the last settled day until next year's notice is in.\n"
    )


def test_between(capsys: Out) -> None:
    assert answer(capsys, "between", "2026-09-18", "2026-10-15") == "15\n"
    assert answer(capsys, "between", "2026-10-15", "2026-09-18") == "-15\n"
    assert data(capsys, "between", "2026-09-18", "2026-10-15") == {
        "schema_version": 1,
        "from": "2026-09-18",
        "to": "2026-10-15",
        "working_days": 15,
        "provisional": False,
        "calendar": "2017–2026 (2025-11-04)",
    }


def test_year_as_json(capsys: Out) -> None:
    found = data(capsys, "year", "2019")
    days_off, make_up_days = found["days_off"], found["make_up_days"]
    assert isinstance(days_off, list)
    assert isinstance(make_up_days, list)
    assert (found["working_days"], found["provisional"]) == (250, False)
    assert {"name": "劳动节", "first": "2019-05-01", "last": "2019-05-04"} in days_off
    assert {"name": "劳动节", "first": "2019-05-05", "last": "2019-05-05"} in make_up_days


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_year_fits_a_terminal(lang: str, capsys: Out) -> None:
    """Eighty columns, and the two months of a row stand where the other rows' months stand."""
    lines = answer(capsys, "year", "2026", "--lang", lang).splitlines()
    assert max(map(width, lines)) <= 80
    names = [line for line in lines if line.startswith(("一", "Mo"))]
    assert len(names) == 6
    assert len(set(names)) == 1


def test_the_year_in_colour_is_the_same_picture(calendar_2026: str) -> None:
    assert "\x1b[31m 1休\x1b[0m" in calendar_2026
    assert "\x1b[1;33m 4班\x1b[0m" in calendar_2026


@pytest.fixture
def calendar_2026() -> str:
    from calendar_facts import calendar  # noqa: PLC0415

    assert calendar().status(calendar().settled_through).kind is DayKind.WORKING
    return "\n".join(YearPicture(calendar(), catalogue("zh"), colour=True).lines(2026))


@pytest.mark.parametrize(
    ("words", "because"),
    [
        (("add", "2016-12-30", "3"), "2016-12-30 早于登记册里最早的放假安排（从 2017-01-01 起）"),
        (("add", "2026-9-18", "3"), "“2026-9-18”不是日期"),
        (("add", "2026-02-30", "3"), "“2026-02-30”不是日期"),
        (("add", "2026-02-27", "-3"), "“-3”不是天数"),
        (("add", "2026-02-27", "三"), "“三”不是天数"),
        (("add", "9999-12-30", "30"), "9999-12-30 之后 30 个工作日超出"),
        (("add", "2026-02-27"), "add 后面应写 2 项，现在写了 1 项"),
        (("year", "2040"), "现有 2017 年至 2032 年"),
        (("between", "2026-02-27", "x"), "“x”不是日期"),
    ],
)
def test_refusals(words: tuple[str, ...], because: str, capsys: Out) -> None:
    assert main(["workdays", *words, "--root", str(ROOT)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert because in printed.err
    assert main(["workdays", *words, "--root", str(ROOT), "--lang", "en"]) == 2
    assert "{" not in capsys.readouterr().err


def test_no_calendar(tmp_path: Path, capsys: Out) -> None:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    (tmp_path / "records" / "calendars").mkdir(parents=True)
    assert main(["workdays", "year", "2026", "--root", str(tmp_path)]) == 2
    assert "没有可用的放假安排" in capsys.readouterr().err


def test_an_unreadable_calendar_is_mentioned(tmp_path: Path, capsys: Out) -> None:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    shutil.copytree(ROOT / "records" / "calendars", tmp_path / "records" / "calendars")
    (tmp_path / "records" / "calendars" / "cal-2025.yml").write_text("year: [", encoding="utf-8")
    assert main(["workdays", "add", "2026-09-18", "15", "--root", str(tmp_path)]) == 0
    printed = capsys.readouterr()
    assert printed.out == "2026-10-15\n"
    assert "talentcard check" in printed.err


def test_help_shows_examples(capsys: Out) -> None:
    with pytest.raises(SystemExit) as left:
        main(["workdays", "--help"])
    assert left.value.code == 0
    assert EXAMPLES in capsys.readouterr().out
