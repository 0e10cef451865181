"""How the staff's calendars are kept. The text is silent on it: every number is a house standard."""

from __future__ import annotations

from talentcard.core.model.base import Struct, Text
from talentcard.core.model.limits import Limit


class FeedTerms(Struct, frozen=True, kw_only=True):
    """``kept``: how long what is done or called off stays; ``alarm``: how long before its last day a duty calls."""

    kept: Limit  # in calendar days
    alarm: Limit  # in working days
    alarm_at: str  # HH:MM
    why: Text
