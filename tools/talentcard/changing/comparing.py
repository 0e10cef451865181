"""A change as two registries: a commit, and the working tree or another commit.

Nearly all files are the same in both, so the state at a commit is the working tree's with the changed files read anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from talentcard import gitrepo
from talentcard.changing import signing
from talentcard.context import CannotRunError, Context
from talentcard.core import changes
from talentcard.core.changes import Change, Review
from talentcard.core.changes.review import SignedCommit
from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.kinds import BY_FOLDER
from talentcard.core.model import Calendar, ExpectedCalendar, RecordId, Settings
from talentcard.core.registry import Entry, Registry
from talentcard.core.workdays import WorkCalendar
from talentcard.gitrepo import Base, HistoryError
from talentcard.reading.changeable import modes
from talentcard.reading.reader import Reader
from talentcard.reading.schemas import Schemas
from talentcard.reading.walking import ENDING, RECORDS, Source, is_record, printable
from talentcard.session import Opened, days, work_calendar

SCHEMAS = "schemas"


@dataclass(frozen=True, kw_only=True)
class State:
    """The registry as it was at a commit.

    ``unread``: paths of files that its own schemas refuse; ``others``: files that are another now.
    """

    registry: Registry
    calendar: WorkCalendar
    schemas: Schemas
    unread: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A change, the commits that it lies between, and what hinders the comparison."""

    change: Change
    base: str
    unread: tuple[str, ...] = ()
    disagreements: tuple[Finding, ...] = ()

    def findings(self) -> Iterator[Finding]:
        """All that the rules for changes find."""
        yield from self.disagreements
        yield from changes.findings(self.change)
        for path in self.unread:
            yield Finding(rule="change-base-unreadable", severity=Severity.WARNING, at=Place(path=path))


def compare(
    context: Context, opened: Opened, name: str, until: str | None = None, *, review: Review | None = None
) -> Comparison:
    """From the commit of that name to the working tree, or to another commit. Raises CannotRunError.

    The base judges: its schemas say what may change, its policy how far back and who may, its settings which day it is.
    ``review``: who proposes the change and who approved it; what it consists of is filled in here.
    """
    try:
        base = gitrepo.base(context.root, name, until or "HEAD")
        if base.asked:
            _note(context, opened, "compare-parted", {"base": name, "commit": base.commit[:12]})
        before = at_commit(context.root, opened, base.commit)
        after = at_commit(context.root, opened, until) if until else _now(context.root, opened)
        known = (*before.registry.paths, *before.registry.unreadable)
        added = after.registry.paths.keys() - set(known)
        if added and gitrepo.shallow(context.root):
            _note(context, opened, "compare-shallow-ids", {"count": str(len(added))})
        files = gitrepo.ever(context.root, base.commit, (f"{each}{ENDING}" for each in added), RECORDS)
        settings = next(iter(before.registry.of(Settings).values()), None)
        if review is not None:
            signed = _signed(context.root, base, until) if settings and settings.signed_commits else ()
            review = replace(
                review,
                files=tuple(_no_records(context.root, base.commit, until)),
                rewritten=_rewritten(context.root, base.commit, until),
                commits=tuple(signed),
            )
    except HistoryError as error:
        raise CannotRunError(error.key, base=name, end=until or "HEAD") from None
    as_of, today = days(context, settings)
    change = Change(
        before=before.registry,
        after=after.registry,
        modes=modes(before.schemas.documents),
        calendars=(before.calendar, after.calendar),
        today=today,
        as_of=as_of,
        buried=frozenset(RecordId(file.removesuffix(ENDING)) for file in files),
        review=review,
    )
    disagreements = () if until else tuple(_read_twice(context.root, opened, after.schemas, before.others))
    return Comparison(change=change, base=base.commit, unread=before.unread, disagreements=disagreements)


def _note(context: Context, opened: Opened, key: str, params: dict[str, str]) -> None:
    print(opened.words.text(key, params), file=context.err)


def _now(root: Path, opened: Opened) -> State:
    return State(registry=opened.registry, calendar=opened.calendar, schemas=Schemas.load(root / SCHEMAS))


def _read_twice(root: Path, opened: Opened, schemas: Schemas, paths: tuple[str, ...]) -> Iterator[Finding]:
    """Whatever a change brings is read by both readers: where only one of them says yes, nobody else would notice."""
    refused = {finding.at.path for finding in opened.loaded.findings}
    reader = Reader(schemas, thorough=True)
    for path in paths:
        if (root / path).exists() and printable(path) not in refused:
            yield from reader.take(_source(path, root)).findings


def at_commit(root: Path, opened: Opened, commit: str) -> State:
    """The registry as a commit has it, read by that commit's own schemas."""
    files = [file for file in gitrepo.changed(root, commit, RECORDS) if is_record(file.path)]
    reader = Reader(_schemas_at(root, commit))
    there = [(_source(file.path), file.before) for file in files if file.before is not None]
    others = {printable(file.path) for file in files}
    entries = [entry for entry in opened.registry.entries if entry.path not in others]
    unreadable = set(opened.registry.unreadable) - {RecordId(Path(file.path).stem) for file in files}
    unread = []
    for (source, _), raw in zip(there, gitrepo.contents(root, [name for _, name in there]), strict=True):
        taken = reader.take_bytes(source, raw)
        if taken.record is not None:
            entries.append(Entry(source.path, taken.record))
        else:
            unread.append(source.path)
            unreadable.add(RecordId(source.stem))
    registry = Registry(tuple(sorted(entries, key=lambda entry: entry.path)), frozenset(unreadable))
    same = all(registry.of(kind) == opened.registry.of(kind) for kind in (Calendar, ExpectedCalendar))
    calendar = opened.calendar if same else work_calendar(registry)
    return State(
        registry=registry,
        calendar=calendar,
        schemas=reader.schemas,
        unread=tuple(unread),
        others=tuple(file.path for file in files),
    )


def _signed(root: Path, base: Base, until: str | None) -> Iterator[SignedCommit]:
    """The signatures of the commits. What is not committed yet has none, and is nobody's to merge."""
    return (signing.examine(name, raw) for name, raw in gitrepo.commits(root, base, until or "HEAD"))


def _no_records(root: Path, commit: str, until: str | None) -> Iterator[str]:
    """Changed files that are no records: program, schemas, pages, workflows, whatever git does not ignore."""
    for file in gitrepo.changed(root, commit, until=until, ignored=False):
        if not is_record(file.path):
            yield printable(file.path)


def _rewritten(root: Path, commit: str, until: str | None) -> frozenset[RecordId]:
    """The ids of the records whose files the change touches, whatever it does to their data."""
    touched = (file.path for file in gitrepo.changed(root, commit, RECORDS, until=until) if is_record(file.path))
    return frozenset(RecordId(Path(path).stem) for path in touched)


def _source(path: str, root: Path = Path()) -> Source:
    return Source(printable(path), str(root / path), BY_FOLDER[path.split("/")[1]], Path(path).stem)


def _schemas_at(root: Path, commit: str) -> Schemas:
    """The schemas of a commit; the working tree's where they are the same."""
    if not gitrepo.changed(root, commit, SCHEMAS):
        return Schemas.load(root / SCHEMAS)
    paths = [
        path
        for path in gitrepo.files_at(root, commit, SCHEMAS)
        if path.endswith(".schema.json") and path.count("/") == 1
    ]
    texts = ((Path(path).name, gitrepo.object_at(root, commit, path)) for path in paths)
    return Schemas({name: json.loads(text) for name, text in texts if text is not None})
