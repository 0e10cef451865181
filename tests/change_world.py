"""The miniature registry in a repository of its own, for tests of what a change may do."""

from __future__ import annotations

import atexit
import datetime as dt
import io
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import minis
from talentcard.changing.comparing import compare
from talentcard.context import Context
from talentcard.core.finding import Finding
from talentcard.session import open_registry

TODAY = dt.date(2026, 10, 20)
NEW = "records/requests/req-cmp0000001.yml"
APPLIED = "  - {id: ea00001, type: applied, on: 2026-10-19}\n"


def request(name: str = "req-cmp0000001", events: str = APPLIED) -> str:
    return (
        f"schema: request/1\nid: {name}\ntalent: tal-mn00000001\nservice: household\nvariant: standard\n"
        f"requested_by: talent\nbeneficiary: self\nevents:\n{events}"
    )


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=示例", "-c", "user.email=sample@example.invalid", "-c", "protocol.file.allow=always")
    done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def write(root: Path, path: str, content: str | bytes) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(content.encode() if isinstance(content, str) else content)


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text, (path, old)
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def commit(root: Path, message: str = "step") -> str:
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", message)
    return git(root, "rev-parse", "HEAD")


def found_at(root: Path) -> Path:
    """The miniature registry, committed on `main`."""
    shutil.copytree(_founded(), root)
    return root


@cache
def _founded() -> Path:
    root = Path(tempfile.mkdtemp(prefix="registry-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    for path, raw in minis.base().items():
        write(root, path, raw)
    shutil.copytree(minis.ROOT / "schemas", root / "schemas")
    git(root, "init", "-q", "-b", "main")
    commit(root, "start")
    return root


def context(root: Path) -> Context:
    return Context(root=root, as_of=None, today=TODAY, lang="zh", out=io.StringIO(), err=io.StringIO())


def judged(root: Path, base: str = "HEAD") -> list[Finding]:
    """What is found of the change from the commit to the working tree: by reading it, and by the rules for changes."""
    asked = context(root)
    opened = open_registry(asked)
    return [*opened.loaded.findings, *compare(asked, opened, base).findings()]


def errors(root: Path, base: str = "HEAD") -> set[str]:
    return {each.rule for each in judged(root, base) if each.severity == "error"}
