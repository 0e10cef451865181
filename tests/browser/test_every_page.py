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
PRINTED = """() => {
  const seen = selector => [...document.querySelectorAll(selector)].filter(element => element.checkVisibility())
  return {
    navigation: seen("nav, header :is(a, button, input, summary)").map(element => element.outerHTML),
    headings: seen("h1").length,
  }
}"""
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


def one_of_each_folder(names: list[str]) -> list[str]:
    return list({name.rpartition("/")[0]: name for name in names if name != "404.html"}.values())


def test_the_switch_leads_to_the_twin_and_back(open_page: OpenPage, names: Names) -> None:
    """On a page of each folder by a click; that every page has the link is seen below."""
    assert names["en"] == [f"en/{name}" for name in names["zh"]]
    page = open_page()
    for name in each(page, one_of_each_folder(names["zh"])):
        page.locator(SWITCH).click()
        page.wait_for_url(f"**/en/{name}")
        page.locator(SWITCH).click()
        page.wait_for_url(re.compile(rf"^[a-z]+://[^/]+/{re.escape(name)}(\?|#|$)"))


def test_a_narrow_phone_never_scrolls_sideways_and_paper_has_no_navigation(
    lang: str, open_page: OpenPage, names: Names
) -> None:
    """One visit to each page: it names its language and its twin, fits a phone in both sizes, and prints whole."""
    page = open_page(width=360)
    wide = []
    for name in each(page, names[lang]):
        assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[lang], name
        if not name.endswith("404.html"):
            twin = f"en/{name}" if lang == "zh" else name.removeprefix("en/")
            assert urlsplit(page.locator(SWITCH).evaluate("link => link.href")).path == f"/{twin}"
        for size in ("plain", "large"):
            if page.evaluate(SIDEWAYS):
                wide.append((name, size))
            page.locator(LARGE).click()
        page.emulate_media(media="print")
        assert page.evaluate(PRINTED) == {"navigation": [], "headings": 1}, name
        page.emulate_media(media="screen")
    assert wide == []


def test_nor_has_paper_that_was_a_wide_window(open_page: OpenPage, names: Names) -> None:
    page = open_page(width=1280)
    page.emulate_media(media="print")
    for name in each(page, one_of_each_folder(names["zh"])):
        assert page.evaluate(PRINTED) == {"navigation": [], "headings": 1}, name


def test_axe_finds_nothing(lang: str, open_page: OpenPage, names: Names) -> None:
    """Every rule on every Chinese page. What both languages share is looked at again in one of each folder: the colours
    in dark, and the same templates in English.
    """
    page = open_page(reduced_motion="reduce")
    found = {}
    few = one_of_each_folder(names[lang])
    for name in each(page, names[lang] if lang == "zh" else few):
        page.emulate_media(color_scheme="light")
        found[name, "light"] = axe.violations(page)
        if name in few:
            page.emulate_media(color_scheme="dark")
            found[name, "dark"] = axe.colours(page)
    assert {where: rules for where, rules in found.items() if rules} == {}


def test_dark_is_dark(open_page: OpenPage) -> None:
    page = open_page(dark=True)
    red, green, blue = page.evaluate(
        "() => getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).slice(0, 3).map(Number)"
    )
    assert max(red, green, blue) < 64


def test_pages_are_whole_without_scripts_and_from_disk(lang: str, open_page: OpenPage, names: Names) -> None:
    """Without scripts the same text as with them, and no control that would do nothing; a search field sends its
    question. From disk with their styles and scripts; only the error page is for hosts alone: it stands in for any
    address. The English pages are made of the same templates: one of each folder stands for them.
    """
    plain, scripted = open_page(scripts=False), open_page(from_disk=True)
    for name in names[lang] if lang == "zh" else one_of_each_folder(names[lang]):
        plain.goto(name)
        assert [
            control for control in plain.evaluate(SHOWN) if "search" not in control and 'type="submit"' not in control
        ] == [], name
        if not name.endswith("404.html"):
            scripted.goto(name)
            assert scripted.locator("link[rel=stylesheet]").evaluate_all("links => links.every(link => link.sheet)")
            assert scripted.locator("html.js").count() == 1, name
            assert plain.evaluate(TEXT) == scripted.evaluate(TEXT), name
