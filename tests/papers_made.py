"""Papers of every layout, and what LibreOffice makes of them: shared by the tests of documents."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import programs
from registries import ROOT
from talentcard.core.pages.charts import (
    Band,
    Course,
    CourseChart,
    Kind,
    Label,
    Mark,
    RowChart,
    Rows,
    Series,
    bar,
    stacked,
)
from talentcard.core.papers import (
    Align,
    Chart,
    Column,
    Field,
    FieldKind,
    Heading,
    Items,
    Joined,
    Layout,
    Paper,
    Paragraph,
    Strong,
    Table,
)

DAY = dt.date(2026, 11, 4)
SENTENCE = "本月各责任单位共收到服务申请一百二十八件，办结一百一十三件，其中按时办结一百零五件。"

MEDIAN = Mark(kind=Kind.DOT, style="median", start=2)
IN_HAND = RowChart(
    title="在办件数",
    sentence="市科技局最多。",
    labels=(Label(title="市科技局", value="12", note="逾期3"), Label(title="市教委", value="3")),
    drawing=Rows(12, (stacked(("overdue", 3), ("hand", 9)), (bar("range", 0, 3), MEDIAN))),
    key=(("overdue", "已逾期"), ("hand", "在办"), ("median", "中位数")),
    scale=("0", "6", "12件"),
)
COURSE = CourseChart(
    title="每月收到与办结",
    sentence="十月最多。",
    labels=("9月", "10月"),
    years=("2026", ""),
    scale=("40", "20", "0"),
    drawing=Course(
        ticks=(0, 20, 40),
        columns=(Series("received", (20, 40)), Series("ended", (18, 33))),
        bands=(Band("rate", ((20, 20), None)),),
    ),
    key=(("received", "收到"), ("ended", "办结")),
)

OFFICIAL = Paper(
    kind="example",
    lang="zh",
    title="关于2026年10月人才服务卡工作情况的通报",
    issuer="示例市人才服务平台办公室",
    number="示人才〔2026〕10号",
    to="各区县人才办",
    dated=DAY,
    copies="市委组织部，市科技局",
    labels=("自拟表式",),
    attachments=("办理情况表", "逾期清单"),
    body=(
        Paragraph(SENTENCE),
        Heading(1, "一、办理情况"),
        Heading(2, "（一）总体"),
        Paragraph((SENTENCE, Strong("请说明原因"), "。")),
        Items(True, ("抓紧办理。", "更新名单。")),
        Table(
            "表1　各单位情况",
            (Column("责任单位"), Column("收到", Align.RIGHT), Column("最后一天")),
            (("市科技局", 7, DAY), ("市教委", 14, None)),
        ),
        Chart("市科技局最多", IN_HAND),
        Chart("十月最多", COURSE),
    ),
)
LETTER = Paper(
    kind="example",
    lang="en",
    layout=Layout.LETTER,
    title="Your request has been received",
    issuer="Talent Service Platform",
    to="Dear colleague",
    dated=DAY,
    body=(Paragraph("The commission answers within 15 working days."),),
)
SCHOOL = Field("入学", "x", "school", FieldKind.CHECK)
FORM = Paper(
    kind="example",
    lang="zh",
    layout=Layout.FORM,
    title="服务申请表",
    issuer="示例市人才服务平台",
    labels=("自拟表式",),
    body=(
        Table(
            "",
            (Column("", width=2), Column("", width=5), Column("", width=2), Column("", width=5)),
            (
                ("姓名", (Field("姓名", "", "name"),), "到职日期", (Field("到职日期", "", "since", FieldKind.DATE),)),
                ("单位", (Field("单位", "示例大学", "unit"),), Joined.LEFT, Joined.LEFT),
                (
                    "事项",
                    (SCHOOL, Field("就医", "", "health", FieldKind.CHECK)),
                    "备",
                    "甲",
                ),
                ("说明", (Field("说明", "", "remarks", FieldKind.LONG),), Joined.UP, "乙"),
            ),
        ),
        Field("经办人", "", "clerk"),
    ),
)
FULL = replace(OFFICIAL, body=(Paragraph("字" * 1500),), copies=None)
"""Long enough that its second page is nothing but text."""

EDGE = replace(OFFICIAL, body=(Paragraph("字" * 780), Paragraph("末" * 40)), attachments=(), copies=None)
"""Whose signature would be alone on the last page."""

PAPERS = {"official": OFFICIAL, "letter": LETTER, "form": FORM, "full": FULL, "edge": EDGE}


def converted(files: Iterable[Path], out: Path, kind: str = "pdf") -> dict[str, Path]:
    """What LibreOffice makes of the files, all in one run, as that is slow to start. Fonts are the machine's."""
    given = list(files)
    profile = (out / f"profile-{kind}").as_uri()
    command = [str(programs.find("soffice")), "--headless", f"-env:UserInstallation={profile}", "--convert-to", kind]
    command += ["--outdir", str(out), *map(str, given)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    made = {file.stem: out / f"{file.stem}.{kind}" for file in given}
    assert all(path.is_file() for path in made.values()), done.stderr
    return made


def bytes_of(name: str, root: Path = ROOT) -> dict[str, bytes]:
    from talentcard import documents  # noqa: PLC0415  (the fonts take a moment)

    paper = PAPERS[name]
    text = documents.markdown(paper).encode()
    return {"docx": documents.docx(root, paper), "pdf": documents.pdf(root, paper), "md": text}
