"""Annotations in the form that the code host's runner reads from standard output."""

from __future__ import annotations


def annotation(
    level: str, path: str, message: str, *, line: int | None = None, column: int | None = None, title: str = ""
) -> str:
    """One workflow command (``error``, ``warning`` or ``notice``), everything escaped that could end it early."""
    place = {"file": path, "line": line, "col": column, "title": title}
    properties = ",".join(f"{key}={escape_property(str(value))}" for key, value in place.items() if value)
    return f"::{level} {properties}::{escape(message)}"


def escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    return escape(text).replace(":", "%3A").replace(",", "%2C")
