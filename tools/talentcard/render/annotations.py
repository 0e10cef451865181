"""Annotations in the form that the code host's runner reads from standard output."""

from __future__ import annotations

from talentcard.core.finding import Place


def annotation(level: str, at: Place, message: str, *, title: str) -> str:
    """One workflow command (``error``, ``warning`` or ``notice``), everything escaped that could end it early."""
    where = {"file": at.path, "line": at.line, "col": at.column, "endColumn": at.end_column, "title": title}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in where.items() if value is not None)
    return f"::{level} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
