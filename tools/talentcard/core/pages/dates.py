"""The public dates of this year and the next: every date that the rules fix, and the yearly duties of bodies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from talentcard.core.deadlines import Reckoner, on_date
from talentcard.core.model import Duty, Limit, LimitKind, Service, Step, Variant
from talentcard.core.pages import limits
from talentcard.core.pages.world import PUBLIC_GROUPS, World, guide_path, slug
from talentcard.core.policy import Rules
from talentcard.core.workdays import CalendarHorizonError, DayRange


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDate:
    """One date. ``id`` is stable from build to build; ``days`` are two where a notice still to come decides which.

    ``notes`` say whether it moved off a day off and whether it is settled; ``path`` and ``anchor`` tell more.
    """

    id: str
    days: DayRange
    title: str
    article: str
    notes: tuple[str, ...]
    path: str
    anchor: str
    day_text: str


def dates(world: World) -> tuple[PublicDate, ...]:
    """Those of the year of the picture and of the year after, in order."""
    found = [date for year in (world.as_of.year, world.as_of.year + 1) for date in of_year(world, year)]
    return tuple(sorted(found, key=lambda date: (date.days.earliest, date.days.latest, date.id)))


def of_year(world: World, year: int) -> Iterator[PublicDate]:
    """By the rules in force on the day of the picture, or those recorded for the year that is still to come."""
    rules = world.engine.rulebook.on(max(world.as_of, dt.date(year, 1, 1)))
    for service in rules.services.values():
        if service.group in PUBLIC_GROUPS:
            for variant in service.variants:
                yield from of_variant(world, rules, service, variant, year)
    for duty in rules.duties.values():
        if duty.limit.kind in (LimitKind.YEARLY, LimitKind.YEARLY_DATE):
            yield from of_duty(world, rules, duty, year)


def of_variant(world: World, rules: Rules, service: Service, variant: Variant, year: int) -> Iterator[PublicDate]:
    words, here = world.words, words_of(world, service, variant)
    track = rules.track(service.code, variant.code)
    for step in track.steps if track else ():
        if step.limit is not None and step.limit.kind is LimitKind.YEARLY_DATE:
            yield from last_day(world, rules, service, variant, step, year)
    if variant.gap is not None and variant.gap.when.before is not None:
        day = DayRange.on(on_date(year, variant.gap.when.before))
        yield PublicDate(
            id=f"{slug(service.code)}-{slug(variant.code)}-from-{year}",
            days=day,
            title=words("dates.since", what=here),
            article=variant.article or service.article,
            notes=(),
            path=guide_path(service),
            anchor=slug(variant.code),
            day_text=words.range(day),
        )


def last_day(
    world: World, rules: Rules, service: Service, variant: Variant, step: Step, year: int
) -> Iterator[PublicDate]:
    if step.limit is None:
        return
    for days, notes in due(world, rules, step.limit, year):
        title = world.words.text(step.title) if step.title else step.code
        yield PublicDate(
            id=f"{slug(service.code)}-{slug(variant.code)}-{slug(step.code)}-{year}",
            days=days,
            title=world.words("dates.last_day", what=words_of(world, service, variant), duty=title),
            article=step.article or "",
            notes=notes,
            path=guide_path(service),
            anchor=slug(variant.code),
            day_text=world.words.range(days),
        )


def of_duty(world: World, rules: Rules, duty: Duty, year: int) -> Iterator[PublicDate]:
    for days, notes in due(world, rules, duty.limit, year):
        yield PublicDate(
            id=f"duty-{slug(duty.code)}-{year}",
            days=days,
            title=world.words("dates.duty", duty=world.words.text(duty.title)),
            article=duty.article,
            notes=notes,
            path="rules",
            anchor=duty.rule.lower(),
            day_text=world.words.range(days),
        )


def due(world: World, rules: Rules, limit: Limit, year: int) -> Iterator[tuple[DayRange, tuple[str, ...]]]:
    """The last day of the year's turn, and why it is that day; nothing where no calendar reaches."""
    start = dt.date(year, 1, 1)
    try:
        term = Reckoner(world.calendar, rules, year=year).term(limit, DayRange.on(start))
    except CalendarHorizonError:
        return
    if term is not None and term.due is not None:
        yield term.due, tuple(limits.notes(world, limit, start, term))


def words_of(world: World, service: Service, variant: Variant) -> str:
    """The service, and which of its variants where it has several."""
    title = world.words.text(service.title)
    if len(service.variants) == 1:
        return title
    return world.words("dates.variant", service=title, variant=world.words.text(variant.title))
