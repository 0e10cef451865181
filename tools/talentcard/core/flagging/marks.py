"""What an issue says to the program, in HTML comments that its readers don't see. There is no other state.

``talentcard:body org-…`` makes an issue that body's own; ``talentcard:said RUNG START OBLIGATION`` says that a rung
has been announced. A mark stands in the same text as what it speaks of, so the two are written, or lost, together.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from talentcard.core.flagging.legs import Leg
from talentcard.core.model import RecordId, Rung

BODY = re.compile(r"^<!-- talentcard:body (org-[a-z0-9-]+) -->\s*$", re.MULTILINE)
SAID = re.compile(r"^<!-- talentcard:said ([a-z_]+) (\d{4}-\d\d-\d\d) (\S+) -->\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """A rung that has been announced for an obligation and the day from which it runs."""

    obligation: str
    starts: dt.date
    rung: Rung


def said_of(leg: Leg) -> Said:
    return Said(*leg.clock, leg.rung)


def body_of(text: str) -> RecordId | None:
    """Whose issue it is, or None where it is not one of ours."""
    found = BODY.search(text)
    return RecordId(found[1]) if found else None


def said_in(*texts: str) -> frozenset[Said]:
    """Every rung that the texts announce; what can't be read as a mark is none."""
    found: set[Said] = set()
    for text in texts:
        for rung, starts, obligation in SAID.findall(text):
            with suppress(ValueError):
                found.add(Said(obligation, dt.date.fromisoformat(starts), Rung(rung)))
    return frozenset(found)


def marked(text: str, said: Iterable[Said], body: RecordId | None = None) -> str:
    """A text with its marks at the end, always in the same order."""
    lines = [f"<!-- talentcard:body {body} -->"] if body else []
    lines += [f"<!-- talentcard:said {mark.rung.value} {mark.starts} {mark.obligation} -->" for mark in sorted(said)]
    return "\n".join([text.rstrip(), "", *lines])


def unannounced(legs: Iterable[Leg], said: Iterable[Said]) -> list[Leg]:
    """Those that have climbed to a rung which has not been announced for the same clock, nor a higher one."""
    heights: dict[tuple[str, dt.date], int] = {}
    for mark in said:
        clock = mark.obligation, mark.starts
        heights[clock] = max(heights.get(clock, -1), mark.rung.height)
    return [leg for leg in legs if leg.rung.height > heights.get(leg.clock, -1)]
