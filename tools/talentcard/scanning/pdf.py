"""What a PDF says: the only importer of pypdf. Its pages' text, every string and every stream, earlier versions too."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from talentcard.scanning.parts import Inner, UnreadableError

NESTED = 20
_STREAM = re.compile(rb"stream\r?\n")


def said(raw: bytes) -> Iterator[Inner]:
    """Raises UnreadableError where the file is locked or too broken to be sure."""
    if not raw.startswith(b"%PDF"):
        return
    yield from squeezed_streams(raw)
    import pypdf  # noqa: PLC0415  (slow to import, and most scans meet no PDF)

    try:
        reader = pypdf.PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError
        for page in reader.pages:
            yield Inner(page.extract_text().encode("utf-8", "replace"))
        for number in range(1, int(str(reader.trailer["/Size"]))):
            yield from content_of(reader.get_object(pypdf.generic.IndirectObject(number, 0, reader)))
        yield Inner("\n".join(texts(reader.trailer.get("/Info"))).encode("utf-8", "replace"))
    except (
        pypdf.errors.PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as error:
        raise UnreadableError from error


def content_of(thing: Any) -> Iterator[Inner]:
    """The strings of an object, and its stream as it is unpacked."""
    yield Inner("\n".join(texts(thing)).encode("utf-8", "replace"))
    if hasattr(thing, "get_data"):
        try:
            yield Inner(thing.get_data())
        except (NotImplementedError, ValueError):  # a kind of picture that pypdf does not unpack
            return


def texts(thing: Any, depth: int = 0) -> Iterator[str]:
    """Every string in an object of a PDF: titles, authors, notes, fields, addresses; not what it refers to."""
    if isinstance(thing, bytes):
        yield thing.decode("latin-1")
    elif isinstance(thing, str):
        yield str(thing)
    elif depth < NESTED and isinstance(thing, dict):
        for item in dict.values(thing):
            yield from texts(item, depth + 1)
    elif depth < NESTED and isinstance(thing, list):
        for item in list.__iter__(thing):
            yield from texts(item, depth + 1)


def squeezed_streams(raw: bytes) -> Iterator[Inner]:
    """Streams as they lie in the file, those among them that a later version has replaced."""
    for found in _STREAM.finditer(raw):
        try:
            content = zlib.decompressobj().decompress(raw[found.end() :], 2**26)
        except zlib.error:
            continue
        yield Inner(content)
