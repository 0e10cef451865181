"""The reader that accepts: a grammar of lines that covers nearly every record, and a builder for what it finds.

Why a yes can be trusted. Each line must be blank, a comment, ``key: value``, ``- value`` or ``- key: value``, whole and
by itself: quoted text and flow collections end on the line where they begin, so every line starts in block context,
and a scalar never goes on in the next. Columns must fit exactly, or the answer is "I don't know". Anchors, tags,
directives, document markers, escapes, hidden characters and doubtful scalars match no line at all. What is accepted
is typed as `scalars.plain` would type it. `tests/fuzz_yaml.py` looks for a counter-example.
"""

from __future__ import annotations

import re
from typing import Any

from talentcard.reading.yamlsource.text import MAX_BYTES, decode

_STRANGE = re.compile("[^\n -~一-鿿、。〈-〟—‘-”–…·①-⑳→≤≥（），：；！？～]")
"""All but what nearly every record is made of; finds what `text.HIDDEN` finds, tabs and full-width digits too."""

_FIELD_AT_END = re.compile(r"(?<![^ \n\[{,])[a-z][a-z0-9_]*+\Z")

_KEY = r"(?!(?:null|true|false):)[a-z][a-z0-9_-]{0,63}+"
_TYPED = r"-?(?:0|[1-9][0-9]{0,14})|true|false|null"
_QUOTED = r"""\"[^"\\\n]*+"|'[^'\n]*+'"""
# A letter, or a digit that something follows which no number has: dates, times, `3个`, `30 April`. A letter or digit
# means any character beyond ASCII too.
_START = (
    r"(?:(?!(?:true|True|TRUE|false|False|FALSE|null|Null|NULL)\b)[^\x00-@\[-`{-\x7f]"
    r"|[0-9]++(?=[-:][0-9]|[^\x00-\x7f]| [A-Za-z]))"
)
_BLOCK_PLAIN = _START + r"[^\n:#]*+(?:(?::(?![ \n])|(?<! )#)[^\n:#]*+)*+"
_FLOW_PLAIN = _START + r"[^\n:#,\[\]{}?]*+"

_LINE = re.compile(
    rf"^( {{0,24}}+)(- {{1,4}}+)?+(?:({_KEY}):(?: ++|(?=\n)))?+"
    rf"(?:({_BLOCK_PLAIN})|((?:{_TYPED}|{_QUOTED}|[\[{{][^\n#]*[\]}}])(?= *(?:\n| #))))?+"
    r" *+(?:(?<![^ \n])#[^\n]*+)?\n",
    re.MULTILINE,
)

_FLOW_SCALAR = rf"(?:{_FLOW_PLAIN}|(?:{_TYPED}|{_QUOTED})(?= *[,\]}}]))"
_ITEM = rf" *+({_FLOW_SCALAR}) *+"
_PAIR = rf" *+({_KEY}): ++({_FLOW_SCALAR}|\[[^\n#\[\]{{}}]*+\]|\{{[^\n#\[\]{{}}]*+\}}) *+"
_ITEMS, _PAIRS = re.compile(_ITEM), re.compile(_PAIR)
_FLOW_LIST = re.compile(rf"\[(?:{_ITEM}(?:,{_ITEM})*+| *+)\]")
_FLOW_MAP = re.compile(rf"\{{(?:{_PAIR}(?:,{_PAIR})*+| *+)\}}")

_WORDS = {"true": True, "false": False, "null": None}


_Open = tuple[int, Any]
"""A collection that lines may still add to, and its column."""


class _DoubtError(Exception):
    """The explaining reader must decide."""


def quick(raw: bytes) -> dict[str, Any] | None:
    """The data of a record that is certainly in the profile; None where only the explaining reader can tell."""
    if len(raw) > MAX_BYTES:
        return None
    try:
        text = decode(raw)
    except UnicodeDecodeError:
        return None
    if _STRANGE.search(text) or ("：" in text and _has_full_width_field(text)):
        return None
    rows = _LINE.findall(text)
    if len(rows) != text.count("\n") or not text.endswith("\n"):
        return None
    try:
        return _build(rows)
    except _DoubtError:
        return None


def _has_full_width_field(text: str) -> bool:
    """Whether a full-width colon follows what may be meant for a field's name."""
    return any(_FIELD_AT_END.search(part[-80:]) for part in text.split("：")[:-1])


def _build(rows: list[tuple[str, str, str, str, str]]) -> dict[str, Any] | None:
    """The mapping that the lines give; None where no line has content. Raises _DoubtError."""
    root: dict[str, Any] = {}
    stack: list[_Open] = [(-1, None), (0, root)]
    waiting = ""  # the last line's key, if it came without a value: what is indented below it is its value
    for indent, dash, key, plain, other in rows:
        if not (key or dash):
            if plain or other:
                raise _DoubtError  # it might go on with the line before
            continue
        at = len(indent)
        if dash:
            items = _collection(stack, at, list, waiting)
            if not key:
                items.append(plain.rstrip(" ") if plain else _value(other))
                waiting = ""
                continue
            at += len(dash)
            node: Any = {}
            items.append(node)
            stack.append((at, node))
        else:
            node = _collection(stack, at, dict, waiting)
        if key in node:
            raise _DoubtError
        node[key] = plain.rstrip(" ") if plain else _value(other) if other else None
        waiting = "" if plain or other else key
    return root or None


def _collection(stack: list[_Open], at: int, kind: type, waiting: str) -> Any:
    """The open mapping or list that a line at this column belongs to; the ones inside it are closed."""
    column, node = stack[-1]
    if column == at and type(node) is kind:
        return node
    if waiting and (at > column or (at == column and kind is list)):
        node[waiting] = below = kind()
        stack.append((at, below))
        return below
    while column > at or (column == at and type(node) is not kind):
        stack.pop()
        column, node = stack[-1]
    if column != at:
        raise _DoubtError
    return node


def _value(text: str) -> Any:
    """A number, a word of the table, a quoted text or a flow collection. Raises _DoubtError."""
    first = text[:1]
    if first in ("'", '"'):
        return text[1:-1]
    if first == "{":
        return _flow_map(text)
    if first == "[":
        if not _FLOW_LIST.fullmatch(text):
            raise _DoubtError
        return [_scalar(item) for item in _ITEMS.findall(text)]
    if not text:
        raise _DoubtError
    return _WORDS[text] if text in _WORDS else int(text)


def _flow_map(text: str) -> dict[str, Any]:
    if not _FLOW_MAP.fullmatch(text):
        raise _DoubtError
    found: dict[str, Any] = {}
    for key, value in _PAIRS.findall(text):
        if key in found:
            raise _DoubtError
        found[key] = _scalar(value)
    return found


def _scalar(text: str) -> Any:
    """A value inside a flow collection."""
    first = text[0]
    if first in "\"'{[-" or text in _WORDS or (first.isdigit() and text.isdecimal()):
        return _value(text)
    return text.rstrip(" ")
