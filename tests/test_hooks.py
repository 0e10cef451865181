"""The hooks that a clerk installs once: git itself refuses a commit with personal data in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from registries import ROOT
from test_detectors import ID, MOBILE


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A registry with the hooks installed by pre-commit."""
    root = tmp_path / "registry"
    shutil.copytree(ROOT / "records" / "settings", root / "records" / "settings")
    shutil.copytree(ROOT / "schemas", root / "schemas")
    shutil.copy(ROOT / ".pre-commit-config.yaml", root)
    (root / ".venv" / "bin").mkdir(parents=True)
    program = root / ".venv" / "bin" / "talentcard"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m talentcard "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    (root / ".gitignore").write_text(".venv/\n", encoding="utf-8")
    assert git(root, "init", "-q", "-b", "main").returncode == 0
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "install"],
        cwd=root,
        env=environment(root),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return root


def environment(root: Path) -> dict[str, str]:
    who = {f"GIT_{role}_{part}": "sample" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    return {**os.environ, **who, "PRE_COMMIT_HOME": str(root.parent / "pre-commit"), "PYTHONDONTWRITEBYTECODE": "1"}


def git(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", *words], cwd=root, env=environment(root), capture_output=True, encoding="utf-8", check=False
    )


def commit(root: Path, message: str) -> tuple[int, str]:
    assert git(root, "add", "--all").returncode == 0
    done = git(root, "commit", "-m", message)
    return done.returncode, done.stdout + done.stderr


def test_a_commit_is_refused_for_its_files_and_its_message_and_nothing_is_repeated(repository: Path) -> None:
    code, said = commit(repository, "rules")
    assert code == 0, said
    note = repository / "note.txt"
    note.write_text(f"请打 {MOBILE}\n", encoding="utf-8")
    code, said = commit(repository, "note")
    assert (code, "note.txt:1: error: leak-mobile" in said, MOBILE in said) == (1, True, False)
    note.write_text("请打办公电话\n", encoding="utf-8")
    code, said = commit(repository, f"note for {ID}")
    assert (code, "leak-resident-id" in said, ID in said) == (1, True, False)
    code, said = commit(repository, "note")
    assert code == 0, said
