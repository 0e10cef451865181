"""``talentcard heartbeat``: whether the deadline job still runs. Silence must not look like nothing being late."""

from __future__ import annotations

import argparse
from pathlib import Path

from talentcard import heartbeats
from talentcard.context import CannotRunError, Context
from talentcard.core.pages.freshness import Heartbeat
from talentcard.githost import Host, HostError
from talentcard.session import open_registry
from talentcard.verbs.flag import ACCOUNT

EXAMPLES = """例 / examples:
  talentcard heartbeat                     提醒停了超过一个工作日则退出码为 1 / exit 1 where reminders have stopped
  talentcard heartbeat --workflow flag.yml --branch main
  talentcard heartbeat --write build/heartbeat.json && talentcard build --heartbeat build/heartbeat.json

环境变量 / environment: GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--workflow",
        metavar="FILE",
        default="deadlines.yml",
        help="期限提醒的工作流文件名 / the workflow of the deadline job (default: deadlines.yml)",
    )
    parser.add_argument(
        "--write",
        type=Path,
        metavar="FILE",
        help="写入文件，供 talentcard build --heartbeat 显示在网页上 / write it down for the site to show",
    )
    parser.add_argument("--branch", default="main", help="只看这个分支 / on this branch only (default: main)")


def run(context: Context, options: argparse.Namespace) -> int:
    """0 where it ran on this or the last working day, else 1; with ``--write`` 0: the page tells it.

    Raises CannotRunError.

    Asked of the clock's day, not of the day of the picture: a sample pins that one.
    """
    if context.host is None:
        raise CannotRunError("host-missing")
    try:
        last = Host(context.host, ACCOUNT).last_success(options.workflow, options.branch)
    except HostError as error:
        raise CannotRunError(error.key, workflow=options.workflow) from error
    opened = open_registry(context, need_settings=False)
    today, beat = context.as_of or context.today, Heartbeat(last)
    if options.write is not None:
        heartbeats.write(options.write, beat)
    late = beat.late(opened.calendar, today)
    params = {"workflow": options.workflow, "branch": options.branch, "today": str(today), "last": str(last)}
    if last is None:
        key = "heartbeat-never"
    else:
        params["days"] = str(beat.silent(opened.calendar, today))
        key = "heartbeat-late" if late else "heartbeat-fine"
    print(opened.words.text(key, params), file=context.out)
    return int(late and options.write is None)
