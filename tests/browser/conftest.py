"""The finished site in a real Chromium.

Two fixtures serve all tests here:

``site``       the folder of the built site: the repository as it stands, with its sample of invented cases
``open_page``  opens a page of it and gives Playwright's own ``Page`` (https://playwright.dev/python/docs/api/class-page)::

    def test_a_guide_has_its_steps(open_page: OpenPage) -> None:
        page = open_page("guides/schooling.html")                # a phone, 390 wide, light, scripts on
        assert page.locator("h1").inner_text() == "子女入学"
        page.goto("en/guides/schooling.html")                    # the same window; below the top of the site

    open_page("status.html", width=1280, dark=True)              # a desk, dark
    open_page("index.html", scripts=False)                       # scripts switched off
    open_page("index.html", clock="2026-12-01T10:00:00+08:00")   # the browser's now; else the sample's day
    open_page("index.html", from_disk=True)                      # file://, as if somebody had opened a copy

Each call is a fresh visitor: nothing stored, in Chongqing's time zone, with a Chinese browser. At the end of the test
all of them leave, and the test fails if one of them met a message on the console's error level, an exception in a
script, a violation of the content security policy, a missing file, or a request to any host but the one that serves the
site.

Fetch nothing: no test leaves this machine, and Chromium itself is told to find no other host.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import sites
import visitors
from visitors import OpenPage


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sites.sample_site(tmp_path_factory)


@pytest.fixture(scope="session")
def names(site: Path) -> dict[str, list[str]]:
    """The addresses of all pages, by the language of their edition."""
    every = sites.pages(site)
    return {
        "zh": [name for name in every if not name.startswith("en/")],
        "en": [n for n in every if n.startswith("en/")],
    }


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served, ``http://127.0.0.1:port/``."""
    with visitors.served(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with visitors.started() as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser, site: Path, address: str) -> Iterator[OpenPage]:
    with visitors.visitors(browser, site, address) as open_page:
        yield open_page
