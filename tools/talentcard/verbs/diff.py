"""``talentcard diff``: what a change does, in plain words, for whoever reviews it."""

from __future__ import annotations

import argparse

from talentcard.changing.comparing import compare
from talentcard.context import CannotRunError, Context
from talentcard.core.changes.telling import told
from talentcard.core.obligation import Obligation
from talentcard.core.registry import Registry
from talentcard.core.reports.due import party
from talentcard.githost import Host, HostError
from talentcard.render.changes import FORMATS, MARK, Telling, comment
from talentcard.session import open_registry
from talentcard.verbs.flag import ACCOUNT

EXAMPLES = """例 / examples:
  talentcard diff main                       现在比 main 改了什么 / what has changed since main
  talentcard diff main HEAD                  只看已提交的 / only what is committed
  talentcard diff v1 v2 --format markdown    两个提交之间 / between two commits
  talentcard diff main --comment 12          写成合并请求的一条评论 / as the one comment on a pull request

--comment 所用的环境变量 / environment of --comment: GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("base", metavar="BASE", help="从哪个提交 / the commit to start from")
    parser.add_argument(
        "head", metavar="HEAD", nargs="?", help="到哪个提交 / the commit to end at (default: the files as they are)"
    )
    parser.add_argument(
        "--format", choices=tuple(FORMATS), default="text", help="输出格式 / output format (default: text)"
    )
    parser.add_argument(
        "--comment",
        type=int,
        metavar="NUMBER",
        help="同时写成合并请求的一条评论，再运行时更新这一条 / also keep it as one comment on this pull request",
    )


def run(context: Context, options: argparse.Namespace) -> int:
    """0. Raises CannotRunError where there is nothing to compare with, or the host fails."""
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
    if options.comment is not None:
        tell(context, options.comment, comment(telling))
    return 0


def tell(context: Context, number: int, text: str) -> None:
    """The one comment on a pull request, written or renewed. Raises CannotRunError."""
    if context.host is None:
        raise CannotRunError("host-missing")
    try:
        Host(context.host, ACCOUNT).keep_comment(number, MARK, text)
    except HostError as error:
        raise CannotRunError(error.key) from error
