"""docxtpl: a paper → DOCX, by a template that an office edits in Word (``site/papers/<layout>.docx``)."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Pt, Twips
from docxtpl import DocxTemplate

from talentcard.context import CannotRunError
from talentcard.core.papers import Paper
from talentcard.documents.bodyxml import STYLES, Body
from talentcard.documents.measure import Pictures, balanced
from talentcard.documents.wording import WORDINGS, Sandbox, TemplateError, raw
from talentcard.documents.words import words
from talentcard.publishing import charts
from talentcard.render.width import width

EPOCH = dt.datetime(2017, 1, 1)  # noqa: DTZ001  (the file format knows no zone)
"""For papers without a date: the same bytes on every day."""

TITLE, MARK = "公文标题", "发文机关标志"
LEAST = 16
"""Points, for a very long name: then it takes two lines."""

PIXELS = 1000
"""Of the width of a picture: 300 an inch or more."""


def docx(root: Path, paper: Paper) -> bytes:
    """Raises CannotRunError where the template lacks a style or asks for what there is not."""
    path = template_of(root, paper)
    shown = f"{WORDINGS}/{path.name}"
    try:
        template = DocxTemplate(path)
        template.init_docx()
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise CannotRunError("paper-template-unreadable", path=shown) from error
    found = places(template, shown)
    body = Body(paper, styles(template, shown), room(template), Pictures(root), inline(template)).xml()
    try:
        template.render(
            {**context(paper), "title": title(template, paper), "body": raw(body)},
            environment(),
            autoescape=True,
        )
    except TemplateError as error:
        raise CannotRunError("paper-template", path=shown, what=str(error)) from error
    for name in ("title", "body"):
        if name not in found:
            raise CannotRunError("paper-template-lacks", path=shown, what=name)
    properties(template, paper)
    made = io.BytesIO()
    fit(template, paper.issuer)
    template.save(made)
    return repacked(made.getvalue())


@cache
def environment() -> Sandbox:
    return Sandbox(autoescape=True)


def places(template: DocxTemplate, shown: str) -> set[str]:
    """What the template has a place for. Raises CannotRunError for open braces: they would swallow what follows."""
    texts = ["".join(paragraph.xpath(".//w:t/text()")) for paragraph in template.docx.element.body.iter(qn("w:p"))]
    for text in texts:
        if re.search(r"\{\{|\}\}|\{%|%\}", re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text)):
            raise CannotRunError("paper-template", path=shown, what=text.strip())
    return {name for text in texts for name in re.findall(r"\{\{p? *(\w+)", text)}


def template_of(root: Path, paper: Paper) -> Path:
    """That of the layout in the paper's language; the one for all languages where that one has none of its own."""
    names = (f"{paper.layout}.{paper.lang}.docx", f"{paper.layout}.docx")
    paths = [root / WORDINGS / name for name in names]
    found = next((path for path in paths if path.is_file()), None)
    if found is None:
        raise CannotRunError("paper-no-template", path=f"{WORDINGS}/{names[-1]}")
    return found


def context(paper: Paper) -> dict[str, Any]:
    """What a template can show, by name; what a paper does not have is empty, for ``{%p if … %}``."""
    named = words(paper)
    zh = paper.lang == "zh"
    several = len(paper.attachments) > 1
    attachments = [f"{f'{number}. ' if several else ''}{name}" for number, name in enumerate(paper.attachments, 1)]
    return {
        "issuer": paper.issuer,
        "number": paper.number or "",
        "to": f"{paper.to}{'：' if zh else ','}" if paper.to else "",
        "day": paper.day,
        "labels": "　".join(paper.labels),
        "copies": f"{named['copies']}{paper.copies}" if paper.copies else "",
        "printed": named["printed"],
        "attachments": [f"{'　　　' if at else named['attachments']}{name}" for at, name in enumerate(attachments)],
    }


def title(template: DocxTemplate, paper: Paper) -> str:
    """Broken where its lines get about as long; Word itself would leave a character or a word over."""
    size = next((style.font.size for style in template.docx.styles if style.name == TITLE), None)
    return balanced(paper.title, Twips(room(template)) / size) if size else paper.title


def styles(template: DocxTemplate, shown: str) -> dict[str, str]:
    known = {style.name.lower(): style.style_id for style in template.docx.styles if style.name}
    for name in STYLES.values():
        if name.lower() not in known:
            raise CannotRunError("paper-style", path=shown, what=name)
    return {part: known[name.lower()] for part, name in STYLES.items()}


def room(template: DocxTemplate) -> int:
    """The width of a line, in twips."""
    section = template.docx.sections[0]
    return int((section.page_width - section.left_margin - section.right_margin) / 635)


def inline(template: DocxTemplate) -> Any:
    def picture(svg: str, wide: int, high: int, alt: str) -> str:
        part = template.docx.part
        drawn = part.new_pic_inline(io.BytesIO(charts.png(svg, PIXELS, PIXELS * high // wide)), wide, high)
        drawn.docPr.set("descr", alt)
        return f"<w:r><w:drawing>{drawn.xml}</w:drawing></w:r>"

    return picture


def fit(template: DocxTemplate, issuer: str) -> None:
    """An issuer whose name does not fit into the line at the head is set smaller."""
    for paragraph in template.docx.paragraphs:
        if paragraph.style.name == MARK and paragraph.style.font.size:
            fits = Twips(room(template)).pt / max(width(issuer) / 2, 1)
            for run in paragraph.runs:
                run.font.size = Pt(int(min(paragraph.style.font.size.pt, max(fits, LEAST))))


def properties(template: DocxTemplate, paper: Paper) -> None:
    core = template.docx.core_properties
    made = dt.datetime.combine(paper.dated, dt.time()) if paper.dated else EPOCH
    core.title, core.author, core.last_modified_by = paper.title, paper.issuer, paper.issuer
    core.created, core.modified, core.revision = made, made, 1
    core.language = "zh-CN" if paper.lang == "zh" else "en-GB"
    # who edited the template when is nobody's business
    core.comments = core.keywords = core.subject = ""


def repacked(made: bytes) -> bytes:
    """The same parts without the time of packing."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(info, source.read(name))
    return packed.getvalue()
