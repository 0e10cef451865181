"""What `check` and `build` share: an opened registry examined by every rule, as a report ready to be rendered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from talentcard.context import Context
from talentcard.core import rules
from talentcard.core.finding import Finding
from talentcard.core.privacy.quoting import quotable
from talentcard.reading import reader
from talentcard.reading.locating import located
from talentcard.render.report import Report
from talentcard.session import Opened, settings_findings


def examine(context: Context, opened: Opened, more: Iterable[Finding] = ()) -> Report:
    """All findings of reading and of the rules, and ``more`` of the caller's own, each with its line and column."""
    return Report(
        as_of=opened.as_of,
        records=opened.loaded.files,
        findings=tuple(located(context.root, [*found(opened), *more])),
        words=opened.words,
        source_line=SourceLines(context.root),
        colour=context.colour,
    )


def found(opened: Opened) -> Iterator[Finding]:
    yield from opened.loaded.findings
    yield from settings_findings(opened.registry)
    if opened.settings is None:  # too little is known to say how records fit together
        return
    yield from rules.findings(
        rules.Scope(registry=opened.registry, calendar=opened.calendar, as_of=opened.as_of, today=opened.today)
    )


class SourceLines:
    """Lines of files for quoting, personal data covered; None where the file has none such."""

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
        return quotable(path, raw.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n"))
