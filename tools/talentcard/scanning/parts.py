"""From bytes to texts: what a file says, what is packed, encoded or hidden in it, as far down as it goes."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from talentcard.core.privacy.decoders import PART

DEPTH = 5
"""A picture in a document in an archive in a mail; deeper only by intent."""


class Inner(NamedTuple):
    """Something in a container: bytes, a name if it has one, the line where it begins if the container is a text."""

    raw: bytes
    name: str = ""
    line: int | None = None


Opener = Callable[[bytes], Iterator[Inner]]
"""Gives nothing for a file that is not of its kind. Raises UnreadableError for one that it can't look into."""


class UnreadableError(Exception):
    """A container that can't be looked into: encrypted, damaged, or too large when unpacked."""


@dataclass(frozen=True, slots=True)
class Part:
    """A text found in a file: its lines are the file's if ``numbered``; else it begins on ``line``, if on any."""

    text: str
    numbered: bool = False
    line: int | None = None
    readable: bool = True


def parts(raw: bytes, openers: Mapping[str, Opener], depth: int = 0) -> Iterator[Part]:
    """All texts of a file, its own first."""
    text = plain(raw)
    yield Part(strings(raw)) if text is None else Part(text, numbered=True)
    if depth == DEPTH:
        return
    for opener in openers.values():
        try:
            for inner in opener(raw):
                if inner.name:
                    yield Part(inner.name, line=inner.line)
                for part in parts(inner.raw, openers, depth + 1) if inner.raw else ():
                    yield replace(part, numbered=False, line=inner.line)
        except UnreadableError:
            yield Part("", readable=False)


# ---- what is text ---------------------------------------------------------------------------------------


_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ue000-\uf8ff]")
_STRINGS = re.compile(rb"[\t\n\r\x20-\x7e]{8,}")


def plain(raw: bytes) -> str | None:
    """The text of a file that is one: UTF-8, UTF-16 by its mark or its many zeros, GB 18030."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decoded(raw, "utf-16")
    if b"\0" in raw:
        zeros = raw.count(b"\0")
        if zeros * 3 < len(raw) or len(raw) % 2:
            return None
        return decoded(raw, "utf-16-le" if raw[1::2].count(b"\0") * 2 > zeros else "utf-16-be")
    text = decoded(raw, "utf-8-sig")
    return decoded(raw, "gb18030") if text is None else text


def decoded(raw: bytes, encoding: str) -> str | None:
    """None where the bytes are no text in this encoding, or only by chance."""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return None
    if encoding != "utf-8-sig" and _CONTROLS.search(text):
        return None
    return text.replace(PART, " ")


def strings(raw: bytes) -> str:
    """The longer runs of plain characters in a binary file, those of two bytes each among them."""
    narrow = _STRINGS.findall(raw)
    wide = _STRINGS.findall(raw.replace(b"\0", b"")) if b"\0" in raw else []
    return b"\n".join([*narrow, *wide]).decode("ascii")


# ---- what stands in text ----------------------------------------------------------------------------------


_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{15,}(?:\r?\n[ \t]*[A-Za-z0-9+/_-]{4,})*={0,2}")
_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"PK\x03\x04", b"%PDF", b"\x1f\x8b", b"GIF8", b"RIFF", b"BZh", b"\xfd7zXZ")


def base64_coded(raw: bytes) -> Iterator[Inner]:
    """What stands in a text as base64: pictures of a page, attachments of a mail, a number that somebody hid."""
    for found in _BASE64.finditer(raw):
        content = _unbased(found[0])
        if content is not None and (content.startswith(_MAGIC) or _is_writing(content)):
            yield Inner(content, line=raw.count(b"\n", 0, found.start()) + 1)


def _unbased(text: bytes) -> bytes | None:
    text = re.sub(rb"[\s=]+", b"", text).translate(_URL_SAFE)
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error:  # one character too many: no base64
        return None


_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def _is_writing(raw: bytes) -> bool:
    try:
        return _CONTROLS.search(raw.decode("utf-8")) is None
    except UnicodeDecodeError:
        return False
