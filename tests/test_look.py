"""The look of the built site, as far as files show it: policies, weight, pictures, the error page, what is shared."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import struct
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

import sites
from registries import ROOT
from sites import copy_of_repository, prints, talentcard

KB = 1000
STATIC_DATA = {"application/json", "application/ld+json"}
COLOUR = re.compile(r"(--tc-[a-z-]+): (#[0-9a-f]{6})")
PAIRS = (
    ("--tc-ink", "--tc-panel"),
    ("--tc-muted", "--tc-panel"),
    ("--tc-blue", "--tc-blue-soft"),
    ("--tc-amber", "--tc-amber-soft"),
    ("--tc-red", "--tc-red-soft"),
    ("--tc-green", "--tc-green-soft"),
    ("--tc-bar-ink", "--tc-bar"),
    ("--tc-foot-ink", "--tc-foot"),
)
"""Text and the ground it stands on."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sites.rules_site(tmp_path_factory) / "build" / "site"


@pytest.fixture(scope="session")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same site, to be published below a path."""

    def make(folder: Path) -> None:
        copy_of_repository(folder)
        path = folder / "records" / "settings" / "set-registry.yml"
        path.write_text(path.read_text("utf-8") + "address: https://talent.example.org/card/\n", encoding="utf-8")
        done = talentcard(folder, "build")
        assert done.returncode == 0, done.stdout + done.stderr

    return sites.once(tmp_path_factory, "addressed", make) / "build" / "site"


@cache
def parsed(path: Path) -> LexborHTMLParser:
    return LexborHTMLParser(path.read_text(encoding="utf-8"))


def pages(site: Path) -> dict[str, LexborHTMLParser]:
    return {name: parsed(site / name) for name in sites.pages(site)}


def only(page: LexborHTMLParser, selector: str) -> LexborNode:
    [node] = page.css(selector)
    return node


def value(page: LexborHTMLParser, selector: str, name: str = "content") -> str:
    return only(page, selector).attributes[name] or ""


# ---- the policy ------------------------------------------------------------------------------------------


def test_every_page_has_one_policy_that_lets_in_its_own_scripts_and_nothing_unsafe(site: Path) -> None:
    for name, page in pages(site).items():
        policy = value(page, 'meta[http-equiv="Content-Security-Policy"]')
        rules = {rule.split()[0]: set(rule.split()[1:]) for rule in policy.split("; ")}
        assert rules["default-src"] == {"'none'"}, name
        assert "unsafe" not in policy, name
        assert not re.search(r"https?:|\*", policy), name
        for script in page.css("script:not([src])"):
            if script.attributes.get("type") not in STATIC_DATA:
                digest = base64.b64encode(hashlib.sha256(script.text().encode()).digest()).decode()
                assert f"'sha256-{digest}'" in rules["script-src"], name


def test_no_page_holds_what_its_policy_refuses(site: Path) -> None:
    for name, page in pages(site).items():
        assert page.css("[style], style, base, object, embed, iframe") == [], name
        handlers = [key for node in page.css("*") for key in node.attributes if key.startswith("on")]
        assert handlers == [], name
        assert page.css('[href^="javascript:"]') == [], name


# ---- weight ------------------------------------------------------------------------------------------------


def loaded(site: Path, name: str) -> set[Path]:
    """The files that a browser asks for to show a page."""
    page = parsed(site / name)
    links = page.css("link[rel=stylesheet], link[rel=icon]")
    found = [link.attributes["href"] or "" for link in links]
    found += [node.attributes["src"] or "" for node in page.css("[src]")]
    paths = [urlsplit(address).path for address in found]
    return {(site / path.lstrip("/") if path.startswith("/") else (site / name).parent / path) for path in paths}


def test_a_page_weighs_less_than_100_kb(site: Path) -> None:
    assert {name: size for name in sites.pages(site) if (size := (site / name).stat().st_size) >= 100 * KB} == {}


def test_the_first_load_weighs_less_than_150_kb_compressed_and_asks_for_few_files(site: Path) -> None:
    """The budget is 400 kB; this is what it takes now, and a little more. The search page's index does not count."""
    for name in sites.pages(site):
        files = {file for file in loaded(site, name) if "search-index" not in file.name} | {site / name}
        assert sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files) < 150 * KB, name
        assert len(files) <= 16, name


def test_the_site_holds_nothing_of_the_theme_that_no_page_loads(site: Path) -> None:
    used = {file.resolve() for name in sites.pages(site) for file in loaded(site, name)}
    brought = {
        path for folder in ("", "en") for path in (site / folder / "assets/stylesheets").rglob("*") if path.is_file()
    }
    assert brought <= used
    assert not (site / "assets/javascripts").exists()
    assert list(site.rglob("*.map")) == []


def test_scripts_wait_until_the_page_is_read(site: Path) -> None:
    """All but the one that knows, before anything is painted, how this reader wants it."""
    for name, page in pages(site).items():
        scripts = page.css("script[src]")
        waiting = {node.attributes["src"] for node in scripts if "defer" in node.attributes}
        at_once = [node.attributes["src"] or "" for node in scripts if node.attributes["src"] not in waiting]
        assert [Path(address).name for address in at_once] == ["early.js"], name
    assert (site / "assets/js/early.js").stat().st_size < KB


# ---- colours -----------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("sheet", "ground"), [("base.css", "#ffffff"), ("dark.css", "#141b22")])
def test_text_stands_out_in_light_and_dark(sheet: str, ground: str) -> None:
    styles = ROOT / "site" / "assets" / "css"
    colours = dict(COLOUR.findall((styles / sheet).read_text(encoding="utf-8")))
    assert set(colours) == set(dict(COLOUR.findall((styles / "base.css").read_text(encoding="utf-8"))))
    for text, behind in PAIRS:
        assert contrast(colours[text], colours[behind]) >= 4.5, (text, behind)
    for name in ("ink", "muted", "blue", "amber", "red", "green"):
        assert contrast(colours[f"--tc-{name}"], ground) >= 4.5, name
    assert contrast(colours["--tc-edge"], ground) >= 3  # the border of a field


# ---- shared and kept ------------------------------------------------------------------------------------------


def test_every_page_can_be_shared(site: Path) -> None:
    for name, page in pages(site).items():
        said = {node.attributes["property"]: node.attributes["content"] for node in page.css("meta[property]")}
        assert said["og:title"], name
        assert said["og:description"] == value(page, "meta[name=description]"), name
        assert (site / name).parent.joinpath(said["og:image"] or "").name == "share.png", name
        assert "og:url" not in said, name  # without an address nobody knows it
        assert page.css("link[rel=canonical]") == [], name
    assert not (site / "sitemap.xml").exists()


@pytest.mark.parametrize(("name", "size"), [("share.png", (1200, 630)), ("apple-touch-icon.png", (180, 180))])
def test_pictures_have_the_size_that_is_asked_for(name: str, size: tuple[int, int], site: Path) -> None:
    head = (site / "assets" / name).read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:24]) == size


# ---- the error page ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "first", "second"), [("404.html", "zh-CN", "en"), ("en/404.html", "en", "zh-CN")])
def test_the_error_page_helps_in_both_languages(name: str, first: str, second: str, site: Path) -> None:
    page = parsed(site / name)
    assert [part.attributes["lang"] for part in page.css(".tc-missing")] == [first, second]
    assert [node.tag for node in page.css(".tc-missing h1, .tc-missing h2")] == ["h1", "h2"]
    for part in page.css(".tc-missing"):
        english = part.attributes["lang"] == "en"
        ways = [(link.attributes["href"] or "").split("#") for link in part.css("a")]
        targets = [(site / way[0].lstrip("/")).resolve() for way in ways]
        assert all(target.is_file() for target in targets)
        assert all(target.is_relative_to((site / "en").resolve()) == english for target in targets)
        assert {"index.html", "contents.html", "status.html"} <= {target.name for target in targets}
        assert [way[1] for way in ways if len(way) > 1] == ["services", "card"]
        assert part.css_first("form[role=search] input[name=q]") is not None


def test_the_error_page_works_at_any_depth(site: Path, addressed: Path) -> None:
    """A host shows it in place of any address, so everything on it is named from the top."""
    for built, base in ((site, "/"), (addressed, "/card/")):
        for name in ("404.html", "en/404.html"):
            page = parsed(built / name)
            named = [node.attributes[key] or "" for key in ("href", "src", "action") for node in page.css(f"[{key}]")]
            inside = [address for address in named if not address.startswith(("#", "https://talent.example.org"))]
            assert [address for address in inside if not address.startswith(base)] == [], name
            paths = [(built / urlsplit(address).path.removeprefix(base)).resolve() for address in inside]
            assert [path for path in paths if not path.is_file()] == [], name


# ---- a site with an address ---------------------------------------------------------------------------------------


def test_a_page_names_its_own_address_and_its_twin_s(addressed: Path) -> None:
    page = parsed(addressed / "en" / "guides" / "schooling.html")
    own = "https://talent.example.org/card/en/guides/schooling.html"
    assert value(page, "link[rel=canonical]", "href") == own
    assert value(page, "meta[property='og:url']") == own
    assert value(page, "link[hreflang='zh-CN'][rel=alternate]", "href") == own.replace("/en/", "/")
    assert value(page, "meta[property='og:image']") == "https://talent.example.org/card/en/assets/share.png"
    assert own in only(page, ".tc-source").text()


def test_the_switch_stays_on_the_site_that_is_open(addressed: Path) -> None:
    """A copy on another host or on disk leads to its own twin, whatever the address in the settings."""
    assert (
        value(parsed(addressed / "guides" / "schooling.html"), "header a[hreflang]", "href")
        == "../en/guides/schooling.html"
    )


def test_the_site_map_names_every_page(addressed: Path) -> None:
    urls = ElementTree.parse(addressed / "sitemap.xml").getroot()
    found = {urlsplit(node.text or "").path.removeprefix("/card/") for node in urls.iter() if node.tag.endswith("}loc")}
    named = {re.sub(r"(^|/)index\.html$", r"\1", name) for name in sites.pages(addressed) if "404" not in name}
    assert found == named


def test_an_address_changes_nothing_but_addresses(site: Path, addressed: Path) -> None:
    assert set(prints(addressed)) - set(prints(site)) == {"sitemap.xml"}
    assert set(prints(site)) <= set(prints(addressed))
