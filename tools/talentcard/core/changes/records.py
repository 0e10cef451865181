"""Records as a whole: none is deleted before its time, no id is used twice, and custody keeps to itself."""

from __future__ import annotations

from collections.abc import Iterator

from talentcard.core.changes.change import Change
from talentcard.core.changes.modes import Mode
from talentcard.core.changes.rule import ChangeRule, kind
from talentcard.core.finding import Place
from talentcard.core.model import IdentityTag, Key, Record, RecordId, RetentionAction
from talentcard.core.privacy.retention import Retained
from talentcard.core.rules.rule import Hit


def deleted(change: Change) -> Iterator[Hit]:
    """Ensure a record is withdrawn, never deleted, until the policy's period for its kind has ended."""
    if _too_many(change):
        return
    ended = _ended(change)
    for record in _gone(change):
        if record.id not in ended:
            params = {"kind": kind(record), "id": record.id}
            yield Hit(at=Place(path=change.before.paths[record.id]), params=params)


def many(change: Change) -> Iterator[Hit]:
    """Ensure one change takes no more records out of the registry than the policy lets it."""
    limit = _too_many(change)
    if limit:
        gone = _gone(change)
        params = {"number": str(len(gone)), "most": str(limit)}
        yield Hit(at=Place(path=change.before.paths[gone[0].id]), params=params)


def _too_many(change: Change) -> int:
    """The number that a change stays within, where it does not; else 0."""
    limits = change.limits
    return limits.deletions.most if limits is not None and len(_gone(change)) > limits.deletions.most else 0


def _gone(change: Change) -> tuple[Record, ...]:
    """Entries of the blind index come and go with their keys: they are the custodian's."""
    return tuple(record for record in change.gone if not isinstance(record, IdentityTag))


def _ended(change: Change) -> frozenset[RecordId]:
    """Records whose period has ended, by the registry before the change."""
    if not change.gone:
        return frozenset()
    kept = Retained(change.before, change.calendars[0], change.today).due()
    return frozenset(each.record for each in kept if each.action is RetentionAction.DELETE)


def reused(change: Change) -> Iterator[Hit]:
    """Ensure an id that a record once had is never given to another."""
    for record in change.added:
        if record.id in change.buried:
            yield Hit(at=change.after.place(record, "id"), params={"kind": kind(record), "id": record.id})


def mixed(change: Change) -> Iterator[Hit]:
    """Ensure a change of what is sealed changes nothing else."""
    if not change.custodial:
        return
    for record in change.added:
        if not isinstance(record, Key | IdentityTag):
            yield _mixed(Place(path=change.after.paths[record.id]), record)
    for record in _gone(change):
        yield _mixed(Place(path=change.before.paths[record.id]), record)
    for found in change.altered:
        if not isinstance(found.after, Key | IdentityTag) and not _only_sealed(change, found.before, found.after):
            yield _mixed(Place(path=change.after.paths[found.after.id]), found.after)


def _only_sealed(change: Change, before: Record, after: Record) -> bool:
    """Whether two states differ in sealed parts only."""
    node = change.node(before)
    sealed = {name for name, below in node.fields.items() if below.mode is Mode.SEALED}
    names = (name for name in before.__struct_fields__ if name not in sealed)
    return all(getattr(before, name) == getattr(after, name) for name in names)


def _mixed(at: Place, record: Record) -> Hit:
    return Hit(at=at, params={"kind": kind(record), "id": record.id})


RULES: tuple[ChangeRule, ...] = (
    ChangeRule(
        id="change-record-deleted",
        ensures="A record is withdrawn, never deleted, until the policy's period for its kind has ended.",
        check=deleted,
    ),
    ChangeRule(
        id="change-mass-deletion",
        ensures="One change takes no more records out of the registry than the policy lets it.",
        check=many,
    ),
    ChangeRule(id="change-id-reused", ensures="An id that a record once had is never given to another.", check=reused),
    ChangeRule(
        id="change-custodian-mixed",
        ensures="A change of what is sealed changes nothing else.",
        check=mixed,
        cites=("个人信息保护法 五十一",),
    ),
)
