"""A built site, before anyone sees it: every byte of it is looked through."""

from __future__ import annotations

from pathlib import Path

from talentcard.scanning import files
from talentcard.scanning.leak import Leak, Scanner


def leaks(folder: Path, forbidden: tuple[str, ...] = (), offices: frozenset[str] = frozenset()) -> tuple[Leak, ...]:
    """What must not go out: identifiers, and the ``forbidden`` strings (canaries); ``offices`` are public mailboxes."""
    return Scanner(forbidden=forbidden, offices=offices).leaks(files.below(folder, everything=True))
