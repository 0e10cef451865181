"""What the policy asks of a change to the registry. The text is silent on it: every number is a house standard."""

from __future__ import annotations

from talentcard.core.model.base import Struct, Text
from talentcard.core.model.limits import Limit


class RecordingLimit(Struct, frozen=True, kw_only=True):
    """How long after it happened an event may be recorded under its own day."""

    limit: Limit  # in working days
    why: Text
    events: tuple[str, ...] = ()  # only these types; empty: all that no other entry names


class Deletions(Struct, frozen=True, kw_only=True):
    """How many records one change may take out of the registry."""

    most: int
    why: Text


class ChangeLimits(Struct, frozen=True, kw_only=True):
    recording: tuple[RecordingLimit, ...]
    deletions: Deletions

    def days(self, event: str | None = None) -> int | None:
        """Working days within which an event of this type, or anything else, is to be recorded; None: not said."""
        named = [entry for entry in self.recording if event in entry.events]
        found = named or [entry for entry in self.recording if not entry.events]
        return found[0].limit.count if found else None
