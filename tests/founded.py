"""A registry founded by ``talentcard init``, as the command line does it: once for all tests that only read it."""

from __future__ import annotations

import atexit
import contextlib
import io
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from talentcard import cli
from talentcard.core.privacy.identity import check_character

ROOT = Path(__file__).resolve().parents[1]
TALENT = "tal-0000000001"
NAME = "示例甲"


@dataclass(frozen=True)
class Said:
    """Exit code and what was said on both streams."""

    code: int
    out: str
    err: str


def talentcard(*words: str | Path, root: Path = ROOT) -> Said:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main([*map(str, words), "--root", str(root)])
    return Said(code, out.getvalue(), err.getvalue())


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=示例", "-c", "user.email=sample@example.invalid", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@dataclass(frozen=True)
class Founded:
    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "registry"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def recovery(self) -> Path:
        return self.keys / "recovery-identity.txt"

    def run(self, *words: str | Path) -> Said:
        return talentcard(*words, root=self.root)


def found(folder: Path, *more: str | Path) -> tuple[Founded, Said]:
    made = Founded(folder)
    return made, talentcard("init", made.root, "--yes", "--keys", made.keys, *more)


@cache
def untouched() -> Founded:
    """Read it only."""
    folder = Path(mkdtemp(prefix="talentcard-founded-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made, said = found(folder)
    assert said.code == 0, said
    return made


def resident_id(birth: str = "19900102", order: str = "001") -> str:
    """A number that nobody can have: there is no area 000000."""
    first = "0" * 6 + birth + order
    return first + check_character(first)


EMPLOYER = """schema: organisation/1
id: org-example
type: employer
names:
  - {zh: 示例公司, short: 示例公司, en: Example Ltd, since: 2020-01-01}
district: 渝北区
"""

PERSON = f"""schema: talent/1
id: {TALENT}
category: tezhi
recognised_by: org-hrss
recognised_on: 2024-05-06
employers:
  - {{{{organisation: org-example, since: 2024-05-06}}}}
specialists:
  - {{{{contact: {{custodian}}, since: {{since}}}}}}
identity:
  name: {NAME}
  documents:
    resident_id: {{number}}
"""


def write(made: Founded, path: str, text: str) -> None:
    file = made.root / "records" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def register(made: Founded) -> str:
    """An invented person written down, sealed and committed; returns the number that nobody may read."""
    number = resident_id()
    (custodian,) = (made.root / "records" / "contacts").glob("*.yml")
    since = custodian.read_text(encoding="utf-8").split("since: ")[1].split()[0]
    write(made, "organisations/org-example.yml", EMPLOYER)
    write(made, f"talents/{TALENT}.yml", PERSON.format(custodian=custodian.stem, since=since, number=number))
    sealed = made.run("seal", "--keys", made.keys)
    assert sealed.code == 0, sealed
    git(made.root, "add", "--all")
    git(made.root, "commit", "-q", "-m", "A talent")
    return number
