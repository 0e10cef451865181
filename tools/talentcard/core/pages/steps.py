"""The steps of a variant for readers: who → whom, what, by when; and how the steps hang together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from talentcard.core.model import Service, StartFrom, Step, Variant
from talentcard.core.pages import limits
from talentcard.core.pages.limits import LimitView
from talentcard.core.pages.world import World


class Joint(StrEnum):
    """How a step is joined to the ones before it."""

    MAIN = "main"  # after the one before
    FORK = "fork"  # beside others that begin at the same point
    ASIDE = "aside"  # only in a certain case


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One act. Two duties that the same act fulfils (a target and an outer bound) are one step with two limits."""

    number: int
    codes: tuple[str, ...]
    owner_role: str  # the role of the rules; ``owner`` is its name for readers
    owed_to_role: str
    owner: str
    owed_to: str
    title: str
    gives: str
    limits: tuple[LimitView, ...]
    joint: Joint
    condition: str
    rules: tuple[str, ...]
    articles: tuple[str, ...]
    interpretations: tuple[str, ...]


def views(world: World, service: Service, variant: Variant, steps: tuple[Step, ...]) -> tuple[StepView, ...]:
    """The resolved steps of one track, numbered from 1."""
    acts = list(merged(steps))
    joints = [joint(act, acts, index) for index, act in enumerate(acts)]
    titles = {step.code: world.words.text(step.title) for step in steps if step.title}
    return tuple(
        view(world, service, variant, act, titles, number=index + 1, joined=joints[index])
        for index, act in enumerate(acts)
    )


Act = tuple[Step, ...]


def merged(steps: tuple[Step, ...]) -> Iterator[Act]:
    """Neighbouring steps that the same party owes to the same party and fulfils by the same event, as one."""
    act: list[Step] = []
    for step in steps:
        if act and act[0].met_by == step.met_by and (act[0].owner, act[0].owed_to) == (step.owner, step.owed_to):
            act.append(step)
            continue
        if act:
            yield tuple(act)
        act = [step]
    if act:
        yield tuple(act)


def predecessor(act: Act, acts: list[Act]) -> int | None:
    """The earlier act whose end begins this one; None where something outside the procedure does."""
    start = act[0].starts
    if start is None or start.fact is not None:
        return None
    for index, other in enumerate(acts):
        if other is act:
            break
        if start.step is not None and start.step in [step.code for step in other]:
            return index
        if any(event in start.events for step in other for event in step.met_by):
            return index
    return None


def joint(act: Act, acts: list[Act], index: int) -> Joint:
    before = predecessor(act, acts)
    start = act[0].starts
    if index > 0 and (before is None or (start is not None and start.counts_from is StartFrom.DEADLINE)):
        return Joint.ASIDE
    beside = [other for other in acts if other is not act and before is not None and predecessor(other, acts) == before]
    plain = [other for other in beside if other[0].starts and other[0].starts.counts_from is StartFrom.ACTUAL]
    return Joint.FORK if plain else Joint.MAIN


def view(
    world: World,
    service: Service,
    variant: Variant,
    act: Act,
    titles: Mapping[str, str],
    *,
    number: int,
    joined: Joint,
) -> StepView:
    first = act[0]
    owned = tuple(limits.view(world, step, titles) for step in act)
    return StepView(
        number=number,
        codes=tuple(step.code for step in act),
        owner_role=first.owner or "",
        owed_to_role=first.owed_to or "",
        owner=world.words.sentence(world.actor(first.owner or "", service, variant)),
        owed_to=world.words.sentence(world.actor(first.owed_to or "", service, variant)),
        title=world.words.text(first.title) if first.title else first.code,
        gives=world.words.text(first.gives) if first.gives else "",
        limits=owned,
        joint=joined,
        condition=condition(world, first) if joined is Joint.ASIDE else "",
        rules=unique(step.rule for step in act),
        articles=unique(step.article for step in act),
        interpretations=unique(code for step in act for code in step.interpretations),
    )


def condition(world: World, step: Step) -> str:
    """In which case a step aside is taken."""
    if step.starts is None or step.starts.step is not None:
        return world.words("when.unmet")
    return world.words(f"when.{step.starts.events[0]}")


def unique(values: Iterable[str | None]) -> tuple[str, ...]:
    """Without repetition or gaps, in order."""
    return tuple(dict.fromkeys(value for value in values if value))
