"""Typst: a paper → PDF, laid out by ``site/papers/papers.typ``; fonts embedded, nothing taken from the machine."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typst

from talentcard.context import CannotRunError
from talentcard.core.pages.charts import RowChart
from talentcard.core.papers import (
    Block,
    Cell,
    Chart,
    Field,
    Heading,
    Items,
    Layout,
    Paper,
    Paragraph,
    Part,
    Strong,
    Table,
    parts,
    plain,
)
from talentcard.documents.fonts import Fonts
from talentcard.documents.measure import Pictures, Placed, high, placed, room, shares
from talentcard.documents.wording import WORDINGS
from talentcard.documents.words import words

LAYOUTS = "papers.typ"
PACKAGE = re.compile(r'"@[\w-]+/[^"]*"')
EPOCH = dt.datetime(2017, 1, 1, tzinfo=dt.UTC)
"""For papers without a date: the same bytes on every day."""

Data = dict[str, Any]


def pdf(root: Path, paper: Paper, *, fonts: Path | None = None) -> bytes:
    """Raises CannotRunError where a character has no shape, or the layout is wrong."""
    available = Fonts(fonts)
    data = Typesetting(root, paper).data()
    available.check(texts(data))
    data["fonts"] = {
        role: {"family": face.families, "substitute": face.substitute, "stroke": face.stroke}
        for role, face in available.faces.items()
    }
    # the day on the paper, in the time zone of the rules: no clock
    made = dt.datetime.combine(paper.dated, dt.time(), dt.UTC) if paper.dated else EPOCH
    folder = root / WORDINGS
    for layout in sorted(folder.glob("*.typ")):
        # typst would fetch a package from the network
        if package := PACKAGE.search(layout.read_text(encoding="utf-8")):
            raise CannotRunError("paper-layout", path=f"{WORDINGS}/{layout.name}", what=package[0])
    try:
        compiler = typst.Compiler(folder / LAYOUTS, folder, font_paths=available.loaded, ignore_system_fonts=True)
        made_of: Any = compiler.compile(
            format="pdf",
            sys_inputs={"paper": json.dumps(data, ensure_ascii=False)},
            timestamp=int(made.timestamp()),
            # for archives (ISO 19005-2) and for those who listen (ISO 14289-1); typst checks what it can of both
            pdf_standards=["a-2a", "ua-1"],
        )
    except typst.TypstError as error:
        raise CannotRunError("paper-layout", path=f"{WORDINGS}/{LAYOUTS}", what=str(error)) from error
    return bytes(made_of)


class Typesetting:
    """A paper as the JSON that the layout reads."""

    def __init__(self, root: Path, paper: Paper) -> None:
        self._root = root
        self._paper = paper
        self._pictures: Pictures | None = None

    def data(self) -> Data:
        paper = self._paper
        return {
            "layout": paper.layout,
            "lang": paper.lang,
            "title": paper.title,
            "issuer": paper.issuer,
            "number": paper.number,
            "to": paper.to,
            "day": paper.day,
            "copies": paper.copies,
            "labels": paper.labels,
            "attachments": paper.attachments,
            "words": words(paper),
            "blocks": [self.block(block) for block in paper.body],
        }

    def block(self, block: Block) -> Data:
        match block:
            case Heading():
                return {"block": "heading", "level": block.level, "text": block.text}
            case Paragraph():
                return {"block": "paragraph", "text": self.runs(block.text), "flush": block.flush}
            case Items():
                return {"block": "items", "ordered": block.ordered, "items": [self.runs(one) for one in block.items]}
            case Table():
                return {"block": "table", **self.table(block)}
            case Field():
                return {"block": "field", **field(block)}
            case Chart():
                return {"block": "chart", **self.chart(block)}

    def table(self, table: Table) -> Data:
        form = self._paper.layout is Layout.FORM
        widths = shares(table, self._paper.lang, form=form)
        return {
            "caption": table.caption,
            "headed": table.headed,
            "letters": room(table, self._paper.lang, form=form),
            "columns": [
                {"title": column.title, "align": column.align, "share": share}
                for column, share in zip(table.columns, widths, strict=True)
            ],
            "cells": [self.placed(one) for one in placed(table)],
        }

    def placed(self, one: Placed) -> Data:
        place = {"x": one.x, "y": one.y, "across": one.across, "down": one.down}
        return {**place, "text": self.runs(one.cell), "high": high(one.cell)}

    def chart(self, block: Chart) -> Data:
        self._pictures = self._pictures or Pictures(self._root)
        chart, drawn = block.chart, self._pictures.of(block.chart)
        samples = self._pictures.key(chart)
        data: Data = {
            "alt": block.alt,
            "title": chart.title,
            "key": [{"svg": samples[style], "text": text} for style, text in chart.key],
            "scale": chart.scale,
        }
        if isinstance(chart, RowChart):
            rows = [
                {"title": one.title, "note": one.note, "value": one.value, "svg": svg}
                for one, svg in zip(chart.labels, drawn, strict=True)
            ]
            return {"shape": "rows", "rows": rows, **data}
        labelled = [
            f"{label}\n{year}" if year else label for label, year in zip(chart.labels, chart.years, strict=True)
        ]
        return {"shape": "course", "svg": drawn[0], "labels": labelled, **data}

    def runs(self, cell: Cell) -> list[Data]:
        if isinstance(cell, str | tuple):
            return [run(part) for part in parts(cell)]
        return [{"part": "text", "text": plain(cell, self._paper.lang)}]


def run(part: Part) -> Data:
    match part:
        case str():
            return {"part": "text", "text": part}
        case Strong():
            return {"part": "strong", "text": part.text}
        case Field():
            return field(part)


def field(blank: Field) -> Data:
    return {"part": "field", "kind": blank.kind, "label": blank.label, "value": blank.value}


def texts(data: object) -> Iterator[str]:
    """Every text that is printed; drawings have none."""
    match data:
        case str():
            yield data
        case dict():
            for name, value in data.items():
                if name != "svg":
                    yield from texts(value)
        case list() | tuple():
            for value in data:
                yield from texts(value)
