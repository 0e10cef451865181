"""A paper as Markdown: for reading as it is, for mail, and as a page of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from talentcard.core.pages.charts import RowChart
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
    plain,
    written,
)

DELIMITERS = {Align.LEFT: ":--", Align.CENTER: ":-:", Align.RIGHT: "--:"}
BLANK = "________"


def markdown(paper: Paper) -> str:
    return "\n\n".join(part for part in pieces(paper) if part) + "\n"


def pieces(paper: Paper) -> Iterator[str]:
    yield "　".join(f"〔{shown(label)}〕" for label in paper.labels)
    yield heading(1, paper.title)
    yield leading("　".join(shown(text) for text in (paper.issuer, paper.number) if text))
    zh = paper.lang == "zh"
    if paper.to:
        yield leading(shown(paper.to)) + ("：" if zh else ":")
    yield from (of(block, paper.lang) for block in paper.body)
    if paper.attachments:
        named = (f"{number}. {leading(shown(name))}" for number, name in enumerate(paper.attachments, 1))
        yield "\n".join(["附件：" if zh else "Attachments:", "", *named])
    yield "  \n".join(leading(shown(text)) for text in (paper.issuer, paper.day) if text)
    if paper.copies:
        yield ("抄送：" if zh else "Copies: ") + shown(paper.copies)


def shown(text: str) -> str:
    """Nothing in it is markup; what needs no escape has none, as people read this."""
    text = re.sub(r"\s+", " ", text)
    return re.sub(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#|\w+;)", escaped, text)


def escaped(found: re.Match[str]) -> str:
    return f"{found[0][:-1]}\\{found[0][-1]}"


def leading(text: str) -> str:
    """The same where a line begins: no heading, quotation, list or rule comes of it."""
    return re.sub(r"^(?:\d+[.)](?=\s|$)|[-+](?=\s|$)|[-=](?=[-=\s]*$)|#(?=#*(?:\s|$))|>)", escaped, text)


def heading(level: int, text: str) -> str:
    """Signs of a heading at its end would be taken for its own."""
    return f"{'#' * level} " + re.sub(r"(?:^| )#(?=#*\s*$)", escaped, shown(text))


def figures(block: Chart) -> str:
    """What there is to see in a chart, in words and numbers."""
    chart = block.chart
    labels = chart.labels if isinstance(chart, RowChart) else ()
    rows = [f"- {leading(shown(one.title))}　{shown(one.value)}" for one in labels]
    said = f"**{shown(chart.title)}**" + (f" {shown(block.alt)}" if block.alt != chart.title else "")
    return "\n".join([said, *([""] if rows else []), *rows])


def of(block: Block, lang: str) -> str:
    match block:
        case Heading():
            return heading(block.level + 1, block.text)
        case Paragraph():
            return leading(inline(block.text, lang))
        case Items():
            marks = (f"{number}." if block.ordered else "-" for number in count(1))
            items = (leading(inline(item, lang)) for item in block.items)
            return "\n".join(f"{mark} {item}" for mark, item in zip(marks, items, strict=False))
        case Table():
            return table(block, lang)
        case Field():
            return f"{leading(shown(block.label))}{'：' if lang == 'zh' else ': '}{part(block)}"
        case Chart():
            return figures(block)


def table(block: Table, lang: str) -> str:
    rows = [
        [shown(column.title) for column in block.columns],
        [DELIMITERS[column.align] for column in block.columns],
        *([inline(cell, lang) for cell in row] for row in block.rows),
    ]
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"{leading(shown(block.caption))}\n\n{lines}" if block.caption else lines


def inline(cell: Cell, lang: str) -> str:
    match cell:
        case None | Joined():
            return ""
        case str() | tuple():
            return "".join(part(one) for one in parts(cell))
        case int() | float():
            return shown(plain(cell))
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
