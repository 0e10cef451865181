"""Registries made by the generator in memory, with the releases of their months."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

import msgspec

from registries import ROOT
from talentcard.core.kinds import BY_NAME
from talentcard.core.model import Release, Settings
from talentcard.core.policy import Rulebook
from talentcard.core.registry import Entry, Registry
from talentcard.core.statistics import monthly, periods
from talentcard.core.statistics.figures import Period
from talentcard.core.statistics.release import Truth
from talentcard.core.statistics.routes import Routes
from talentcard.core.statistics.tally import truth_of
from talentcard.core.workdays import WorkCalendar
from talentcard.office import releasing
from talentcard.sampling import reference
from talentcard.sampling.plan import Plan
from talentcard.sampling.window import STORIES_SINCE, STORIES_UNTIL
from talentcard.session import work_calendar

AS_OF = STORIES_UNTIL
SAMPLE = (850, 2026)
"""Size and seed of the sample in ``records/``."""


@dataclass(frozen=True)
class Month:
    """What was true at a month's end, and what was released of it."""

    period: Period
    routes: Routes
    truth: Truth
    release: Release


@dataclass(frozen=True)
class Story:
    """A registry with its releases, and how they came about."""

    registry: Registry
    calendar: WorkCalendar
    months: tuple[Month, ...]

    @property
    def k(self) -> int:
        return self.registry.settings.small_number_threshold


@cache
def bare(records: int, seed: int) -> Registry:
    """A generated registry before anything was released."""
    kept = reference.read(ROOT).registry
    plan = Plan(kept, records, seed, STORIES_SINCE, STORIES_UNTIL)
    made = (
        Entry(plan.path(record).as_posix(), msgspec.convert(record, BY_NAME[record["schema"].partition("/")[0]].type))
        for record in plan.stream()
    )
    return Registry((*kept.entries, *made))


@cache
def story(records: int, seed: int, k: int = 5) -> Story:
    return told(with_threshold(bare(records, seed), k))


def told(registry: Registry, until: dt.date = AS_OF) -> Story:
    """The registry with the releases of all months that are over."""
    calendar = work_calendar(registry)
    found: list[Month] = []
    for period in periods.months(monthly.first_month(registry).first, until):
        if period.last < until:
            found.append(month(registry, calendar, [one.release for one in found], period))
    entries = tuple(Entry(releasing.path_of(one.release).as_posix(), one.release) for one in found)
    return Story(Registry((*registry.entries, *entries), registry.unreadable), calendar, tuple(found))


def month(registry: Registry, calendar: WorkCalendar, before: list[Release], period: Period) -> Month:
    routes = monthly.routes_on(Rulebook(registry).on(period.last))
    truth = truth_of(monthly.legs_at(registry, calendar, period.last), routes)
    release = monthly.make(registry, calendar, before, period, period.last + periods.DAY).release
    return Month(period, routes, truth, release)


def with_threshold(registry: Registry, k: int) -> Registry:
    """The same registry with another small number threshold."""
    return Registry(
        tuple(
            Entry(entry.path, msgspec.structs.replace(entry.record, small_number_threshold=k))
            if isinstance(entry.record, Settings)
            else entry
            for entry in registry.entries
        )
    )
