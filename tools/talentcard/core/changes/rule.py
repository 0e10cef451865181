"""What a change rule is: as a rule of ``check``, but over the step from one registry to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from talentcard.core.changes.change import Change
from talentcard.core.finding import Finding
from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import Record
from talentcard.core.rules.rule import Hit, Stated


def kind(record: Record) -> str:
    """The label of a record's kind."""
    return f"@kind-{BY_TYPE[type(record)].name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRule(Stated):
    """A rule over one change."""

    check: Callable[[Change], Iterable[Hit]]

    def findings(self, change: Change) -> Iterator[Finding]:
        return self.told(self.check(change))
