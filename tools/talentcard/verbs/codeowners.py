"""``talentcard codeowners``: the Git host's file of who must look at what, from the registry's own permissions."""

from __future__ import annotations

import argparse
import difflib

from talentcard.changing import codeowners
from talentcard.context import CannotRunError, Context
from talentcard.reading.walking import printable
from talentcard.sealing import changes
from talentcard.session import Opened, open_registry

EXAMPLES = """例 / examples:
  talentcard codeowners             按政策的权限和联系人的账号写 .github/CODEOWNERS / write it from the records
  talentcard codeowners --check     只看它是否与记录一致 / only say whether it fits the records

岗位、账号、离任或权限有变动以后运行一次，和改动一起提交。
Run it after a change of posts, accounts, leavers or permissions, and commit it with that change."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="不写；不一致时返回 1 / write nothing; exit 1 where it differs"
    )


def run(context: Context, options: argparse.Namespace) -> int:
    """0, or with ``--check`` 1 where the file differs. Raises CannotRunError."""
    opened = open_registry(context)
    if unread := len({finding.at.path for finding in opened.loaded.findings}):
        raise CannotRunError("codeowners-unread", count=str(unread))
    file, wanted = context.root / codeowners.PATH, codeowners.text(opened.registry)
    try:
        if file.is_symlink() or (file.exists() and not file.is_file()):
            raise CannotRunError("codeowners-not-ours", path=codeowners.PATH)
        there = file.read_bytes().decode("utf-8") if file.exists() else ""
        if options.check:
            return compared(context, opened, there, wanted)
        if there and not codeowners.ours(there):
            raise CannotRunError("codeowners-not-ours", path=codeowners.PATH)
        if there != wanted:
            changes.apply(context.root, {codeowners.PATH: wanted.encode()})
    except UnicodeDecodeError:
        raise CannotRunError("codeowners-not-ours", path=codeowners.PATH) from None
    except OSError as error:
        raise CannotRunError("not-written", error=error.strerror or type(error).__name__) from error
    key = "codeowners-same" if there == wanted else "codeowners-written"
    print(said(opened, key, wanted), file=context.out)
    return 0


def compared(context: Context, opened: Opened, there: str, wanted: str) -> int:
    """Byte by byte: the host reads blanks and line ends in its own way. The difference is shown as it stands."""
    if there == wanted:
        print(said(opened, "codeowners-same", wanted), file=context.out)
        return 0
    lines = difflib.unified_diff(there.split("\n"), wanted.split("\n"), codeowners.PATH, codeowners.PATH, lineterm="")
    print(*map(printable, lines), sep="\n", file=context.out)
    print(said(opened, "codeowners-differs", wanted), file=context.err)
    return 1


def said(opened: Opened, key: str, wanted: str) -> str:
    return opened.words.text(key, {"path": codeowners.PATH, "count": str(len(codeowners.rules(wanted)))})
