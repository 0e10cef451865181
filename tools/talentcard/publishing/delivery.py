"""A finished public site into a checkout of the repository that the public sees: the site's files and nothing else."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from talentcard import gitrepo
from talentcard.context import CannotRunError
from talentcard.core.pages import Audience
from talentcard.gitrepo import Checkout, HistoryError
from talentcard.publishing.publish import STAMP, digest

KEPT = frozenset(
    (
        ".gitattributes",
        ".github",
        ".gitignore",
        ".nojekyll",
        "CNAME",
        "LICENSE",
        "README.md",
        "README.zh.md",
        "_headers",
    )
)
"""What a public repository may have of its own at its top, beside the site. It is never touched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a publication changes, by address below the top of the site."""

    site: Path
    target: Checkout
    as_of: str
    files: frozenset[str]
    added: frozenset[str]
    changed: frozenset[str]
    removed: frozenset[str]

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed or self.removed)


def plan(site: Path, folder: Path, registry: Path) -> Delivery:
    """What would be published. Raises CannotRunError where either folder is not what it should be."""
    stamp = stamp_of_public(site)
    try:
        target = gitrepo.checkout(folder, registry)
    except HistoryError as error:
        raise CannotRunError(error.key, folder=folder.name) from error
    old = frozenset(name for name in target.tracked if name.partition("/")[0] not in KEPT)
    if old and (audience(folder) != Audience.PUBLIC or not all(is_file(folder / name) for name in old)):
        raise CannotRunError("publish-not-a-site-repository", folder=folder.name)
    files = frozenset(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    return Delivery(
        site=site,
        target=target,
        as_of=str(stamp["as_of"]),
        files=files,
        added=files - old,
        changed=frozenset(name for name in files & old if not same(site / name, folder / name)),
        removed=old - files,
    )


def stamp_of_public(site: Path) -> dict[str, Any]:
    """The stamp of a public site that is still as it was built. Raises CannotRunError."""
    stamp = stamp_in(site)
    if stamp is None or "audience" not in stamp:
        raise CannotRunError("publish-no-site", folder=site.name)
    if stamp["audience"] != Audience.PUBLIC:
        raise CannotRunError("publish-staff-site", folder=site.name)
    if any(path.is_symlink() for path in site.rglob("*")) or stamp.get("digest") != digest(site):
        raise CannotRunError("publish-site-changed", folder=site.name)
    return stamp


def stamp_in(folder: Path) -> dict[str, Any] | None:
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return stamp if isinstance(stamp, dict) else None


def audience(folder: Path) -> object:
    return (stamp_in(folder) or {}).get("audience")


def is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def same(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


def carry_out(delivery: Delivery, message: str) -> str:
    """Put the site in the place of the old one and commit. Returns the commit."""
    folder = delivery.target.folder
    for name in sorted((delivery.removed | delivery.changed), reverse=True):
        (folder / name).unlink()
    clear(folder)
    for name in sorted(delivery.added | delivery.changed):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(delivery.site / name, folder / name)
    return gitrepo.commit_files(delivery.target, delivery.removed, delivery.added | delivery.changed, f"{message}\n")


def clear(folder: Path) -> None:
    """Remove folders in which nothing is left."""
    for path in sorted((path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()), reverse=True):
        if path.name != ".git":
            clear(path)
            if not any(path.iterdir()):
                path.rmdir()
