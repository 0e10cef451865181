"""The fonts of PDF documents: which files, which roles, and whether every character has a shape.

A wheel brings Noto Sans SC and Noto Serif SC (OFL), so nothing needs to be installed and every machine gives the same
bytes. An office that has the fonts named in GB/T 9704 puts them in a folder; each role takes the first that is there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

from talentcard.context import CannotRunError

SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
ROLES: dict[str, tuple[tuple[str, ...], str, float]] = {
    "title": (("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体"), SERIF, 0.022),
    "fang": (("FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong", "Zhuque Fangsong"), SERIF, 0),
    "kai": (("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "STKaiti", "LXGW WenKai"), SERIF, 0.012),
    "hei": (("SimHei", "黑体", "STHeiti"), SANS, 0.012),
    "song": (("SimSun", "宋体", "STSong"), SERIF, 0),
}
"""Role → what the standard names and its like, the free substitute, and how much heavier than drawn that is set."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font for a role, and after it all others, for the characters that it lacks."""

    families: tuple[str, ...]
    substitute: bool
    stroke: float


class Fonts:
    """Those of the wheel, and of a folder if one is given. Those of the machine are never used."""

    def __init__(self, folder: Path | None) -> None:
        if folder is not None and not folder.is_dir():
            raise CannotRunError("paper-no-fonts", folder=str(folder))
        folders = [str(path) for path in (folder, pylopdf_fonts_zh_cn.serif_path().parent) if path is not None]
        self.loaded: Any = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
        self._files = {info.family: (Path(str(info.path)), int(info.index)) for info in reversed(self.loaded.fonts())}
        self.faces = {role: self._face(*wanted) for role, wanted in ROLES.items()}

    def _face(self, named: tuple[str, ...], substitute: str, stroke: float) -> Face:
        found = next((name for name in named if name in self._files), None)
        others = tuple(sorted(self._files.keys() - {found, substitute}))
        if found is None:
            return Face((substitute, *others), True, stroke)
        return Face((found, substitute, *others), False, 0)

    def check(self, text: Iterable[str]) -> None:
        """Raises CannotRunError naming a character that would come out as an empty box."""
        drawable = frozenset[int]().union(*(characters(*file) for file in self._files.values()))
        for character in sorted({one for part in text for one in part}):
            if ord(character) not in drawable and character != "\n":
                raise CannotRunError("paper-glyph", character=character, code=f"U+{ord(character):04X}")


@lru_cache(maxsize=16)
def characters(file: Path, index: int) -> frozenset[int]:
    """All characters that a font has a shape for, from its table ``cmap`` (OpenType, formats 4 and 12)."""
    data = file.read_bytes()
    start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    tables = struct.unpack_from(">H", data, start + 4)[0]
    records = (struct.unpack_from(">4sIII", data, start + 12 + 16 * number) for number in range(tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    parts = (
        struct.unpack_from(">HHI", data, cmap + 4 + 8 * n) for n in range(struct.unpack_from(">H", data, cmap + 2)[0])
    )
    found: set[int] = set()
    for _, _, offset in parts:
        for first, last in spans(data, cmap + offset):
            found.update(range(first, last + 1))
    return frozenset(found)


def spans(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    match struct.unpack_from(">H", data, at)[0]:
        case 12:
            for number in range(struct.unpack_from(">I", data, at + 12)[0]):
                yield struct.unpack_from(">II", data, at + 16 + 12 * number)
        case 4:
            count = struct.unpack_from(">H", data, at + 6)[0] // 2
            lasts = struct.unpack_from(f">{count}H", data, at + 14)
            firsts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
            yield from ((first, last) for first, last in zip(firsts, lasts, strict=True) if last != 0xFFFF)
