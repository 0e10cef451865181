"""Wordings: what a clerk writes becomes a paper; what is wrong is said with file and line; facts print as they are."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pypdf import PdfReader

from registries import ROOT
from talentcard import documents
from talentcard.context import CannotRunError
from talentcard.core.pages.charts import RowChart, Rows
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
    fields,
)
from talentcard.documents import word, wording
from talentcard.documents.bodyxml import STYLES
from talentcard.messages import LANGUAGES, catalogue

HEAD = "---\ntitle: 通知\nissuer: 办公室\n---\n"
Write = Callable[..., Paper]

FULL = """---
title: 关于{{ month }}的通报
issuer: 办公室
layout: letter
number: 第{{ number }}期
dated: {{ day }}
labels: 自拟表式; 虚构
attachments: 甲表；乙表
---
{# what the facts are called #}
# 一、总体

{{ day }}前
**抓紧**办理。

{% for one in bodies %}
{% if one.late %}
1. {{ one.name }}迟{{ one.late }}件
{% endif %}
{% endfor %}

: 表1

| 单位 | 件数 | 备注 |
|:-----|-:|:-:|
{% for one in bodies %}
| {{ one.name }} | {{ one.late }} | < |
{% endfor %}

[姓名](field:name "{{ bodies[0].name }}")

同意[是](check:yes)[否](check:no)
"""


@dataclass(frozen=True)
class Late:
    name: str
    late: int


@dataclass(frozen=True)
class Facts:
    month: str
    number: int
    day: dt.date
    bodies: tuple[Late, ...]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    (tmp_path / wording.WORDINGS).mkdir(parents=True)

    def made(text: str, facts: object, lang: str = "zh") -> Paper:
        (tmp_path / wording.WORDINGS / f"note.{lang}.md.j2").write_text(text, encoding="utf-8")
        return documents.paper(tmp_path, "note", lang, facts)

    return made


def test_a_wording_and_facts_become_a_paper(write: Write) -> None:
    paper = write(FULL, Facts("10月", 3, dt.date(2026, 11, 4), (Late("市教委", 2), Late("市科技局", 0))))
    assert (paper.title, paper.number, paper.layout) == ("关于10月的通报", "第3期", Layout.LETTER)
    assert (paper.dated, paper.labels, paper.attachments) == (
        dt.date(2026, 11, 4),
        ("自拟表式", "虚构"),
        ("甲表", "乙表"),
    )
    assert paper.body == (
        Heading(1, "一、总体"),
        Paragraph(("2026年11月4日前", Strong("抓紧"), "办理。")),
        Items(True, ("市教委迟2件",)),
        Table(
            "表1",
            (Column("单位", Align.LEFT, 5), Column("件数", Align.RIGHT, 1), Column("备注", Align.CENTER, 1)),
            (("市教委", "2", Joined.LEFT), ("市科技局", "0", Joined.LEFT)),
        ),
        Field("姓名", "市教委", "name"),
        Paragraph(("同意", Field("是", "", "yes", FieldKind.CHECK), Field("否", "", "no", FieldKind.CHECK))),
    )
    assert [field.name for field in fields(paper)] == ["name", "yes", "no"]


@pytest.mark.parametrize(
    ("text", "line", "key", "what"),
    [
        (HEAD + "好\n\n{{ nobody }}\n", 7, "paper-undefined", "nobody"),
        (HEAD + "{{ one.missing }}\n", 5, "paper-undefined", "missing"),
        (HEAD + "{{ empty }}\n", 5, "paper-empty", "None"),
        (HEAD + "{% for x in (1, 2) %}\n{{ x }}\n\n{{ one.name.upper( }}\n{% endfor %}\n", 8, "paper-syntax", "}"),
        (HEAD + "{% for x in (1, 2) %}\n行{{ x }}\n\n{% endfor %}\n> 引用\n", 9, "paper-markdown", ">"),
        (HEAD + "{# 说明 #}\n\n好`码`\n", 7, "paper-markdown", "`"),
        (HEAD + "![图](chart:none)\n", 5, "paper-markdown", "chart:none"),
        (HEAD + "[甲](field:a)\n\n[乙](field:a)\n", 7, "paper-markdown", "field:a"),
        (HEAD + "[甲](field:Name)\n", 5, "paper-markdown", "field:Name"),
        (HEAD + "# 一\n## 二\n### 三\n#### 四\n##### 五级\n", 9, "paper-markdown", "#####"),
        (HEAD + "# 一\n\n### 跳级\n", 7, "paper-markdown", "###"),
        (HEAD + "- 一\n  - 二\n", 6, "paper-markdown", "  -"),
        (HEAD + ": 没有表\n\n好\n", 7, "paper-markdown", "没有表"),
        (HEAD + "请按**《办法》**办理。\n", 5, "paper-markdown", "**"),
        (HEAD + "{{ one.__class__.__mro__ }}\n", 5, "paper-undefined", "unsafe"),
        ("---\ntitle: 甲\ntilte: 乙\n---\n", 3, "paper-head-line", "tilte"),
        ("---\ntitle: 甲\n---\n", 1, "paper-head-missing", "issuer"),
        ("---\ntitle: 甲\nissuer: 乙\nlayout: poster\n---\n", 1, "paper-head-value", "poster"),
        ("---\ntitle: 甲\nissuer: 乙\ndated: 明天\n---\n", 1, "paper-head-value", "明天"),
        ("title: 甲\n", 1, "paper-head", ""),
    ],
)
def test_what_is_wrong_is_said_with_its_place(write: Write, text: str, line: int, key: str, what: str) -> None:
    with pytest.raises(CannotRunError) as caught:
        write(text, {"one": Late("甲", 1), "empty": None})
    assert (caught.value.key, caught.value.params["line"]) == (key, str(line))
    assert what in caught.value.params.get("what", "")
    for lang in LANGUAGES:
        said = catalogue(lang).cannot_run(key, caught.value.params)
        assert "site/papers/note.zh.md.j2" in said
        assert key == "paper-head" or str(line) in said or what in said


def test_a_wording_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="paper-no-wording") as caught:
        documents.paper(tmp_path, "nothing", "en", {})
    assert caught.value.params["path"] == "site/papers/nothing.en.md.j2"


EVERYWHERE = """---
title: 关于{{ fact }}
issuer: 甲{{ fact }}乙
---
# 标{{ fact }}题

{{ fact }}

- {{ fact }}

| {{ fact }} |
|---|
| {{ fact }} |

[丙](field:name "{{ fact }}")

**{{ fact }}**
"""
MARKUP = st.text(st.sampled_from("*_`#|<>[](){}%~\\!-+=.:;&^$\"'/1a字 \n\t\r\x0b\x00﻿\u2028"), min_size=1)


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("everywhere")
    (root / wording.WORDINGS).mkdir(parents=True)
    (root / wording.WORDINGS / "note.zh.md.j2").write_text(EVERYWHERE, encoding="utf-8")
    return root


@given(fact=st.one_of(MARKUP, st.text()))
def test_a_fact_prints_as_it_is_wherever_it_stands(everywhere: Path, fact: str) -> None:
    """Nothing in a fact is markup, neither in Jinja nor in Markdown; ends of lines and the like are spaces."""
    paper = documents.paper(everywhere, "note", "zh", {"fact": f"甲{fact}乙"})
    shown = re.sub(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ufeff\ue000\ue001]+", " ", f"甲{fact}乙")
    table = Table("", (Column(shown),), ((shown,),))
    assert (paper.title, paper.issuer) == (f"关于{shown}", f"甲{shown}乙")
    assert paper.body == (
        Heading(1, f"标{shown}题"),
        Paragraph(shown),
        Items(False, (shown,)),
        table,
        Field("丙", shown, "name"),
        Paragraph((Strong(shown),)),
    )


READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
LINE_STARTS = st.sampled_from(
    ["1. 总体", "-", "- 甲", "+ 4", "+4", "---", "- - -", "===", "# 甲", "> 乙", "12)", "甲 #", "a_b"]
)


@given(text=st.one_of(LINE_STARTS, st.text("-+=#>_*.1~&;<|[]!\\\\`ab 甲", min_size=1)))
def test_markdown_reads_a_text_as_it_is_wherever_it_stands(text: str) -> None:
    text = " ".join(text.split()) or "甲"
    body = (Heading(1, text), Paragraph(text), Items(False, (text,)), Table("", (Column(text),), ((text,),)))
    paper = Paper(kind="note", lang="zh", title=text, issuer=text, layout=Layout.LETTER, body=body)
    tokens = READER.parse(documents.markdown(paper))
    kinds = ["heading", "paragraph", "heading", "paragraph", "bullet_list", "list_item", "paragraph", "table"]
    kinds += ["thead", "tr", "th", "tbody", "tr", "td", "paragraph"]
    assert [token.type.removesuffix("_open") for token in tokens if token.nesting == 1] == kinds
    shown = ["".join(one.content for one in token.children or ()) for token in tokens if token.type == "inline"]
    assert shown == [text] * 8


def test_markdown_escapes_nothing_that_reads_well_without() -> None:
    rows = (("+4", "#1"), ("1. 甲", "a_b & c > d"))
    chart = RowChart(title="图", sentence="", labels=(), drawing=Rows(1, ()), key=(), scale=())
    body = (Heading(1, "1. Overview"), Table("", (Column("-"), Column("")), rows), Chart("图", chart))
    text = documents.markdown(Paper(kind="note", lang="en", title="甲", issuer="乙", body=body))
    assert "\\" not in text
    assert text.count("图") == 1


def test_no_fact_is_markup_in_word_or_pdf() -> None:
    fact = "<w:b/>{{ title }}{% raw %}&amp;]]>#text[*_$@//```"
    paper = Paper(kind="note", lang="en", title=fact, issuer="Office", layout=Layout.LETTER, body=(Paragraph(fact),))
    texts = "".join(one.text for one in docx.Document(io.BytesIO(documents.docx(ROOT, paper))).paragraphs)
    assert re.sub(r"\s", "", texts).count(re.sub(r"\s", "", fact)) == 2
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(documents.pdf(ROOT, paper))).pages)
    assert re.sub(r"\s", "", printed).count(re.sub(r"\s", "", fact)) == 2


def test_the_example_of_the_documentation_prints(write: Write) -> None:
    guide = (ROOT / "docs" / "papers.md").read_text(encoding="utf-8")
    example = re.search(r"```jinja\n(.*?)```", guide, re.DOTALL)
    assert example is not None
    facts = {
        "month": "10月",
        "issuer": "办公室",
        "number": 3,
        "day": dt.date(2026, 11, 4),
        "received": 12,
        "late": [{"body": "市教委", "count": 2}],
    }
    paper = write(example[1], facts)
    assert [type(block) for block in paper.body] == [Heading, Paragraph, Paragraph, Table, Items, Paragraph]
    assert [field.name for field in fields(paper)] == ["clerk", "right"]
    assert len(write(example[1], {**facts, "late": []}).body) == 4


def test_the_documentation_names_what_a_template_can_use() -> None:
    guide = (ROOT / "docs" / "papers.md").read_text(encoding="utf-8")
    named = re.search(r"^(`\w+` ?)+$", guide, re.MULTILINE)
    assert named is not None
    paper = Paper(kind="note", lang="zh", title="甲", issuer="乙", body=())
    assert set(re.findall(r"\w+", named[0])) == {*word.context(paper), "title", "body"}
    for style in (*STYLES.values(), word.MARK, word.TITLE):
        assert style in guide or style.startswith("heading")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_wordings_of_both_languages_ask_for_the_same_blanks(lang: str) -> None:
    """Whoever fills in a form in English fills in the same form."""
    folder = ROOT / "site" / "papers"
    for path in folder.glob(f"*.{lang}.md.j2"):
        other = folder / path.name.replace(f".{lang}.", f".{'en' if lang == 'zh' else 'zh'}.")
        if other.is_file():
            assert blanks(path) == blanks(other), path.name


def blanks(path: Path) -> set[str]:
    return set(re.findall(r"\]\(((?:field|long|date|check):[^ )\"]+)", path.read_text(encoding="utf-8")))
