"""A small registry with real keys and a real history, for the tests of everything that seals and opens.

All people are invented: names begin with 示例, areas in numbers are 000000. Numbers are put together when a test runs,
so that no file of this repository holds one that is whole.
"""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyrage import x25519

import minis
from talentcard.context import CannotRunError, Context
from talentcard.core.privacy.identity import check_character
from talentcard.messages import catalogue
from talentcard.verbs import check, custodian_check, edit, erase, intake, keys, paper, seal, show

ROOT = Path(__file__).resolve().parents[1]
TODAY = dt.date(2026, 10, 20)
CUSTODIAN, SECOND = "con-spec000001", "con-spec000002"
TALENT, OTHER = "tal-0000000001", "tal-0000000002"
NAME, OTHER_NAME = "示例甲", "示例乙"

VERBS = {
    "check": check,
    "keys": keys,
    "seal": seal,
    "show": show,
    "edit": edit,
    "erase": erase,
    "custodian-check": custodian_check,
    "intake": intake,
    "paper": paper,
}


def resident_id(birth: str = "19900102", order: str = "001") -> str:
    """A number that nobody can have: there is no area 000000."""
    first = "0" * 6 + birth + order
    return first + check_character(first)


MOBILE = "1" + "39" + "0" * 8
PASSPORT = "E" + "0" * 7 + "1"


@dataclass(frozen=True)
class Answer:
    """How a verb ended: exit code, and what it said on both streams."""

    code: int
    out: str
    err: str


@dataclass
class World:
    """A registry in a folder, its keys in another."""

    root: Path
    keys: Path

    def run(self, verb: str, *words: str, **fields: Any) -> Answer:
        """A verb as the command line calls it; a verb that can't run ends in 2 with its words."""
        import argparse  # noqa: PLC0415

        parser = argparse.ArgumentParser(exit_on_error=False)
        VERBS[verb].add_arguments(parser)
        named = [] if verb == "check" else ["--keys", str(self.keys)]
        options: Namespace = parser.parse_args([*words, *named])
        context = self.context(**fields)
        assert isinstance(context.out, io.StringIO)
        assert isinstance(context.err, io.StringIO)
        try:
            code = VERBS[verb].run(context, options)
        except CannotRunError as error:
            return Answer(2, context.out.getvalue(), catalogue("zh").cannot_run(error.key, error.params))
        return Answer(code, context.out.getvalue(), context.err.getvalue())

    def context(self, **fields: Any) -> Context:
        out, err = io.StringIO(), io.StringIO()
        context = Context(root=self.root, as_of=TODAY, today=TODAY, lang="zh", out=out, err=err, terminal=True)
        return context._replace(**fields)

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def files(self) -> Mapping[str, bytes]:
        """Every file of the records, to see whether any has changed."""
        return minis.files(self.root)

    def git(self, *words: str, check: bool = True) -> str:
        who = ("-c", "user.name=示例", "-c", "user.email=sample@example.invalid", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *who, *words], cwd=self.root, capture_output=True, text=True, check=check)
        return done.stdout

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", "a change")

    def tags(self) -> list[str]:
        return sorted(path.stem for path in self.root.glob("records/identity-tags/*/*.yml"))


def founded(folder: Path, *, keyed: bool = True) -> World:
    """A registry with the rules, the public bodies, two specialists; with a first epoch and a first commit."""
    world = World(folder / "registry", folder / "keys")
    for path, raw in minis.base().items():
        file = world.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)
    shutil.copytree(ROOT / "schemas", world.root / "schemas")
    world.git("init", "-q", "-b", "main")
    if keyed:
        recovery = f"recovery={x25519.Identity.generate().to_public()}"
        made = world.run("keys", "init", "--holder", CUSTODIAN, "--new-identity", "--recipient", recovery)
        assert made.code == 0, made
    world.commit()
    return world


def talent_path(talent: str = TALENT) -> str:
    return f"records/talents/{talent}.yml"


def talent_text(talent: str = TALENT, identity: str = "") -> str:
    """A talent's record; ``identity``: the lines below that key."""
    head = f"""schema: talent/1
id: {talent}
category: tezhi
recognised_by: org-hrss
recognised_on: 2024-05-06
employers:
  - {{organisation: org-mini-employer, since: 2024-05-06}}
specialists:
  - {{contact: {CUSTODIAN}, since: 2024-05-06}}
"""
    return head + (f"identity:\n{identity}" if identity else "")


def with_name(number: str, name: str = NAME) -> str:
    return f"  name: {name}\n  documents:\n    resident_id: {number}\n"


def registered(world: World, talent: str = TALENT, number: str = "", name: str = NAME) -> str:
    """A talent written in plain and sealed; returns the path."""
    path = talent_path(talent)
    world.write(path, talent_text(talent, with_name(number or resident_id(), name)))
    done = world.run("seal", path)
    assert done.code == 0, done
    return path
