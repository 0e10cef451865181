"""RULES: everything that ``check`` checks once the records are read, a module a subject."""

from __future__ import annotations

from collections.abc import Iterator

from talentcard.core.finding import Finding
from talentcard.core.rules import (
    calendars,
    cards,
    dates,
    events,
    identity,
    interpretations,
    interruptions,
    oversight,
    permissions,
    policies,
    privacy,
    questionnaires,
    references,
    releases,
    reminders,
    requests,
    retention,
    rosters,
    unreachable,
)
from talentcard.core.rules.rule import Hit, Rule, Scope

RULES: tuple[Rule, ...] = (
    *identity.RULES,
    *references.RULES,
    *policies.RULES,
    *interpretations.RULES,
    *calendars.RULES,
    *dates.RULES,
    *cards.RULES,
    *requests.RULES,
    *events.RULES,
    *interruptions.RULES,
    *rosters.RULES,
    *unreachable.RULES,
    *oversight.RULES,
    *questionnaires.RULES,
    *releases.RULES,
    *reminders.RULES,
    *privacy.RULES,
    *retention.RULES,
    *permissions.RULES,
)

__all__ = ["RULES", "Hit", "Rule", "Scope", "findings"]


def findings(scope: Scope) -> Iterator[Finding]:
    """Every finding of every rule over one registry."""
    for rule in RULES:
        yield from rule.findings(scope)
