"""What the search is made of: sections from pages, the vocabulary, the index. How it ranks is tested in the browser."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from registries import ROOT
from site_world import world
from sites import copy_of_repository, talentcard
from talentcard.core.pages import search as contents
from talentcard.publishing import publish, search
from talentcard.publishing.edition import Edition
from talentcard.publishing.search.index import NAME
from talentcard.publishing.search.pinyin import spelt
from talentcard.publishing.search.sections import Section, sections
from talentcard.publishing.search.vocabulary import FILE
from talentcard.reading.locating import located


@pytest.fixture(scope="module")
def editions() -> tuple[Edition, ...]:
    return tuple(publish.edition_of(ROOT, world(lang=lang), folder) for lang, folder in (("zh", ""), ("en", "en")))


@pytest.fixture(scope="module")
def indexes(editions: tuple[Edition, ...]) -> dict[str, dict[str, Any]]:
    files = search.files(ROOT, editions)
    assert sorted(files) == [NAME, f"en/{NAME}"]
    return {lang: read(files[f"{folder}{NAME}"]) for lang, folder in (("zh", ""), ("en", "en/"))}


def read(script: bytes) -> dict[str, Any]:
    """The one value that the script assigns."""
    text = script.decode("utf-8")
    head, tail = "window.talentcardSearchIndex=", ";\n"
    assert text.startswith(head)
    assert text.endswith(tail)
    return dict(json.loads(text.removeprefix(head).removesuffix(tail)))


# ---- sections ---------------------------------------------------------------------------------------


def test_a_page_is_cut_at_headings_with_an_anchor() -> None:
    body = (
        "# 标题\n\n<p>开头</p>\n\n## 第一节 {#one}\n\n<p>甲</p>\n\n### 没有锚\n\n<p>乙</p>\n\n### 小节 {#two}\n\n丙\n"
    )
    assert sections(body) == (
        Section("", "", "开头"),
        Section("one", "第一节", "甲 没有锚 乙"),
        Section("two", "小节", "丙"),
    )


def test_a_heading_in_html_counts_too() -> None:
    body = '<section>\n<h2 id="stage-1"><span class="tc-stage__mark">1</span> 申请</h2>\n<p>甲</p>\n</section>'
    assert sections(body)[1:] == (Section("stage-1", "申请", "甲"),)


def test_text_is_what_a_reader_sees() -> None:
    body = (
        '<p title="不读">一<strong>二</strong>三 &amp; 四</p><p>五</p>\n'
        '<nav>目录</nav><svg><text>图</text></svg><span aria-hidden="true">→</span>'
    )
    assert sections(body) == (Section("", "", "一二三 & 四 五"),)


def test_markdown_leaves_no_marks() -> None:
    body = "## R\\_1 {#a}\n\n- 见[规则](rules.md#r-01)，**重要**\n1. `代码`\n"
    assert sections(body)[1] == Section("a", "R_1", "见规则，重要 代码")


# ---- the vocabulary ---------------------------------------------------------------------------------


def wrong(root: Path, text: str) -> list[tuple[str, int | None, int | None]]:
    (root / FILE).parent.mkdir(parents=True, exist_ok=True)
    (root / FILE).write_text(text, encoding="utf-8")
    return [(finding.rule, finding.at.line, finding.at.column) for finding in located(root, search.findings(root))]


def test_the_site_s_own_vocabulary_is_right() -> None:
    assert search.findings(ROOT) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("same:\n  - [落户, 户籍]\nignored: [怎么]\n", []),
        ("same:\n  - [落户, 户籍]\n  - [入学, 落户]\nignored: [怎么]\n", [("search-word-twice", 3, 10)]),
        ("same:\n  - [visa, 签证]\n  - [VISA, 居留]\nignored: [怎么]\n", [("search-word-twice", 3, 6)]),
        ("same:\n  - [落户, 户籍]\nignored: [户籍]\n", [("search-word-twice", 3, 11)]),
        ("same:\n  - [落户]\nignored: [怎么]\n", [("search-group-short", 2, 5)]),
        ("same:\n  - [落户, '？']\nignored: [怎么]\n", [("search-word-empty", 2, 10)]),
        ("same:\n  - [落户, 15]\nignored: [怎么]\n", [("search-shape", 2, 10)]),
        ("same:\n  - [落户, 户籍]\n", [("search-shape", 1, 1)]),
        ("same:\n  - [落户, 户籍]\nignored: [怎么]\nmore: 1\n", [("search-shape", 1, 1)]),
        ("same:\n  - [落户, 户籍]\n\tignored: [怎么]\n", [("yaml-tab", 3, 1)]),
    ],
)
def test_each_mistake_in_the_vocabulary_has_its_place(
    tmp_path: Path, text: str, expected: list[tuple[str, int, int]]
) -> None:
    assert wrong(tmp_path, text) == expected


def test_a_mistake_in_the_vocabulary_stops_the_build(tmp_path: Path) -> None:
    folder = copy_of_repository(tmp_path / "registry")
    path = folder / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("ignored:", "forgotten:"), encoding="utf-8")
    done = talentcard(folder, "build")
    assert (done.returncode, (folder / "build" / "site").exists()) == (1, False)
    assert f"{FILE}:" in done.stdout
    assert "search-shape" in done.stdout


# ---- the index --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_can_be_found_but_those_that_only_lead_on(
    lang: str, editions: tuple[Edition, ...], indexes: dict[str, dict[str, Any]]
) -> None:
    edition = next(edition for edition in editions if edition.lang == lang)
    paths = [page["path"] for page in indexes[lang]["pages"]]
    every = {page.path for page in (*edition.pages, *edition.written)}
    assert len(paths) == len(set(paths))
    assert every - set(paths) == contents.LEADING
    assert all(page["title"] for page in indexes[lang]["pages"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_anchor_of_the_index_stands_in_its_page(
    lang: str, editions: tuple[Edition, ...], indexes: dict[str, dict[str, Any]]
) -> None:
    edition = next(edition for edition in editions if edition.lang == lang)
    for page in indexes[lang]["pages"]:
        body = edition.bodies[page["path"]]
        for anchor, _, _ in page["sections"]:
            assert not anchor or f"{{#{anchor}}}" in body or f'id="{anchor}"' in body, (page["path"], anchor)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_keywords_are_for_pages_that_there_are(lang: str, editions: tuple[Edition, ...]) -> None:
    edition = next(edition for edition in editions if edition.lang == lang)
    paths = {page.path for page in (*edition.pages, *edition.written)}
    folders = {f"{path.rpartition('/')[0]}/" for path in paths}
    assert set(edition.world.words.subject("keywords")) <= paths | folders


def test_the_calendar_of_the_year_comes_before_the_others(indexes: dict[str, dict[str, Any]]) -> None:
    weights = {page["path"]: page["weight"] for page in indexes["zh"]["pages"]}
    assert weights["calendar/2026"] > weights["calendar/2025"]
    assert weights["guides/schooling"] > weights["rules"] > weights["traceability"]


def test_chinese_is_spelt_by_whole_words(indexes: dict[str, dict[str, Any]]) -> None:
    assert spelt(["重庆（重新）"]) == {"重庆": "chong qing", "重新": "chong xin"}
    assert indexes["zh"]["pinyin"]["落户"] == "luo hu"
    assert indexes["en"]["pinyin"] == {}


def test_the_library_is_the_package_s_own_file() -> None:
    package, vendor = ROOT / "node_modules" / "minisearch", ROOT / "site" / "assets" / "vendor"
    assert (vendor / "minisearch.js").read_bytes() == (package / "dist" / "umd" / "index.js").read_bytes()
    assert (vendor / "minisearch-license.txt").read_bytes() == (package / "LICENSE.txt").read_bytes()


def test_without_its_words_there_is_no_site(tmp_path: Path) -> None:
    folder = copy_of_repository(tmp_path / "registry")
    shutil.rmtree(folder / "site" / "search")
    done = talentcard(folder, "build")
    assert done.returncode == 2
    assert "site/search" in done.stderr
