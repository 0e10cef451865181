"""A message of a day to one recipient, and what it announces: ids, days and rungs, never a person's name or address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from talentcard.core.flagging.legs import Leg
from talentcard.core.model import RecordId, Rung
from talentcard.core.obligation import Obligation


class Mark(NamedTuple):
    """What is said to a recipient once: a rung, or a card's event, of an obligation and the day from which it runs."""

    obligation: str
    starts: str
    what: str

    @property
    def clock(self) -> tuple[str, str]:
        return self.obligation, self.starts

    @property
    def height(self) -> int:
        """A higher rung says what the lower ones would have said; what is no rung stands by itself."""
        return Rung(self.what).height if self.what in tuple(Rung) else -1


def mark_of(leg: Leg) -> Mark:
    return Mark(leg.obligation.id, str(leg.obligation.starts.earliest), leg.rung.value)


@dataclass(frozen=True, slots=True)
class Notice:
    """R-10: the duty to tell of what befell a card, and one of the bodies that are to be told."""

    obligation: Obligation
    body: RecordId

    @property
    def mark(self) -> Mark:
        return Mark(self.obligation.id, str(self.obligation.starts.earliest), f"notice {self.body}")


@dataclass(frozen=True, slots=True)
class Recipient:
    """A contact in post of that body, or the body's office mailbox (then ``id`` is the body's).

    ``stands_in``: the contact in whose place they are told.
    """

    id: RecordId
    body: RecordId
    stands_in: RecordId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A digest: what has climbed a rung, and what befell which card.

    ``stands_in``: the contacts for whom the recipient is told some of it; ``silent``: the bodies at which nobody can be
    reached, so that the recipient is to pass it on.
    """

    day: dt.date
    recipient: RecordId
    body: RecordId
    legs: tuple[Leg, ...] = ()
    notices: tuple[Notice, ...] = ()
    stands_in: tuple[RecordId, ...] = ()
    silent: tuple[RecordId, ...] = ()

    @property
    def key(self) -> str:
        return key_of(self.day, self.recipient)

    @property
    def marks(self) -> tuple[Mark, ...]:
        return (*map(mark_of, self.legs), *(notice.mark for notice in self.notices))


def key_of(day: dt.date, recipient: RecordId) -> str:
    """One message for each recipient and day."""
    return f"{day}/{recipient}"
