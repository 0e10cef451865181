"""Fields and lists: what is fixed stays, what is added once stays too, and lists only grow."""

from __future__ import annotations

from collections.abc import Iterator

from talentcard.core.changes import standing
from talentcard.core.changes.change import Altered, Change, of_event
from talentcard.core.changes.differences import Act, Difference
from talentcard.core.changes.modes import Mode
from talentcard.core.changes.rule import ChangeRule
from talentcard.core.finding import Place
from talentcard.core.rules.rule import Hit


def plain_differences(change: Change) -> Iterator[tuple[Altered, Difference]]:
    """What differs in records that have no rule of their own as a whole, events left out."""
    for found in change.altered:
        if not standing.has_own_rule(found.before):
            yield from ((found, each) for each in found.differences if not of_event(found.before, each.pointer))


def place(change: Change, found: Altered, difference: Difference) -> Place:
    return change.after.place(found.after, *difference.pointer)


def fixed(change: Change) -> Iterator[Hit]:
    """Ensure what identifies a record, and what it was about, stays as it was recorded."""
    for found, each in plain_differences(change):
        if each.act is Act.ALTERED and each.mode in (Mode.FIXED, Mode.APPEND, Mode.NOTICED):
            yield Hit(at=place(change, found, each), params={"field": each.field, "id": found.after.id})


def again(change: Change) -> Iterator[Hit]:
    """Ensure what was filled in later is filled in once."""
    for found, each in plain_differences(change):
        if each.act is Act.ALTERED and each.mode is Mode.ONCE:
            yield Hit(at=place(change, found, each), params={"field": each.field, "id": found.after.id})


def removed(change: Change) -> Iterator[Hit]:
    """Ensure nothing is taken out of a list that only grows."""
    for found, each in plain_differences(change):
        if each.act is Act.REMOVED:
            params = {"field": each.field, "id": found.after.id, "item": each.item or "@change-an-entry"}
            yield Hit(at=place(change, found, each), params=params)


RULES: tuple[ChangeRule, ...] = (
    ChangeRule(
        id="change-field-fixed",
        ensures="What identifies a record, and what it was about, stays as it was recorded.",
        check=fixed,
    ),
    ChangeRule(id="change-set-once", ensures="What was filled in later is filled in once.", check=again),
    ChangeRule(id="change-entry-removed", ensures="Nothing is taken out of a list that only grows.", check=removed),
)
