"""Ways in which a number can be written so that a plain search misses it, each undone by one small function.

Every decoder takes a text and gives a text with the same number of lines and parts: what is found afterwards can still
be named by its line. Nothing is ever joined here: what may stand between two digits is another table, ``JOINERS``.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Mapping

Decoder = Callable[[str], str]

PART = "\0"
"""Stands between two files where many are scanned as one text."""
ROUNDS = 3
"""An entity within an escape within an address: nobody nests deeper by accident."""


def decoded(text: str, decoders: Mapping[str, Decoder] | None = None) -> str:
    """The text as a reader would see it: every decoder in turn, the encodings among them until nothing changes."""
    used = DECODERS if decoders is None else decoders
    for _ in range(ROUNDS):
        before = text
        for name in ENCODINGS:
            if name in used:
                text = used[name](text)
        if text == before:
            break
    for name, decoder in used.items():
        if name not in ENCODINGS:
            text = decoder(text)
    return text


def _flat(text: str) -> str:
    """Without line ends: a decoded one would shift the lines below it."""
    return text.replace("\n", " ").replace("\r", " ").replace(PART, " ")


# ---- encodings ------------------------------------------------------------------------------------------


_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def percent(text: str) -> str:
    """``%31``, as addresses have it."""
    return _PERCENT.sub(lambda found: _spelt(found[0], "%"), text) if "%" in text else text


def _spelt(text: str, sign: str) -> str:
    return _flat(bytes.fromhex(text.replace(sign, "")).decode("utf-8", "replace"))


_ESCAPE = re.compile(
    r"(?<!\\)\\++(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|U([0-9A-Fa-f]{8})"
    r"|0{0,4}(3[0-9])(?![0-9A-Fa-f]) ?)"
)


def escapes(text: str) -> str:
    r"""``\u0031``, ``\u{31}``, ``\x31`` and a style sheet's ``\31``, behind one backslash or several."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: _character(int(next(filter(None, found.groups())), 16), found[0]), text)


def _character(code: int, otherwise: str) -> str:
    return _flat(chr(code)) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else otherwise


_QUOTED = re.compile(r"(?:=[0-9A-F]{2}){3,}")


def quoted_printable(text: str) -> str:
    """``=31=39``, as mail has it."""
    if "=" not in text:
        return text
    return _QUOTED.sub(lambda found: _spelt(found[0], "="), text)


_ENTITY = re.compile(r"&(?:#[0-9]{1,7};?|#[xX][0-9A-Fa-f]{1,6};?|[A-Za-z][A-Za-z0-9]{1,30};)")


def entities(text: str) -> str:
    """``&#49;``, ``&#x31;``, ``&lt;``."""
    return _ENTITY.sub(lambda found: _flat(html.unescape(found[0])), text) if "&" in text else text


_HEXADECIMAL = re.compile(r"(?:3[0-9]){11,18}(?:[57]8)?(?![0-9A-Fa-f])")


def hexadecimal(text: str) -> str:
    """The bytes of a number as hexadecimal digits."""
    return _HEXADECIMAL.sub(lambda found: bytes.fromhex(found[0]).decode("ascii"), text)


# ---- look-alikes ----------------------------------------------------------------------------------------


def width(text: str) -> str:
    """Full-width, circled, raised and mathematical forms of a digit or letter (NFKC)."""
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


_HIDDEN = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u20d0-\u20f0\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)


def hidden(text: str) -> str:
    """Characters that take no room: zero-width, soft hyphens, directions, variation selectors, controls."""
    return _HIDDEN.sub("", text)


_LATIN = str.maketrans("АВЕКМНОРСТХавекмнорстхΑΒΕΗΚΜΝΟΡΤΧχ×", "ABEKMHOPCTXabekmhopctxABEHKMNOPTXxX")
_LETTER = re.compile("[А-яΑ-ω×](?:(?<=[0-9].)|(?=[0-9]))")


def letters(text: str) -> str:
    """Cyrillic and Greek letters, and the multiplication sign, beside a digit: they look like Latin ones."""
    return text if text.isascii() else _LETTER.sub(lambda found: found[0].translate(_LATIN), text)


_DIGITS = str.maketrans("〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两", "00012345678912345678912")
_WRITTEN = re.compile(
    "[〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两](?:[ \t-]?[〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两0-9]){9,}"
)
_OTHERS = re.compile("[^\\D0-9０-９\U0001d7ce-\U0001d7ff]+")


def numerals(text: str) -> str:
    """一三八〇… written out, and the digits of other scripts."""
    if text.isascii():
        return text
    text = _OTHERS.sub(lambda found: "".join(str(unicodedata.decimal(c)) for c in found[0]), text)
    return _WRITTEN.sub(lambda found: found[0].translate(_DIGITS), text)


ENCODINGS = ("percent", "escapes", "quoted-printable", "entities", "hexadecimal")
"""One of these may hold another."""

DECODERS: Mapping[str, Decoder] = {
    "percent": percent,
    "escapes": escapes,
    "quoted-printable": quoted_printable,
    "entities": entities,
    "hexadecimal": hexadecimal,
    "width": width,
    "hidden": hidden,
    "letters": letters,
    "numerals": numerals,
}

_INLINE = (
    "a|abbr|b|bdi|bdo|big|cite|code|data|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|tspan|tt|u|var"
    "|wbr"
)
_TAG = rf"<!--(?:(?!-->)[^\0]){{0,200}}-->|</?(?:{_INLINE})\b[^<>\0]{{0,200}}>"

JOINERS: Mapping[str, str] = {
    "grouping": r"[ \t]{1,4}|[ \t]?[-_·•‐-―−.,/:|()][ \t(]?",
    "lines": r"[ \t]*[=\\+]?[ \t]*\r?\n[ \t>#*|/]{0,40}",
    "markup": rf"\s*(?:{_TAG})(?:\s*(?:{_TAG}))*\s*|[*~`]{{1,3}}",
    "quotes": r"[\"'`]\s*[+.&]?\s*[\"'`]",
}
"""What may stand between two digits of one number, as patterns."""
