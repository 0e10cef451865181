"""``talentcard scan``: files, folders and the registry's history looked through for direct identifiers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from talentcard.context import CannotRunError, Context
from talentcard.core.model import Settings
from talentcard.messages import catalogue
from talentcard.reading import loading
from talentcard.render.findings import FORMATS, Report
from talentcard.scanning import files, history, registry
from talentcard.scanning.leak import Source

EXAMPLES = """例 / examples:
  talentcard scan                       工作目录和本分支的提交 / the working tree and this branch's commits
  talentcard scan build/site 附件.pdf    某些文件和文件夹 / some files and folders
  talentcard scan --staged              即将提交的内容（提交前自动检查用） / what is about to be committed
  talentcard scan --history             全部历史：所有分支、标签 / the whole history, all branches and tags
  talentcard scan --history v1..main    一段历史 / a part of it

查找证件号码、手机号码、邮箱、密钥等；只说哪个文件、哪一行、哪一条规则，从不重复找到的内容。
Looks for document numbers, mobile numbers, e-mail, keys; names file, line and rule, never what was found."""

EVERYTHING = ""
"""What ``--history`` means without a revision."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="文件或文件夹 / files or folders")
    among = parser.add_mutually_exclusive_group()
    among.add_argument(
        "--history",
        nargs="?",
        const=EVERYTHING,
        metavar="REV",
        help="查历史：全部，或某一段 / the history: all of it, or of a revision or range",
    )
    among.add_argument("--staged", action="store_true", help="查即将提交的内容 / what is about to be committed")
    parser.add_argument(
        "--format", choices=tuple(FORMATS), default="text", help="输出格式 / output format (default: text)"
    )


def run(context: Context, options: argparse.Namespace) -> int:
    """0 where nothing was found, else 1 with the findings. Raises CannotRunError where it can't look."""
    settings = next(iter(loading.load_kinds(context.root, ("settings",)).registry.of(Settings).values()), None)
    counted = Counted(sources(context, options, settings))
    try:
        leaks = registry.scanner(settings).leaks(counted)
    except history.HistoryError as error:
        raise CannotRunError("no-history", error=str(error)) from error
    except OSError as error:
        raise CannotRunError("not-read", error=error.strerror or type(error).__name__) from error
    words = catalogue(context.lang or (settings.language if settings else "zh"))
    report = Report(
        as_of=context.as_of or context.today,
        records=counted.number,
        findings=tuple(registry.findings(leaks)),
        words=words,
        source_line=lambda _path, _line: None,
        colour=context.colour,
        summary="summary-scan",
    )
    context.out.write(FORMATS[options.format](report))
    return int(bool(leaks))


class Counted:
    """Sources, and how many there were."""

    def __init__(self, sources: Iterator[Source]) -> None:
        self._sources = sources
        self.number = 0

    def __iter__(self) -> Iterator[Source]:
        for source in self._sources:
            self.number += 1
            yield source


def sources(context: Context, options: argparse.Namespace, settings: Settings | None) -> Iterator[Source]:
    """What is asked for on the command line. Raises CannotRunError, HistoryError, OSError."""
    for path in options.paths:
        yield from below(path)
    if options.history is not None or options.staged:
        top = history.top(context.root)
        if top is None:
            raise CannotRunError("no-repository")
        revisions = [options.history] if options.history else []
        known = registry.cleared(settings)
        yield from history.staged(top) if options.staged else history.everything(top, revisions, known)
    elif not options.paths:
        yield from registry.branch(context.root, settings, whole=True)


def below(path: Path) -> Iterator[Source]:
    if path.is_dir():
        for source in files.below(path):
            yield Source((path / source.file).as_posix(), source.raw)
    elif path.exists():
        yield Source(path.as_posix(), files.content(path))
    else:
        raise CannotRunError("no-such-file", file=path.name)
