"""The one table of plain scalars: YAML 1.2 core, narrowed to what no reader and no clerk can take two ways."""

from __future__ import annotations

import re

Scalar = str | int | float | bool | None

WORDS: dict[str, Scalar] = {"": None, "~": None, "null": None, "true": True, "false": False}
"""Only these spellings. ``yes``, ``no``, ``on`` and ``off`` are strings, as YAML 1.2 has it."""

INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")

UNCLEAR = re.compile(
    r"(?:Null|NULL|True|TRUE|False|FALSE)"
    r"|[-+]?0[xXoObB][0-9a-fA-F_]+"
    r"|\+[0-9]+"
    r"|[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"  # every other number with a point or an exponent
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
"""Spellings that YAML readers disagree about; but leading zeros (``012``) are a string everywhere in YAML 1.2."""

LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")


class UnclearScalarError(ValueError):
    """A plain scalar that other readers might read differently."""


class NumberTooLargeError(ValueError):
    """A number that does not fit into 64 bits, or has more digits than a double keeps."""


def plain(text: str) -> Scalar:
    """The value of a scalar without quotes. Raises UnclearScalarError, NumberTooLargeError."""
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return _integer(text)
    if DECIMAL.fullmatch(text):
        return _decimal(text)
    if UNCLEAR.fullmatch(text) and not LEADING_ZERO.fullmatch(text):
        raise UnclearScalarError(text)
    return text


def _integer(text: str) -> int:
    # the length first: int() of a very long text is slow, and an error in recent Pythons
    if len(text) > 20 or not -(2**63) <= int(text) < 2**63:
        raise NumberTooLargeError(text)
    return int(text)


def _decimal(text: str) -> float:
    if len(text) > 17:
        raise NumberTooLargeError(text)
    return float(text)
