"""Spreadsheets: what we write others read as it was meant; what offices have we read with the place of every cell."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers_made import converted
from talentcard.context import CannotRunError
from talentcard.core.papers import Table
from talentcard.core.reports.table import harmless
from talentcard.documents import sheets
from talentcard.documents.sheets import Align, Column, Sheet

DAY = dt.date(2026, 11, 4)
SHEET = Sheet(
    "受理/办结",
    (Column("单位"), Column("件数", Align.RIGHT), Column("日期"), Column("备注")),
    (
        ("=1+1", 3, DAY, "0123"),
        ("+86", 2.5, None, "@甲"),
        ("市科技局", None, dt.date(2026, 11, 5), "-"),
    ),
    choices=((3, ("是", "否")),),
    blanks=5,
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same table as XLSX, and as LibreOffice saves it."""
    folder = tmp_path_factory.mktemp("sheets")
    path = folder / "table.xlsx"
    path.write_bytes(sheets.workbook([SHEET, SHEET], dated=DAY))
    return {"xlsx": path, **{kind: converted([path], folder, kind)["table"] for kind in ("ods", "xls")}}


def test_others_read_what_was_meant(files: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(files["xlsx"])
    assert book.sheetnames == ["受理-办结", "受理-办结-2"]
    page = book.worksheets[0]
    values = [[cell.value for cell in row] for row in page.iter_rows(min_row=1, max_row=4)]
    noon = [dt.datetime.combine(row[2], dt.time()) if isinstance(row[2], dt.date) else None for row in SHEET.rows]
    assert values[0] == [column.title for column in SHEET.columns]
    assert values[1:] == [[row[0], row[1], day, row[3]] for row, day in zip(SHEET.rows, noon, strict=True)]
    assert not [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:D9")
    assert [(str(one.sqref), one.formula1) for one in page.data_validations.dataValidation] == [("D2:D9", '"是,否"')]
    assert book.properties.created == dt.datetime.combine(DAY, dt.time())


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_what_was_written_is_read_again(kind: str, files: dict[str, Path]) -> None:
    found = sheets.read(files[kind])
    assert [sheet.name for sheet in found] == ["受理-办结", "受理-办结-2"]
    rows = [row for row in found[0].rows if not row.empty]
    assert [row.values for row in rows] == [tuple(column.title for column in SHEET.columns), *SHEET.rows]
    assert [(row.number, row.cells[3].address) for row in rows] == [(n, f"D{n}") for n in range(1, 5)]


def test_the_same_tables_give_the_same_bytes() -> None:
    assert sheets.workbook([SHEET], dated=DAY) == sheets.workbook([SHEET], dated=DAY)


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"))), min_size=1, max_size=4))
def test_a_text_is_a_text_whatever_it_begins_with(texts: list[str]) -> None:
    made = sheets.workbook([Sheet("甲", (Column("乙"),), tuple((text,) for text in texts))], dated=DAY)
    page = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    assert [(cell.data_type, cell.value) for (cell,) in page.iter_rows(min_row=2) if cell.value is not None] == [
        ("s", text) for text in texts if text
    ]


def test_a_table_of_a_paper_is_a_sheet() -> None:
    table = Table("表1", (Column("单位"),), (("甲",),))
    assert Sheet.of(table) == Sheet("表1", table.columns, table.rows)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_that_offices_have(encoding: str, tmp_path: Path) -> None:
    between = "\t" if encoding == "utf-16" else ","
    lines = [("姓名", "备注"), (harmless("=1+1"), "甲"), ("", ""), ('"乙\n丙"', " 䶮 ")]
    path = tmp_path / "list.csv"
    path.write_bytes("\r\n".join(between.join(line) for line in lines).encode(encoding))
    (sheet,) = sheets.read(path)
    assert [row.values for row in sheet.rows] == [("姓名", "备注"), ("=1+1", "甲"), (None, None), ("乙\n丙", "䶮")]
    assert [cell.address for cell in sheet.rows[3].cells] == ["A4", "B4"]


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.xlsx", b"PK not really", "sheet-unreadable"),
        ("a.xlsx", b"", "sheet-unreadable"),
        ("a.ods", b"\x00" * 100, "sheet-unreadable"),
        ("a.docx", b"PK", "sheet-kind"),
        ("a.csv", b"\xff\xff\x80", "sheet-encoding"),
        ("a.csv", b"1," * sheets.LARGEST, "sheet-too-large"),
        ("missing.xlsx", None, "sheet-missing"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, content: bytes | None, key: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CannotRunError) as caught:
        sheets.read(tmp_path / name)
    shown = name if content is not None else str(tmp_path / name)  # where it was looked for
    assert (caught.value.key, caught.value.params) == (key, {"file": shown})
