"""``talentcard resolve``: settle conflicts where both sides only added something; explain the others."""

from __future__ import annotations

import argparse
from pathlib import Path

from talentcard import gitrepo
from talentcard.changing import resolving
from talentcard.changing.resolving import UnsettledError
from talentcard.context import CannotRunError, Context
from talentcard.gitrepo import HistoryError
from talentcard.messages import catalogue
from talentcard.reading import reader
from talentcard.reading.walking import RECORDS, printable
from talentcard.sealing.changes import apply

EXAMPLES = """例 / examples:
  talentcard resolve                        合并后还有冲突的全部记录 / all records that a merge left in conflict
  talentcard resolve records/requests/…     只处理这些文件 / these files only

两边各加一条的，两条都留，按日期先后排；其他冲突说明怎样办，文件不动。
Where both sides added something, both are kept, by day. Any other conflict is explained and its file left alone."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", metavar="FILE", nargs="*", type=Path, help="有冲突的文件 / files in conflict (default: ask git)"
    )


def run(context: Context, options: argparse.Namespace) -> int:
    """0 where every conflict is settled, 1 where one is left. Raises CannotRunError where a file can't be read."""
    words = catalogue(context.lang or "zh")
    done: dict[str, bytes | None] = {}
    left = 0
    for path in _paths(context, options.files):
        try:
            done[path] = resolving.settled(_text(context, path)).encode()
        except UnsettledError as error:
            left += 1
            said = words.text(error.key, error.params)
            print(words.text("resolve-left", {"path": printable(path), "why": said}), file=context.out)
    try:
        apply(context.root, done)
    except OSError as error:
        raise CannotRunError("not-written", error=error.strerror or type(error).__name__) from error
    for path in done:
        print(words.text("resolve-done", {"path": printable(path)}), file=context.out)
    print(words.text("resolve-next" if done else "resolve-none" if not left else "resolve-hint"), file=context.out)
    return 1 if left else 0


def _paths(context: Context, named: list[Path]) -> list[str]:
    """Files relative to the root, those that git names where nobody named any. Raises CannotRunError."""
    if not named:
        try:
            return gitrepo.unmerged(context.root, RECORDS)
        except HistoryError:
            raise CannotRunError("resolve-no-history") from None
    try:
        return [path.resolve().relative_to(context.root.resolve()).as_posix() for path in named]
    except ValueError:
        raise CannotRunError("resolve-outside") from None


def _text(context: Context, path: str) -> str:
    try:
        return reader.read(str(context.root / path)).decode("utf-8")
    except FileNotFoundError:
        raise UnsettledError("resolve-deleted") from None
    except (OSError, UnicodeDecodeError):
        raise CannotRunError("resolve-unreadable", path=printable(path)) from None
