"""Values exchanged in a record's own text: comments, quotes and order of everything else stay as they were."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from talentcard.core.model import Pointer
from talentcard.reading.yamlsource import Document, Span


def spliced(text: str, document: Document, values: Mapping[Pointer, str]) -> str:
    """The text with new plain scalars at these pointers. Raises KeyError where the document has no such value."""
    offset = _offsets(text)
    places: list[tuple[Span, str]] = sorted(
        ((document.values[pointer], value) for pointer, value in values.items()),
        key=lambda item: (item[0].line, item[0].column),
        reverse=True,
    )
    for span, value in places:
        text = text[: offset(span.line, span.column)] + value + text[offset(span.end_line, span.end_column) :]
    return text


def excerpt(text: str, span: Span) -> str:
    """What stands at a place, as it is written."""
    offset = _offsets(text)
    return text[offset(span.line, span.column) : offset(span.end_line, span.end_column)]


def _offsets(text: str) -> Callable[[int, int], int]:
    """Line and column, from 1, to the place in the text."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    return lambda line, column: starts[line - 1] + column - 1


def scalar(value: str) -> str:
    """A value as a YAML scalar that the record profile reads back as this very text: quoted, so that none is a date."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
