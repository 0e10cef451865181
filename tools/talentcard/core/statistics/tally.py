"""From the ledger of a month's last day to the truth that a release is made from."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from talentcard.core.statistics.exact import IN_HAND
from talentcard.core.statistics.legs import Leg
from talentcard.core.statistics.release import People, Truth
from talentcard.core.statistics.routes import Key, Routes
from talentcard.core.statistics.streams import COUNTED, Stream


def tracked(legs: Iterable[Leg], since: dt.date) -> list[Leg]:
    """The legs that ended since tracking began, or are still in hand."""
    return [leg for leg in legs if leg.state in IN_HAND or leg.began >= since or (leg.ended or dt.date.min) >= since]


def by_itself(leg: Leg, routes: Routes) -> bool:
    """Whether a leg counts for its own step too, and not for all together only."""
    return not leg.district and (leg.service, leg.step) in routes.into


def truth_of(legs: Sequence[Leg], routes: Routes) -> Truth:
    """``legs``: those tracked, as they stood at the end of the month."""
    every: dict[Stream, People] = {stream: Counter() for stream in Stream}
    steps: dict[Key, dict[Stream, People]] = defaultdict(lambda: {stream: Counter() for stream in Stream})
    ended = {(leg.case, leg.service, leg.step) for leg in legs if leg.done}
    for leg in legs:
        key = (leg.service, leg.step)
        follows = any((leg.case, *before) in ended for before in routes.leading_to(key))
        for stream, counts in COUNTED.items():
            if counts(leg):
                every[stream][leg.person] += 1
                if by_itself(leg, routes) and not (follows and stream is Stream.BEGUN):
                    steps[key][stream][leg.person] += 1
    return Truth(steps, every)
