"""Pictures of the main pages for people to look at, kept in build/screenshots."""

from __future__ import annotations

import pytest

from registries import ROOT
from visitors import OpenPage

FOLDER = ROOT / "build" / "screenshots"
PAGES = (
    "index.html",
    "roles/talent.html",
    "events/child-starts-school.html",
    "guides/schooling.html",
    "search.html",
    "rules.html",
    "counting.html",
    "calendar/2026.html",
    "status.html",
    "en/index.html",
)
SMALLEST = 20_000
"""Bytes; a blank page has far fewer."""


@pytest.mark.parametrize("width", [390, 1280])
def test_screenshots(width: int, open_page: OpenPage) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    page = open_page(width=width)
    for path in PAGES:
        page.goto(path)
        picture = page.screenshot(
            path=FOLDER / f"{path.removesuffix('.html').replace('/', '-')}-{width}.png", full_page=True
        )
        assert len(picture) > SMALLEST, path
