"""The way out: Zensical makes the same site from the same settings, pages and theme as MkDocs with Material."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

import sites
from sites import copy_of_repository, talentcard

THEIRS = ("assets/javascripts/", "assets/stylesheets/", "assets/images/")
"""The theme's own scripts and styles: each builder brings its own."""
SKIP_TARGET = "__skip"
"""Where the skip link leads in one of the themes; in the other it is the first heading."""
MENU = ".md-nav--primary a.md-nav__link[href], a.md-tabs__link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a visitor gets from a page: all that must not depend on the builder. Addresses are seen from the top."""

    lang: str
    title: str
    description: list[str]
    text: str
    headings: list[tuple[str, str, str]]
    links: list[str]
    ids: list[str]
    menu: set[tuple[str, str]]
    twins: list[tuple[str, str]]
    scripts: list[str]
    styles: list[str]
    footer: str


def shown(site: Path, name: str) -> Shown:
    page = LexborHTMLParser((site / name).read_bytes())

    def address(node: LexborNode) -> str:
        given = value(node, "href") or value(node, "src")
        path, mark, anchor = given.partition("#")
        if ":" in path or path.startswith("/"):
            return given
        return posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) + mark + anchor if path else given

    def ours(nodes: Iterable[LexborNode]) -> list[str]:
        found = (address(node).lstrip("/") for node in nodes)
        return [path for path in found if not path.removeprefix("en/").startswith(THEIRS)]

    article = only(page, "article")
    return Shown(
        lang=value(only(page, "html"), "lang"),
        title=words(only(page, "title")),
        description=[value(node, "content") for node in page.css("meta[name=description]")],
        text=words(article),
        headings=[(node.tag or "", value(node, "id"), words(node)) for node in article.css("h1, h2, h3, h4, h5, h6")],
        links=[address(node) for node in article.css("a[href]")],
        ids=[value(node, "id") for node in article.css("[id]") if value(node, "id") != SKIP_TARGET],
        menu={(words(node), address(node)) for node in page.css(MENU)},
        twins=[(value(node, "hreflang"), address(node)) for node in page.css("[hreflang]")],
        scripts=ours(page.css("script[src]")),
        styles=ours(page.css("link[rel=stylesheet]")),
        footer=words(only(page, "footer")),
    )


def only(page: LexborHTMLParser, selector: str) -> LexborNode:
    (node,) = page.css(selector)
    return node


def value(node: LexborNode, attribute: str) -> str:
    return node.attributes.get(attribute) or ""


def words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sites.sample_site(tmp_path_factory)


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sites.second_site(tmp_path_factory)


def test_same_files(first: Path, second: Path) -> None:
    """Pages, feeds, tables, indexes and assets of ours: all but what each theme brings."""

    def files(site: Path) -> set[str]:
        return {name for name in sites.prints(site) if not name.removeprefix("en/").startswith(THEIRS)}

    assert files(first) == files(second)
    assert "en/guides/schooling.html" in files(second)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_same_pages(lang: str, first: Path, second: Path) -> None:
    different: dict[str, object] = {}
    for name in sites.pages(first):
        if name.startswith("en/") == (lang == "en"):
            one, two = asdict(shown(first, name)), asdict(shown(second, name))
            assert two["lang"] == lang
            different |= {f"{name} {part}": (one[part], two[part]) for part in one if one[part] != two[part]}
    assert different == {}


def test_a_broken_link_fails_the_second_builder_too(tmp_path: Path) -> None:
    folder = copy_of_repository(tmp_path / "linked")
    page = folder / "site" / "pages" / "zh" / "privacy.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[去哪里](nowhere.md)\n", encoding="utf-8")
    done = talentcard(folder, "build", "--builder", "zensical")
    assert done.returncode == 1
    assert "nowhere.md" in done.stderr
    assert not (folder / "build" / "site").exists()
