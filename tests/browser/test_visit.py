"""Every page of the site as a visitor meets it: `open_page` itself fails on errors and on requests to other hosts."""

from __future__ import annotations

import pytest

from visitors import OpenPage


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_load_without_error(lang: str, open_page: OpenPage, names: dict[str, list[str]]) -> None:
    page = open_page()
    for name in names[lang]:
        page.goto(name)
        assert page.locator("html").get_attribute("lang") == lang, name
