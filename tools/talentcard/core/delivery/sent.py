"""The outbox as a ledger of what became of each message: entries are only ever added, and folded into how things stand.

queued → sending → sent, refused or deferred. A message that is found *sending* by a later run, or whose connection
broke before the server's answer, is *doubtful*: it may have arrived. It goes out again with the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from talentcard.core.delivery.message import Mark
from talentcard.core.delivery.planning import Said
from talentcard.core.model import RecordId


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"  # noted before the text goes out
    SENT = "sent"  # the server has taken it over
    REFUSED = "refused"  # for good: 5xx
    DEFERRED = "deferred"  # for now: 4xx, or no connection
    DOUBTFUL = "doubtful"  # perhaps taken over
    BOUNCED = "bounced"  # taken over, and sent back
    WITHDRAWN = "withdrawn"  # never taken over, and the day is over: the next day's message says it anew


OPEN = frozenset({State.QUEUED, State.SENDING, State.DEFERRED, State.DOUBTFUL})
"""Still to be sent."""
UNSAID = frozenset({State.REFUSED, State.BOUNCED, State.WITHDRAWN})
"""What such a message was to announce has not been said."""
FOLLOWS = {
    State.QUEUED: frozenset({State.SENDING, State.DEFERRED, State.REFUSED, State.WITHDRAWN}),
    State.SENDING: frozenset({State.SENT, State.DEFERRED, State.REFUSED, State.DOUBTFUL}),
    State.DEFERRED: frozenset({State.SENDING, State.DEFERRED, State.REFUSED, State.WITHDRAWN, State.BOUNCED}),
    State.DOUBTFUL: frozenset({State.SENDING, State.DEFERRED, State.REFUSED, State.WITHDRAWN, State.BOUNCED}),
    State.SENT: frozenset({State.BOUNCED}),
}
"""What can come after a state; the others are the end."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One line of the ledger. The first of a message says what it is; none holds an address or a name."""

    key: str
    state: State
    at: dt.datetime
    recipient: RecordId | None = None
    body: RecordId | None = None
    message_id: str | None = None
    digest: str | None = None  # sha256 of the rendered file
    says: tuple[Mark, ...] = ()
    code: int | None = None  # the server's
    status: str | None = None  # RFC 3463
    of_recipient: bool = False  # refused because of the address, not of the text
    next: dt.datetime | None = None  # not before


class BrokenLedgerError(ValueError):
    """An entry that cannot follow those before it. ``key``: the message."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(slots=True)
class Tracked:
    """A message and what became of it.

    ``failures``: how often it could not be handed over; ``doubts``: how often it is not known whether it was.
    """

    first: Entry
    last: Entry
    failures: int = 0
    doubts: int = 0

    @property
    def state(self) -> State:
        return self.last.state

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.first.key.partition("/")[0])

    @property
    def recipient(self) -> RecordId:
        return RecordId(self.first.key.partition("/")[2])

    @property
    def of_recipient(self) -> bool:
        return self.state is State.BOUNCED or (self.state is State.REFUSED and self.last.of_recipient)

    @property
    def wavers(self) -> bool:
        """Whether a copy of it may be with the recipient already: it can't be taken back."""
        return self.state in (State.SENDING, State.DOUBTFUL) or self.doubts > 0


@dataclass(slots=True)
class Standing:
    """All messages by key, in the order in which they were queued."""

    messages: dict[str, Tracked] = field(default_factory=dict)

    def add(self, entry: Entry) -> Tracked:
        """Raises BrokenLedgerError."""
        found = self.messages.get(entry.key)
        if found is None:
            if entry.state is not State.QUEUED or entry.recipient is None or entry.message_id is None:
                raise BrokenLedgerError(entry.key)
            found = self.messages[entry.key] = Tracked(entry, entry)
            return found
        if entry.state not in FOLLOWS.get(found.state, ()):
            raise BrokenLedgerError(entry.key)
        found.failures += entry.state in (State.DEFERRED, State.DOUBTFUL)
        found.doubts += entry.state is State.DOUBTFUL
        found.last = entry
        return found

    def still_to_send(self) -> list[Tracked]:
        return [message for message in self.messages.values() if message.state in OPEN]

    def doubtful(self) -> list[Tracked]:
        """Those of which the recipient may have two copies, or one that we know nothing of."""
        return [message for message in self.messages.values() if message.doubts or message.state is State.SENDING]

    def said(self) -> Said:
        """What the plan has to know."""
        marks: dict[RecordId, set[Mark]] = {}
        failed: dict[RecordId, dt.date] = {}
        for message in self.messages.values():
            if message.state not in UNSAID:
                marks.setdefault(message.recipient, set()).update(message.first.says)
            if message.of_recipient:
                failed[message.recipient] = max(message.day, failed.get(message.recipient, message.day))
        return Said(keys=frozenset(self.messages), marks=marks, failed=failed)


def standing(entries: Iterable[Entry]) -> Standing:
    """Raises BrokenLedgerError."""
    found = Standing()
    for entry in entries:
        found.add(entry)
    return found
