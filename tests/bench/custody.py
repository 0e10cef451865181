"""What sealing and the custodian's check cost: 10,000 talents with a name, a number and a mobile each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import custody_world as given  # noqa: E402  (the tests' own registry)

VALUES = 3


def registry(folder: Path, talents: int) -> given.World:
    """A registry with a key and that many people in plain."""
    world = given.founded(folder)
    for number in range(talents):
        talent = f"tal-{number:010d}"
        birth, order = f"19{50 + number % 50}0102", f"{number // 50:03d}"
        lines = given.with_name(given.resident_id(birth, order)) + f"  mobile: {given.MOBILE}\n"
        path = world.root / "records" / "talents" / f"{number % 100:02d}" / f"{talent}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(given.talent_text(talent, lines), encoding="utf-8")
    return world


def report(folder: Path, talents: int, timed: Callable[[str, list[str | Path]], object]) -> None:
    """``timed`` runs the words of a command line and prints what they took, under a name."""
    world = registry(folder, talents)
    keys: list[str | Path] = ["--root", world.root, "--keys", world.keys]
    print(f"custody, {talents:,} talents, {talents * VALUES:,} sealed values")
    timed("check, all unsealed", ["check", "--root", world.root, "--format", "json"])
    timed("seal, with tags", ["seal", *keys])
    timed("seal, nothing to do", ["seal", *keys])
    timed("custodian-check", ["custodian-check", *keys])
    timed("keys rotate", ["keys", "rotate", *keys])
    timed("check, all sealed", ["check", "--root", world.root, "--format", "json"])
