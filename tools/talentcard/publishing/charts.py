"""Vega: charts as values in, inline SVG out, drawn while the site is built.

Only shapes are drawn: without text nothing depends on the fonts of a machine, and one drawing serves every language.
Shapes carry class names where Vega knows colours; the style sheet has light and dark ones. A drawing stretches to the
width that it finds, its lines and dots keep theirs.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import vl_convert

from talentcard.core.pages.charts import Band, Course, Kind, Mark, Rows, Series

WIDTH, STRIP, HEIGHT, PERIOD = 100, 10, 50, 10
"""Units of the drawings: a strip is 100 × 10; a course is 50 high and 10 wide for each period."""

SVG = "{http://www.w3.org/2000/svg}"
GEOMETRY = ("transform", "d", "x2", "y2")
"""What is kept of a shape that Vega drew; roles and labels are the page's business."""

Spec = dict[str, Any]

PLACES: Spec = {"name": "x", "type": "band", "paddingInner": 0.2, "paddingOuter": 0.1}
"""Periods in equal places, as the labels below them stand."""


@lru_cache(maxsize=1024)
def strips(rows: Rows) -> tuple[str, ...]:
    """One SVG for each row."""
    # Vega draws the records of a table in their order: so each shape is told to its row
    every = [(index, one) for index, row in enumerate(rows.rows) for one in row]
    bars = [(index, one) for index, one in every if one.kind is Kind.BAR]
    rules = [(index, one) for index, one in every if one.kind is not Kind.BAR]
    drawn = vega(
        WIDTH,
        STRIP,
        data={"bars": [bar(one) for _, one in bars], "rules": [rule(one) for _, one in rules]},
        scales=[{"name": "x", "domain": [0, rows.top], "range": [0, WIDTH]}],
        marks=[
            mark("rect", "bars", x=at("start"), x2=at("end"), y=value(0), y2=value(STRIP), fill=field("style")),
            mark("rule", "rules", x=at("start"), y=field("top"), y2=field("bottom"), stroke=field("style")),
        ],
    )
    parts: list[list[str]] = [[] for _ in rows.rows]
    for (index, _), drawing in zip((*bars, *rules), drawn, strict=True):
        parts[index].append(drawing)
    return tuple(svg("tc-strip", WIDTH, STRIP, part) for part in parts)


@lru_cache(maxsize=1024)
def course(chart: Course, width: int = 0) -> str:
    """One SVG of all periods; as wide as they are many unless a width is given, for where it can't stretch."""
    width = width or PERIOD * chart.length
    drawn = vega(
        width,
        HEIGHT,
        data={
            "levels": [{"value": tick} for tick in chart.ticks],
            "columns": list(records(chart.columns)),
            **{f"band-{index}": spans(band) for index, band in enumerate(chart.bands)},
        },
        scales=[
            {**PLACES, "domain": list(range(chart.length)), "range": [0, width]},
            {"name": "y", "domain": [min(chart.ticks), max(chart.ticks)], "zero": False, "range": [HEIGHT, 0]},
        ],
        marks=[
            mark("rule", "levels", x=value(0), x2=value(width), y=height("value"), stroke=value("tc-level")),
            mark("rect", "columns", **column(len(chart.columns)), fill=field("style")),
            *(part for index, band in enumerate(chart.bands) for part in band_marks(f"band-{index}", band)),
        ],
    )
    return svg("tc-course", width, HEIGHT, drawn)


# ---- what Vega is told: a class name stands where it expects a colour -----------------------------------------


def vega(
    width: int, height: int, *, data: Mapping[str, list[Spec]], scales: list[Spec], marks: list[Spec]
) -> list[str]:
    """The shapes of a specification, those of a mark in the order of its records."""
    spec = {
        "$schema": "https://vega.github.io/schema/vega/v5.json",  # a name; nothing is fetched
        "width": width,
        "height": height,
        "padding": 0,
        "autosize": "none",
        "data": [{"name": name, "values": values} for name, values in data.items()],
        "scales": scales,
        "marks": marks,
    }
    return list(shapes(ET.fromstring(vl_convert.vega_to_svg(spec, allowed_base_urls=[]))))


def mark(kind: str, data: str, **channels: Spec) -> Spec:
    return {"type": kind, "from": {"data": data}, "encode": {"enter": channels}}


def value(of: object) -> Spec:
    return {"value": of}


def field(name: str) -> Spec:
    return {"field": name}


def at(name: str) -> Spec:
    return {"scale": "x", "field": name}


def height(name: str) -> Spec:
    return {"scale": "y", "field": name}


def middle() -> Spec:
    """Of the place of a period."""
    return {"scale": "x", "field": "period", "band": 0.5}


def bar(one: Mark) -> Spec:
    return {"start": one.start, "end": one.end, "style": f"tc-{one.style}"}


def rule(one: Mark) -> Spec:
    """A tick crosses the strip; a dot is a line without length, with round ends."""
    top, bottom = (0, STRIP) if one.kind is Kind.TICK else (STRIP / 2, STRIP / 2)
    return {"start": one.start, "top": top, "bottom": bottom, "style": f"tc-{one.kind} tc-{one.style}"}


def records(every: tuple[Series, ...]) -> Iterator[Spec]:
    for index, series in enumerate(every):
        for period, number in enumerate(series.values):
            if number is not None:
                yield {"period": period, "value": number, "place": index, "style": f"tc-{series.style}"}


def spans(band: Band) -> list[Spec]:
    """Gaps are kept, so that the line breaks at them."""
    return [
        {"period": period, "low": found[0], "high": found[1]} if found else {"period": period}
        for period, found in enumerate(band.values)
    ]


def column(beside: int) -> dict[str, Spec]:
    """The columns of a period stand side by side."""
    return {
        "x": {"signal": f"scale('x', datum.period) + bandwidth('x') * datum.place / {beside}"},
        "width": {"scale": "x", "band": 1 / max(beside, 1)},
        "y": height("value"),
        "y2": {"scale": "y", "value": 0},
    }


def band_marks(data: str, band: Band) -> tuple[Spec, Spec]:
    """A line that joins the middles of neighbours, and a stroke with round ends from the lowest to the highest."""
    known = "isValid(datum.low)"
    joined = {"signal": "scale('y', (datum.low + datum.high) / 2)"}
    style = f"tc-dot tc-{band.style}"
    return (
        mark("line", data, x=middle(), y=joined, defined={"signal": known}, stroke=value(f"tc-line tc-{band.style}")),
        # a shape without a class is not kept
        mark(
            "rule", data, x=middle(), y=height("low"), y2=height("high"), stroke={"signal": f"{known} ? '{style}' : ''"}
        ),
    )


def png(drawing: str, width: int, height: int) -> bytes:
    """An SVG that stands alone as a picture of so many pixels, for documents that take no other."""
    sized = drawing.replace("<svg ", f'<svg width="{width}" height="{height}" ', 1)
    return bytes(vl_convert.svg_to_png(sized, scale=1, ppi=72))


# ---- what is kept of the answer ----------------------------------------------------------------------------------


def svg(name: str, width: int, height: int, drawn: Iterable[str]) -> str:
    """Shapes in a frame that stretches. The page hides it from those who listen: they have sentence and table."""
    frame = f'<svg class="{name}" viewBox="0 0 {width} {height}" preserveAspectRatio="none">'
    return f"{frame}{''.join(drawn)}</svg>"


def shapes(drawn: ET.Element) -> Iterator[str]:
    for found in drawn.iter():
        style = found.get("fill") or found.get("stroke") or ""
        if style.startswith("tc-"):
            kept = "".join(f' {name}="{rounded(found.get(name, ""))}"' for name in GEOMETRY if found.get(name))
            yield f'<{found.tag.removeprefix(SVG)} class="{style}"{kept}/>'


def rounded(text: str) -> str:
    """Numbers to two decimals, trailing noughts dropped."""
    return re.sub(r"\d+\.\d+", lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), text)
