"""Several files of the registry exchanged together: all of them, or none."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

Changes = Mapping[str, bytes | None]
"""Path relative to the registry's root → its new content; None: the file goes."""


def apply(root: Path, changes: Changes) -> None:
    """Write everything beside its place first, then move it in. Raises OSError with the old state restored."""
    ready: list[tuple[Path, Path]] = []
    kept: list[tuple[Path, bytes | None]] = []
    try:
        for name, content in sorted(changes.items()):
            if content is not None:
                ready.append((beside(root / name, content), root / name))
        settle([written for written, _ in ready])
        for written, target in ready:
            kept.append((target, target.read_bytes() if target.exists() else None))
            written.replace(target)
        for name, content in sorted(changes.items()):
            if content is None:
                kept.append((root / name, (root / name).read_bytes()))
                (root / name).unlink()
    except BaseException:
        for target, before in reversed(kept):
            if before is None:
                target.unlink(missing_ok=True)
            else:
                target.write_bytes(before)
        for written, _ in ready:
            written.unlink(missing_ok=True)
        raise


FEW = 32


def settle(files: Sequence[Path]) -> None:
    """Nothing is moved into place before it is on the disk; many files are waited for together."""
    if len(files) > FEW and hasattr(os, "sync"):
        os.sync()
        return
    for file in files:
        with file.open("r+b") as written:
            os.fsync(written.fileno())


def beside(target: Path, content: bytes) -> Path:
    """A new file in the target's folder with the target's own permissions, or those of a new file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
    number, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    with os.fdopen(number, "wb") as file:
        file.write(content)
    Path(name).chmod(mode)
    return Path(name)
