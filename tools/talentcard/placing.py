"""Where output may lie: folders that appear whole or not at all, files that replace nobody else's."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from talentcard.context import CannotRunError

OWN = ("records", "schemas", "site")
"""The registry's own folders: what else lies in them is taken for records, shapes or pages, and committed with them."""


def inside(folder: Path, path: Path) -> bool:
    """Whether a path, there or to be, is the folder or lies in it, whatever links lead there."""
    return path.resolve().is_relative_to(folder.resolve())


def refuse_own(root: Path, out: Path) -> None:
    """Raises CannotRunError where output would lie among what the registry is made of."""
    for name in OWN:
        if inside(root / name, out):
            raise CannotRunError("out-own-folder", out=str(out), folder=name, name=out.name)


@contextmanager
def beside(target: Path, *, over: bool = False) -> Iterator[Path]:
    """A private folder next to the target, gone afterwards.

    Raises CannotRunError where the target holds anything, unless the caller knows what (``over``).
    """
    if not over and target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise CannotRunError("folder-not-empty", folder=target.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".talentcard-", dir=target.parent))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def take_place(made: Path, target: Path) -> None:
    """Raises OSError with the target as it was."""
    if target.exists():
        target.rmdir()
    made.rename(target)


def exchange(made: Path, target: Path) -> None:
    """In place of whatever is there. Raises OSError with the target as it was."""
    if not target.exists():
        made.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=".talentcard-", dir=target.parent))
    try:
        target.replace(old)
        try:
            made.rename(target)
        except OSError:
            old.rename(target)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def lay(root: Path, folder: Path, made: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Files by name into a folder, each whole; what lies there already may have been worked on since, and stays.

    Raises CannotRunError, with nothing written, where one of them lies there with other contents or the folder is the
    registry's own; or on a full disk.
    """
    refuse_own(root, folder)
    targets = {folder / name: content for name, content in made.items()}
    for path, content in targets.items():
        if path.exists() and not (path.is_file() and path.read_bytes() == content):
            raise CannotRunError("file-in-the-way", path=str(path))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in targets.items():
            _lay(path, content)
    except OSError as error:
        raise CannotRunError("file-not-written", file=str(folder), error=error.strerror or str(error)) from error
    return tuple(targets)


def _lay(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
