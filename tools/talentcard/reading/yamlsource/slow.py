"""The reader that explains: PyYAML's events, our own scalars, a position for each key and value, all problems."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from talentcard.core.model import Pointer
from talentcard.reading.yamlsource import lexical, scalars
from talentcard.reading.yamlsource.lexical import Lines
from talentcard.reading.yamlsource.problem import START, Document, Problem, Span
from talentcard.reading.yamlsource.reasons import reason
from talentcard.reading.yamlsource.text import MAX_BYTES, MAX_DEPTH, decode

MOST_OF_A_RULE = 50
"""Findings of one rule that one file may have before the rest is only counted."""

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
_COLON = re.compile(" *:")
_COMMENT = re.compile("#[^\n]*")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_NUMBER_WITH_FULL_WIDTH = re.compile(r"(?=.*[０-９])[0-9０-９][0-9０-９\-－—–./:：年月日]*")
_FIELD_WITH_FULL_WIDTH_COLON = re.compile(r"[a-z][a-z0-9_]*：")


def explain(raw: bytes) -> Document:
    """The data with all positions, or every problem that can be found. Raises nothing."""
    if len(raw) > MAX_BYTES:
        return _refused(Problem(rule="file-too-large", params={"limit": f"{MAX_BYTES // 1024} KiB"}))
    found: list[Problem] = []
    if raw.startswith(lexical.BOM):
        found.append(Problem(rule="file-bom"))
        raw = raw[len(lexical.BOM) :]
    try:
        text = decode(raw)
    except UnicodeDecodeError as error:
        return _refused(*found, lexical.not_utf8(raw, error))
    if not text.strip():
        return _refused(*found, Problem(rule="file-empty"))
    found += lexical.problems(text)
    if any(problem.rule in ("yaml-hidden-character", "merge-conflict") for problem in found):
        return _refused(*found)  # whatever else the parser said would only follow from these
    reader = _Reader(text)
    reader.run()
    found += reader.problems(quiet_syntax=bool(found))
    if found:
        return _refused(*found)
    return Document(data=reader.root, keys=reader.keys, values=reader.values)


def positions(raw: bytes) -> Document:
    """As `explain`, but for a file with problems too: whatever keys and values were met, for pointing at them."""
    document = explain(raw)
    if document.data is not None or len(raw) > MAX_BYTES:
        return document
    reader = _Reader(raw.removeprefix(lexical.BOM).decode("utf-8", "replace").replace("\r\n", "\n"))
    reader.run()
    return Document(data=None, problems=document.problems, keys=reader.keys, values=reader.values)


def _refused(*problems: Problem) -> Document:
    """The problems in order of place, one of each rule at a place, and no more of one rule than anybody would read."""
    places = {(problem.at.line, problem.at.column, problem.rule): problem for problem in problems}
    met: Counter[str] = Counter()
    kept: list[Problem] = []
    first_left_out: dict[str, Span] = {}
    for place in sorted(places):
        problem = places[place]
        met[problem.rule] += 1
        if met[problem.rule] <= MOST_OF_A_RULE:
            kept.append(problem)
        else:
            first_left_out.setdefault(problem.rule, problem.at)
    for rule, at in first_left_out.items():
        kept.append(
            Problem(rule="file-more-of-the-same", at=at, params={"rule": rule, "more": str(met[rule] - MOST_OF_A_RULE)})
        )
    return Document(data=None, problems=tuple(kept))


@dataclass(slots=True)
class _Frame:
    """A collection being read: its content so far, and for a mapping the key that waits for its value."""

    pointer: Pointer
    content: Any
    key: str | None = None
    waiting: bool = False  # a mapping whose next node is a value
    seen: dict[str, Span] = field(default_factory=dict)
    repeated: bool = False  # the key was there before: its value is read but not kept


class _Reader:
    """One pass over the parser's events."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = Lines(text)
        self._stack: list[_Frame] = []
        self._found: list[Problem] = []
        self._syntax: Problem | None = None
        self._documents = 0
        self._read_to = 0  # the end of the event before
        self.root: dict[str, Any] | None = None
        self.keys: dict[Pointer, Span] = {}
        self.values: dict[Pointer, Span] = {}

    def problems(self, *, quiet_syntax: bool) -> list[Problem]:
        """What was found; a syntax error only where nothing better explains it."""
        if self._syntax and not quiet_syntax and all(p.at.line != self._syntax.at.line for p in self._found):
            return [*self._found, self._syntax]
        return self._found

    def run(self) -> None:
        parser = CParser(self._text)
        try:
            while not isinstance(event := parser.get_event(), yaml.StreamEndEvent):
                if event is None or not self._take(event):
                    return
                self._read_to = _end(event)
        except yaml.MarkedYAMLError as error:
            self._syntax = self._syntax_problem(error)
            return
        except yaml.YAMLError:  # characters that YAML itself refuses: the lexical scan has named them
            self._syntax = Problem(rule="yaml-syntax", params={"reason": "@reason-other"})
            return
        finally:
            parser.dispose()
        if self._documents == 0:
            self._found.append(Problem(rule="file-empty"))

    def _take(self, event: yaml.Event) -> bool:
        """One event; False where reading on makes no sense."""
        match event:
            case yaml.DocumentStartEvent():
                return self._document(event)
            case yaml.DocumentEndEvent():
                if event.explicit:
                    self._add("yaml-document-marker", event)
            case yaml.AliasEvent():
                self._add("yaml-alias", event)
                self._place(None, self._span(event), scalar=None)
            case yaml.ScalarEvent():
                self._decorations(event)
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._decorations(event)
                return self._open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._stack.pop()
        return True

    # ---- documents and collections

    def _document(self, event: yaml.DocumentStartEvent) -> bool:
        self._documents += 1
        if self._documents > 1:
            self._add("yaml-several-documents", event)
            return False
        if event.version or event.tags:
            self._add("yaml-directive", event)
        elif event.explicit:
            self._add("yaml-document-marker", event)
        return True

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> bool:
        if len(self._stack) >= MAX_DEPTH:
            self._add("yaml-too-deep", event, limit=str(MAX_DEPTH))
            return False
        mapping = isinstance(event, yaml.MappingStartEvent)
        if mapping and event.flow_style and self._text[_start(event) : _start(event) + 1] not in "{&!":
            self._add("yaml-complex-key", event)
        content: Any = {} if mapping else []
        if not self._stack:
            if mapping:
                self.root = content
            else:
                self._add("yaml-not-a-mapping", event)
        pointer = self._place(content, self._span(event), scalar=None)
        self._stack.append(_Frame(pointer, content))
        return True

    def _place(self, value: Any, span: Span, scalar: yaml.ScalarEvent | None) -> Pointer:
        """Put a node where it belongs; gives its pointer."""
        if not self._stack:
            self.values[()] = span
            return ()
        frame = self._stack[-1]
        if isinstance(frame.content, list):
            pointer = (*frame.pointer, len(frame.content))
            frame.content.append(value)
            self.values[pointer] = span
            return pointer
        if not frame.waiting:
            self._key(frame, scalar, span)
            frame.waiting = True
            return (*frame.pointer, frame.key or "")
        frame.waiting = False
        pointer = (*frame.pointer, frame.key or "")
        if frame.key is not None and not frame.repeated:
            frame.content[frame.key] = value
            self.values[pointer] = span
        return pointer

    def _key(self, frame: _Frame, event: yaml.ScalarEvent | None, span: Span) -> None:
        frame.key, frame.repeated = None, False
        if event is None or not self._is_simple(event):
            self._found.append(Problem(rule="yaml-complex-key", at=span))
        elif event.value == "<<" and not event.style:
            self._found.append(Problem(rule="yaml-merge-key", at=span))
        elif (
            event.style
            or not _KEY.fullmatch(event.value)
            or event.value in scalars.WORDS
            or scalars.UNCLEAR.fullmatch(event.value)
        ):
            self._found.append(Problem(rule="yaml-key", at=span))
        else:
            frame.key = event.value
            if first := frame.seen.get(event.value):
                frame.repeated = True
                self._found.append(
                    Problem(
                        rule="yaml-duplicate-key",
                        at=span,
                        params={"key": event.value, "first": str(first.line)},
                        also=(first,),
                    )
                )
            else:
                frame.seen[event.value] = span
                self.keys[(*frame.pointer, event.value)] = span

    def _is_simple(self, event: yaml.ScalarEvent) -> bool:
        """Whether a key is written ``key:`` and not ``? key`` or as a lone word in braces."""
        between = _COMMENT.sub("", self._text[self._read_to : _start(event)])
        return "?" not in between and _COLON.match(self._text, _end(event)) is not None

    # ---- scalars

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if not self._stack:
            self._add("yaml-not-a-mapping", event)
        span = self._span(event)
        frame = self._stack[-1] if self._stack else None
        is_key = frame is not None and isinstance(frame.content, dict) and not frame.waiting
        self._place(event.value if is_key else self._value(event), span, scalar=event)

    def _value(self, event: yaml.ScalarEvent) -> scalars.Scalar:
        text: str = event.value
        if event.style == '"':
            self._escapes(event)
        if event.style not in ("|", ">") and _NUMBER_WITH_FULL_WIDTH.fullmatch(text):
            self._add("yaml-full-width", event, **lexical.full_width_params(text))
        if event.style:
            return text
        if found := _FIELD_WITH_FULL_WIDTH_COLON.match(text):
            at = _start(event) + found.end() - 1
            self._found.append(
                Problem(rule="yaml-full-width", at=self._lines.span(at, at + 1), params=lexical.full_width_params("："))
            )
        try:
            return scalars.plain(text)
        except scalars.UnclearScalarError:
            self._add("yaml-unclear-scalar", event, value=lexical.shown(text))
        except scalars.NumberTooLargeError:
            self._add("yaml-number-too-large", event)
        return None

    def _escapes(self, event: yaml.ScalarEvent) -> None:
        start = _start(event)
        for found in _ESCAPE.finditer(self._text[start : _end(event)]):
            if found[1] not in '"\\':
                self._found.append(
                    Problem(rule="yaml-escape", at=self._lines.span(start + found.start(), start + found.end()))
                )

    def _decorations(self, event: yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if event.anchor:
            self._add("yaml-anchor", event)
        if event.tag:
            self._add("yaml-tag", event)

    # ---- places

    def _add(self, rule: str, event: yaml.Event, **params: str) -> None:
        self._found.append(Problem(rule=rule, at=self._span(event), params=params))

    def _span(self, event: yaml.Event) -> Span:
        start, end = event.start_mark, event.end_mark
        assert start and end  # the C parser marks every event
        return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _syntax_problem(self, error: yaml.MarkedYAMLError) -> Problem:
        marks = [mark for mark in (error.problem_mark, error.context_mark) if mark is not None]
        numbers = tuple(dict.fromkeys(n for mark in marks for n in (mark.line + 1, mark.line) if n > 0))
        if slip := lexical.likely_slip(self._lines, numbers):
            return slip
        if not marks:
            return Problem(rule="yaml-syntax", at=START, params={"reason": "@reason-other"})
        line, column = marks[0].line + 1, marks[0].column + 1
        if self._lines.line(line).startswith("%"):
            return Problem(rule="yaml-directive", at=Span(line, 1, line, 2))
        return Problem(rule="yaml-syntax", at=Span(line, column, line, column + 1), params={"reason": reason(error)})


def _start(event: yaml.Event) -> int:
    """The index of an event's first character."""
    return event.start_mark.index if event.start_mark else 0


def _end(event: yaml.Event) -> int:
    """The index just past an event's last character."""
    return event.end_mark.index if event.end_mark else 0
