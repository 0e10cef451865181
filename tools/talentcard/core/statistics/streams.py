"""What is counted of the legs of one step: streams that only grow, and the stocks between them.

A leg begins and *waits*; it is done in time, or its last day passes and it is *overdue* (past a rule's limit) or
*lagging* (past a house standard) until it is done after all. Or its case is closed without it. Each stream counts, from
the start of tracking to the end of a month, the legs that have come so far::

    begun ─> waiting ─┬─> done (in time, or untimed: there is no limit)
                      ├─> left (waived)
                      ├─> overdue ─┬─> done and late
                      │            └─> left_late
                      └─> lagging ─┬─> done and behind
                                   └─> left_behind

``overdue`` and ``lagging`` as streams count the legs that ever became so; what still is so is the stock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from talentcard.core.model import Basis
from talentcard.core.obligation import State
from talentcard.core.statistics.legs import Leg


class Stream(StrEnum):
    BEGUN = "begun"
    DONE = "done"  # of these
    UNTIMED = "untimed"  # without a limit
    LATE = "late"  # after a rule's last day
    BEHIND = "behind"  # after a house standard's
    OVERDUE = "overdue"
    LAGGING = "lagging"
    LEFT = "left"
    LEFT_LATE = "left_late"
    LEFT_BEHIND = "left_behind"


COUNTED: Mapping[Stream, Callable[[Leg], bool]] = {
    Stream.BEGUN: lambda _: True,
    Stream.DONE: lambda leg: leg.done,
    Stream.UNTIMED: lambda leg: leg.done and not leg.limited,
    Stream.LATE: lambda leg: leg.done and leg.late and leg.basis is Basis.RULE,
    Stream.BEHIND: lambda leg: leg.done and leg.late and leg.basis is Basis.HOUSE,
    Stream.OVERDUE: lambda leg: leg.missed and leg.basis is Basis.RULE,
    Stream.LAGGING: lambda leg: leg.missed and leg.basis is Basis.HOUSE,
    Stream.LEFT: lambda leg: leg.state is State.WAIVED,
    Stream.LEFT_LATE: lambda leg: leg.left and leg.late and leg.basis is Basis.RULE,
    Stream.LEFT_BEHIND: lambda leg: leg.left and leg.late and leg.basis is Basis.HOUSE,
}

Sums = Mapping[Stream, int]


def waiting(sums: Sums) -> int:
    """In hand and not late."""
    s = Stream
    in_time = sums[s.DONE] - sums[s.LATE] - sums[s.BEHIND]
    return sums[s.BEGUN] - in_time - sums[s.LEFT] - sums[s.OVERDUE] - sums[s.LAGGING]


def overdue(sums: Sums) -> int:
    """In hand, past a rule's limit."""
    return sums[Stream.OVERDUE] - sums[Stream.LATE] - sums[Stream.LEFT_LATE]


def lagging(sums: Sums) -> int:
    """In hand, past a house standard."""
    return sums[Stream.LAGGING] - sums[Stream.BEHIND] - sums[Stream.LEFT_BEHIND]


def in_hand(sums: Sums) -> int:
    return waiting(sums) + overdue(sums) + lagging(sums)


@dataclass(frozen=True, slots=True)
class Move:
    """A way that a leg can take in one go: the streams that count it, and the stock that it comes out of."""

    counted: tuple[Stream, ...]
    out_of: Callable[[Sums], int] | None = None


MOVES: tuple[Move, ...] = (
    Move((Stream.BEGUN,)),
    Move((Stream.DONE, Stream.LATE), overdue),
    Move((Stream.DONE, Stream.LATE, Stream.OVERDUE), waiting),
    Move((Stream.LEFT_LATE,), overdue),
    Move((Stream.LEFT_LATE, Stream.OVERDUE), waiting),
    Move((Stream.OVERDUE,), waiting),
    Move((Stream.DONE, Stream.BEHIND), lagging),
    Move((Stream.DONE, Stream.BEHIND, Stream.LAGGING), waiting),
    Move((Stream.LEFT_BEHIND,), lagging),
    Move((Stream.LEFT_BEHIND, Stream.LAGGING), waiting),
    Move((Stream.LAGGING,), waiting),
    Move((Stream.DONE, Stream.UNTIMED), waiting),
    Move((Stream.DONE,), waiting),
    Move((Stream.LEFT,), waiting),
)
"""In this order every change of a month can be told that the stocks allow: what is late before what is not."""
