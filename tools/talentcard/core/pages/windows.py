"""Open now? Each variant, judged by the same engine as a request made that day: today and in the months to come.

The answer is constant between a few days of the year. These stretches go into the page, and the browser shows the one
of the day on which it is read; a reader without scripts sees the answer of the day of the picture, marked as such.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from talentcard.core.deadlines import Reckoner, on_date
from talentcard.core.model import Event, Limit, LimitKind, Service, ServiceGroup, Variant
from talentcard.core.pages.words import Words
from talentcard.core.pages.world import World
from talentcard.core.policy import Rules
from talentcard.core.workdays import DAY, DayRange

HORIZON = 400 * DAY
"""How far ahead a page knows the answer: a year, and some weeks in which nobody built the site."""

NOTICE = 60 * DAY
"""How long before a yearly date the front page begins to point it out. Ours, and no limit of anything."""


class Openness(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    GAP = "gap"  # the text provides for no case like this today; a house standard may


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Whether a variant can be asked for on a day. ``brief``: a few words where it is worth them on the front page."""

    state: Openness
    state_text: str
    text: str
    brief: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The days, both included, on which the answer is the same."""

    first: dt.date
    last: dt.date
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The answer on the day of the picture, and the stretches from that day on. ``codes``: the variants it is for."""

    title: str
    codes: tuple[str, ...]
    stretches: tuple[Stretch, ...]

    @property
    def now(self) -> Answer:
        return self.stretches[0].answer

    @property
    def data(self) -> str:
        """The stretches as JSON, for the browser."""
        found = [
            {
                "from": stretch.first.isoformat(),
                "to": stretch.last.isoformat(),
                "state": stretch.answer.state,
                "state_text": stretch.answer.state_text,
                "text": stretch.answer.text,
                **({"brief": stretch.answer.brief} if stretch.answer.brief else {}),
            }
            for stretch in self.stretches
        ]
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def windows(world: World, service: Service) -> tuple[Window, ...]:
    """One for each variant; those of which the same is to be said on every day, as one."""
    found: dict[tuple[Stretch, ...], list[Variant]] = {}
    for variant in service.variants:
        found.setdefault(stretches(world, service.code, variant.code), []).append(variant)
    return tuple(
        Window(
            title=world.words.list(tuple(world.words.text(variant.title) for variant in variants)),
            codes=tuple(variant.code for variant in variants),
            stretches=same,
        )
        for same, variants in found.items()
    )


# ---- the stretches ----------------------------------------------------------------------------------


def stretches(world: World, service: str, variant: str) -> tuple[Stretch, ...]:
    """From the day of the picture on, without holes; they end early where a coming version has no such variant."""
    last = world.as_of + HORIZON
    days = sorted({day for day in turns(world, service, variant) if world.as_of < day <= last})
    found: list[Stretch] = []
    for first, following in pairwise([world.as_of, *days, last + DAY]):
        said = answer(world, service, variant, first)
        if said is None:
            break
        if found and found[-1].answer == said:
            found[-1] = Stretch(first=found[-1].first, last=following - DAY, answer=said)
        else:
            found.append(Stretch(first=first, last=following - DAY, answer=said))
    return tuple(found)


def turns(world: World, service: str, variant: str) -> Iterator[dt.date]:
    """Every day on which the answer may be another than on the day before."""
    years = range(world.as_of.year, (world.as_of + HORIZON).year + 1)
    versions = [day for day in world.engine.rulebook.boundaries if world.as_of < day <= world.as_of + HORIZON]
    yield from versions
    yield from (dt.date(year, 1, 1) for year in years)
    for day in (world.as_of, *versions):
        rules = world.engine.rulebook.on(day)
        definition, limit = rules.variant(service, variant), yearly_limit(rules, service, variant)
        for year in years:
            if limit is not None and (due := yearly_due(world, rules, limit, year)) is not None:
                yield due.latest + DAY
                yield due.latest - NOTICE
            if definition is not None and definition.gap is not None and definition.gap.when.before is not None:
                yield on_date(year, definition.gap.when.before)


def yearly_limit(rules: Rules, service: str, variant: str) -> Limit | None:
    """The yearly date by which the variant must be asked for, where it has one."""
    track = rules.track(service, variant)
    limit = track.steps[0].limit if track is not None and track.steps else None
    return limit if limit is not None and limit.kind is LimitKind.YEARLY_DATE else None


def yearly_due(world: World, rules: Rules, limit: Limit, year: int) -> DayRange | None:
    term = Reckoner(world.calendar, rules).term(limit, DayRange.on(dt.date(year, 1, 1)))
    return term.due if term is not None else None


# ---- one day ----------------------------------------------------------------------------------------


def answer(world: World, service: str, variant: str, day: dt.date) -> Answer | None:
    """The variant on a day, by the rules in force on it; None where they know no such variant."""
    rules = world.engine.rulebook.on(day)
    definition, found = rules.service(service), rules.variant(service, variant)
    if definition is None or found is None:
        return None
    limit = yearly_limit(rules, service, variant)
    if limit is not None:
        return yearly_answer(world, rules, found, limit, day)
    return gap_answer(world, rules, definition, found, day) or said(
        world, Openness.OPEN, "window.always" if definition.group is ServiceGroup.SERVICE else "window.card"
    )


def gap_answer(world: World, rules: Rules, service: Service, variant: Variant, day: dt.date) -> Answer | None:
    """For a variant that the text provides for in a part of the year only."""
    track = rules.track(service.code, variant.code)
    if variant.gap is None or track is None:
        return None
    asked = Event(id="", type=variant.gap.when.event, on=day)
    if world.engine.falls_into(variant.gap, track, asked, rules):
        gap = world.words.text(variant.gap.title)
        return said(world, Openness.GAP, "window.gap", brief=world.words("ways.brief_gap"), gap=gap)
    if variant.gap.when.before is None:
        return None
    since = on_date(day.year, variant.gap.when.before)
    return said(world, Openness.OPEN, "window.since", day=world.words.day(since))


def yearly_answer(world: World, rules: Rules, variant: Variant, limit: Limit, day: dt.date) -> Answer | None:
    words = world.words
    due, coming = (yearly_due(world, rules, limit, year) for year in (day.year, day.year + 1))
    if due is None or coming is None:
        return None
    if day <= due.latest:
        brief = words("ways.brief_until", day=words.day(due.earliest)) if day >= due.latest - NOTICE else ""
        return said(world, Openness.OPEN, "window.until", brief=brief, day=last_day(words, due))
    past, following = last_day(words, due), last_day(words, coming)
    brief = words("ways.brief_closed", day=words.day(coming.earliest))
    if variant.gap is None:
        return said(world, Openness.CLOSED, "window.closed", brief=brief, day=past, following=following)
    gap = words.text(variant.gap.title)
    return said(world, Openness.CLOSED, "window.closed_gap", brief=brief, day=past, following=following, gap=gap)


def last_day(words: Words, due: DayRange) -> str:
    """The day to keep to, and how far a notice that is still to come may yet move it."""
    if not due.provisional:
        return words.full(due.earliest)
    return words("ways.provisional", day=words.full(due.earliest), last=words.short(due.latest))


def said(world: World, state: Openness, key: str, *, brief: str = "", **params: str) -> Answer:
    """An answer in words."""
    state_text = world.words(f"window.state_{state}")
    return Answer(state=state, state_text=state_text, text=world.words(key, **params), brief=brief)
