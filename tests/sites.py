"""Sites for tests: built once in a run, by the first worker that asks; and their pages as a parser sees them."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

from registries import ROOT, RULES

FETCHING = {"link", "script", "img", "iframe", "source", "audio", "video", "object", "embed", "use", "image"}
"""Elements whose address the browser asks for by itself; a link that a reader may follow is another matter."""


def talentcard(root: Path, *words: str, seed: str = "0") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", "talentcard", *words, "--root", str(root)],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def copy_of_repository(folder: Path) -> Path:
    """The rules and the site's sources, without cases: small and quick to build."""
    for kind in RULES:
        shutil.copytree(ROOT / "records" / kind, folder / "records" / kind)
    for name in ("schemas", "site"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that all workers of a run share: the first one that asks makes it, the others wait for it."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    done, failed = folder.with_name(f"{name}-done"), folder.with_name(f"{name}-failed")
    try:
        folder.mkdir()
    except FileExistsError:
        for _ in range(1800):
            if done.exists():
                return folder
            if failed.exists():
                pytest.fail(failed.read_text(encoding="utf-8"))
            time.sleep(0.1)
        pytest.fail(f"the worker that makes {name} has not finished")
    try:
        make(folder)
    except BaseException as error:
        failed.write_text(f"{name} could not be made: {error}", encoding="utf-8")
        raise
    done.touch()
    return folder


def rules_site(factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository without cases, with its site in ``build/site``."""

    def make(folder: Path) -> None:
        copy_of_repository(folder)
        done = talentcard(folder, "build", "--summary")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "build/site/index.html" in done.stdout
        assert "…" not in done.stdout  # progress belongs to the error stream

    return once(factory, "registry", make)


def sample_site(factory: pytest.TempPathFactory) -> Path:
    """The site of the repository as it stands, with its sample of invented cases."""

    def make(folder: Path) -> None:
        done = talentcard(ROOT, "build", "--out", str(folder))
        assert done.returncode == 0, done.stdout + done.stderr

    return once(factory, "sample-site", make)


def staff_site(factory: pytest.TempPathFactory) -> Path:
    """The same as `sample_site`, for the staff."""

    def make(folder: Path) -> None:
        done = talentcard(ROOT, "build", "--audience", "staff", "--out", str(folder))
        assert done.returncode == 0, done.stdout + done.stderr

    return once(factory, "staff-site", make)


def second_site(factory: pytest.TempPathFactory) -> Path:
    """The same as `sample_site`, made by the second builder."""

    def make(folder: Path) -> None:
        done = talentcard(ROOT, "build", "--builder", "zensical", "--out", str(folder))
        assert done.returncode == 0, done.stdout + done.stderr

    return once(factory, "second-site", make)


def pages(site: Path) -> list[str]:
    """The addresses of all pages below the top of a site, error pages included."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


@dataclass
class Parsed(HTMLParser):
    """Anchors, links and fetched addresses of one page."""

    ids: set[str] = field(default_factory=set)
    repeated: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    lang: str = ""
    headings: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if given.get("id"):
            (self.repeated if given["id"] in self.ids else self.ids).add(given["id"])
        if tag == "html":
            self.lang = given.get("lang", "")
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in FETCHING:
            self.fetched += [given[name] for name in ("href", "src", "srcset", "data", "xlink:href") if name in given]


def parsed(site: Path) -> dict[str, Parsed]:
    """Address → page, of all pages of a site."""
    found = {}
    for name in pages(site):
        found[name] = Parsed()
        found[name].feed((site / name).read_text(encoding="utf-8"))
    return found


def prints(folder: Path) -> dict[str, str]:
    """Path → hash of every file."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
