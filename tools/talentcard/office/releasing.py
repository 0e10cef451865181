"""Releases as files of the registry."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import Release
from talentcard.emission import emit, plain


def path_of(release: Release) -> PurePosixPath:
    """records/releases/2026/rel-2026-10.yml"""
    kind = BY_TYPE[Release]
    return PurePosixPath("records", kind.folder, release.month[:4], f"{release.id}.yml")


def save(root: Path, release: Release) -> PurePosixPath:
    """Write a release in one go: a reader sees the whole of it or nothing. Returns its path. Raises OSError."""
    path = path_of(release)
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(".part")
    try:
        beside.write_text(emit(plain(release), len(path.parts) - 1), encoding="utf-8", newline="\n")
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return path
