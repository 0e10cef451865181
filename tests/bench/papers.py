"""A month's whole pack on 10,000 requests: every paper that the office makes of one month, each in all its formats."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

MONTH, NEXT = "2026-10", "2026-11"
PACK: dict[str, list[str]] = {
    "bulletin": ["bulletin", MONTH],
    "meeting": ["meeting", NEXT],
    "specialist-report": ["specialist-report", MONTH],
}
"""Verbs that take ``--out``; a new paper of the month is a line more."""


def report(tree: Path, measure: Callable[[str, list[str | Path]], float]) -> None:
    """``measure`` prints a line and gives the seconds."""
    out = tree / "papers"
    print("a month's papers")
    total = 0.0
    for name, words in PACK.items():
        total += measure(f"talentcard {name}", [*words, "--root", tree, "--out", out / name])
    files = [path for path in out.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    print(f"  {'the whole pack':28} {total:8.3f} s  {len(files)} files, {size / 2**20:.1f} MiB")
    shutil.rmtree(out)
