"""Open now? Each variant on the day of the picture, judged by the same engine as a request made that day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from talentcard.core.deadlines import on_date
from talentcard.core.model import Event, LimitKind, Service, ServiceGroup, Step, Variant
from talentcard.core.pages import limits
from talentcard.core.pages.world import World
from talentcard.core.workdays import DayRange


class Openness(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    GAP = "gap"  # the text provides for no case like this today; a house standard may


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Whether a variant can be asked for on the day of the picture."""

    title: str
    state: Openness
    state_text: str
    text: str


def windows(world: World, service: Service) -> tuple[Window, ...]:
    """One for each variant; those of which the same is to be said, as one."""
    every = [window(world, service, variant) for variant in service.variants]
    titles: dict[tuple[Openness, str, str], list[str]] = {}
    for found in every:
        titles.setdefault((found.state, found.state_text, found.text), []).append(found.title)
    return tuple(
        Window(title=world.words.list(tuple(names)), state=state, state_text=state_text, text=text)
        for (state, state_text, text), names in titles.items()
    )


def window(world: World, service: Service, variant: Variant) -> Window:
    """The variant on the day of the picture, judged by the same engine as a request made today."""
    words, title = world.words, world.words.text(variant.title)
    resolved = world.rules.track(service.code, variant.code)
    first = resolved.steps[0] if resolved and resolved.steps else None
    if first is not None and first.limit is not None and first.limit.kind is LimitKind.YEARLY_DATE:
        return yearly_window(world, variant, first, title)
    if variant.gap is not None and resolved is not None:
        asked = Event(id="", type=variant.gap.when.event, on=world.as_of)
        if world.engine.falls_into(variant.gap, resolved, asked, world.rules):
            return shown(world, title, Openness.GAP, words("window.gap", gap=words.text(variant.gap.title)))
        if variant.gap.when.before is not None:
            since = on_date(world.as_of.year, variant.gap.when.before)
            return shown(world, title, Openness.OPEN, words("window.since", day=words.day(since)))
    key = "window.always" if service.group is ServiceGroup.SERVICE else "window.card"
    return shown(world, title, Openness.OPEN, words(key))


def yearly_window(world: World, variant: Variant, first: Step, title: str) -> Window:
    words = world.words
    if first.limit is None:
        raise LookupError(first.code)
    term = world.reckoner.term(first.limit, DayRange.on(world.as_of))
    if term is not None and term.due is not None:
        return shown(world, title, Openness.OPEN, words("window.until", day=words.range(term.due)))
    past, following = list(limits.examples(world, first.limit))[:2]
    gap = words.text(variant.gap.title) if variant.gap else ""
    text = words(
        "window.closed_gap" if gap else "window.closed", day=past.due_text, following=following.due_text, gap=gap
    )
    return shown(world, title, Openness.CLOSED, text)


def shown(world: World, title: str, state: Openness, text: str) -> Window:
    return Window(title=title, state=state, state_text=world.words(f"window.state_{state}"), text=text)
