"""The formats of `check`, by the name that ``--format`` takes."""

from __future__ import annotations

from collections.abc import Callable

from talentcard.render.machine import as_json, github, junit, sarif
from talentcard.render.report import Report
from talentcard.render.text import text

FORMATS: dict[str, Callable[[Report], str]] = {
    "text": text,
    "json": as_json,
    "github": github,
    "sarif": sarif,
    "junit": junit,
}

__all__ = ["FORMATS", "Report"]
