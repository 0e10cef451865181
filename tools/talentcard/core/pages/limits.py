"""Time limits for readers: in words, labelled, each with a date worked out by the engine itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from talentcard.core.deadlines import Term
from talentcard.core.model import Basis, Limit, LimitKind, Pick, Start, Step
from talentcard.core.pages.words import Words
from talentcard.core.pages.world import World
from talentcard.core.workdays import DayKind, DayRange, Stretch


class Label(StrEnum):
    """Where a limit comes from; a house standard is never shown as a rule's limit."""

    RULE = "rule"
    HOUSE = "house"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A worked date: from this day, due on that one; ``notes`` say what was skipped, rolled or is not settled yet."""

    start: dt.date
    due: DayRange
    start_text: str
    due_text: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitView:
    code: str
    title: str
    rule: str
    article: str
    limit: Limit
    label: Label
    label_text: str
    text: str
    starts: str
    examples: tuple[Example, ...]


def view(world: World, step: Step, titles: Mapping[str, str] | None = None) -> LimitView:
    """The limit of a resolved step. ``titles`` names the steps of its track, for a clock that one of them starts."""
    limit = step.limit or Limit(kind=LimitKind.NONE)
    label = label_of(limit)
    return LimitView(
        code=step.code,
        title=world.words.text(step.title) if step.title else step.code,
        rule=step.rule or "",
        article=step.article or "",
        limit=limit,
        label=label,
        label_text=world.words(f"label.{label}"),
        text=world.words.sentence(in_words(world, limit)),
        starts=start_in_words(world.words, step.starts, limit, titles or {}),
        examples=tuple(examples(world, limit)),
    )


def label_of(limit: Limit) -> Label:
    """House where it is ours, even without a number; else a rule's, or not given."""
    if limit.basis is Basis.HOUSE:
        return Label.HOUSE
    return Label.NONE if limit.kind is LimitKind.NONE else Label.RULE


def in_words(world: World, limit: Limit) -> str:
    """15个工作日, 次日, 每年4月30日前（含当日）…"""
    words = world.words
    match limit.kind:
        case LimitKind.NONE:
            return words("limit.none_house" if limit.basis is Basis.HOUSE else "limit.none")
        case LimitKind.YEARLY_DATE if limit.date is not None:
            exclusive = world.rules.reading("fixed-date") == "exclusive"
            key = "limit.yearly_date_exclusive" if exclusive else "limit.yearly_date"
            return words(key, day=words.yearly(limit.date.month, limit.date.day))
        case LimitKind.PROMPTLY:
            count = world.rules.parameter("promptly", "working_days")
            known = world.rules.reading("promptly") == "house_standard" and count is not None
            return words("limit.promptly", count=count) if known else words("limit.promptly_open")
        case _:
            return words(f"limit.{limit.kind}", count=limit.count)


def start_in_words(words: Words, start: Start | None, limit: Limit, titles: Mapping[str, str]) -> str:
    """What the clock starts at; empty where the day stands in the limit itself."""
    if start is None or limit.kind in (LimitKind.YEARLY_DATE, LimitKind.NONE):
        return ""
    if start.fact is not None:
        return words(f"start.{start.fact}_{'window' if limit.kind is LimitKind.WINDOW_BEFORE else 'after'}")
    if start.step is not None:
        return words("start.step", step=titles.get(start.step, start.step))
    names = tuple(words(f"event.{event}") for event in start.events)
    if len(names) == 1:
        return words("start.event", event=names[0])
    if start.pick is Pick.FIRST_LISTED:
        return words("start.first_listed", first=names[0], second=names[1])
    key = "start.all" if start.pick is Pick.ALL else "start.earliest"
    return words(key, events=words.list(names))


# ---- worked dates ----------------------------------------------------------------------------------


def examples(world: World, limit: Limit) -> Iterator[Example]:
    """A date worked out from the day of the picture; for a yearly date this year's, and the next once it is past."""
    if limit.kind is LimitKind.YEARLY_DATE:
        year = world.as_of.year
        for start in (dt.date(year, 1, 1), dt.date(year + 1, 1, 1)):
            found = example(world, limit, start)
            if found is not None:
                yield found
                if found.due.latest >= world.as_of:
                    return
    else:
        found = example(world, limit, world.as_of)
        if found is not None:
            yield found


def example(world: World, limit: Limit, start: dt.date) -> Example | None:
    term = world.reckoner.term(limit, DayRange.on(start))
    if term is None or term.due is None:
        return None
    words = world.words
    key = f"example.{limit.kind}"
    first = term.opens or start
    return Example(
        start=start,
        due=term.due,
        start_text=words(
            key if words.has(key) else "example.start", day=words.full(first), event=words.full(start), year=start.year
        ),
        due_text=words.range(term.due),
        notes=tuple(notes(world, limit, start, term)),
    )


def notes(world: World, limit: Limit, start: dt.date, term: Term) -> Iterator[str]:
    """Why it is that day: what was skipped or counted, whether it rolled, whether it is settled."""
    words = world.words
    if term.due is None:
        return
    if limit.kind in (LimitKind.WORKING_DAYS, LimitKind.PROMPTLY) and start < term.due.earliest:
        yield from skipped(world, world.calendar.skipped(start, term.due.earliest))
    if term.rolled_from is not None and term.rolled_from < term.due.earliest:
        yield words("example.rolled", day=words.full(term.rolled_from))
    if term.due.provisional:
        yield words("example.provisional", year=term.due.latest.year)


def skipped(world: World, stretches: tuple[Stretch, ...]) -> Iterator[str]:
    words = world.words
    weekends = [stretch for stretch in stretches if stretch.kind is DayKind.WEEKEND]
    if len(weekends) == 1:
        yield words("example.weekend", days=words.span(weekends[0].first, weekends[0].last))
    elif weekends:
        yield words("example.weekends", count=len(weekends))
    for stretch in stretches:
        days = words.span(stretch.first, stretch.last)
        if stretch.kind is DayKind.DAY_OFF:
            yield words("example.day_off", days=days, name=world.festival(stretch.name))
        elif stretch.kind is DayKind.MAKE_UP:
            yield words("example.make_up", days=days)
