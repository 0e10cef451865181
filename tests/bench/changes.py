"""`check --base` and `diff` with ten changed files, beside `git diff --stat` on the same pair."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

CHANGED = 10
EVENTS = re.compile(r"^events:\n", re.MULTILINE)


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=示例", "-c", "user.email=sample@example.invalid")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


def clone(host: Path, tree: Path) -> None:
    """The registry as staff and CI have it: a clone of what the host's default branch holds."""
    git(host, "init", "-q", "-b", "main")
    git(host, "add", "--all")
    git(host, "commit", "-q", "-m", "base")
    git(host.parent, "clone", "-q", str(host), str(tree))


def prepare(tree: Path) -> None:
    """An event is appended to each of ten requests."""
    open_ones = [path for path in sorted((tree / "records/requests").rglob("*.yml")) if _is_open(path)]
    for number, path in enumerate(open_ones[:CHANGED]):
        line = f"  - {{id: ezzzzz{number}, type: told_requester, on: 2026-11-20}}\n"
        path.write_text(EVENTS.sub(f"events:\n{line}", path.read_text("utf-8")), "utf-8")


def commands(tree: Path, talentcard: Path) -> dict[str, list[str | Path]]:
    """What is measured in turn, the peer last."""
    root: list[str | Path] = ["--root", tree]
    return {
        "talentcard check": [talentcard, "check", *root],
        "talentcard check --base": [talentcard, "check", "--base", "HEAD", *root],
        "talentcard diff": [talentcard, "diff", "HEAD", *root],
        "git diff --stat": ["git", "-C", tree, "diff", "--stat", "HEAD"],
    }


def _is_open(path: Path) -> bool:
    return not any(word in path.read_text("utf-8") for word in ("type: withdrawn", "type: refused", "type: closed"))
