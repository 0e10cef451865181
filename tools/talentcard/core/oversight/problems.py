"""Problems and suggestions of a month (五), by kind and subject: raised, settled, taken to the meeting, open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from talentcard.core.cases import first, in_effect
from talentcard.core.model import Suggestion
from talentcard.core.oversight.columns import Traced, done
from talentcard.core.registry import Registry
from talentcard.core.statistics.exact import IN_HAND, within
from talentcard.core.statistics.figures import Period

PREFIX = "about/"
GENERAL = "general"
TO_MEETING = "taken_to_meeting"
COLUMNS = ("raised", "settled", "taken", "open")


@dataclass(frozen=True, slots=True)
class Raised:
    """A problem or suggestion with its one leg. ``taken``: what ended the leg was that it went to the joint meeting."""

    record: Suggestion
    traced: Traced
    taken: bool

    @property
    def code(self) -> str:
        return f"{PREFIX}{self.record.type.value}/{self.record.subject}"

    def counts(self, column: str, period: Period) -> bool:
        """Whether a column counts it. Raises KeyError for another column."""
        leg = self.traced.leg
        match column:
            case "raised":
                return within(leg.began, period)
            case "settled":
                return done(leg, period) and not self.taken
            case "taken":
                return done(leg, period) and self.taken
            case "open":
                return leg.state in IN_HAND
            case _:
                raise KeyError(column)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A row: what was raised, settled and taken to the meeting in the month, and what is open at its end."""

    code: str
    raised: int = 0
    settled: int = 0
    taken: int = 0
    open: int = 0

    @property
    def kind(self) -> str:
        return self.code.split("/")[1]

    @property
    def subject(self) -> str:
        return self.code.split("/")[2]


def raised(registry: Registry, legs: Sequence[Traced], period: Period) -> tuple[Raised, ...]:
    return tuple(_raised(registry, legs, period))


def _raised(registry: Registry, legs: Sequence[Traced], period: Period) -> Iterator[Raised]:
    for each in legs:
        record = registry.get(Suggestion, each.obligation.record)
        if record is not None:
            ended = first(in_effect(record.events, period.last), "settled", "answered", TO_MEETING)
            yield Raised(record, each, ended is not None and ended.type == TO_MEETING)


def abouts(found: Sequence[Raised], period: Period) -> tuple[About, ...]:
    """Problems before suggestions, by subject."""
    return tuple(
        About(
            code=code,
            **{column: sum(each.code == code and each.counts(column, period) for each in found) for column in COLUMNS},
        )
        for code in sorted({each.code for each in found})
    )
