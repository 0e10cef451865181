"""Findings for people: place, message, the source line with a caret, how to mend it, the article behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.privacy.quoting import HIDDEN, covers
from talentcard.render.report import Report
from talentcard.render.width import width

_REFERENCE = ("settings", "policies", "services", "interpretations", "calendars", "expected-calendars", "organisations")
"""Folders whose records speak of rules and offices; lines from all others are shown with their free text covered."""

_BOLD, _RED, _YELLOW, _CYAN, _OFF = "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[36m", "\x1b[0m"
_MAX_COLUMNS = 120

_WORD = re.compile(r"[A-Za-z0-9_@.+/-]+|.", re.DOTALL)
_KEY_FOLLOWS = re.compile(r"[\"']?\s*[:：]")
_HARMLESS = re.compile(r"[a-z][a-z0-9_/-]*|[0-9]{1,6}|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|-+|<{7}|>{7}")


def text(report: Report) -> str:
    """All findings, one paragraph each, and a closing line with the numbers."""
    return (
        "\n".join([*("\n".join(_paragraph(report, finding)) + "\n" for finding in report.findings), _summary(report)])
        + "\n"
    )


def _paragraph(report: Report, finding: Finding) -> Iterator[str]:
    words = report.says(finding)
    yield (
        f"{_paint(report, _BOLD, _place(finding.at))}: {_paint(report, _hue(finding), finding.severity.value)}: "
        f"{finding.rule}: {words.message}"
    )
    told = finding.rule.startswith("leak-")  # its line is what must not be shown
    if not told and finding.at.line and (line := report.source_line(finding.at.path, finding.at.line)) is not None:
        yield from _quoted(report, finding, line)
    if words.fix:
        yield f"  {_paint(report, _CYAN, report.words.text('label-fix'))} {words.fix}"
    if finding.cites:
        cites = report.words.text("list-comma").join(finding.cites)
        yield f"  {_paint(report, _CYAN, report.words.text('label-basis'))} {cites}"
    if finding.also:
        also = report.words.text("list-comma").join(map(_place, finding.also))
        yield f"  {_paint(report, _CYAN, report.words.text('label-also'))} {also}"


def _place(place: Place) -> str:
    return ":".join(str(part) for part in (place.path, place.line, place.column) if part is not None)


def _quoted(report: Report, finding: Finding, line: str) -> Iterator[str]:
    """The source line and a caret below the place, by display width."""
    if finding.at.key and finding.at.end_column and covers(finding.at.path):
        line = line[: finding.at.end_column - 1] + HIDDEN  # an unknown field may hold anything
    shown = [_visible(character) for character in covered(line, finding.at.path)]
    start = (finding.at.column or 1) - 1
    end = max((finding.at.end_column or start + 2) - 1, start + 1)
    before, meant = "".join(shown[:start]), "".join(shown[start:end])
    gutter = f"{finding.at.line} | "
    whole = "".join(shown)
    if width(whole) > _MAX_COLUMNS:
        before, meant, whole = _cut(before, meant, whole)
    yield f"  {gutter}{whole}".rstrip()
    caret = "^" * max(width(meant), 1)
    yield f"  {' ' * (len(gutter) - 2)}| {' ' * width(before)}{_paint(report, _hue(finding), caret)}"


def _cut(before: str, meant: str, whole: str) -> tuple[str, str, str]:
    """A window of a long line around the place."""
    start = max(len(before) - 30, 0)
    head = "…" if start else ""
    window = whole[start:]
    while width(head + window) > _MAX_COLUMNS:
        window = window[: len(window) * 9 // 10]
    room = len(window) - (len(before) - start)
    return head + before[start:], meant[: max(room, 1)], head + window + "…"


def covered(line: str, path: str) -> str:
    """The line with everything that might tell of a person replaced: only keys, codes, ids and dates are left.

    Each character keeps its place, wide ones stay wide, so that the caret still fits.
    """
    folder = path.split("/")[1] if path.startswith("records/") else ""
    if folder in _REFERENCE:
        return line
    return "".join(_covered_word(found, line) for found in _WORD.finditer(line))


def _covered_word(found: re.Match[str], line: str) -> str:
    word = found[0]
    if not word[0].isalnum() or _HARMLESS.fullmatch(word):
        return word
    if word.isascii() and _KEY_FOLLOWS.match(line, found.end()) and not word[0].isdigit():
        return word
    return "".join("＊" if width(character) == 2 else "*" for character in word)


def _visible(character: str) -> str:
    if character == "\t":
        return "→   "
    return character if character.isprintable() or character == "\u3000" else "�"


def _summary(report: Report) -> str:
    key = report.summary if report.findings else f"{report.summary}-good"
    params = {
        "records": str(report.records),
        "errors": str(report.errors),
        "warnings": str(report.warnings),
        "as_of": report.as_of.isoformat(),
    }
    return report.words.text(key, params)


def _hue(finding: Finding) -> str:
    return _RED if finding.severity is Severity.ERROR else _YELLOW


def _paint(report: Report, code: str, words: str) -> str:
    return f"{code}{words}{_OFF}" if report.colour else words
