"""What has been kept long enough: from the periods of the policy to the day on which each record is to go.

A record that goes for good waits for those that name it, so that following the list breaks no reference. A person's own
record never goes: its data do, and a tombstone answers to the id.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from talentcard.core import cards, cases
from talentcard.core.deadlines import DAY, Reckoner
from talentcard.core.kinds import BY_TYPE
from talentcard.core.model import (
    Card,
    Contact,
    IdentityTag,
    Notice,
    Organisation,
    Record,
    RecordId,
    Request,
    RetainedFrom,
    Retention,
    RetentionAction,
    Roster,
    Suggestion,
    Talent,
)
from talentcard.core.policy import NoPolicyError, Rulebook, Rules
from talentcard.core.registry import Registry
from talentcard.core.workdays import DayRange, WorkCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """A record with an end. ``due``: the first day on which it is no longer kept.

    ``waits_for``: a record that names this one and is kept longer; ``due`` is then that one's.
    """

    record: RecordId
    kind: str
    action: RetentionAction
    since: dt.date
    due: dt.date
    cites: tuple[str, ...] = ()
    waits_for: RecordId | None = None


@dataclass(frozen=True)
class Retained:
    """A registry seen on a day by the periods in force on that day."""

    registry: Registry
    calendar: WorkCalendar
    as_of: dt.date

    @cached_property
    def _rulebook(self) -> Rulebook:
        return Rulebook(self.registry)

    @cached_property
    def keepings(self) -> tuple[Keeping, ...]:
        """Everything with an end, in the order of the days, then of the ids."""
        own = {keeping.record: keeping for keeping in self._own()}
        found = (self._waiting(own, keeping) for keeping in own.values())
        ending = (keeping for keeping in found if keeping.due < dt.date.max)
        return tuple(sorted(ending, key=lambda keeping: (keeping.due, keeping.record)))

    def due(self) -> tuple[Keeping, ...]:
        """What is no longer to be kept on the day."""
        return tuple(keeping for keeping in self.keepings if keeping.due <= self.as_of)

    # ---- each by itself --------------------------------------------------------------------------------

    def _own(self) -> Iterator[Keeping]:
        try:
            rules = self._rulebook.on(self.as_of)
        except NoPolicyError:
            return
        for kind, since in STARTS.items():
            entry = rules.retention.get(BY_TYPE[kind].name)
            if entry is None or entry.after is None:
                continue
            for record in self.registry.of(kind).values():
                day = since.get(entry.after, never)(self, record)
                if day is not None and holds_data(record):
                    yield self._keeping(record, entry, day, rules)

    def _keeping(self, record: Record, entry: Retention, since: dt.date, rules: Rules) -> Keeping:
        term = Reckoner(self.calendar, rules).term(entry.limit, DayRange.on(since)) if entry.limit else None
        return Keeping(
            record=record.id,
            kind=BY_TYPE[type(record)].name,
            action=entry.action,
            since=since,
            due=term.due.latest + DAY if term and term.due else since,
            cites=entry.cites,
        )

    # ---- those that wait -------------------------------------------------------------------------------

    def _waiting(self, own: Mapping[RecordId, Keeping], keeping: Keeping) -> Keeping:
        """Kept as long as the longest-kept record that names it; one that never goes keeps it for good."""
        if keeping.action is not RetentionAction.DELETE:
            return keeping
        last = keeping
        for name in self._named_by.get(keeping.record, ()):
            other = own.get(name)
            due = other.due if other is not None else dt.date.max
            if due > last.due:
                last = replace(last, due=due, waits_for=name)
        return last

    @cached_property
    def _named_by(self) -> Mapping[RecordId, list[RecordId]]:
        """Records that go for good → those that name them."""
        found: dict[RecordId, list[RecordId]] = {}
        for suggestion in self.registry.of(Suggestion).values():
            if suggestion.request is not None:
                found.setdefault(suggestion.request, []).append(suggestion.id)
        for card in self.registry.of(Card).values():
            for event in (event for procedure in card.procedures for event in procedure.events):
                if event.notice is not None:
                    found.setdefault(event.notice, []).append(card.id)
        return found

    # ---- where periods start ---------------------------------------------------------------------------

    @cached_property
    def _cards(self) -> Mapping[RecordId, list[Card]]:
        found: dict[RecordId, list[Card]] = {}
        for card in self.registry.of(Card).values():
            found.setdefault(card.talent, []).append(card)
        return found

    def card_ended(self, card: Card) -> dt.date | None:
        """The cancellation, or the last valid day, ahead though it may be; of a card never made its last event."""
        cancelled = cards.cancelled_on(card, self.as_of)
        if cancelled is not None:
            return cancelled
        days = [event.on for procedure in card.procedures for event in procedure.events]
        try:
            rules = self._rulebook.on(min(days), self._scope(card.talent))
            terms = cards.validities(card, self.as_of, Reckoner(self.calendar, rules))
        except LookupError:
            return None
        return terms[-1].through if terms else max(days)

    def _scope(self, talent: RecordId) -> str | None:
        found = self.registry.get(Talent, talent)
        body = self.registry.get(Organisation, found.recognised_by) if found else None
        return body.district if body else None

    def last_card_ended(self, talent: Talent) -> dt.date | None:
        held = self._cards.get(talent.id)
        if not held:
            return talent.recognised_on
        ends = [self.card_ended(card) for card in held]
        return None if None in ends else max(end for end in ends if end is not None)

    def last_event(self, record: Request | Suggestion) -> dt.date | None:
        return max((event.on for event in cases.in_effect(record.events, self.as_of)), default=None)

    def talent_erased(self, tag: IdentityTag) -> dt.date | None:
        talent = self.registry.get(Talent, tag.talent)
        return talent.erased.on if talent and talent.erased else None


def holds_data(record: Record) -> bool:
    """Whether there is still something to erase; other records always are what they are."""
    match record:
        case Talent():
            return record.identity is not None
        case Contact():
            return record.person is not None
    return True


def never(_retained: Retained, _record: Any) -> None:
    """A period that can't start with this kind of record."""


Since = Callable[[Retained, Any], dt.date | None]

STARTS: Mapping[type[Record], Mapping[RetainedFrom, Since]] = {
    Talent: {RetainedFrom.CARD_ENDED: Retained.last_card_ended},
    Contact: {RetainedFrom.LEFT_POST: lambda _, contact: contact.until},
    IdentityTag: {RetainedFrom.TALENT_ERASED: Retained.talent_erased},
    Request: {RetainedFrom.LAST_EVENT: Retained.last_event},
    Suggestion: {RetainedFrom.LAST_EVENT: Retained.last_event},
    Card: {RetainedFrom.CARD_ENDED: Retained.card_ended},
    Notice: {RetainedFrom.OWN_DATE: lambda _, notice: notice.issued_on},
    Roster: {RetainedFrom.OWN_DATE: lambda _, roster: roster.filed_on},
}
"""Kind → the days from which its period may run."""
