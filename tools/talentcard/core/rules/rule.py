"""What a check rule is: a name, a weight, the articles behind it, and one small function over the whole registry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.registry import Registry
from talentcard.core.rules.book import Book
from talentcard.core.workdays import WorkCalendar


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a rule may look at.

    ``as_of`` is the day of the picture, ``today`` the last day on which anything can have happened.
    """

    registry: Registry
    calendar: WorkCalendar
    as_of: dt.date
    today: dt.date

    @cached_property
    def book(self) -> Book:
        """What several rules look up, worked out once."""
        return Book(self.registry, self.calendar)

    def unread(self, *prefixes: str) -> bool:
        """Whether a record of these kinds (``int-``) could not be read: then what it holds is not missing."""
        return any(record_id.startswith(prefixes) for record_id in self.registry.unreadable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place where a rule is broken; the rule itself adds its id, severity and articles."""

    at: Place
    params: Mapping[str, str] = field(default_factory=dict)
    also: tuple[Place, ...] = ()
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What rules of every sort have in common. ``ensures`` is one sentence in English."""

    id: str
    ensures: str
    severity: Severity = Severity.ERROR
    cites: tuple[str, ...] = ()

    def told(self, hits: Iterable[Hit]) -> Iterator[Finding]:
        """Hits as findings of this rule."""
        for hit in hits:
            yield Finding(
                rule=self.id,
                severity=self.severity,
                at=hit.at,
                params=hit.params,
                cites=hit.cites or self.cites,
                also=hit.also,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Stated):
    """A rule over one registry. ``carries`` names the R-xx of the rules table that the check acts on."""

    check: Callable[[Scope], Iterable[Hit]]
    carries: tuple[str, ...] = ()

    def findings(self, scope: Scope) -> Iterator[Finding]:
        return self.told(self.check(scope))
