"""Columns on a screen: a Chinese character takes two."""

from __future__ import annotations


def width(text: str) -> int:
    """How many columns a terminal gives the text; characters without a width of their own count as one."""
    if text.isascii() and text.isprintable():
        return len(text)
    from wcwidth import wcswidth, wcwidth  # noqa: PLC0415  (slow to import; most runs quote nothing)

    whole = int(wcswidth(text))
    return whole if whole >= 0 else sum(max(int(wcwidth(character)), 1) for character in text)


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """The text with spaces behind it, up to that many columns; with ``right`` before it."""
    space = " " * max(0, columns - width(text))
    return space + text if right else text + space


def centre(text: str, columns: int) -> str:
    """The text in the middle of that many columns."""
    before = max(0, columns - width(text)) // 2
    return pad(" " * before + text, columns)
