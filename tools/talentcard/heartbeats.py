"""When the reminders last went out, kept in a small file between the job that asks the host and the one that builds."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from talentcard.context import CannotRunError
from talentcard.core.pages.freshness import Heartbeat

SCHEMA_VERSION = 1


def write(file: Path, beat: Heartbeat) -> None:
    """Raises CannotRunError where the file can't be written."""
    data = {"schema_version": SCHEMA_VERSION, "last": beat.last.isoformat() if beat.last else None}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(data) + "\n", encoding="utf-8")
    except OSError as error:
        raise CannotRunError("not-written", error=error.strerror or type(error).__name__) from error


def read(file: Path) -> Heartbeat:
    """Raises CannotRunError where it is no such file."""
    try:
        last = json.loads(file.read_text(encoding="utf-8"))["last"]
        return Heartbeat(dt.date.fromisoformat(last) if last is not None else None)
    except (OSError, ValueError, KeyError, TypeError):
        raise CannotRunError("heartbeat-file", file=str(file)) from None
