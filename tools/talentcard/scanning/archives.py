"""Packed files: zip (and the office documents that are one), tar, gzip, bzip2, xz."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from talentcard.scanning.parts import Inner, UnreadableError

LARGEST = 256 * 2**20
"""Bytes that one archive may unpack to: more is a trap, or nothing for a registry."""


def zipped(raw: bytes) -> Iterator[Inner]:
    """The files of a zip, its comment; of office documents the running text as well, which tags cut into pieces."""
    if not raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST:
                raise UnreadableError
            yield Inner(archive.comment)
            for info in archive.infolist():
                content = archive.read(info)
                yield Inner(content, info.filename)
                yield Inner(info.comment)
                if info.filename.endswith(".xml"):
                    yield Inner(running_text(content))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, OSError) as error:
        raise UnreadableError from error


_PARAGRAPH = re.compile(rb"</(?:w:p|a:p|text:p|si|row|c)>")
_TAG = re.compile(rb"<[^>]*>")


def running_text(content: bytes) -> bytes:
    """An office document's text: a word processor cuts a number wherever somebody stopped typing."""
    return _TAG.sub(b"", _PARAGRAPH.sub(b"\n", content))


def tarred(raw: bytes) -> Iterator[Inner]:
    if raw[257:262] != b"ustar":
        return
    try:
        with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
            for member in archive:
                file = archive.extractfile(member) if member.isfile() else None
                yield Inner(file.read() if file else member.linkname.encode(), member.name)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise UnreadableError from error


def squeezed(raw: bytes) -> Iterator[Inner]:
    """One file squeezed by gzip, bzip2 or xz; a gzip may name it."""
    for magic, opener in ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\0", lzma.open)):
        if not raw.startswith(magic):
            continue
        try:
            with opener(io.BytesIO(raw)) as file:
                content = file.read(LARGEST + 1)
        except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError) as error:
            raise UnreadableError from error
        if len(content) > LARGEST:
            raise UnreadableError
        yield Inner(bytes(content))
