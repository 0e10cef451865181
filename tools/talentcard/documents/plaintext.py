"""A paper as Markdown: for reading as it is, for mail, and as a page of the site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count

from talentcard.core.papers import (
    Align,
    Block,
    Cell,
    Chart,
    Field,
    FieldKind,
    Heading,
    Items,
    Joined,
    Paper,
    Paragraph,
    Part,
    Strong,
    Table,
    parts,
    written,
)

Picture = Callable[[int, Chart], str]
"""The Markdown or HTML of a chart, by its number in the paper from 1."""

DELIMITERS = {Align.LEFT: ":--", Align.CENTER: ":-:", Align.RIGHT: "--:"}
BLANK = "________"


def markdown(paper: Paper, picture: Picture | None = None) -> str:
    """Without ``picture`` a chart is the sentence that says what there is to see."""
    return "\n\n".join(part for part in pieces(paper, picture or sentence) if part) + "\n"


def pieces(paper: Paper, picture: Picture) -> Iterator[str]:
    yield "　".join(f"〔{shown(label)}〕" for label in paper.labels)
    yield f"# {shown(paper.title)}"
    yield "　".join(shown(text) for text in (paper.issuer, paper.number) if text)
    zh = paper.lang == "zh"
    if paper.to:
        yield shown(paper.to) + ("：" if zh else ":")
    numbers = count(1)
    for block in paper.body:
        yield picture(next(numbers), block) if isinstance(block, Chart) else of(block, paper.lang)
    if paper.attachments:
        named = enumerate(paper.attachments, 1)
        yield "\n".join(["附件：" if zh else "Attachments:", "", *(f"{n}. {shown(name)}" for n, name in named)])
    yield "  \n".join(shown(text) for text in (paper.issuer, paper.day) if text)
    if paper.copies:
        yield ("抄送：" if zh else "Copies: ") + shown(paper.copies)


def shown(text: str) -> str:
    """Nothing in it is markup; what needs no escape has none, as people read this."""
    text = re.sub(r"([\\`*_\[\]<>|#~&])", r"\\\1", re.sub(r"\s+", " ", text))
    return re.sub(r"^(\d+)?([-+=.)])", r"\1\\\2", text)


def sentence(_number: int, chart: Chart) -> str:
    return shown(chart.alt)


def of(block: Block, lang: str) -> str:
    match block:
        case Heading():
            return f"{'#' * (block.level + 1)} {shown(block.text)}"
        case Paragraph():
            return inline(block.text, lang)
        case Items():
            marks = (f"{number}." if block.ordered else "-" for number in count(1))
            return "\n".join(f"{mark} {inline(item, lang)}" for mark, item in zip(marks, block.items, strict=False))
        case Table():
            return table(block, lang)
        case Field():
            return f"{shown(block.label)}{'：' if lang == 'zh' else ': '}{part(block)}"
        case Chart():
            return sentence(0, block)


def table(block: Table, lang: str) -> str:
    rows = [
        [shown(column.title) for column in block.columns],
        [DELIMITERS[column.align] for column in block.columns],
        *([inline(cell, lang) for cell in row] for row in block.rows),
    ]
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"{shown(block.caption)}\n\n{lines}" if block.caption else lines


def inline(cell: Cell, lang: str) -> str:
    match cell:
        case None | Joined():
            return ""
        case str() | tuple():
            return "".join(part(one) for one in parts(cell))
        case int() | float():
            return shown(str(cell))
        case _:
            return shown(written(cell, lang))


def part(one: Part) -> str:
    match one:
        case str():
            return shown(one)
        case Strong():
            return f"**{shown(one.text)}**"
        case Field(kind=FieldKind.CHECK):
            return ("☑" if one.value else "☐") + shown(one.label)
        case Field():
            return shown(one.value or BLANK)
