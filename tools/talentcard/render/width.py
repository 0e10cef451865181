"""Columns on a screen: a Chinese character takes two."""

from __future__ import annotations

from wcwidth import wcswidth, wcwidth


def width(text: str) -> int:
    """How many columns a terminal gives the text; characters without a width of their own count as one."""
    whole = int(wcswidth(text))
    return whole if whole >= 0 else sum(max(int(wcwidth(character)), 1) for character in text)


def pad(text: str, columns: int) -> str:
    """The text with spaces behind it, up to that many columns."""
    return text + " " * max(0, columns - width(text))
