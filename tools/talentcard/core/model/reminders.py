"""How loudly a duty is called for, from shortly before its last day to the joint meeting: rules as data, too."""

from __future__ import annotations

from enum import StrEnum

from talentcard.core.model.base import Struct, Text
from talentcard.core.model.limits import Limit


class Rung(StrEnum):
    """The rungs of the ladder, lowest first."""

    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"  # a limit is missed, the rules' or the house's
    LONG_OVERDUE = "long_overdue"
    JOINT_MEETING = "joint_meeting"

    @property
    def height(self) -> int:
        return tuple(Rung).index(self)


class Reminder(Struct, frozen=True, kw_only=True):
    """One rung: which fixed role to turn to, and why. ``after``: how long after the last day it is reached."""

    rung: Rung
    turn_to: str  # a role of the settings
    cites: tuple[str, ...]
    why: Text
    after: Limit | None = None
