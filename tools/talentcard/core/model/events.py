"""Something that happened on a day, and what its correction says."""

from __future__ import annotations

import datetime as dt

from talentcard.core.model.base import RecordId, Struct


class Printed(Struct, frozen=True, kw_only=True):
    """What stands on the card itself: a fact to compare with what the rules give (R-02)."""

    issued_on: dt.date
    valid_through: dt.date
    serial: str | None = None


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened on a day. Never edited afterwards: a ``corrected`` event names the one it corrects."""

    id: str
    type: str
    on: dt.date
    at: str | None = None  # HH:MM, only where office hours matter (interpretation office-hours)
    recorded_on: dt.date | None = None  # where the record was made later than the event
    by: RecordId | None = None  # the organisation that acted
    reason: str | None = None
    basis: str | None = None  # paper behind a correction, a refusal, an extension
    # extension of a term
    step: str | None = None
    days: int | None = None
    approved_by: RecordId | None = None  # the contact who approved
    # service and feedback
    handler: RecordId | None = None
    variant: str | None = None  # reclassified: the variant that applies from here on
    done: bool | None = None
    rating: int | None = None
    # cards
    notice: RecordId | None = None
    printed: Printed | None = None
    # corrections
    corrects: str | None = None
    corrected_on: dt.date | None = None  # the right date; absent: the corrected event is void
    note: str | None = None  # staff only; never published
