"""What the two READMEs tell staff to write passes the check, in the order in which they say it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
OLD_LIAISON = "con-0hwpqa88ah"


def talentcard(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "talentcard", *words, "--root", str(root)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    for folder in ("records", "schemas"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def add(root: Path, folder: str, text: str) -> None:
    found = re.search(r"^id: (\S+)$", text, re.MULTILINE)
    assert found is not None
    path = root / "records" / folder / f"{found[1]}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_snippets(name: str, registry: Path) -> None:
    request, events, contact, roster, correction = BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))
    add(registry, "requests/2026", request + events + correction)
    add(registry, "contacts", contact)
    add(registry, "rosters/2026", roster)
    old = registry / "records" / "contacts" / f"{OLD_LIAISON}.yml"
    old.write_text(old.read_text(encoding="utf-8") + "until: 2026-11-23\n", encoding="utf-8")

    checked = talentcard(registry, "check", "--thorough")
    assert checked.returncode == 0, checked.stdout

    explained = talentcard(registry, "due", "--explain", "req-5t8w2y4k7m", "--lang", "zh").stdout
    assert explained.count("按期完成") == 3, explained


def test_same_snippets() -> None:
    """Both READMEs show the same records; only the comments differ."""
    english, chinese = (
        [re.sub(r" +#.*", "", block) for block in BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))]
        for name in ("README.md", "README.zh.md")
    )
    assert english == chinese
