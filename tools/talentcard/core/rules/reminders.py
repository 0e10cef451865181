"""The ladder of reminders: each rung once, lowest first, none reached before the one below it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from talentcard.core.model import Policy, Reminder
from talentcard.core.rules.rule import Hit, Rule, Scope


def reminder_order(scope: Scope) -> Iterator[Hit]:
    """Ensure a ladder names each rung once, lowest first, and reaches each later than the one below it."""
    for policy in scope.registry.of(Policy).values():
        for index, (below, above) in enumerate(pairwise(policy.reminders), 1):
            if above.rung.height <= below.rung.height:
                yield Hit(at=scope.registry.place(policy, "reminders", index, "rung"), params=names(below, above))
            elif not later(below, above):
                at = scope.registry.place(policy, "reminders", index, "after", "count")
                yield Hit(at=at, params=names(below, above))


def later(below: Reminder, above: Reminder) -> bool:
    """Whether a rung comes after the one below; days of different kinds are not compared."""
    one, other = below.after, above.after
    if one is None or other is None or one.kind is not other.kind:
        return True
    return (one.count or 0) < (other.count or 0)


def names(below: Reminder, above: Reminder) -> dict[str, str]:
    return {"below": f"@rung-{below.rung.value}", "above": f"@rung-{above.rung.value}"}


RULES: tuple[Rule, ...] = (
    Rule(
        id="reminder-order",
        ensures="A ladder of reminders names each rung once, lowest first, each later than the one below it.",
        check=reminder_order,
    ),
)
