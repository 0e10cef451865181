"""A registry as the scan sees it: the working tree, what the branch adds, which mailboxes are an office's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.model import Settings
from talentcard.scanning import files, history
from talentcard.scanning.leak import Leak, Scanner, Source

RECORDS = "records"
_COMMIT = re.compile(rf"(?:commit )?([0-9a-f]{{{history.SHORT}}})(?::|$)")


def scanner(settings: Settings | None, forbidden: tuple[str, ...] = ()) -> Scanner:
    return Scanner(forbidden=forbidden, offices=offices(settings))


def offices(settings: Settings | None) -> frozenset[str]:
    """Mailboxes that may be public."""
    return frozenset(box.lower() for box in settings.mailboxes) if settings else frozenset()


def cleared(settings: Settings | None) -> history.Cleared:
    """Contents of the history that were found to hold nobody's data; for the working tree nothing is cleared."""
    return frozenset(one.content for one in settings.cleared) if settings else frozenset()


def branch(root: Path, settings: Settings | None, *, whole: bool = False) -> Iterator[Source]:
    """What `check` looks through: the files and the commits that the default branch has not; with ``whole`` all files.

    Outside a repository all records.
    """
    top = history.top(root)
    if top is None:
        for source in files.below(root / RECORDS):
            yield Source(f"{RECORDS}/{source.file}", source.raw)
        return
    yield from files.named(top, history.working_files(top) if whole else history.own_files(top))
    yield from history.branch(top, cleared(settings))


def findings(leaks: Iterable[Leak]) -> Iterator[Finding]:
    """Leaks as findings; one in the history says in which commit, for it does not go away with the next one."""
    for leak in leaks:
        found = _COMMIT.match(leak.file)
        yield Finding(
            rule=leak.rule,
            severity=Severity.ERROR,
            at=Place(path=leak.file, line=leak.line),
            params={"commit": found[1]} if found else {},
        )
