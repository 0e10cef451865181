"""What a verb needs to know of the world; cli.py fills it, tests make their own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple, TextIO


class HostAccess(NamedTuple):
    """The repository on a Git host and the token for its REST API."""

    api: str
    repository: str
    token: str

    def __repr__(self) -> str:
        return f"HostAccess({self.repository})"


class MailSettings(dict[str, str]):
    """What the environment says of a mail server, name to value. It may hold a password, so it shows names only."""

    def __repr__(self) -> str:
        return f"MailSettings({sorted(self)})"


class Context(NamedTuple):
    """Root of the registry, the two days, the language and the streams.

    ``as_of`` is the day asked for on the command line, or None: then the settings' ``as_of`` or else ``today`` holds.
    ``today`` is the clock's day in Asia/Shanghai, read once by the CLI. ``keys`` and ``identity`` are where the
    environment says that the wrapped keys and the holder's own lie, ``fonts`` those for PDF that an office has itself;
    ``terminal``: what is printed is seen, not kept.
    ``moment`` is the clock's when the command began: for waiting between two tries, never for what is computed.
    """

    root: Path
    as_of: dt.date | None
    today: dt.date
    lang: str | None
    out: TextIO
    err: TextIO
    colour: bool = False
    progress: bool = False
    terminal: bool = False
    keys: Path | None = None
    identity: Path | None = None
    editor: str | None = None
    host: HostAccess | None = None
    mail: MailSettings | None = None
    fonts: Path | None = None
    moment: dt.datetime | None = None


class CannotRunError(Exception):
    """The verb cannot run at all (exit code 2). ``key`` names the message in the catalogue; ``params`` fill it."""

    def __init__(self, key: str, **params: str) -> None:
        super().__init__(key)
        self.key = key
        self.params = params
