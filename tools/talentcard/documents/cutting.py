"""markdown-it-py: the Markdown of a wording → blocks. What a document can't show is an error, never dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from talentcard.core.pages.charts import CourseChart, RowChart
from talentcard.core.papers import (
    Align,
    Block,
    Cell,
    Chart,
    Column,
    Field,
    FieldKind,
    Heading,
    Items,
    Joined,
    Paragraph,
    Part,
    Strong,
    Table,
    Text,
    plain,
)

Charts = Mapping[str, RowChart | CourseChart]
Refusal = Callable[[int, str], Exception]
"""From a line of the rendered text (from 0) and a reason, the error to raise."""

NOT_HERE = ["code", "reference", "lheading", "text_join"]
"""Indents mean nothing; and what was escaped stays apart from what was not."""
PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").disable(NOT_HERE)
FIELD, CHART = "field", "chart"
KINDS = {FIELD: FieldKind.TEXT, **{kind.value: kind for kind in FieldKind if kind is not FieldKind.TEXT}}
"""Scheme of a link that is a blank → its kind: [姓名](field:name), [同意](check:agreed), [日期](date:day)."""


def blocks(text: str, lang: str, charts: Charts, refuse: Refusal) -> tuple[Block, ...]:
    return Reader(text, lang, charts, refuse).blocks()


def inline(text: str, lang: str, refuse: Refusal) -> str:
    """A line of the header, its escapes undone."""
    token = PARSER.parseInline(text)[0]
    token.map = [0, 1]
    return plain(Reader(text, lang, {}, refuse).text(token))


class Reader:
    def __init__(self, text: str, lang: str, charts: Charts, refuse: Refusal) -> None:
        self._lines = text.split("\n")
        self._tokens = PARSER.parse(text)
        self._lang = lang
        self._charts = charts
        self._refuse = refuse
        self._names: set[str] = set()
        self._line = 0
        self._level = 0

    def blocks(self) -> tuple[Block, ...]:
        found: list[Block] = []
        caption = ""
        for token, inner in groups(self._tokens):
            before, caption = caption, ""
            match token.type:
                case "heading_open":
                    found.append(self.heading(token, inner))
                case "paragraph_open":
                    block = self.paragraph(inner[0])
                    if isinstance(block, str):
                        caption = block
                    else:
                        found.append(block)
                case "bullet_list_open" | "ordered_list_open":
                    found.append(Items(token.type.startswith("ordered"), tuple(self.items(inner))))
                case "table_open":
                    found.append(self.table(before, token, inner))
                    before = ""
                case _:
                    raise self.error(token, f"{token.markup or token.type}")
            if before:
                raise self.error(token, f": {before}")
        return tuple(found)

    def heading(self, token: Token, inner: Sequence[Token]) -> Heading:
        level = int(token.tag[1:])
        if level > min(4, self._level + 1):
            raise self.error(token, token.markup)  # a level left out is one that listeners look for
        self._level = level
        return Heading(level, plain(self.text(inner[0])))

    def paragraph(self, token: Token) -> Block | str:
        """A paragraph, a chart or blank by itself, or the caption of the table that follows."""
        children = token.children or []
        if len(children) == 1 and children[0].type == "image":
            return self.chart(token, children[0])
        text = self.text(token)
        if isinstance(text, tuple) and len(text) == 1 and isinstance(text[0], Field):
            return text[0]
        if isinstance(text, str) and text.startswith(": "):
            return text[2:]
        return Paragraph(text)

    def chart(self, token: Token, image: Token) -> Chart:
        scheme, _, name = str(image.attrs.get("src", "")).partition(":")
        if scheme != CHART or name not in self._charts:
            raise self.error(token, f"![{image.content}]({scheme}:{name})")
        return Chart(image.content or self._charts[name].sentence, self._charts[name])

    def items(self, inner: Sequence[Token]) -> Iterator[Text]:
        for _, item in groups(inner):
            parts = list(groups(item))
            if len(parts) != 1 or parts[0][0].type != "paragraph_open":
                raise self.error(item[-1] if not parts else parts[-1][0], "  -")
            yield self.text(parts[0][1][0])

    def table(self, caption: str, token: Token, inner: Sequence[Token]) -> Table:
        head, *body = (
            [(cell, cells[0]) for cell, cells in groups(row)]
            for _, section in groups(inner)
            for _, row in groups(section)
        )
        widths = self.widths(token)
        columns = tuple(
            Column(plain(self.text(text)), align_of(cell), width)
            for (cell, text), width in zip(head, widths, strict=True)
        )
        rows = tuple(tuple(self.cell(text) for _, text in row) for row in body)
        return Table(caption, columns, rows)

    def widths(self, token: Token) -> list[int] | list[None]:
        """The dashes below the head tell the shares of the columns; where all are as short as can be, nothing."""
        assert token.map is not None
        line = self._lines[token.map[0] + 1].strip().strip("|")
        dashes = [cell.count("-") for cell in line.split("|")]
        return [None for _ in dashes] if set(dashes) <= {1, 2, 3} else dashes

    def cell(self, token: Token) -> Cell:
        if token.content in ("<", "^"):
            return Joined(token.content)
        return self.text(token)

    def text(self, token: Token) -> Text:
        self._line = token.map[0] if token.map else 0
        found: list[Part] = []
        children = iter(token.children or [])
        for child in children:
            match child.type:
                case "text" if "**" in child.content:
                    raise self.error(token, "**")  # between a letter and a bracket it is no emphasis
                case "text" | "text_special":
                    found.append(child.content)
                case "softbreak":
                    found.append("" if self._lang == "zh" else " ")
                case "strong_open":
                    found.append(Strong(self.until("strong_close", child, children)))
                case "link_open":
                    found.append(self.link(child, self.until("link_close", child, children)))
                case _:
                    raise self.error(token, child.markup or child.content or child.type)
        return joined(found)

    def until(self, end: str, start: Token, children: Iterator[Token]) -> str:
        found = []
        for child in children:
            if child.type == end:
                break
            if child.type not in ("text", "text_special"):
                raise self._refuse(self._line, start.markup or child.markup)
            found.append(child.content)
        return "".join(found)

    def link(self, token: Token, label: str) -> Part:
        href = str(token.attrs.get("href", ""))
        scheme, _, name = href.partition(":")
        if scheme not in KINDS:
            return label if label == href else f"{label}（{href}）" if self._lang == "zh" else f"{label} ({href})"
        if not re.fullmatch(r"[a-z][a-z0-9-]*", name) or name in self._names:
            raise self._refuse(self._line, f"[{label}]({href})")
        self._names.add(name)
        return Field(label, str(token.attrs.get("title", "")), name, KINDS[scheme])

    def error(self, token: Token, what: str) -> Exception:
        return self._refuse(token.map[0] if token.map else 0, what)


def groups(tokens: Sequence[Token]) -> Iterator[tuple[Token, Sequence[Token]]]:
    """Each opening token of the outermost level with what it encloses."""
    index = 0
    while index < len(tokens):
        opening = tokens[index]
        end = index
        if opening.nesting == 1:
            depth = 1
            while depth:
                end += 1
                depth += tokens[end].nesting
        yield opening, tokens[index + 1 : end]
        index = end + 1


def joined(found: Sequence[Part]) -> Text:
    """Neighbouring strings as one; text without anything else as a plain string."""
    parts: list[Part] = []
    for part in found:
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        elif part != "":
            parts.append(part)
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else tuple(parts)


def align_of(cell: Token) -> Align:
    style = str(cell.attrs.get("style", ""))
    return Align(style.rpartition(":")[2] or "left")
