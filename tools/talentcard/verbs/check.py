"""`talentcard check`: read every record, apply every rule, say what is wrong and how to mend it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from talentcard.changing.comparing import compare
from talentcard.changing.reviewing import Asked, review
from talentcard.context import CannotRunError, Context
from talentcard.core.changes import Review
from talentcard.core.finding import Finding
from talentcard.core.model import Settings
from talentcard.examining import examine
from talentcard.render.findings import FORMATS
from talentcard.scanning import history, registry
from talentcard.session import Opened, open_registry

EXAMPLES = """例 / examples:
  talentcard check                     检查全部记录 / check every record
  talentcard check --strict            有警告也算不通过 / warnings fail too
  talentcard check --base main         还检查相对 main 改了什么 / also what changed since main
  talentcard check --base main --actor ada --approver ben
                                       还检查谁可以改、谁审核 / and whether these two may
  talentcard check --base main --pull-request 12
                                       同上，向代码托管网站查是谁 / the same, asked of the Git host
  talentcard check --format github     供合并请求显示批注 / annotations on a pull request
  talentcard check --lang en           英文说明 / messages in English

--pull-request 所用的环境变量 / environment of --pull-request: GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=tuple(FORMATS), default="text", help="输出格式 / output format (default: text)"
    )
    parser.add_argument(
        "--base",
        metavar="REV",
        help="还检查从这个提交到现在的改动是否允许 / check the change since this commit as well",
    )
    parser.add_argument(
        "--actor",
        metavar="LOGIN",
        help="改动由谁提出（代码托管网站的账号），检查他可不可以 / who proposes it: whether they may",
    )
    parser.add_argument(
        "--approver",
        metavar="LOGIN",
        action="append",
        default=[],
        help="谁审核通过，可以写几次 / who approved it; may be given several times",
    )
    parser.add_argument(
        "--pull-request",
        metavar="NUMBER",
        help="合并请求的编号或排队合并的分支：谁提出、谁已同意，问代码托管网站 / "
        "number, or branch of the merge queue: who proposed and who approved is asked of the Git host",
    )
    parser.add_argument("--strict", action="store_true", help="有警告也返回 1 / exit 1 on warnings too")
    parser.add_argument(
        "--thorough",
        action="store_true",
        help="每个文件用两种方法各读一遍并比较，全部查泄露 / read each file in both ways, scan all",
    )


def run(context: Context, options: argparse.Namespace) -> int:
    """Exit code 0 where there is no error (with ``--strict``: no warning either), else 1."""
    who = review(context, Asked(options.base, options.actor, options.approver, options.pull_request))
    opened = open_registry(context, thorough=options.thorough, need_settings=False)
    changed = findings(context, opened, options.base, who) if options.base else ()
    report = examine(context, opened, [*leaks(context, opened, whole=options.thorough), *changed])
    context.out.write(FORMATS[options.format](report))
    return 1 if report.errors or (options.strict and report.findings) else 0


def findings(context: Context, opened: Opened, base: str, who: Review | None) -> Iterator[Finding]:
    """What the rules for changes find. Where signatures are asked for and nobody was named, it is said: nothing is
    read into them, as they only tell who is behind a change."""
    compared = compare(context, opened, base, review=who)
    asked = any(settings.signed_commits for settings in compared.change.before.of(Settings).values())
    if asked and who is None:
        print(opened.words.text("check-signatures-unread"), file=context.err)
    return compared.findings()


def leaks(context: Context, opened: Opened, *, whole: bool) -> Iterator[Finding]:
    """What the scan finds in the files and the commits of this branch, or in all files. Raises CannotRunError.

    A field that is not sealed is said once: by its schema, which knows its name, where the file can be read.
    """
    said = {finding.at.path for finding in opened.loaded.findings if finding.rule == "field-unsealed"}
    sources = registry.branch(context.root, opened.settings, whole=whole)
    try:
        found = registry.scanner(opened.settings).leaks(sources)
        yield from registry.findings(one for one in found if one.rule != "leak-unsealed" or one.file not in said)
    except history.HistoryError as error:
        raise CannotRunError("no-history", error=str(error)) from error
    except OSError as error:
        raise CannotRunError("not-read", error=error.strerror or type(error).__name__) from error
