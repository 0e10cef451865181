"""Mail that came back (RFC 3464): which message it was, and why, as numbers only."""

from __future__ import annotations

import email
import mailbox
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from talentcard.context import CannotRunError

STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
NAME = re.compile(r"<?([^<>\s@]+@[^<>\s@]+)>?")
LARGEST = 20 * 1024 * 1024
"""Bytes; a report of a failed delivery is a few kilobytes."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """``names``: what the report calls the message by, without brackets. ``status`` is None where it is no report."""

    names: frozenset[str] = frozenset()
    status: str | None = None
    too_large: bool = False

    @property
    def failed(self) -> bool:
        """For good, not merely delayed."""
        return self.status is not None and self.status.startswith("5")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a mail lies: the file's path in the folder that is read, and the mail's number where that is an mbox."""

    file: str
    number: int | None = None


def bounces(source: Path) -> Iterator[tuple[Spot, Bounce]]:
    """Every message of a file, a folder (a maildir, too) or an mbox. Raises CannotRunError where there is nothing."""
    if not source.exists():
        raise CannotRunError("no-such-mail", path=source.name)
    for path in sorted(p for p in source.rglob("*") if p.is_file()) if source.is_dir() else [source]:
        file = path.relative_to(source).as_posix() if path != source else path.name
        if path.stat().st_size > LARGEST:
            yield Spot(file), Bounce(too_large=True)
            continue
        with path.open("rb") as opened:
            is_mbox = opened.read(5) == b"From "
        if is_mbox:
            with closing(mailbox.mbox(path, create=False)) as box:
                yield from ((Spot(file, number), bounce(found)) for number, found in enumerate(box, 1))
        else:
            yield Spot(file), bounce(email.message_from_bytes(path.read_bytes()))


def bounce(found: Message) -> Bounce:
    """What a message reports, if it is a report of delivery."""
    names: set[str] = set()
    statuses: list[str] = []
    for part in found.walk():
        match part.get_content_type():
            case "message/delivery-status":
                for block in blocks(part):
                    names |= named(block["Original-Envelope-Id"])
                    if str(block["Action"]).strip().lower() in ("failed", "delayed"):
                        statuses += STATUS.findall(str(block["Status"]))
            case "message/rfc822":
                for original in blocks(part):
                    names |= named(original["Message-ID"])
            case "text/rfc822-headers":
                text = part.get_payload(decode=True)
                if isinstance(text, bytes):
                    names |= named(email.message_from_bytes(text)["Message-ID"])
    return Bounce(frozenset(names), max(statuses, default=None))


def blocks(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [block for block in inner if isinstance(block, Message)] if isinstance(inner, list) else []


def named(header: object) -> set[str]:
    return set(NAME.findall(str(header))) if header is not None else set()
