"""Documents as offices get them: DOCX that opens elsewhere, PDF with its fonts inside, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pylopdf_fonts_zh_cn
import pytest
from pypdf import PdfReader

from papers_made import FORM, LETTER, OFFICIAL, PAPERS, bytes_of, converted
from registries import ROOT
from talentcard import documents
from talentcard.context import CannotRunError
from talentcard.core.papers import Layout, Paragraph, fields
from talentcard.documents.fonts import Fonts
from talentcard.documents.measure import Pictures
from talentcard.messages import LANGUAGES

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 72 / 25.4
Made = dict[str, dict[str, bytes]]
Opened = dict[str, PdfReader]


@pytest.fixture(scope="module")
def made() -> Made:
    return {name: bytes_of(name) for name in PAPERS}


@pytest.fixture(scope="module")
def opened(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Every DOCX as LibreOffice shows it."""
    out = tmp_path_factory.mktemp("office")
    for name, formats in made.items():
        (out / f"{name}.docx").write_bytes(formats["docx"])
    return {name: PdfReader(path) for name, path in converted(out.glob("*.docx"), out).items()}


def text_of(reader: PdfReader) -> str:
    """Without what lines and pages do to it."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


def pages(formats: dict[str, bytes]) -> PdfReader:
    return PdfReader(io.BytesIO(formats["pdf"]))


def characters(reader: PdfReader, page: int) -> Counter[int]:
    """How many of a character stand in each line of a page, by the height of the line in tenths of a point."""
    found: Counter[int] = Counter()

    def visit(text: str, above: Any, matrix: Any, _font: Any, _size: Any) -> None:
        found[round((above[5] + matrix[5] * above[3]) * 10)] += text.count("字")

    reader.pages[page].extract_text(visitor_text=visit)
    return Counter({height: count for height, count in found.items() if count})


# ---- what is on the paper ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["official", "letter", "form"])
def test_all_formats_say_everything(name: str, made: Made, opened: Opened) -> None:
    paper = PAPERS[name]
    said = re.sub(r"[^\w]", "", made[name]["md"].decode())
    for shown in (text_of(pages(made[name])), text_of(opened[name])):
        words = re.sub(r"[^\w]", "", shown)
        expected = [paper.title, paper.issuer, *paper.labels, *paper.attachments, paper.day, *(paper.to, paper.copies)]
        expected += [cell for block in paper.body for cell in texts(block)]
        for text in filter(None, expected):
            wanted = re.sub(r"[^\w]", "", text)
            assert wanted in words
            assert wanted in said


def texts(block: Any) -> list[str]:
    """The words of a block, however deep they lie."""
    if isinstance(block, str):
        return [block] if re.search(r"\w\w", block) and not re.fullmatch(r"[a-z-]+", block) else []
    if isinstance(block, dt.date) or block is None:
        return []
    if hasattr(block, "chart"):
        return [block.chart.title, *(label.title for label in block.chart.labels if not isinstance(label, str))]
    if hasattr(block, "label"):
        return [block.label] if block.kind == "check" else []
    if hasattr(block, "__slots__"):
        return [one for slot in block.__slots__ for one in texts(getattr(block, slot))]
    return [one for part in block for one in texts(part)] if isinstance(block, tuple) else []


def test_a_page_of_text_has_22_lines_of_28_characters(made: Made, opened: Opened) -> None:
    """GB/T 9704-2012, 5.2.3, in the PDF and in the DOCX alike."""
    for reader in (pages(made["full"]), opened["full"]):
        assert sum(characters(reader, 1).values()) == 22 * 28


def test_the_type_area_is_that_of_the_standard(made: Made) -> None:
    """GB/T 9704-2012, 5.2: A4; 37 mm above, 28 mm at the spine; 156 mm × 225 mm."""
    reader = pages(made["full"])
    assert [round(float(side) / MM) for side in reader.pages[0].mediabox[2:]] == [210, 297]
    lines = sorted(characters(reader, 1), reverse=True)
    steps = {above - below for above, below in pairwise(lines)}
    assert max(abs(step / 10 - 225 * MM / 22) for step in steps) < 0.2
    top, bottom = 297 - lines[0] / 10 / MM, lines[-1] / 10 / MM
    assert 37 < top < 37 + 16 / MM
    assert 35 < bottom < 35 + 225 / 22


def test_docx_has_the_measures_and_names_the_fonts_of_the_standard(made: Made) -> None:
    document = docx.Document(io.BytesIO(made["official"]["docx"]))
    section = document.sections[0]
    assert [round(one.mm) for one in (section.page_width, section.page_height) if one] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(one.mm) for one in margins if one] == [37, 35, 28, 26]
    fonts = {font for style in document.styles for font in style.element.xpath(".//w:rFonts/@w:eastAsia")}
    assert fonts >= {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"}


def test_a_signature_is_never_alone_on_a_page(made: Made, opened: Opened) -> None:
    for reader in (pages(made["edge"]), opened["edge"]):
        *before, last = [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]
        assert OFFICIAL.day in last
        assert "末" in last
        assert "末" not in "".join(before)


def test_pages_are_numbered_on_the_outside(made: Made, opened: Opened) -> None:
    for reader in (pages(made["full"]), opened["full"]):
        for at, page in enumerate(reader.pages, 1):
            assert re.search(rf"—\s*{at}\s*—", page.extract_text())


def test_pdf_embeds_every_font(made: Made) -> None:
    for formats in made.values():
        for page in pages(formats).pages:
            named = page["/Resources"]["/Font"].values()  # type: ignore[index]
            for font in (one.get_object() for one in named):
                described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
                assert {"/FontFile2", "/FontFile3"} & described.keys()
                assert re.match(r"/[A-Z]{6}\+Noto", str(font["/BaseFont"]))  # a subset
        assert len(formats["pdf"]) < 150_000


def test_pdf_is_for_archives_and_for_listeners(made: Made) -> None:
    """PDF/A-2a and PDF/UA-1, as typst checked them; and the words that a listener gets."""
    for name, formats in made.items():
        reader = pages(formats)
        declared = bytes(reader.trailer["/Root"]["/Metadata"].get_data()).decode()  # type: ignore[index]
        assert "<pdfaid:part>2</pdfaid:part>" in declared
        assert "<pdfuaid:part>1</pdfuaid:part>" in declared
        assert reader.trailer["/Root"]["/Lang"].startswith(PAPERS[name].lang)  # type: ignore[index]
        assert reader.metadata is not None
        assert reader.metadata.title == PAPERS[name].title
        assert reader.metadata.author == PAPERS[name].issuer


# ---- blanks ----------------------------------------------------------------------------------------------------


def test_each_blank_is_a_control_that_word_can_fill(made: Made) -> None:
    document = docx.Document(io.BytesIO(made["form"]["docx"]))
    found = {one.find(f".//{W}tag").get(f"{W}val"): one for one in document.element.body.iter(f"{W}sdt")}
    said = {name: "".join(text.text for text in one.iter(f"{W}t")).strip("_　") for name, one in found.items()}
    assert list(found) == [field.name for field in fields(FORM)]
    assert [name for name, one in found.items() if one.find(f"{W}sdtPr/{W}date") is not None] == ["since"]
    expected = {"unit": "示例大学", "school": "☒", "health": "☐"}
    assert {name: value for name, value in said.items() if value} == expected


# ---- what offices may do to a template --------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A registry whose templates may be spoilt."""
    shutil.copytree(ROOT / "site" / "papers", tmp_path / "site" / "papers")
    shutil.copytree(ROOT / "site" / "assets" / "css", tmp_path / "site" / "assets" / "css")
    return tmp_path


def edited(root: Path, name: str, old: str, new: str, part: str = "word/document.xml") -> None:
    path = root / "site" / "papers" / name
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for one, content in parts.items():
            archive.writestr(one, content)


def test_what_an_office_changes_in_word_shows(own: Path) -> None:
    edited(own, "letter.en.docx", "{{ title }}", "Re: {{ title }}")
    found = docx.Document(io.BytesIO(documents.docx(own, LETTER)))
    assert f"Re: {LETTER.title}" in [paragraph.text for paragraph in found.paragraphs]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("{{ title }}", "{{ tilte }}", "paper-template"),
        ("{{ title }}", "{{ title", "paper-template"),
        ("{{ title }}", "{{ ''.__class__.__mro__ }}", "paper-template"),
        ("{{p body }}", "…", "paper-template-lacks"),
    ],
)
def test_a_template_that_asks_for_what_there_is_not_is_named(own: Path, old: str, new: str, key: str) -> None:
    edited(own, "letter.en.docx", old, new)
    with pytest.raises(CannotRunError) as caught:
        documents.docx(own, LETTER)
    assert (caught.value.key, caught.value.params["path"]) == (key, "site/papers/letter.en.docx")


def test_a_template_without_a_style_or_that_is_no_docx_is_named(own: Path) -> None:
    edited(own, "letter.en.docx", "表格文字细", "别的文字", "word/styles.xml")
    with pytest.raises(CannotRunError, match="paper-style") as caught:
        documents.docx(own, LETTER)
    assert caught.value.params["what"] == "表格文字细"
    (own / "site/papers/letter.en.docx").write_bytes(b"not a zip file")
    with pytest.raises(CannotRunError, match="paper-template-unreadable"):
        documents.docx(own, LETTER)
    (own / "site/papers/letter.en.docx").unlink()
    assert documents.docx(own, LETTER)  # the one for all languages
    (own / "site/papers/letter.docx").unlink()
    with pytest.raises(CannotRunError, match="paper-no-template"):
        documents.docx(own, LETTER)


def test_a_layout_fetches_nothing(own: Path) -> None:
    """Typst would load a package from the network."""
    path = own / "site" / "papers" / "papers.typ"
    path.write_text('#import "@preview/example:0.1.0": add\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(CannotRunError, match="paper-layout") as caught:
        documents.pdf(own, LETTER)
    assert caught.value.params["what"] == '"@preview/example:0.1.0"'
    path.write_text('#read("/etc/hostname")\n', encoding="utf-8")
    with pytest.raises(CannotRunError, match="paper-layout"):
        documents.pdf(own, LETTER)


def test_every_template_has_all_styles_and_no_trace_of_its_author() -> None:
    for layout in Layout:
        for lang in LANGUAGES:
            documents.docx(ROOT, replace(OFFICIAL, layout=layout, lang=lang, body=()))
    for path in (ROOT / "site" / "papers").glob("*.docx"):
        core = docx.Document(str(path)).core_properties
        assert (core.author, core.last_modified_by) == ("", "")


# ---- fonts ----------------------------------------------------------------------------------------------------------


def test_a_character_without_a_shape_is_named_before_it_becomes_a_box() -> None:
    paper = replace(LETTER, body=(Paragraph("\U00020bb7田"),))
    with pytest.raises(CannotRunError, match="paper-glyph") as caught:
        documents.pdf(ROOT, paper)
    assert caught.value.params["code"] == "U+20BB7"
    assert "\U00020bb7" in docx.Document(io.BytesIO(documents.docx(ROOT, paper))).element.xml
    with pytest.raises(CannotRunError, match="paper-no-fonts"):
        documents.pdf(ROOT, LETTER, fonts=Path("nowhere"))


def test_an_office_s_own_fonts_come_first(tmp_path: Path) -> None:
    """A font that bears the name of one that the standard asks for."""
    font = pylopdf_fonts_zh_cn.sans_path().read_bytes()
    renamed = font.replace("Noto Sans SC".encode("utf-16-be"), "KaiTi_GB2312".encode("utf-16-be"))
    (tmp_path / "kai.otf").write_bytes(renamed)
    face = Fonts(tmp_path).faces["kai"]
    assert (face.families[0], face.substitute) == ("KaiTi_GB2312", False)
    assert documents.pdf(ROOT, OFFICIAL, fonts=tmp_path) != documents.pdf(ROOT, OFFICIAL)


def test_every_character_of_the_chinese_code_page_has_a_shape() -> None:
    """GB 2312: what the wordings and nearly all names are written with."""
    rows = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    known = "".join(row.decode("gb2312", "ignore") for row in rows)
    assert len(known) == 6763
    Fonts(None).check([known, "①②③〔〕《》“”—…·％℃"])


def test_every_style_of_the_charts_has_a_colour() -> None:
    style = Pictures(ROOT).swatch("hand")
    css = (ROOT / "site/assets/css/status.css").read_text(encoding="utf-8")
    for name in re.findall(r"\.tc-swatch--([\w-]+)", css):
        assert re.search(rf"\.tc-{name}[,{{][^}}]*(fill|stroke): ?#", style), name
    assert "var(" not in style


# ---- the same bytes ------------------------------------------------------------------------------------------


def digests(made: Made) -> list[str]:
    return [hashlib.sha256(data).hexdigest() for formats in made.values() for data in formats.values()]


def test_the_same_paper_gives_the_same_bytes_anywhere(made: Made) -> None:
    """Another process, hash seed, time zone and locale."""
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/Santiago", "LC_ALL": "tr_TR.UTF-8"}
    code = "import test_documents as t; print(t.digests({name: t.bytes_of(name) for name in t.PAPERS}))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT / "tests", env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(digests(made))


def test_files_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    spoilt = replace(LETTER, title="\U00020bb7")
    with pytest.raises(CannotRunError, match="paper-glyph"):
        documents.write(tmp_path / "out", "letter", spoilt, {"docx", "pdf", "md"}, root=ROOT)
    assert not (tmp_path / "out").exists()
    written = documents.write(tmp_path / "out", "letter", LETTER, {"docx", "pdf", "md"}, root=ROOT)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(path.name for path in written)
