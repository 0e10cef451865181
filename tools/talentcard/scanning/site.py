"""A built site, before anyone sees it: every byte of it is looked through."""

from __future__ import annotations

from pathlib import Path

from talentcard.scanning import files
from talentcard.scanning.leak import Leak, Scanner


class SiteLeaksError(Exception):
    """A site with personal data in it. Names files, lines and rules, never what was found."""

    def __init__(self, leaks: tuple[Leak, ...]) -> None:
        super().__init__(f"{len(leaks)}")
        self.leaks = leaks


def leaks(folder: Path, forbidden: tuple[str, ...] = (), offices: frozenset[str] = frozenset()) -> tuple[Leak, ...]:
    """What must not go out: identifiers, and the ``forbidden`` strings (canaries); ``offices`` are public mailboxes."""
    return Scanner(forbidden=forbidden, offices=offices).leaks(files.below(folder, everything=True))


def refuse(folder: Path, offices: frozenset[str], forbidden: tuple[str, ...] = ()) -> None:
    """Raises SiteLeaksError where an identifier or a canary stands in a file of the site, or in what one is called."""
    if found := leaks(folder, forbidden, offices):
        raise SiteLeaksError(found)
