"""A stand-in for the host's runner: carries out the jobs of a workflow, each in an empty folder of its own.

Actions are replaced by what they do for us. Set-up reuses what is installed: a ``python`` that takes ``-m venv`` and
``-m pip`` as done and makes a ``talentcard`` that runs the very checkout for which it was asked.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

EVERYTHING = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")
EXPRESSION = re.compile(r"\$\{\{ (.+?) \}\}")

PYTHON = f"""#!/bin/sh
here=$(dirname "$0")
case "$1 $2" in
  "-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  "-m pip")
    for last; do :; done
    if [ -d "$last/tools" ]; then
      printf '#!/bin/sh\\nPYTHONPATH="%s" exec "{sys.executable}" -m talentcard "$@"\\n' \\
        "$(cd "$last/tools" && pwd)" >"$here/talentcard"
      chmod +x "$here/talentcard"
    fi ;;
  *) exec "{sys.executable}" "$@" ;;
esac
"""


@dataclass(frozen=True)
class Step:
    """What a step of the kind ``run`` did."""

    command: str
    code: int
    said: str


@dataclass
class Runner:
    """``own``: the repository of the workflow, checked out at ``commit``. ``others``: repositories by name.

    ``values``: what each expression of the workflows stands for; one that is missing is an error.
    """

    folder: Path
    own: Path
    commit: str
    values: Mapping[str, str]
    others: Mapping[str, Path] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    done: list[Step] = field(default_factory=list)

    @property
    def summary(self) -> str:
        return (self.folder / "summary.md").read_text(encoding="utf-8")

    def run(self, workflow: Path) -> list[Step]:
        """Every job in the order of the file; a job ends with its first failure but for steps that don't care."""
        for name, job in load(workflow)["jobs"].items():
            self.job(name, job)
        return self.done

    def job(self, name: str, job: Mapping[str, Any]) -> None:
        workspace, home = self.folder / name / "work", self.folder / name / "bin"
        workspace.mkdir(parents=True)
        home.mkdir()
        for program in ("python", "python3"):
            (home / program).write_text(PYTHON, encoding="utf-8")
            (home / program).chmod(0o755)
        failed = False
        for step in job["steps"]:
            if failed and "cancelled()" not in step.get("if", ""):
                continue
            if "run" in step:
                told = self.shell(step["run"], workspace, home, {**job.get("env", {}), **step.get("env", {})})
                self.done.append(told)
                failed = failed or told.code != 0
            else:
                self.action(step["uses"].split("@")[0], self.filled(step.get("with", {})), workspace)

    def filled(self, given: Mapping[str, Any]) -> dict[str, str]:
        return {key: EXPRESSION.sub(lambda found: self.values[found[1]], str(value)) for key, value in given.items()}

    def shell(self, command: str, workspace: Path, home: Path, given: Mapping[str, Any]) -> Step:
        assert not EXPRESSION.search(command), "what others wrote reaches a command through its environment only"
        environment = {
            "PATH": f"{home}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(home),
            "PYTHONDONTWRITEBYTECODE": "1",
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            **{name: os.environ[name] for name in ("LANG", "TMPDIR") if name in os.environ},
            **self.environment,
            **self.filled(given),
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
            cwd=workspace,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return Step(command, done.returncode, done.stdout)

    def action(self, name: str, given: Mapping[str, str], workspace: Path) -> None:
        match name:
            case "actions/checkout":
                self.checkout(given, workspace / given.get("path", "."))
            case "actions/setup-python":
                assert given == {"python-version": "3.11"}
            case "actions/upload-artifact":
                shutil.copytree(workspace / given["path"], self.folder / "artifacts" / given["name"])
            case "actions/download-artifact":
                shutil.copytree(self.folder / "artifacts" / given["name"], workspace / given["path"])
            case _:
                raise AssertionError(f"nobody knows what {name} does")

    def checkout(self, given: Mapping[str, str], target: Path) -> None:
        """As the action does: one commit without a history unless it is asked for, no branch, no tool of ours in it."""
        if "repository" in given:
            git(self.folder, "clone", "-q", self.others[given["repository"]].as_uri(), str(target))
            return
        git(self.folder, "init", "-q", "-b", "main", str(target))
        git(target, "remote", "add", "origin", self.own.as_uri())
        commit = given.get("ref", self.commit)
        all_of_it = given.get("fetch-depth") == "0"
        git(target, "fetch", "-q", "origin", commit, *(EVERYTHING if all_of_it else ["--depth=1"]))
        if "sparse-checkout" in given:
            git(target, "sparse-checkout", "set", *given["sparse-checkout"].split())
        git(target, "checkout", "-q", "--detach", commit)


def load(workflow: Path) -> dict[str, Any]:
    """A workflow as data. YAML 1.1 reads the key `on` as true."""
    found: dict[str | bool, Any] = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    return {"on" if key is True else str(key): value for key, value in found.items()}


def commands(workflow: Path) -> Iterator[str]:
    for job in load(workflow)["jobs"].values():
        yield from (step["run"] for step in job["steps"] if "run" in step)


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=示例", "-c", "user.email=sample@example.invalid", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
