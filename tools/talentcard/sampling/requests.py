"""Requests drawn at random: enrolments from January to April, transfers from June on, all else all year.

A request is told act by act, each on or before its last day but for a few that are late; what would lie after the
window is cut off and leaves the request open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from talentcard.core.model import OrgType
from talentcard.core.workdays import DAY
from talentcard.sampling import scripts
from talentcard.sampling.holders import Holder, Holders
from talentcard.sampling.scripts import Act
from talentcard.sampling.streams import PartIds
from talentcard.sampling.window import Window
from talentcard.sampling.world import HOSPITALS, UNITS, Record

LATE = 0.045  # of each act with a limit
WEEKEND = 0.04  # of what talents and families ask for
RANDOM_SLOTS = 1000  # the hand-made requests come before


@dataclass(slots=True)
class Course:
    """One request in the making: its fields and its acts so far."""

    rng: Random
    window: Window
    holders: Holders
    holder: Holder
    acts: list[Act] = field(default_factory=list)
    handler: str | None = None

    def act(self, on: dt.date, kind: str, **extra: Any) -> dt.date:
        self.acts.append(Act(on, kind, extra))
        return on

    def within(self, day: dt.date, limit: int, least: int = 0) -> dt.date:
        """A working day no later than ``limit`` working days after a day; at times later."""
        n = limit + self.rng.randint(1, 4) if self.rng.random() < LATE else self.rng.randint(least, limit)
        return self.window.after(day, n)

    def some_days(self, day: dt.date, least: int, most: int) -> dt.date:
        """A working day where there is no limit."""
        return self.window.after(day, self.rng.randint(least, most))

    def feedback(self, served: dt.date, *, recorded: bool = False) -> None:
        """On the next day, or on the next working day where that is a day off; at times later."""
        due = self.window.after(served + DAY, 0)
        late = self.rng.random() < LATE
        day = self.window.after(due, self.rng.randint(1, 4)) if late else due
        extra: dict[str, Any] = {"done": False} if self.rng.random() < 0.03 else {}
        if self.rng.random() < 0.8:
            extra["rating"] = 2 if extra else self.rng.choice((3, 4, 4, 5, 5, 5))
        if recorded and day <= self.window.until:
            # the platform hears of it only now, and records what went before
            self.acts = [Act(act.on, act.type, act.extra | {"recorded_on": day.isoformat()}) for act in self.acts]
        self.act(day, "fed_back", **extra)

    def materials_missing(self, day: dt.date, chance: float = 0.06) -> dt.date:
        """At times the papers are not complete: the day on which they are."""
        if self.rng.random() >= chance:
            return day
        paused = self.act(self.some_days(day, 1, 2), "paused", reason="missing_materials")
        return self.act(self.some_days(paused, 2, 7), "resumed")


# ---- one function for each service: what happens, from the first day on ---------------------------------


def new_enrolment(it: Course, day: dt.date) -> None:
    it.act(day, "asked")
    last = dt.date(day.year, 4, 30)
    filed = it.act(min(it.some_days(day, 0, 8), last), "filed")
    late = it.rng.random() < LATE / 2
    batch = it.window.after(dt.date(day.year, 6, 1), 1) if late else dt.date(day.year, 5, it.rng.choice((18, 22, 27)))
    submitted = it.act(max(it.window.after(batch, 0), filed), "submitted")
    received = it.act(it.some_days(submitted, 1, 2), "received") if it.rng.random() < 0.3 else submitted
    answer(it, received)


def transfer(it: Course, day: dt.date) -> None:
    it.act(day, "asked")
    filed = it.act(it.within(day, 3), "filed")
    answer(it, it.act(it.within(filed, 3), "submitted"))


def answer(it: Course, day: dt.date) -> None:
    answered = it.act(it.within(it.materials_missing(day), 15, least=6), "answered")
    if it.rng.random() < 0.5:
        it.act(it.some_days(answered, 0, 2), "told_requester")


def science_general(it: Course, day: dt.date) -> None:
    it.act(day, "applied")
    forwarded = it.act(it.some_days(day, 0, 3), "forwarded")
    it.act(it.some_days(forwarded, 1, 9), "served")


def science_substantive(it: Course, day: dt.date) -> None:
    it.act(day, "contacted")
    served = it.act(it.some_days(day, 5, 30), "served")
    it.feedback(served, recorded=True)


def household(it: Course, day: dt.date) -> None:
    if it.rng.random() < 0.6:
        it.handler = it.holders.world.in_district(OrgType.BRANCH, it.holder.employer.district)
    it.act(day, "applied")
    submitted = it.act(it.within(it.materials_missing(day), 3), "submitted")
    it.feedback(it.act(it.some_days(submitted, 6, 18), "served"))


def residence(it: Course, day: dt.date) -> None:
    it.act(day, "applied")
    submitted = it.act(it.within(it.materials_missing(day), 3), "submitted")
    assigned = it.act(it.some_days(submitted, 1, 3), "assigned")
    it.feedback(it.act(it.some_days(assigned, 5, 15), "served"))


def medical(it: Course, day: dt.date) -> None:
    it.handler = it.rng.choice(HOSPITALS)[0]
    it.act(day, "contacted")
    if it.rng.random() < 0.05:
        health = it.holders.world.in_district(OrgType.DISTRICT_HEALTH, it.holder.employer.district)
        day = it.act(it.some_days(day, 0, 2), "trouble_reported", handler=health)
        day = it.act(it.some_days(day, 1, 3), "helped")
    it.feedback(it.act(it.some_days(day, 1, 12), "served"), recorded=True)


def by_article_6_6(it: Course, day: dt.date, least: int = 8, most: int = 45) -> None:
    """六(六): the platform notifies whoever serves; no limits at all."""
    it.act(day, "applied")
    forwarded = it.act(it.some_days(day, 0, 4), "forwarded")
    it.act(it.some_days(forwarded, least, most), "served")


def titles(it: Course, day: dt.date) -> None:
    it.handler = it.rng.choice((it.holders.world.roles["hrss"], UNITS[0][0]))
    by_article_6_6(it, day)


def projects(it: Course, day: dt.date) -> None:
    world = it.holders.world
    it.handler = it.rng.choice((world.responsible("science"), world.roles["hrss"], world.roles["org_dept"]))
    by_article_6_6(it, day, 20, 60)


def employment(it: Course, day: dt.date) -> None:
    it.act(day, "applied")
    forwarded = it.act(it.some_days(day, 0, 4), "forwarded")
    served = it.some_days(forwarded, 15, 45)
    for kind in (OrgType.DISTRICT_ORG, OrgType.DISTRICT_HRSS):
        by = it.holders.world.in_district(kind, it.holder.employer.district)
        it.act(min(it.some_days(forwarded, 4, 25), served), "assisted", by=by)
    it.act(served, "served")
    it.acts.sort(key=lambda act: act.on)


def other(it: Course, day: dt.date) -> None:
    it.handler = it.rng.choice((UNITS[1][0], UNITS[2][0], it.holders.world.roles["hrss"]))
    by_article_6_6(it, day, 5, 35)


@dataclass(frozen=True, slots=True)
class Track:
    """A service's variant: how often it is asked for, who asks for whom, in which months, and what happens."""

    service: str
    variant: str
    weight: int
    happens: Callable[[Course, dt.date], None]
    beneficiaries: tuple[str, ...] = ("self",)
    requesters: tuple[str, ...] = ("employer_liaison", "talent", "talent", "family")
    months: frozenset[int] = frozenset(range(1, 13))
    withdrawals: bool = True


LIAISON = ("employer_liaison",)
CHILDREN = ("child", "child", "child", "grandchild")
HOUSEHOLD = ("self", "self", "spouse", "child")
WINTER = frozenset({1, 2, 3, 4})
SUMMER = frozenset({6, 7, 8, 9})
STAGES: Mapping[str, tuple[str, ...]] = {
    "new_enrolment": ("kindergarten", "primary", "primary", "junior", "senior"),
    "transfer": ("kindergarten", "primary", "primary", "junior"),
}

TRACKS: tuple[Track, ...] = (
    Track("schooling", "new_enrolment", 15, new_enrolment, CHILDREN, LIAISON, WINTER, withdrawals=False),
    Track("schooling", "transfer", 9, transfer, CHILDREN, LIAISON, SUMMER),
    Track("science", "general", 8, science_general),
    Track("science", "substantive", 5, science_substantive, withdrawals=False),
    Track("household", "standard", 13, household, HOUSEHOLD),
    Track("residence", "residence_permit", 6, residence, HOUSEHOLD),
    Track("residence", "visa", 4, residence, HOUSEHOLD),
    Track("medical", "check_up", 9, medical, withdrawals=False),
    Track("medical", "outpatient", 7, medical, withdrawals=False),
    Track("medical", "admission", 2, medical, withdrawals=False),
    Track("titles", "title_review", 4, titles),
    Track("titles", "post_appointment", 3, titles),
    Track("projects", "application", 6, projects),
    Track("employment", "spouse", 4, employment, ("spouse",)),
    Track("employment", "child", 1, employment, ("child",)),
    Track("other", "leave", 2, other),
    Track("other", "salon", 2, other),
)


@dataclass(frozen=True)
class RandomRequests:
    """Request k of a registry, for any k."""

    holders: Holders

    @cached_property
    def _days(self) -> Mapping[Track, tuple[dt.date, ...]]:
        """The working days on which each track may begin."""
        days = self.holders.world.window.working_days
        return {track: tuple(day for day in days if day.month in track.months) for track in TRACKS}

    @cached_property
    def _tracks(self) -> tuple[tuple[Track, ...], tuple[int, ...]]:
        kept = tuple(track for track in TRACKS if self._days[track])
        return kept, tuple(track.weight for track in kept)

    def make(self, number: int) -> Record:
        world = self.holders.world
        rng = world.streams.rng("request", number)
        track = rng.choices(*self._tracks)[0]
        requester = rng.choice(track.requesters)
        holder, day = self._begin(rng, track, requester, number)
        course = Course(rng, world.window, self.holders, holder)
        track.happens(course, day)
        end(course, track)
        record: Record = {
            "schema": "request/1",
            "id": world.streams.id("req", RANDOM_SLOTS + number),
            "talent": holder.talent["id"],
            "service": track.service,
            "variant": track.variant,
            "requested_by": requester,
            "beneficiary": rng.choice(track.beneficiaries),
            "events": scripts.events(course.acts, PartIds(rng), world.window.until),
        }
        if course.handler:
            record["handler"] = course.handler
        if track.service == "schooling":
            stage = rng.choice(STAGES[track.variant])
            record["child"] = {"stage": stage, "district": holder.employer.district}
        return record

    def _begin(self, rng: Random, track: Track, requester: str, number: int) -> tuple[Holder, dt.date]:
        """A first day and a holder whose card serves on it; where there is none on that day, another day."""
        for _ in range(20):
            day = rng.choice(self._days[track])
            if requester != "employer_liaison" and rng.random() < WEEKEND:
                day += (5 - day.weekday()) % 7 * DAY  # the Saturday
            if day <= self.holders.world.window.until:
                try:
                    return self.holders.at_random(rng, day, number), day
                except LookupError:
                    continue
        raise LookupError(track.variant)


def end(it: Course, track: Track) -> None:
    """At times a request is withdrawn or refused after its first act; many are closed at their end."""
    luck = it.rng.random()
    if track.withdrawals and luck < 0.03:
        it.acts = it.acts[:1]
        it.act(
            it.some_days(it.acts[0].on, 0, 2), "withdrawn", reason=it.rng.choice(("requester_withdrew", "duplicate"))
        )
    elif luck > 0.75:
        it.act(it.some_days(it.acts[-1].on, 0, 3), "closed")
