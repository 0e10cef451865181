"""Files and folders as sources of the scan."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from talentcard.scanning.leak import Source

_SKIPPED = frozenset({".git", ".hg", ".venv", "node_modules", "__pycache__"})
"""Of a folder that somebody works in: other people's files, and git's own, which are looked through as history."""


def below(folder: Path, *, everything: bool = False) -> Iterator[Source]:
    """All files in a folder, under their paths below it. Links are not followed, but where they lead is read."""
    for path, folders, names in os.walk(folder):
        here = Path(path)
        folders[:] = sorted(name for name in folders if everything or name not in _SKIPPED)
        links = (name for name in folders if (here / name).is_symlink())
        for name in (*links, *sorted(names)):
            yield Source((here / name).relative_to(folder).as_posix(), content(here / name))


def named(root: Path, names: Iterable[str]) -> Iterator[Source]:
    """Files by their paths below a root, those that are gone left out."""
    for name in names:
        full = root / name
        if full.is_symlink() or full.is_file():
            yield Source(name, content(full))


def content(path: Path) -> bytes:
    """What a file holds, or where a link leads; nothing for pipes and devices. Raises OSError."""
    if path.is_symlink():
        return os.fsencode(path.readlink())
    return path.read_bytes() if path.is_file() else b""
