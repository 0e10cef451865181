"""The outbox on disk: one file a message, and a ledger to which lines are added and nothing else is ever done.

A line is on the disk (fsync) before what it says may be relied on. A last line that a crash has torn says nothing: it
is cut off, and told. One run at a time: the lock is the kernel's, so it goes with the process, however that ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from talentcard.context import CannotRunError
from talentcard.core.delivery.sent import BrokenLedgerError, Entry, Standing
from talentcard.core.model import RecordId

LEDGER, LOCK = "ledger.jsonl", "lock"
SCHEMA_VERSION = 1


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The ledger's first line: whose outbox it is."""

    outbox: str
    schema_version: int = SCHEMA_VERSION


class Outbox:
    """A folder with messages and their ledger, as read once. Only who holds the lock may write (``held``)."""

    def __init__(self, folder: Path, registry: RecordId) -> None:
        self.folder = folder
        self.registry = registry
        self.standing = Standing()
        self.torn = False
        self._read()

    # ---- the ledger -----------------------------------------------------------------------------------

    def _read(self) -> None:
        """Raises CannotRunError for another registry's outbox, and for a ledger that is damaged before its end."""
        path = self.folder / LEDGER
        raw = path.read_bytes() if path.is_file() else b""
        whole, _, rest = raw.rpartition(b"\n")
        self.torn = bool(rest)
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                if number == 1:
                    head = msgspec.json.decode(line, type=Head)
                    if (head.outbox, head.schema_version) != (self.registry, SCHEMA_VERSION):
                        raise CannotRunError("outbox-of-another", registry=head.outbox)
                else:
                    self.standing.add(msgspec.json.decode(line, type=Entry))
            except (msgspec.DecodeError, BrokenLedgerError):
                raise CannotRunError("outbox-damaged", line=str(number)) from None

    def note(self, *entries: Entry) -> None:
        """Add lines to the ledger; they are on the disk when this returns. Raises CannotRunError with none added."""
        for entry in entries:
            self.standing.add(entry)
        path = self.folder / LEDGER
        number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        size = os.fstat(number).st_size
        lines: list[msgspec.Struct] = [*([] if size else [Head(outbox=self.registry)]), *entries]
        text = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
        try:
            while text:
                text = text[os.write(number, text) :]
            os.fsync(number)
        except OSError as error:  # a full disk: no half line may stay, or the next one would be lost with it
            os.ftruncate(number, size)
            raise CannotRunError("outbox-not-written", error=error.strerror or type(error).__name__) from error
        finally:
            os.close(number)
        if size == 0:
            settle(self.folder)

    def cut_torn_end(self) -> None:
        """Leave the whole lines only."""
        with (self.folder / LEDGER).open("r+b") as file:
            file.truncate(file.read().rfind(b"\n") + 1)
            os.fsync(file.fileno())

    # ---- the messages -----------------------------------------------------------------------------------

    def file(self, key: str) -> Path:
        return self.folder / f"{key}.eml"

    def put(self, messages: Iterable[tuple[str, bytes]]) -> None:
        """Write the messages' files. Until the ledger speaks of them they are nothing: a rerun writes them anew."""
        folders = set()
        for key, raw in messages:
            path = self.file(key)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(number, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(number)
            folders.add(path.parent)
        for folder in sorted(folders):
            settle(folder)
        settle(self.folder)

    def text(self, entry: Entry) -> bytes | None:
        """A message as it was rendered; None where it is gone, or somebody has changed it."""
        try:
            raw = self.file(entry.key).read_bytes()
        except OSError:
            return None
        return raw if digest(raw) == entry.digest else None


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def settle(folder: Path) -> None:
    """A folder's list of files, on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def held(folder: Path, registry: RecordId) -> Iterator[Outbox]:
    """The outbox for writing, by one process at a time. Raises CannotRunError where another one is at it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRunError("outbox-busy") from None
        outbox = Outbox(folder, registry)
        if outbox.torn:
            outbox.cut_torn_end()
        yield outbox
    finally:
        os.close(number)
