"""The messages of an outbox handed over one by one, each step noted before it is relied on."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from talentcard.core.delivery.sent import OPEN, Entry, State, Tracked
from talentcard.core.model import RecordId
from talentcard.mailing.access import MailAccess
from talentcard.mailing.outbox import Outbox
from talentcard.mailing.server import Answer, Reply, Server, UnreachableServerError

PAUSES = (2.0, 8.0)
"""Seconds before the second and third time that a run tries what did not go through."""
PATIENCE = 3
"""So many breaks one after another, and the server is left alone until the next run."""
FIRST_WAIT = dt.timedelta(minutes=15)
LONGEST_WAIT = dt.timedelta(hours=12)
"""Between runs: from the first, doubled each time, to the longest."""

Clock = Callable[[], dt.datetime]
Addresses = Callable[[RecordId], str | None]


@dataclass(slots=True)
class Outcome:
    """What a run has done. ``locked``: their addresses can't be opened here; ``waiting``: it is too early for them."""

    sent: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)  # still to be sent
    doubtful: list[str] = field(default_factory=list)  # the recipient may have, or get, a second copy
    unreachable: bool = False


def recover(outbox: Outbox, now: dt.datetime) -> None:
    """What an earlier run left in the middle of being sent may have arrived."""
    broken = [m for m in outbox.standing.messages.values() if m.state is State.SENDING]
    outbox.note(*(Entry(key=m.first.key, state=State.DOUBTFUL, at=now) for m in broken))


def withdraw(outbox: Outbox, day: dt.date, here: Callable[[RecordId], bool], now: dt.datetime) -> list[str]:
    """Take back what never left: of earlier days, as the new day's message says it anew, and to whom is there no more.

    Of what may have arrived only that to people who are gone: they are sent nothing more.
    """
    gone = [
        m.first.key for m in outbox.standing.still_to_send() if not here(m.recipient) or (m.day < day and not m.wavers)
    ]
    outbox.note(*(Entry(key=key, state=State.WITHDRAWN, at=now) for key in gone))
    return gone


class Sender:
    """One run. ``done`` is called after each message."""

    def __init__(
        self, outbox: Outbox, access: MailAccess, addresses: Addresses, clock: Clock, done: Callable[[], None]
    ) -> None:
        self.outbox = outbox
        self.access = access
        self.addresses = addresses
        self.clock = clock
        self.done = done
        self.outcome = Outcome()
        self._server: Server | None = None
        self._breaks = 0

    def run(self) -> Outcome:
        """Raises CannotRunError; what was noted by then stands."""
        known = {m.first.key: m.doubts for m in self.outbox.standing.doubtful() if m.state not in OPEN}
        try:
            pending = self._sendable(self.clock())
            for pause in (0.0, *PAUSES):
                if pending and not self.outcome.unreachable:
                    time.sleep(pause)
                    pending = [message for message in pending if not self._settled(message)]
        finally:
            if self._server is not None:
                self._server.close()
        standing = self.outbox.standing
        self.outcome.left = [m.first.key for m in standing.still_to_send()]
        self.outcome.doubtful = [m.first.key for m in standing.doubtful() if m.doubts != known.get(m.first.key)]
        return self.outcome

    def _sendable(self, now: dt.datetime) -> list[Tracked]:
        found = []
        for message in self.outbox.standing.still_to_send():
            if message.last.next is not None and message.last.next > now:
                self.outcome.waiting.append(message.first.key)
            elif self.addresses(message.recipient) is None:
                self.outcome.locked.append(message.first.key)
            else:
                found.append(message)
        return found

    def _settled(self, message: Tracked) -> bool:
        """Try once; whether there is nothing left to do for it in this run."""
        if self.outcome.unreachable:
            return False
        address, raw = self.addresses(message.recipient), self.outbox.text(message.first)
        if address is None or raw is None:  # somebody has taken the file away, or written into it
            self._note(message, Reply(Answer.NEVER))
            return True
        server = self._connection()
        if server is None:
            return False
        head = f"From: {self.access.sender}\r\nTo: {address}\r\n".encode()
        envelope = (message.first.message_id or "").strip("<>").replace("+", "+2B").replace("=", "+3D")
        reply = server.hand_over(address, head + raw, envelope, lambda: self._sending(message))
        broke = reply.answer in (Answer.LOST, Answer.UNKNOWN)
        if broke:
            server.close()
            self._server = None
        self._breaks = self._breaks + 1 if broke else 0
        self.outcome.unreachable = self._breaks >= PATIENCE
        self._note(message, reply)
        self.done()
        return message.state not in OPEN

    def _connection(self) -> Server | None:
        """None where there is none to be had in this run."""
        for pause in (0.0, *PAUSES):
            if self._server is not None:
                return self._server
            time.sleep(pause)
            try:
                self._server = Server(self.access)
            except UnreachableServerError:
                continue
        self.outcome.unreachable = self._server is None
        return self._server

    def _sending(self, message: Tracked) -> None:
        self.outbox.note(Entry(key=message.first.key, state=State.SENDING, at=self.clock()))

    def _note(self, message: Tracked, reply: Reply) -> None:
        """Put down what became of it. A break before the text went out is the server's matter, not the message's."""
        now, key = self.clock(), message.first.key
        match reply.answer:
            case Answer.TAKEN:
                entry = Entry(key=key, state=State.SENT, at=now, code=reply.code)
                self.outcome.sent.append(key)
            case Answer.NEVER:
                entry = Entry(
                    key=key,
                    state=State.REFUSED,
                    at=now,
                    code=reply.code,
                    status=reply.status,
                    of_recipient=reply.of_recipient,
                )
                self.outcome.refused.append(key)
            case Answer.NOT_NOW:
                wait = min(FIRST_WAIT * 2 ** min(message.failures, 10), LONGEST_WAIT)
                entry = Entry(
                    key=key, state=State.DEFERRED, at=now, code=reply.code, status=reply.status, next=now + wait
                )
            case Answer.UNKNOWN:
                entry = Entry(key=key, state=State.DOUBTFUL, at=now)
            case Answer.LOST:
                return
        self.outbox.note(entry)
