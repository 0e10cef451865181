"""The formats of `check`, by the name that ``--format`` takes. Each is imported only when asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from talentcard.render.report import Report

__all__ = ["FORMATS", "Report"]


def _later(module: str, function: str) -> Callable[[Report], str]:
    def render(report: Report) -> str:
        found: Callable[[Report], str] = getattr(importlib.import_module(f"talentcard.render.{module}"), function)
        return found(report)

    return render


FORMATS: dict[str, Callable[[Report], str]] = {
    "text": _later("text", "text"),
    "json": _later("machine", "as_json"),
    "github": _later("machine", "github"),
    "sarif": _later("machine", "sarif"),
    "junit": _later("machine", "junit"),
}
