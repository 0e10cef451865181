"""The finished pages are valid HTML.

Two opinions of the checker are set aside in ``html-validate.json``: it reads the page without styles, so it takes the
theme's two tables of contents, of which each width shows one, for two landmarks of one name (axe looks at what is
shown); and it wants a submit button in the form that holds the switch between light and dark, which submits nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import sites
from registries import ROOT

CHECKER = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
CONFIG = ROOT / "tests" / "html-validate.json"


def findings(folder: Path) -> list[str]:
    """``page:line rule: message`` for every fault in the pages of a folder."""
    node = Path(sys.executable).with_name("node")
    command: list[str | Path] = [
        node,
        CHECKER,
        "--config",
        CONFIG,
        "--formatter",
        "json",
        "--max-warnings",
        "0",
        f"{folder}/**/*.html",
    ]
    with tempfile.TemporaryFile() as told:  # a pipe would be cut off when the checker ends
        done = subprocess.run(command, stdout=told, stderr=subprocess.PIPE, cwd=ROOT, check=False)
        assert done.returncode in (0, 1), done.stderr
        told.seek(0)
        pages = json.load(told)
    return [
        f"{Path(page['filePath']).relative_to(folder)}:{found['line']} {found['ruleId']}: {found['message']}"
        for page in pages
        for found in page["messages"]
    ]


def test_pages_are_valid_html(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert findings(sites.sample_site(tmp_path_factory)) == []


def test_a_fault_is_found(tmp_path: Path) -> None:
    page = "<!DOCTYPE html><html lang='en'><head><title>x</title></head><body><ul><div></div></ul></body></html>"
    (tmp_path / "bad.html").write_text(page, encoding="utf-8")
    assert findings(tmp_path) == [
        "bad.html:1 element-permitted-content: <div> element is not permitted as content under <ul>"
    ]
