"""The commit that a site was built from, on real repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

from talentcard.gitrepo import revision


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=示例", "-c", "user.email=sample@example.invalid")
    done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_revision_is_the_commit_checked_out(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "first")
    assert revision(tmp_path) == git(tmp_path, "rev-parse", "HEAD")


def test_no_revision_before_the_first_commit_or_outside_a_repository(tmp_path: Path) -> None:
    assert revision(tmp_path) is None
    git(tmp_path, "init", "-q")
    assert revision(tmp_path) is None
