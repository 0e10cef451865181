"""Everything can be reached and used with the keyboard alone, and one always sees where one is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from visitors import OpenPage

MOST = 400
"""More stops than these pages have: who is not through by then is trapped."""

HERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body || here === document.documentElement) return null;
  const box = here.getBoundingClientRect(), style = getComputedStyle(here);
  return {
    what: here.outerHTML.slice(0, 200),
    number: [...document.querySelectorAll("*")].indexOf(here),
    seen: here.checkVisibility({visibilityProperty: true, opacityProperty: true}) && box.width > 0 && box.height > 0
      && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none",
  };
}"""
REACHABLE = """() => [...document.querySelectorAll("*")].map((element, number) => [element, number])
  .filter(([element]) => element.matches("a[href], button, input, select, textarea, summary")
    && element.checkVisibility({visibilityProperty: true}) && element.tabIndex >= 0)
  .map(([element, number]) => number)"""
MAIN = (
    "index.html",
    "search.html",
    "guides/schooling.html",
    "roles/talent.html",
    "counting.html",
    "status.html",
    "en/index.html",
)


def walk(page: Page, key: str) -> list[dict[str, object]]:
    """Every element on the way from here, until the keyboard leaves the page; a date of three parts counts once."""
    stops: list[dict[str, object]] = []
    for _ in range(MOST):
        page.keyboard.press(key)
        stop = page.evaluate(HERE)
        if stop is None:
            return stops
        if not stops or stops[-1]["number"] != stop["number"]:
            stops.append(stop)
    pytest.fail(f"no way out: {stops[-3:]}")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", MAIN)
def test_tab_reaches_everything_in_order_and_leads_out(path: str, width: int, open_page: OpenPage) -> None:
    page = open_page(path, width=width)
    stops = walk(page, "Tab")
    assert [stop["number"] for stop in stops] == page.evaluate(REACHABLE)
    assert [stop for stop in stops if not stop["seen"]] == []
    assert [stop for stop in stops if not stop["marked"]] == []


def test_shift_tab_leads_back(open_page: OpenPage) -> None:
    page = open_page()
    there = page.evaluate(REACHABLE)
    page.locator("footer a").last.focus()
    back = [page.evaluate(HERE)["number"]]
    for _ in there[1:]:
        page.keyboard.press("Shift+Tab")
        back.append(page.evaluate(HERE)["number"])
    assert back == there[::-1]


@pytest.mark.parametrize("path", ["index.html", "en/guides/household.html"])
def test_the_first_stop_skips_to_the_content(path: str, open_page: OpenPage) -> None:
    page = open_page(path)
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.getAttribute('href')") == "#tc-content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('#tc-content') !== null")


def test_details_open_and_close(open_page: OpenPage) -> None:
    page = open_page("guides/schooling.html")
    details = page.locator("article details").first
    details.locator("summary").focus()
    before = details.get_attribute("open")
    page.keyboard.press("Enter")
    assert details.get_attribute("open") != before
    page.keyboard.press("Space")
    assert details.get_attribute("open") == before


def test_the_menu_opens_leads_on_and_closes(open_page: OpenPage) -> None:
    page = open_page()
    menu = page.locator(".tc-menu")
    menu.locator("> summary").focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    page.keyboard.press("Enter")
    menu.get_by_role("link").last.focus()
    goal = page.evaluate("() => document.activeElement.href")
    page.keyboard.press("Enter")
    page.wait_for_url(goal)
