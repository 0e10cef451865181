"""Every page of the site as a visitor meets it. `open_page` itself fails on errors and on requests to other hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

import axe
from visitors import OpenPage

Names = dict[str, list[str]]

SIDEWAYS = "() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
SHOWN = """() => [...document.querySelectorAll(
    "button, input, select, textarea, [role=button], [role=switch], [role=tab], [contenteditable]"
  )].filter(element => element.checkVisibility({visibilityProperty: true})).map(element => element.outerHTML)"""
"""Controls that a visitor sees; links and details work by themselves."""
TEXT = """() => [...document.querySelectorAll("article :is(h1, h2, h3, h4, p, li, dt, dd, th, td)")]
  .filter(element => !element.closest("#calculator, #calculator-off, #tc-search, noscript, [hidden]"))
  .map(element => element.textContent.trim())"""
"""All that a page says, folded away or not; without the calculator and the search, which need scripts."""
LARGE = "[data-switch=large]"
SWITCH = "header a[hreflang]"


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def each(page: Page, names: list[str]) -> Iterator[str]:
    """Go through pages in the same window."""
    for name in names:
        page.goto(name)
        yield name


def place(page: Page) -> str:
    """The page's address below the top of the site."""
    return urlsplit(page.url).path.lstrip("/")


def test_the_switch_leads_to_the_twin_and_back(open_page: OpenPage, names: Names) -> None:
    """And every page loads without an error."""
    page = open_page()
    for name in each(page, [name for name in names["zh"] if name != "404.html"]):
        assert page.locator("html").get_attribute("lang") == "zh-CN", name
        page.locator(SWITCH).click()
        page.wait_for_url(f"**/en/{name}")
        assert page.locator("html").get_attribute("lang") == "en", name
        page.locator(SWITCH).click()
        page.wait_for_url(re.compile(rf"^[a-z]+://[^/]+/{re.escape(name)}(\?|#|$)"))
    assert names["en"] == [f"en/{name}" for name in names["zh"]]


def test_a_narrow_phone_never_scrolls_sideways(lang: str, open_page: OpenPage, names: Names) -> None:
    page = open_page(width=360)
    wide = []
    for name in each(page, names[lang]):
        for size in ("plain", "large"):
            if page.evaluate(SIDEWAYS):
                wide.append((name, size))
            page.locator(LARGE).click()
    assert wide == []


def test_axe_finds_nothing(lang: str, open_page: OpenPage, names: Names) -> None:
    """In light with every rule, in dark once more with those that look at colours."""
    page = open_page(reduced_motion="reduce")
    found = {}
    for name in each(page, names[lang]):
        page.emulate_media(color_scheme="light")
        found[name, "light"] = axe.violations(page)
        page.emulate_media(color_scheme="dark")
        found[name, "dark"] = axe.colours(page)
    assert {where: rules for where, rules in found.items() if rules} == {}


def test_dark_is_dark(open_page: OpenPage) -> None:
    page = open_page(dark=True)
    red, green, blue = page.evaluate(
        "() => getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).slice(0, 3).map(Number)"
    )
    assert max(red, green, blue) < 64


def test_pages_are_whole_without_scripts(lang: str, open_page: OpenPage, names: Names) -> None:
    """The same text as with them, and no control that would do nothing; a search field sends its question."""
    plain, scripted = open_page(scripts=False), open_page()
    for name in names[lang]:
        plain.goto(name)
        scripted.goto(name)
        assert [
            control for control in plain.evaluate(SHOWN) if "search" not in control and 'type="submit"' not in control
        ] == [], name
        assert plain.evaluate(TEXT) == scripted.evaluate(TEXT), name


def test_pages_open_from_disk(lang: str, open_page: OpenPage, names: Names) -> None:
    """With their styles and scripts. Only the error page is for hosts alone: it stands in for any address."""
    page = open_page(from_disk=True)
    for name in each(page, [name for name in names[lang] if not name.endswith("404.html")]):
        assert page.locator("link[rel=stylesheet]").evaluate_all("links => links.every(link => link.sheet)"), name
        assert page.locator("html.js").count() == 1, name


def test_paper_has_no_navigation(lang: str, open_page: OpenPage, names: Names) -> None:
    page = open_page(width=1280)
    page.emulate_media(media="print")
    for name in each(page, names[lang]):
        seen = page.locator("nav:visible, header :is(a, button, input, summary):visible")
        assert seen.evaluate_all("elements => elements.map(element => element.outerHTML)") == [], name
        assert page.locator("h1:visible").count() == 1, name
