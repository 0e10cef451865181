"""``talentcard diff``: what a change does, in plain words, for whoever reviews it."""

from __future__ import annotations

import argparse

from talentcard.comparing import compare
from talentcard.context import Context
from talentcard.core.changes.telling import told
from talentcard.core.obligation import Obligation
from talentcard.core.registry import Registry
from talentcard.core.reports.due import party
from talentcard.render.changes import FORMATS, Telling
from talentcard.session import open_registry

EXAMPLES = """例 / examples:
  talentcard diff main                       现在比 main 改了什么 / what has changed since main
  talentcard diff main HEAD                  只看已提交的 / only what is committed
  talentcard diff v1 v2 --format markdown    两个提交之间 / between two commits"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("base", metavar="BASE", help="从哪个提交 / the commit to start from")
    parser.add_argument(
        "head", metavar="HEAD", nargs="?", help="到哪个提交 / the commit to end at (default: the files as they are)"
    )
    parser.add_argument(
        "--format", choices=tuple(FORMATS), default="text", help="输出格式 / output format (default: text)"
    )


def run(context: Context, options: argparse.Namespace) -> int:
    """0. Raises CannotRunError where there is nothing to compare with."""
    opened = open_registry(context)
    comparison = compare(context, opened, options.base, options.head)

    def named(registry: Registry, duty: Obligation) -> str:
        return party(registry, duty.owner, duty.starts.earliest, opened.lang, opened.words.text)

    telling = Telling(
        records=told(comparison.change, named),
        base=comparison.base,
        head=options.head,
        as_of=str(comparison.change.as_of),
        words=opened.words,
    )
    context.out.write(FORMATS[options.format](telling))
    return 0
