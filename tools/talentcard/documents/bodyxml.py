"""The blocks of a paper as WordprocessingML. Only styles are named here; how they look is the template's business."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from talentcard.core.pages.charts import CourseChart, RowChart
from talentcard.core.papers import (
    Block,
    Cell,
    Chart,
    Field,
    FieldKind,
    Heading,
    Items,
    Layout,
    Paper,
    Paragraph,
    Part,
    Strong,
    Table,
    Text,
    parts,
    plain,
)
from talentcard.documents.measure import Pictures, Placed, high, placed, room, shares

STYLES = {
    "h1": "heading 1",
    "h2": "heading 2",
    "h3": "heading 3",
    "h4": "heading 4",
    "text": "正文文字",
    "flush": "正文顶格",
    "item": "列表文字",
    "caption": "表题",
    "head73": "表头",
    "head80": "表头",
    "head84": "表头小",
    "head98": "表头细",
    "cell73": "表格文字",
    "cell80": "表格文字",
    "cell84": "表格文字小",
    "cell98": "表格文字细",
    "small": "图表小字",
    "blank": "填写行",
    "grid": "文书表格",
    "strong": "强调",
}
"""What a part of a text is → the style that a template must have for it; tables by the letters in their lines."""

Inline = Callable[[str, int, int, str], str]
"""From an SVG, width and height in EMU, and words for those who can't see it, the XML of a picture in a run."""

EMU_PER_TWIP = 635
KEEP = "<w:keepNext/>"
SHORT = 150
RIGHT, CENTER = '<w:jc w:val="right"/>', '<w:jc w:val="center"/>'
HIGH = '<w:trHeight w:val="1500" w:hRule="atLeast"/>'
STRIP, SWATCH = (2_232_000, 223_200), (90_000, 90_000)
WORD_2010 = "http://schemas.microsoft.com/office/word/2010/wordml"


class Body:
    """``styles``: what of STYLES has which id in the template; ``room``: the width of a line in twips."""

    def __init__(self, paper: Paper, styles: dict[str, str], room: int, pictures: Pictures, inline: Inline) -> None:
        self._paper = paper
        self._styles = styles
        self._room = room
        self._pictures = pictures
        self._inline = inline
        self._numbers = count(1)

    def xml(self) -> str:
        """A last paragraph that is not long stays on the page of the signature, which would be alone on its own."""
        pieces = [piece for block in self._paper.body for piece in self.block(block)]
        if pieces and pieces[-1].startswith("<w:p>") and len(re.sub(r"<[^>]*>", "", pieces[-1])) < SHORT:
            pieces[-1] = re.sub(r"(<w:pStyle [^>]*/>)(?!<w:keepNext/>)", rf"\1{KEEP}", pieces[-1], count=1)
        return "".join(pieces)

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                yield self.paragraph(f"h{block.level}", block.text)
            case Paragraph():
                style = "blank" if self.has_blank(block.text) else "flush" if block.flush else "text"
                yield self.paragraph(style, block.text)
            case Items():
                for number, item in enumerate(block.items, 1):
                    mark = f"{number}. " if block.ordered else "· "
                    yield self.paragraph("item", (mark, *parts(item)))
            case Field():
                label = f"{block.label}{'：' if self._paper.lang == 'zh' else ': '}"
                yield self.paragraph("blank", (label, block) if block.kind is not FieldKind.CHECK else (block,))
            case Table():
                yield from self.table(block)
            case Chart():
                yield from self.chart(block)

    def has_blank(self, text: Text) -> bool:
        return any(isinstance(part, Field) for part in parts(text))

    # ---- text ----

    def paragraph(self, style: str, text: Text, extra: str = "") -> str:
        return self.raw(style, "".join(self.run(part) for part in parts(text)), extra)

    def raw(self, style: str, runs: str, extra: str = "") -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{self._styles[style]}"/>{extra}</w:pPr>{runs}</w:p>'

    def run(self, part: Part, *, cell: bool = False) -> str:
        match part:
            case str():
                return run(part)
            case Strong():
                return run(part.text, f'<w:rStyle w:val="{self._styles["strong"]}"/>')
            case Field(kind=FieldKind.CHECK):
                return self.checkbox(part) + run(part.label)
            case Field():
                return self.blank(part, cell=cell)

    def checkbox(self, field: Field) -> str:
        box = "☒" if field.value else "☐"
        font = '<w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic" w:hint="eastAsia"/>'
        state = (
            f'<w14:checkbox xmlns:w14="{WORD_2010}"><w14:checked w14:val="{int(bool(field.value))}"/>'
            '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
            '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
        )
        return self.control(field, state, run(box, font))

    def blank(self, field: Field, *, cell: bool) -> str:
        """Empty, it holds what the first key pressed replaces: in a table spaces, elsewhere a line."""
        room = "　" * 4 if cell else "_" * (50 if field.kind is FieldKind.LONG else 16)
        shown = run(field.value, "" if cell else '<w:u w:val="single"/>') if field.value else run(room)
        form, lang = ("yyyy年M月d日", "zh-CN") if self._paper.lang == "zh" else ("d MMMM yyyy", "en-GB")
        kind = {
            FieldKind.DATE: f'<w:date><w:dateFormat w:val="{form}"/><w:lid w:val="{lang}"/>'
            '<w:storeMappedDataAs w:val="date"/><w:calendar w:val="gregorian"/></w:date>',
            FieldKind.LONG: '<w:text w:multiLine="1"/>',
        }.get(field.kind, "<w:text/>")
        return self.control(field, ("" if field.value else "<w:showingPlcHdr/>") + kind, shown)

    def control(self, field: Field, kind: str, shown: str) -> str:
        """A content control: it can be filled in Word, and its tag tells the program which blank it is."""
        return (
            f"<w:sdt><w:sdtPr><w:alias w:val={quoted(field.label)}/><w:tag w:val={quoted(field.name)}/>"
            f'<w:id w:val="{next(self._numbers)}"/>{kind}</w:sdtPr><w:sdtContent>{shown}</w:sdtContent></w:sdt>'
        )

    # ---- tables ----

    def table(self, table: Table) -> Iterator[str]:
        if table.caption:
            yield self.paragraph("caption", table.caption)
        form = self._paper.layout is Layout.FORM
        widths = self.widths(shares(table, self._paper.lang, form=form))
        letters = room(table, self._paper.lang, form=form)
        rows = []
        if table.headed:
            cells = "".join(
                self.cell(width, self.paragraph(f"head{letters}", column.title))
                for column, width in zip(table.columns, widths, strict=True)
            )
            rows.append(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>")
        every = placed(table)
        for y in range(len(table.rows)):
            style = f"cell{letters}"
            here = (one for one in every if one.y <= y < one.y + one.down)
            cells = "".join(self.placed(one, y, style, table, widths) for one in here)
            height = HIGH if any(one.y == y and high(one.cell) for one in every) else ""
            rows.append(f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{cells}</w:tr>")
        yield self.grid(self._styles["grid"], widths, rows)
        yield self.raw("small", "")

    def placed(self, one: Placed, y: int, style: str, table: Table, widths: list[int]) -> str:
        span = f'<w:gridSpan w:val="{one.across}"/>' if one.across > 1 else ""
        merge = "" if one.down == 1 else '<w:vMerge w:val="restart"/>' if y == one.y else "<w:vMerge/>"
        align = f'<w:jc w:val="{table.columns[one.x].align}"/>'
        text = self.cell_text(one.cell) if y == one.y else ""
        return self.cell(sum(widths[one.x : one.x + one.across]), self.raw(style, text, align), span + merge)

    def cell_text(self, cell: Cell) -> str:
        if isinstance(cell, str | tuple):
            return "".join(self.run(part, cell=True) for part in parts(cell))
        return run(plain(cell, self._paper.lang))

    def cell(self, width: int, content: str, extra: str = "", at: str = "center") -> str:
        place = f'<w:vAlign w:val="{at}"/>'
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{extra}{place}</w:tcPr>{content}</w:tc>'

    def widths(self, of: Sequence[float]) -> list[int]:
        return [int(self._room * share / sum(of)) for share in of]

    def grid(self, style: str | None, widths: list[int], rows: Sequence[str]) -> str:
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        named = f'<w:tblStyle w:val="{style}"/>' if style else ""
        return (
            f'<w:tbl><w:tblPr>{named}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{"".join(rows)}</w:tbl>'
        )

    # ---- charts: pictures hold shapes only; the words around them are the document's ----

    def chart(self, block: Chart) -> Iterator[str]:
        chart = block.chart
        yield self.paragraph("caption", chart.title)
        samples = self._pictures.key(chart)
        if chart.key:
            key = (self._inline(samples[style], *SWATCH, text) + run(f" {text}　") for style, text in chart.key)
            yield self.raw("small", "".join(key), KEEP + CENTER)
        drawn = self._pictures.of(chart)
        if isinstance(chart, RowChart):
            strip = STRIP[0] // EMU_PER_TWIP + 120
            widths = [self._room - strip - 1300, strip, 1300]
            rows = [
                self.words_row(
                    widths,
                    (run(f"{label.title}　{label.note}".rstrip("　")), ""),
                    (self._inline(svg, *STRIP, f"{label.title} {label.value}"), ""),
                    (run(label.value), RIGHT),
                )
                for label, svg in zip(chart.labels, drawn, strict=True)
            ]
            if chart.scale:
                rows.append(self.words_row(widths, ("", ""), spread(chart.scale, strip - 216), ("", "")))
            yield self.grid(None, widths, rows)
        else:
            yield self.course(chart, drawn[0], block.alt)
        yield self.raw("small", "")

    def course(self, chart: CourseChart, svg: str, alt: str) -> str:
        """The scale beside the picture, a row for each step of it; the periods below."""
        scale, steps = 800, max(len(chart.scale) - 1, 1)
        widths = [scale, *((self._room - scale) // len(chart.labels) for _ in chart.labels)]
        across = sum(widths[1:])
        high = across * 50 // 140 // steps
        picture = self._inline(svg, (across - 220) * EMU_PER_TWIP, (high * steps - 60) * EMU_PER_TWIP, alt)
        rows = []
        for at, mark in enumerate(chart.scale[:steps]):
            merge = "<w:vMerge/>" if at else '<w:vMerge w:val="restart"/>'
            span = f'<w:gridSpan w:val="{len(chart.labels)}"/>{merge}'
            beside = self.cell(across, self.raw("small", "" if at else picture, KEEP), span, "top")
            label = self.cell(scale, self.raw("small", run(mark), KEEP + RIGHT), "", "top")
            height = f'<w:trPr><w:cantSplit/><w:trHeight w:val="{high}" w:hRule="exact"/></w:trPr>'
            rows.append(f"<w:tr>{height}{label}{beside}</w:tr>")
        labels = (
            (run(label + (f"\n{year}" if year else "")), CENTER)
            for label, year in zip(chart.labels, chart.years, strict=True)
        )
        rows.append(self.words_row(widths, (run(chart.scale[-1] if chart.scale else ""), RIGHT), *labels))
        return self.grid(None, widths, rows)

    def words_row(self, widths: list[int], *cells: tuple[str, str]) -> str:
        made = (
            self.cell(width, self.raw("small", runs, KEEP + extra))
            for width, (runs, extra) in zip(widths, cells, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(made)}</w:tr>"


def run(text: str, properties: str = "") -> str:
    """Text as it is, its spaces kept; a line break where it has one."""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{lines}</w:r>"


def quoted(text: str) -> str:
    return quoteattr(text[:64])  # no more is allowed there


def spread(marks: Sequence[str], length: int) -> tuple[str, str]:
    """The marks of a scale over its whole length, each behind a tab; and where the tabs are."""
    last = max(len(marks) - 1, 1)
    stops = "".join(
        f'<w:tab w:val="{"right" if at == last else "center"}" w:pos="{length * at // last}"/>'
        for at in range(1, len(marks))
    )
    return "<w:r><w:tab/></w:r>".join(run(mark) for mark in marks), f"<w:tabs>{stops}</w:tabs>"
