"""What readers set for themselves, the banner of an old page, and the policy at work."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from visitors import OpenPage

LARGE, DARK = "[data-switch=large]", "[data-switch=dark]"
SIZE = "() => parseFloat(getComputedStyle(document.querySelector('article')).fontSize)"
GROUND = "() => getComputedStyle(document.body).backgroundColor"
WHITE = "rgb(255, 255, 255)"
REFUSE = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError'); }});"
OLD = "[data-fresh-until]"


def pressed(page: Page, switch: str) -> bool:
    return page.locator(switch).get_attribute("aria-pressed") == "true"


# ---- large type, dark -----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [360, 1280])
def test_text_is_16_pixels_and_in_large_type_a_third_larger(width: int, open_page: OpenPage) -> None:
    page = open_page("guides/household.html", width=width)
    assert page.evaluate(SIZE) >= 16
    before = page.evaluate(SIZE)
    page.locator(LARGE).click()
    assert page.evaluate(SIZE) == pytest.approx(before * 1.35)


def test_large_type_holds_on_the_next_page_and_after_it_until_it_is_undone(open_page: OpenPage) -> None:
    page = open_page()
    assert not pressed(page, LARGE)
    page.locator(LARGE).click()
    page.goto("en/guides/household.html")
    assert pressed(page, LARGE)
    assert page.evaluate(SIZE) == pytest.approx(21.6)
    page.locator(LARGE).click()
    page.goto("rules.html")
    assert not pressed(page, LARGE)
    assert page.evaluate(SIZE) == pytest.approx(16)


@pytest.mark.parametrize("device_is_dark", [False, True])
def test_a_reader_may_want_it_otherwise_than_the_device(device_is_dark: bool, open_page: OpenPage) -> None:
    page = open_page(dark=device_is_dark)
    assert pressed(page, DARK) == device_is_dark
    page.locator(DARK).click()
    page.goto("status.html")
    assert pressed(page, DARK) != device_is_dark
    assert (page.evaluate(GROUND) == WHITE) == device_is_dark


def test_without_scripts_the_device_decides(open_page: OpenPage) -> None:
    """And no button is shown that would do nothing."""
    page = open_page(scripts=False, dark=True)
    assert page.locator("[data-switch]:visible").count() == 0
    assert page.locator(".tc-menu summary:visible").count() > 0


def test_paper_is_white_for_whoever_reads_in_the_dark(open_page: OpenPage) -> None:
    page = open_page(dark=True)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(GROUND) == WHITE


def test_a_browser_that_remembers_nothing_still_obeys(open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(REFUSE)
    page.goto("guides/household.html")
    page.locator(LARGE).click()
    page.locator(DARK).click()
    assert pressed(page, LARGE)
    assert pressed(page, DARK)
    assert page.evaluate(SIZE) == pytest.approx(21.6)


# ---- an old page -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "old", "because"),
    [
        ("2026-11-20T10:00:00+08:00", False, "the day itself, a Friday"),
        ("2026-11-24T23:59:00+08:00", False, "the second working day"),
        ("2026-11-25T00:01:00+08:00", True, "after it, in Chongqing"),
        ("2026-11-24T16:30:00Z", True, "the same, told by a clock in London"),
        ("2027-03-01T10:00:00+08:00", True, "a build that has long failed"),
    ],
)
def test_a_page_says_when_it_is_older_than_two_working_days(
    now: str, old: bool, because: str, open_page: OpenPage
) -> None:
    for path, said in (("status.html", "2026年11月20日"), ("en/guides/household.html", "20 November 2026")):
        page = open_page(path, clock=now, timezone_id="Europe/London")
        banner = page.locator(OLD)
        assert banner.is_visible() == old, because
        assert said in banner.inner_text() or not old


# ---- the policy --------------------------------------------------------------------------------------------


def test_the_policy_stops_what_somebody_slips_into_a_page(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    refused = page.evaluate(
        """async () => {
          const told = [];
          document.addEventListener("securitypolicyviolation", event => told.push(event.effectiveDirective));
          const script = document.createElement("script");
          script.textContent = "window.slipped = true";
          document.body.append(script);
          const style = document.createElement("style");
          document.body.append(style);
          style.textContent = "body { display: none }";
          const slip = html => document.body.insertAdjacentHTML("beforeend", html);
          slip("<img src='http://127.0.0.1:9/x.png' onerror='window.slipped = true'>");
          slip("<iframe src='http://127.0.0.1:9/'></iframe>");
          await fetch("http://127.0.0.1:9/").catch(() => {});
          await new Promise(resolve => setTimeout(resolve, 300));
          return {told: [...new Set(told)].sort(), slipped: window.slipped === true};
        }"""
    )
    context.close()
    assert refused == {
        "told": ["connect-src", "frame-src", "img-src", "script-src-attr", "script-src-elem", "style-src-elem"],
        "slipped": False,
    }
