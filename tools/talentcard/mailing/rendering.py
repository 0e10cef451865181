"""A message's file: the same bytes for the same message. To whom and from whom is added when it goes out, so that no
address lies about; names and addresses stand nowhere else in it either."""

from __future__ import annotations

import datetime as dt
import hashlib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from talentcard.core.delivery.message import Message
from talentcard.core.model import Settings

HOUR = dt.time(9, tzinfo=ZoneInfo("Asia/Shanghai"))


def message_id(settings: Settings, key: str) -> str:
    """Always the same for a message of a registry: a second copy bears it, too."""
    name = hashlib.sha256("\0".join((settings.id, settings.name.zh, key)).encode()).hexdigest()[:32]
    return f"<{name}@{settings.id}.talentcard>"


def rendered(settings: Settings, message: Message, subject: str, text: str) -> bytes:
    """Seven-bit, so that every server takes it as it is."""
    made = EmailMessage(policy=SMTP)
    made["Subject"] = subject
    made["Date"] = format_datetime(dt.datetime.combine(message.day, HOUR))
    made["Message-ID"] = message_id(settings, message.key)
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text, charset="utf-8", cte="base64")
    return made.as_bytes()
