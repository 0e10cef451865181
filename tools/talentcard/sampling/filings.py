"""The filings of annex 14: a first one, one for each change, and a confirmation at least every ninety days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from talentcard.core.workdays import DAY
from talentcard.sampling.posts import Posting, filing_bodies, postings, story
from talentcard.sampling.world import Body, Record, World

CONFIRM = 90  # calendar days; the house standard of the register
LATE = 0.03
SLOTS = 64  # filings that a body may hand in in all


@dataclass(frozen=True, slots=True)
class Filing:
    on: dt.date
    reason: str
    changes_on: dt.date | None = None


def filings(world: World, body: Body) -> Iterator[Filing]:
    """A body's filings in order, none after the window."""
    told, window = story(world, body), world.window
    rng = world.streams.rng("filings", body.number)
    day = window.after(window.since + rng.randrange(0, 18) * DAY, 0)
    yield Filing(day, "initial")
    changes = [turn for turn in told.turns if turn.filed and day < turn.filed <= window.until]
    while day <= window.until:
        following = confirmation_day(rng, world, day)
        if changes and changes[0].filed and changes[0].filed <= following:
            turn = changes.pop(0)
            day = turn.filed or day
            yield Filing(day, "change", turn.on)
            continue
        day = following
        if day <= window.until and (told.silent_from is None or day < told.silent_from):
            yield Filing(day, "confirmation")


def confirmation_day(rng: Random, world: World, last: dt.date) -> dt.date:
    """A working day shortly before the ninety days are over, at times shortly after."""
    limit = last + CONFIRM * DAY
    if rng.random() < LATE:
        return world.window.after(limit, rng.randint(1, 5))
    return world.window.before(limit + DAY, rng.randint(1, 8))


def rosters(world: World) -> Iterator[Record]:
    for body in filing_bodies(world):
        people = postings(world, body)
        for number, filing in enumerate(filings(world, body)):
            yield roster_record(world, body, filing, number, people)


def roster_record(world: World, body: Body, filing: Filing, number: int, people: tuple[Posting, ...]) -> Record:
    """A change lists who will be in post on its day, any other filing who is in post."""
    day = filing.changes_on or filing.on
    record: Record = {
        "schema": "roster/1",
        "id": world.streams.id("ros", body.number * SLOTS + number),
        "organisation": body.id,
        "reason": filing.reason,
        "filed_on": filing.on.isoformat(),
        "contacts": [posting.id for posting in people if posting.serves(day)],
    }
    return record | ({"changes_on": filing.changes_on.isoformat()} if filing.changes_on else {})
