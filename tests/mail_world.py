"""A small registry in which many are to be told something, and `notify` run in it: here, or where it can be killed."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import minis
from talentcard.context import CannotRunError, Context, MailSettings
from talentcard.core.delivery.sent import Standing
from talentcard.core.model import RecordId
from talentcard.mailing import sending
from talentcard.mailing.outbox import Outbox
from talentcard.messages import catalogue
from talentcard.session import Opened, open_registry
from talentcard.verbs import notify

DAY = dt.date(2026, 10, 20)
MOMENT = dt.datetime(2026, 10, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
REGISTRY = RecordId("set-registry")


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def mailbox(name: str) -> str:
    return f"{name}@example.invalid"


def many(count: int) -> dict[str, bytes]:
    """So many employers with one liaison each, whose roster wants confirming since long."""
    found: dict[str, str] = {}
    for number in range(count):
        org, con, ros = f"org-many-{number:03}", f"con-many{number:06}", f"ros-many{number:06}"
        names = f"{{zh: 示例单位{number:03}, short: 示例单位{number:03}, since: 2018-01-01}}"
        found[f"records/organisations/{org}.yml"] = (
            f"schema: organisation/1\nid: {org}\ntype: employer\nnames:\n  - {names}\ndistrict: 渝北区\n"
        )
        found[f"records/contacts/{con}.yml"] = (
            f"schema: contact/1\nid: {con}\norganisation: {org}\npost: employer_liaison\nsince: 2023-05-01\n"
            f"mailbox: {mailbox(con)}\n"
        )
        found[f"records/rosters/{ros}.yml"] = (
            f"schema: roster/1\nid: {ros}\norganisation: {org}\nreason: initial\nfiled_on: 2026-07-01\n"
            f"contacts: [{con}]\n"
        )
    return {path: text.encode() for path, text in found.items()}


def with_mailboxes(files: dict[str, bytes]) -> dict[str, bytes]:
    """Every contact of the base has the mailbox of a post."""
    return {
        path: raw + f"mailbox: {mailbox(Path(path).stem)}\n".encode() if "/contacts/" in path else raw
        for path, raw in files.items()
    }


def laid_out(root: Path, more: dict[str, bytes]) -> Path:
    for path, raw in {**with_mailboxes(dict(minis.base())), **more}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(raw)
    shutil.copytree(minis.ROOT / "schemas", root / "schemas")
    return root


@cache
def opened_once(root: Path, day: dt.date, _state: tuple[tuple[str, int], ...]) -> Opened:
    return open_registry(Context(root=root, as_of=day, today=day, lang=None, out=io.StringIO(), err=io.StringIO()))


def opened(context: Context, *, need_settings: bool = True) -> Opened:
    """A registry as it lies there, read once for each state and day: reading it is not what these tests are about."""
    assert context.as_of is not None
    assert need_settings
    state = ((str(path), path.stat().st_mtime_ns) for path in sorted((context.root / "records").rglob("*.yml")))
    return replace(opened_once(context.root, context.as_of, tuple(state)), lang=context.lang or "zh")


def run(
    root: Path,
    outbox: Path,
    mail: dict[str, str] | None = None,
    *words: str,
    day: dt.date = DAY,
    moment: dt.datetime = MOMENT,
    lang: str = "zh",
) -> Ran:
    """The verb as the command line calls it, without long pauses."""
    out, err = io.StringIO(), io.StringIO()
    parser = argparse.ArgumentParser()
    notify.add_arguments(parser)
    options = parser.parse_args(["--outbox", str(outbox), *words])
    context = Context(
        root=root, as_of=day, today=day, lang=lang, out=out, err=err, mail=MailSettings(mail or {}), moment=moment
    )
    try:
        with patch.object(notify, "open_registry", opened), patch.object(sending, "PAUSES", (0.0, 0.0)):
            return Ran(notify.run(context, options), out.getvalue(), err.getvalue())
    except CannotRunError as error:
        return Ran(2, out.getvalue(), catalogue(lang).cannot_run(error.key, error.params))


class Runs:
    """Runs in processes of their own, each forked from one that has read the registry: quick to begin, and to kill."""

    def __init__(self, root: Path, mail: dict[str, str]) -> None:
        command = [sys.executable, __file__, str(root), json.dumps(mail)]
        self._parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def start(self, outbox: Path) -> int:
        """The new process's id."""
        assert self._parent.stdin is not None
        self._parent.stdin.write(f"{outbox}\n")
        self._parent.stdin.flush()
        return int(self._said())

    def end(self, process: int | None = None) -> int:
        """Wait for the run, or kill the process first; its exit code, negative where it was killed."""
        if process is not None:
            os.kill(process, signal.SIGKILL)  # until its end is reported it is there, if only as a name
        assert self._parent.stdin is not None
        self._parent.stdin.write("wait\n")
        self._parent.stdin.flush()
        return int(self._said())

    def _said(self) -> str:
        assert self._parent.stdout is not None
        return self._parent.stdout.readline()

    def close(self) -> None:
        self._parent.communicate()


def parent(root: Path, mail: dict[str, str]) -> None:
    """Read the registry once; then, for each line, begin a run with that outbox, or wait for its end."""
    opened(Context(root=root, as_of=DAY, today=DAY, lang="zh", out=io.StringIO(), err=io.StringIO()))
    process = 0
    for line in map(str.strip, sys.stdin):
        if line == "wait":
            print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
            continue
        process = os.fork()
        if process == 0:
            os._exit(run(root, Path(line), mail).code)
        print(process, flush=True)


def standing(outbox: Path) -> Standing:
    return Outbox(outbox, REGISTRY).standing


if __name__ == "__main__":
    parent(Path(sys.argv[1]), json.loads(sys.argv[2]))
