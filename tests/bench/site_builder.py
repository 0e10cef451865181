"""`build` at 250 and at 10,000 requests, beside the site builder alone on the very same pages."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

from talentcard import cli
from talentcard.publishing import builder

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("site", "mkdocs.yml")


def with_site(tree: Path) -> Path:
    """A generated registry has no pages of its own: it is given ours."""
    shutil.copytree(ROOT / "site", tree / "site")
    shutil.copy(ROOT / "mkdocs.yml", tree)
    return tree


def pages_of(tree: Path) -> list[Path]:
    """What the builder is given for each language, caught on its way: folders with pages and settings."""
    peer = tree / "build" / "peer"  # as deep as the place it is caught in: the settings lead to the root's
    kept: list[Path] = []
    build = builder.build

    def caught(root: Path, work: Path, site: builder.Site, tool: builder.Tool = builder.Tool.MKDOCS) -> Path:
        kept.append(Path(shutil.copytree(work, peer / work.name)))
        built = build(root, work, site, tool)
        shutil.copy(work / builder.CONFIG, peer / work.name)
        return built

    builder.build = caught
    try:
        assert cli.main(["build", "--root", str(tree)]) == 0
    finally:
        builder.build = build
    return sorted(kept)


def alone(folders: list[Path]) -> float:
    """Seconds that the builder takes for all languages side by side, as `build` runs it."""
    begun = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "mkdocs", "build", "--strict", "-f", builder.CONFIG],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for folder in folders
    ]
    codes = [process.wait() for process in running]
    assert codes == [0] * len(codes), codes
    return time.perf_counter() - begun
