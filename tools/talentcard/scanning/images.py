"""What an image carries beside its picture: the only importer of Pillow."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

from talentcard.scanning.parts import Inner, UnreadableError

MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM")
_DIRECTORIES = (0x8769, 0x8825, 0xA005)
"""Of EXIF: camera, place, interoperability."""


def carried(raw: bytes) -> Iterator[Inner]:
    """Comments, EXIF, XMP, text chunks. Raises UnreadableError for what says that it is an image and is none."""
    if not raw.startswith(MAGIC) or (raw.startswith(b"RIFF") and raw[8:12] != b"WEBP"):
        return
    from PIL import Image  # noqa: PLC0415  (slow to import, and most scans meet no image)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(raw)) as image:
                image.load()
                exif = image.getexif()
                values = [value for name, value in image.info.items() if name != "version"]
                values += exif.values()
                for directory in _DIRECTORIES:
                    values += exif.get_ifd(directory).values()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableError from error
    for value in values:
        yield from written(value)


def written(value: Any) -> Iterator[Inner]:
    if isinstance(value, bytes):
        yield Inner(value)
        yield Inner(value[8:])  # a user's comment begins with the name of its encoding
    elif isinstance(value, str):
        yield Inner(value.encode("utf-8", "replace"))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from written(item)
