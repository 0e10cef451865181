"""What a change rule is: as a rule of ``check``, but over the step from one registry to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from talentcard.core.changes.change import Change
from talentcard.core.finding import Finding, Severity
from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import Record
from talentcard.core.rules.rule import Hit


def kind(record: Record) -> str:
    """The label of a record's kind."""
    return f"@kind-{BY_TYPE[type(record)].name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRule:
    """``ensures`` is one sentence in English."""

    id: str
    ensures: str
    check: Callable[[Change], Iterable[Hit]]
    severity: Severity = Severity.ERROR
    cites: tuple[str, ...] = ()

    def findings(self, change: Change) -> Iterator[Finding]:
        for hit in self.check(change):
            yield Finding(
                rule=self.id,
                severity=self.severity,
                at=hit.at,
                params=hit.params,
                cites=hit.cites or self.cites,
                also=hit.also,
            )
