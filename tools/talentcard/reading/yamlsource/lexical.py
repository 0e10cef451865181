"""Problems that can be seen without parsing: encoding, hidden characters, tabs, traces of a merge, full-width marks."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

from talentcard.reading.yamlsource.problem import Problem, Span
from talentcard.reading.yamlsource.text import HIDDEN

BOM = b"\xef\xbb\xbf"

_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?= |$)", re.MULTILINE)
_FULL_WIDTH_COLON = re.compile(r" *(?:- +)*[A-Za-z][A-Za-z0-9_-]*\s*(：)")
_FULL_WIDTH_MARK = re.compile(r"[，：；｛｝［］“”‘’＂＇＃－＆＊]")
_TIGHT_COLON = re.compile(r" *(?:- +)*[A-Za-z][A-Za-z0-9_-]*(:)(?=[^\s/])")


class Lines:
    """Turns a character's index into line and column."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def span(self, start: int, end: int) -> Span:
        return Span(*self._position(start), *self._position(end))

    def line(self, number: int) -> str:
        """The text of a line (from 1) without its end; empty past the last."""
        if not 0 < number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        return (
            self._text[start:].split("\n", 1)[0]
            if number == len(self._starts)
            else self._text[start : self._starts[number] - 1]
        )

    def _position(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


def not_utf8(raw: bytes, error: UnicodeDecodeError) -> Problem:
    """The first byte that is no UTF-8, and which encoding the file is likely in."""
    before = raw[: error.start].decode("utf-8", "replace")
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    return Problem(rule="file-not-utf8", at=Span(line, column, line, column + 1), params={"guess": _encoding(raw)})


def _encoding(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GBK"


def problems(text: str) -> Iterator[Problem]:
    """Hidden characters, tabs and conflict markers, wherever they stand."""
    lines = Lines(text)
    for found in HIDDEN.finditer(text):
        yield Problem(
            rule="yaml-hidden-character",
            at=lines.span(found.start(), found.end()),
            params={"character": character_name(found[0])},
        )
    for found in re.finditer("\t+", text):
        yield Problem(rule="yaml-tab", at=lines.span(found.start(), found.end()))
    yield from _conflicts(text, lines)


def _conflicts(text: str, lines: Lines) -> Iterator[Problem]:
    markers = list(_CONFLICT.finditer(text))
    # a row of equals signs alone may be an underlined heading in a text
    if any(found[0][0] in "<>" for found in markers):
        for found in markers:
            yield Problem(rule="merge-conflict", at=lines.span(found.start(), found.end()), params={"marker": found[0]})


def character_name(character: str) -> str:
    """``U+200B ZERO WIDTH SPACE``: a hidden character can only be named, not shown."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def likely_slip(lines: Lines, numbers: tuple[int, ...]) -> Problem | None:
    """What a person probably mistyped on one of the lines where the parser gave up."""
    for number in numbers:
        line = lines.line(number)
        if found := _FULL_WIDTH_COLON.match(line):
            return _slip("yaml-full-width", number, found.start(1), line)
        if found := _TIGHT_COLON.match(line):
            return _slip("yaml-colon-space", number, found.start(1), line)
    for number in numbers:
        line = lines.line(number)
        if found := _FULL_WIDTH_MARK.search(line):
            return _slip("yaml-full-width", number, found.start(), line)
    return None


def _slip(rule: str, number: int, index: int, line: str) -> Problem:
    character = line[index]
    return Problem(
        rule=rule,
        at=Span(number, index + 1, number, index + 2),
        params=full_width_params(character) if rule == "yaml-full-width" else {},
    )


def full_width_params(text: str) -> dict[str, str]:
    """The full-width text as written and as it should be; a number as long as a telephone's is not repeated."""
    meant = text.translate(_HALF).translate(_QUOTES)
    return (
        {"written": text, "meant": meant}
        if shown(meant) == meant
        else {"written": "@full-width-number", "meant": "@half-width-number"}
    )


def shown(text: str) -> str:
    """A number or word as it may stand in a message: nothing that could be somebody's number."""
    return "@hidden" if len(text) > 20 or sum(map(str.isdigit, text)) > 8 else text


_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-"})
