"""The watch over the other tests here: each kind of trouble that a visitor may meet makes a test fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from visitors import served, visitors

POLICY = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'none'\">"
TROUBLES = {
    "a request to another host": (
        "<img src='https://example.org/x.png' alt=''>",
        "request to another host: https://example.org/",
    ),
    "an exception": ("<script>throw new Error('spoilt')</script>", "spoilt"),
    "an error on the console": ("<script>console.error('beware')</script>", "beware"),
    "a missing file": ("<script src='missing.js'></script>", "404"),
    "a breach of the policy": (f"{POLICY}<script>document.title = 'x'</script>", "Content Security Policy"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_is_seen(trouble: str, browser: Browser, tmp_path: Path) -> None:
    html, told = TROUBLES[trouble]
    (tmp_path / "404.html").write_text("nothing here", encoding="utf-8")
    (tmp_path / "index.html").write_text(f"<!DOCTYPE html><html lang=en><title>x</title>{html}", encoding="utf-8")
    with (
        served(tmp_path) as address,
        pytest.raises(pytest.fail.Exception, match=told),
        visitors(browser, tmp_path, address) as open_page,
    ):
        open_page().wait_for_load_state("networkidle")
