"""How long a kind of record is kept, and what becomes of a person's data at the end: rules as data, too."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from talentcard.core.model.base import Struct, Text
from talentcard.core.model.limits import Limit


class RetentionAction(StrEnum):
    KEEP = "keep"  # no personal data in it
    DELETE = "delete"  # the record goes
    ERASE = "erase"  # the person's data go, a tombstone stays: other records name the id


class RetainedFrom(StrEnum):
    """The day from which a period runs."""

    CARD_ENDED = "card_ended"  # the card's last valid day, or its cancellation
    LEFT_POST = "left_post"
    LAST_EVENT = "last_event"
    OWN_DATE = "own_date"  # the day on which it was issued or filed
    TALENT_ERASED = "talent_erased"


class Retention(Struct, frozen=True, kw_only=True):
    """What holds for some kinds of record. Without ``after``: kept; without ``limit``: at once."""

    kinds: tuple[str, ...]
    action: RetentionAction
    cites: tuple[str, ...]
    why: Text
    after: RetainedFrom | None = None
    limit: Limit | None = None


class ErasureReason(StrEnum):
    RETENTION = "retention"
    REQUEST = "request"  # 个人信息保护法 四十七: the person asked for it, or withdrew consent
    MISTAKE = "mistake"  # the person should never have been entered


class Erasure(Struct, frozen=True, kw_only=True):
    """A tombstone: that there was a person's data here, since when there is none, and why."""

    on: dt.date
    reason: ErasureReason
