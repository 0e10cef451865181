"""`talentcard check`: read every record, apply every rule, say what is wrong and how to mend it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from talentcard.context import Context
from talentcard.core import rules
from talentcard.core.finding import Finding
from talentcard.reading import reader
from talentcard.reading.locating import located
from talentcard.render.findings import FORMATS, Report
from talentcard.session import Opened, open_registry, settings_findings

EXAMPLES = """例 / examples:
  talentcard check                     检查全部记录 / check every record
  talentcard check --strict            有警告也算不通过 / warnings fail too
  talentcard check --format github     供合并请求显示批注 / annotations on a pull request
  talentcard check --lang en           英文说明 / messages in English"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=tuple(FORMATS), default="text", help="输出格式 / output format (default: text)"
    )
    parser.add_argument("--strict", action="store_true", help="有警告也返回 1 / exit 1 on warnings too")
    parser.add_argument(
        "--thorough",
        action="store_true",
        help="每个文件用两种方法各读一遍并比较 / read each file in both ways and compare",
    )


def run(context: Context, options: argparse.Namespace) -> int:
    """Exit code 0 where there is no error (with ``--strict``: no warning either), else 1."""
    opened = open_registry(context, thorough=options.thorough, need_settings=False)
    report = Report(
        as_of=opened.as_of,
        records=opened.loaded.files,
        findings=tuple(located(context.root, _findings(opened))),
        words=opened.words,
        source_line=_source_lines(context.root),
        colour=context.colour,
    )
    context.out.write(FORMATS[options.format](report))
    return 1 if report.errors or (options.strict and report.findings) else 0


def _findings(opened: Opened) -> Iterable[Finding]:
    yield from opened.loaded.findings
    yield from settings_findings(opened.registry)
    if opened.settings is None:  # too little is known to say how records fit together
        return
    yield from rules.findings(
        rules.Scope(registry=opened.registry, calendar=opened.calendar, as_of=opened.as_of, today=opened.today)
    )


class _source_lines:
    """Lines of files for quoting; None where the file has none such."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lines = cache(self._read)

    def __call__(self, path: str, line: int) -> str | None:
        lines = self._lines(path)
        return lines[line - 1] if 0 < line <= len(lines) else None

    def _read(self, path: str) -> list[str]:
        try:
            raw = reader.read(str(self._root / path))
        except OSError:
            return []
        return raw.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
