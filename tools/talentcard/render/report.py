"""What every format of `check` renders: located findings and the numbers around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from talentcard.core.finding import Finding, Severity
from talentcard.messages import Catalogue, Words


@dataclass(frozen=True, kw_only=True)
class Report:
    """``source_line(path, n)`` gives a file's n-th line, or None where it cannot be had."""

    as_of: dt.date
    records: int
    findings: tuple[Finding, ...]
    words: Catalogue
    source_line: Callable[[str, int], str | None]
    colour: bool = False
    summary: str = "summary"  # the label of the closing line; with "-good" where nothing was found

    @cached_property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors

    def says(self, finding: Finding) -> Words:
        return self.words.finding(finding.rule, finding.params)

    def plain_text(self, finding: Finding) -> str:
        """Message, fix and basis in one, for formats with a single text field."""
        words = self.says(finding)
        lines = [words.message]
        if words.fix:
            lines.append(f"{self.words.text('label-fix')} {words.fix}")
        if finding.cites:
            lines.append(f"{self.words.text('label-basis')} {self.words.text('list-comma').join(finding.cites)}")
        return "\n".join(lines)
