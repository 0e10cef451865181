"""The last look at a finished site before it takes the old one's place: no canary in any byte of it, nor in a name."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from talentcard.core.privacy.canaries import FIRST, STEMS

SIGNS = (*STEMS, str(FIRST.year))
"""One of them stands in every file that holds a canary."""
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True, slots=True)
class Leak:
    """A file of the site and the field, such as ``talent.identity.name``, of which something stands in it."""

    file: str
    field: str


class LeakError(Exception):
    """Something that is not public has got into the site. Names files and fields, never what was found."""

    def __init__(self, leaks: tuple[Leak, ...]) -> None:
        super().__init__(f"{len(leaks)}")
        self.leaks = leaks


def refuse(folder: Path, forbidden: Mapping[str, str]) -> None:
    """Raises LeakError where a canary is found below a folder."""
    if leaks := tuple(found(folder, forbidden)):
        raise LeakError(leaks)


def found(folder: Path, forbidden: Mapping[str, str]) -> Iterator[Leak]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        for field in sorted({*fields_in(path.read_bytes(), forbidden), *fields_in(name.encode(), forbidden)}):
            yield Leak(name, field)


def fields_in(raw: bytes, forbidden: Mapping[str, str]) -> set[str]:
    """The fields of which a canary stands in some bytes, however it is written down."""
    text = plain(raw)
    if not any(sign in text for sign in SIGNS):  # so for all files but those that leak
        return set()
    return {field for canary, field in forbidden.items() if canary in text}


def plain(raw: bytes) -> str:
    """Text without the ways in which HTML, JSON, scripts and addresses may spell it; each layer after the other."""
    text = unquote(html.unescape(raw.decode("utf-8", "replace")))
    return unicodedata.normalize("NFKC", ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))
