"""axe-core in an opened page: what hinders people who read by ear, by keyboard, with large type or little contrast."""

from __future__ import annotations

from functools import cache

from playwright.sync_api import Page

from registries import ROOT

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """async only => (await axe.run({runOnly: only, resultTypes: ["violations"], preload: false})).violations"""


@cache
def source() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """``rule: selector (what to mend)`` for each element that breaks a rule, as the page stands now."""
    return run(page, {"type": "tag", "values": TAGS})


def colours(page: Page) -> list[str]:
    """The same, only for the rules that look at colours."""
    return run(page, {"type": "rule", "values": COLOURS})


def run(page: Page, only: dict[str, object]) -> list[str]:
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(source())
    return sorted(
        f"{rule['id']}: {' '.join(map(str, node['target']))} ({node['failureSummary'].splitlines()[-1].strip()})"
        for rule in page.evaluate(RUN, only)
        for node in rule["nodes"]
    )
