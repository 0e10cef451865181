"""The mail server as the environment names it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from talentcard.context import CannotRunError

PREFIX = "TALENTCARD_SMTP_"
PORTS = {"starttls": 587, "tls": 465, "none": 25}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
TIMEOUT = 30.0
"""Seconds to wait for an answer; a mail server that takes longer is left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccess:
    """Where and how to hand over mail. ``authority``: a file of certificates to trust instead of the machine's own."""

    host: str
    port: int
    security: str
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    authority: Path | None = None
    timeout: float = TIMEOUT

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]


def access(given: Mapping[str, str]) -> MailAccess | None:
    """None where no server is named. Raises CannotRunError for what can't be meant, or would send in the open."""
    told = {name.removeprefix(PREFIX).lower(): value.strip() for name, value in given.items() if value.strip()}
    host = told.get("host")
    if host is None:
        return None
    security = told.get("security", "starttls").lower()
    if security not in PORTS:
        raise CannotRunError("mail-security", values=", ".join(PORTS))
    sender = told.get("from", "")
    if ADDRESS.fullmatch(sender) is None:
        raise CannotRunError("mail-sender")
    if security == "none" and (host not in LOOPBACK or "user" in told):
        raise CannotRunError("mail-in-the-open")
    return MailAccess(
        host=host,
        port=int(number(told, "port", PORTS[security])),
        security=security,
        sender=sender,
        user=told.get("user"),
        password=password(told) if "user" in told else None,
        authority=Path(told["ca"]).expanduser() if "ca" in told else None,
        timeout=number(told, "timeout", TIMEOUT),
    )


def number(told: Mapping[str, str], name: str, default: float) -> float:
    """Raises CannotRunError."""
    text = told.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]+)?", text) or float(text) <= 0:
        raise CannotRunError("mail-number", name=PREFIX + name.upper())
    return float(text)


def password(told: Mapping[str, str]) -> str:
    """From a file, or from the environment itself. Raises CannotRunError."""
    if "password_file" not in told:
        if "password" not in told:
            raise CannotRunError("mail-password")
        return told["password"]
    try:
        return Path(told["password_file"]).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise CannotRunError("mail-password") from None
