"""CHANGE_RULES: what ``check --base`` checks of the step from one registry to the next, a module a subject."""

from __future__ import annotations

from collections.abc import Iterator

from talentcard.core.changes import effects, events, fields, permissions, records, standing
from talentcard.core.changes.change import Change
from talentcard.core.changes.review import Review
from talentcard.core.changes.rule import ChangeRule
from talentcard.core.finding import Finding

CHANGE_RULES: tuple[ChangeRule, ...] = (
    *records.RULES,
    *fields.RULES,
    *events.RULES,
    *standing.RULES,
    *effects.RULES,
    *permissions.RULES,
)

__all__ = ["CHANGE_RULES", "Change", "ChangeRule", "Review", "findings"]


def findings(change: Change) -> Iterator[Finding]:
    """Every finding of every rule over one change."""
    for rule in CHANGE_RULES:
        yield from rule.findings(change)
