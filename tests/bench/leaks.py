"""What the leak scan costs: a registry of 10,000 talents, all of it new on a branch, and a public site."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import custody


def report(folder: Path, talents: int, site: Path, timed: Callable[[str, list[str | Path], int], object]) -> None:
    """``timed`` runs the words of a command line and prints what they took for so many files, under a name."""
    world = custody.registry(folder, talents)
    world.run("seal")
    files = sum(1 for _ in (world.root / "records").rglob("*.yml"))
    pages = [path for path in site.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in pages) / 2**20
    print(f"leak scan, {files:,} records on a branch; a public site of {len(pages):,} files, {size:.1f} MiB")
    timed("scan, not yet committed", ["scan", "--root", world.root], files)
    for words in (["checkout", "-q", "-b", "work"], ["add", "--all"], ["commit", "-q", "-m", "ten thousand"]):
        subprocess.run(["git", "-c", "user.name=s", "-c", "user.email=s@s.invalid", *words], cwd=world.root, check=True)
    timed("scan, tree and commit", ["scan", "--root", world.root], files)
    timed("scan --history", ["scan", "--history", "--root", world.root], files)
    timed("scan of the site", ["scan", site, "--root", world.root], len(pages))
