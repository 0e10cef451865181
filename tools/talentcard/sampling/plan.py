"""How many records of each kind a registry of a given size has, and all of them in one stream."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from talentcard.core.kinds import BY_NAME
from talentcard.core.model import Calendar, ExpectedCalendar
from talentcard.core.registry import Registry
from talentcard.core.workdays import WorkCalendar
from talentcard.sampling import edge_cases, filings, oversight
from talentcard.sampling.holders import Holders
from talentcard.sampling.posts import Specialists, contact_record, filing_bodies, postings, registry_staff
from talentcard.sampling.requests import RandomRequests
from talentcard.sampling.streams import Streams
from talentcard.sampling.window import Window
from talentcard.sampling.world import Record, World

SMALL = 5_000  # up to this many records a folder needs no second level
LEAST_EMPLOYERS, LEAST_HOLDERS = 15, 66
HOLDER_SHARE = 0.13  # of all records; each brings a card and its notices, and requests follow
BY_YEAR = {
    "request": "on", "notice": "issued_on", "roster": "filed_on", "bulletin": "published_on", "meeting": "held_on",
    "suggestion": "on",
}  # fmt: skip
"""Kinds that grow with time lie in a folder for each year, by this day of theirs."""


@dataclass(frozen=True)
class Plan:
    """One generated registry: its size, its seed, its span of time and the rules it follows."""

    registry: Registry
    records: int
    seed: int
    since: dt.date
    until: dt.date

    @cached_property
    def world(self) -> World:
        registry = self.registry
        calendar = WorkCalendar.from_records(registry.of(Calendar).values(), registry.of(ExpectedCalendar).values())
        employers = max(LEAST_EMPLOYERS, self._holders // 30)
        return World(self.registry, Window(calendar, self.since, self.until), Streams(self.seed), employers)

    @cached_property
    def _holders(self) -> int:
        return max(LEAST_HOLDERS, int(self.records * HOLDER_SHARE) if self.records > 1000 else 0)

    @cached_property
    def holders(self) -> Holders:
        return Holders(self.world, self._holders, Specialists(self.world, max(4, self._holders // 200)))

    def stream(self) -> Iterator[Record]:
        """All records, kind by kind; requests drawn at random come last and make up the number."""
        yield from (contact_record(body, posting) for body, posting in registry_staff(self.world))
        count = 0
        for record in self._fixed():
            count += 1
            yield record
        drawn = RandomRequests(self.holders)
        for number in range(max(0, self.records - count)):
            yield drawn.make(number)

    def _fixed(self) -> Iterator[Record]:
        world, holders = self.world, self.holders
        yield from world.organisations()
        yield from (contact_record(world.platform, posting) for posting in holders.specialists.postings())
        for body in filing_bodies(world):
            yield from (contact_record(body, posting) for posting in postings(world, body))
        yield from filings.rosters(world)
        for number in range(holders.count):
            holder = holders.make(number)
            yield holder.talent
            yield holder.card
            yield from holder.notices
        yield from oversight.records(holders)
        if world.window.stories:
            yield from edge_cases.requests(holders)

    def path(self, record: Record) -> PurePosixPath:
        """Where the record lies, relative to the registry's root."""
        kind = BY_NAME[record["schema"].partition("/")[0]]
        parts = ["records", kind.folder]
        if kind.name in BY_YEAR:
            day = record["events"][0]["on"] if "events" in record else record[BY_YEAR[kind.name]]
            parts.append(day[:4])
        if self.records > SMALL and kind.name not in ("organisation", "meeting", "evaluation"):
            parts.append(record["id"][len(kind.prefix) :][:2])
        return PurePosixPath(*parts, f"{record['id']}.yml")
