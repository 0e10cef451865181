"""Mail that came back, matched with the outbox and noted in the records of those whom it did not reach.

One more line in a record, and nothing else of it touched. The entry bears the message's own day, so that reading the
same mail again adds nothing, whatever broke off in between.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from talentcard.context import CannotRunError
from talentcard.core.delivery.sent import FOLLOWS, State
from talentcard.core.registry import Registry
from talentcard.mailing.bounces import Bounce, Spot, bounces
from talentcard.mailing.outbox import Outbox
from talentcard.reading import yamlsource

FIELD = "unreachable"


class NotMarkedError(ValueError):
    """The record is written in a way that a line can't be added to."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A record's file with the entry in it, and its latest status."""

    path: str
    text: str
    status: str


class Why(StrEnum):
    """Why a mail changes nothing in a record."""

    TOO_LARGE = "too-large"
    NO_REPORT = "no-report"
    NOT_OURS = "not-ours"
    NEVER_SENT = "never-sent"
    NO_RECORD = "no-record"


@dataclass(frozen=True, slots=True)
class Left:
    """A mail that nothing was made of. ``key``: the message it speaks of, where it is known."""

    spot: Spot
    why: Why
    key: str | None = None


@dataclass(slots=True)
class Returned:
    """``back``: key and status of messages of which the ledger does not know yet that they came back.

    ``noted`` and ``known``: mails by which a record is marked, and those of which it was known already.
    """

    count: int = 0
    noted: int = 0
    known: int = 0
    delayed: int = 0
    left: list[Left] = field(default_factory=list)
    back: dict[str, str] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)


def returned(outbox: Outbox, registry: Registry, root: Path, source: Path) -> Returned:
    """What has come back, and to whom nothing could be handed over in the first place. Raises CannotRunError."""
    messages, found = outbox.standing.messages, Returned()
    by_name = {(message.first.message_id or "").strip("<>"): message for message in messages.values()}
    failed = {m.first.key: m.last.status for m in messages.values() if m.of_recipient and m.last.status}
    for spot, bounce in bounces(source):
        found.count += 1
        message = next((by_name[name] for name in sorted(bounce.names) if name in by_name), None)
        if message is None or bounce.status is None:
            found.left.append(Left(spot, unknown(bounce)))
        elif not bounce.failed:
            found.delayed += 1
        else:
            key = message.first.key
            fresh = key not in failed and State.BOUNCED in FOLLOWS.get(message.state, ())
            if fresh:
                found.back[key] = failed[key] = bounce.status
            if key not in failed:
                found.left.append(Left(spot, Why.NEVER_SENT, key))
            elif message.recipient not in registry.paths:
                found.left.append(Left(spot, Why.NO_RECORD, key))
            else:
                found.noted += fresh
                found.known += not fresh
    files: dict[str, tuple[str, str]] = {}
    for key, status in sorted(failed.items()):
        message = messages[key]
        path = registry.paths.get(message.recipient)
        if path is not None:
            before = files[path][0] if path in files else (root / path).read_text(encoding="utf-8")
            try:
                files[path] = (marked(before, message.day, status), status)
            except NotMarkedError:
                raise CannotRunError("contact-not-marked", path=path, on=str(message.day), status=status) from None
    found.marks = [
        Mark(path, text, status)
        for path, (text, status) in files.items()
        if text != (root / path).read_text(encoding="utf-8")
    ]
    return found


def unknown(bounce: Bounce) -> Why:
    if bounce.too_large:
        return Why.TOO_LARGE
    return Why.NO_REPORT if bounce.status is None else Why.NOT_OURS


def marked(text: str, on: dt.date, status: str) -> str:
    """The record with the entry; the same text where that day has one already. Raises NotMarkedError."""
    document = yamlsource.explain(text.encode())
    if document.data is None:
        raise NotMarkedError
    known = document.data.get(FIELD, [])
    if any(entry["on"] == str(on) for entry in known):
        return text
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    line = f"- {{on: {on}, status: {status}}}\n"
    if known:
        last = (FIELD, len(known) - 1)
        end = max(span.end_line for pointer, span in document.values.items() if pointer[:2] == last)
        indent = document.values[FIELD, 0].column - 3  # before the dash of the first
        lines.insert(end, " " * indent + line)
    else:
        lines += [f"{FIELD}:\n", f"  {line}"]
    made = "".join(lines)
    if yamlsource.explain(made.encode()).data != {**document.data, FIELD: [*known, {"on": str(on), "status": status}]}:
        raise NotMarkedError
    return made
