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
    """A contact in post, or a body's office mailbox (then ``id`` is the body's). ``stands_in``: for whom."""

    id: RecordId
    body: RecordId
    stands_in: RecordId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A digest: what has climbed a rung, and what befell which card.

    What concerns another body than the recipient's is there because nobody can be reached at that one.
    """

    day: dt.date
    recipient: Recipient
    legs: tuple[Leg, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def key(self) -> str:
        return key_of(self.day, self.recipient.id)

    @property
    def marks(self) -> tuple[Mark, ...]:
        return (*map(mark_of, self.legs), *(notice.mark for notice in self.notices))

    @property
    def silent(self) -> tuple[RecordId, ...]:
        """Bodies at which nobody can be reached."""
        bodies = {*(leg.body for leg in self.legs), *(notice.body for notice in self.notices)}
        return tuple(sorted(bodies - {self.recipient.body}))


def key_of(day: dt.date, recipient: RecordId) -> str:
    """One message for each recipient and day."""
    return f"{day}/{recipient}"
