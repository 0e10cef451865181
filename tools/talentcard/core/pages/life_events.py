"""The pages of life events (一件事): stage by stage, with who does it and by when as the rules lay it down.

What an event names is looked up in the rules in force; a name that they do not know is a finding before any page is
made, so a page can neither promise a service that there is not nor a limit that is not the engine's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from talentcard.core.finding import Finding, Place, Severity
from talentcard.core.model import Pointer, Service, Variant
from talentcard.core.model.life_events import LifeEvent, LifeEventStage, LifeEventTask
from talentcard.core.pages import owed
from talentcard.core.pages.guides import GuidePage
from talentcard.core.pages.limits import Label
from talentcard.core.pages.owed import Row
from talentcard.core.pages.rulebook import Link
from talentcard.core.pages.windows import Window
from talentcard.core.pages.world import PUBLIC_GROUPS, World, guide_path, slug
from talentcard.core.policy import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One thing to do. ``applies``: who may ask for it; empty where the stage begins in the middle of the service.

    ``folds``: the whole of a service, of which a reader sees what has a limit first.
    """

    link: Link
    when: str
    text: str
    applies: str
    windows: tuple[Window, ...]
    rows: tuple[Row, ...]
    folds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """``number`` None: in place of the stage before."""

    number: int | None
    title: str
    text: str
    tasks: tuple[TaskView, ...]
    duties: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    path: str
    title: str
    intro: str
    stages: tuple[StageView, ...]


# ---- what is wrong with one --------------------------------------------------------------------------


def problems(events: tuple[LifeEvent, ...], paths: Mapping[str, str], rules: Rules) -> Iterator[Finding]:
    """Everything that an event names and the rules do not know. ``paths``: each event's file, by its id."""
    taken: dict[int, LifeEvent] = {}
    for event in events:
        if taken.setdefault(event.order, event) is not event:
            yield Finding(
                rule="life-event-order-twice",
                severity=Severity.ERROR,
                at=Place(path=paths[event.id], pointer=("order",)),
                params={"order": str(event.order)},
                also=(Place(path=paths[taken[event.order].id], pointer=("order",)),),
            )
        for index, stage in enumerate(event.stages):
            at: Pointer = ("stages", index)
            for number, code in enumerate(stage.duties):
                if code not in rules.stated_duties:
                    known = ", ".join(rules.stated_duties)
                    yield unknown("life-event-unknown-duty", paths[event.id], (*at, "duties", number), code, known)
            for number, task in enumerate(stage.tasks):
                yield from of_task(task, paths[event.id], (*at, "tasks", number), rules)


def of_task(task: LifeEventTask, path: str, at: Pointer, rules: Rules) -> Iterator[Finding]:
    public = {service.code: service for service in rules.services.values() if service.group in PUBLIC_GROUPS}
    service = public.get(task.service)
    if service is None:
        yield unknown("life-event-unknown-service", path, (*at, "service"), task.service, ", ".join(public))
        return
    variants = [variant.code for variant in service.variants]
    if task.variant is not None and task.variant not in variants:
        yield unknown("life-event-unknown-variant", path, (*at, "variant"), task.variant, ", ".join(variants))
        return
    steps = known_steps(rules, service, task)
    for index, code in enumerate(task.steps):
        if code not in steps:
            yield unknown("life-event-unknown-step", path, (*at, "steps", index), code, ", ".join(steps))


def known_steps(rules: Rules, service: Service, task: LifeEventTask) -> tuple[str, ...]:
    """The steps that a task may name, owed under the present reading or not."""
    tracks = [rules.laid_down(service.code, variant.code) for variant in chosen(service, task)]
    return tuple(dict.fromkeys(step.code for track in tracks if track for step in track.steps))


def unknown(rule: str, path: str, pointer: Pointer, code: str, known: str) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        at=Place(path=path, pointer=pointer),
        params={"code": code, "known": known},
    )


# ---- the pages ----------------------------------------------------------------------------------------


def pages(world: World, every: tuple[GuidePage, ...]) -> tuple[EventPage, ...]:
    by_code = {guide.code: guide for guide in every}
    return tuple(page(world, event, by_code) for event in sorted(world.events, key=lambda event: event.order))


def page(world: World, event: LifeEvent, guides: dict[str, GuidePage]) -> EventPage:
    words = world.words
    return EventPage(
        path=f"events/{event.id}",
        title=words.text(event.title),
        intro=words.text(event.intro),
        stages=tuple(stages(world, event, guides)),
    )


def stages(world: World, event: LifeEvent, guides: dict[str, GuidePage]) -> Iterator[StageView]:
    words, number = world.words, 0
    for stage in event.stages:
        number += not stage.instead
        yield StageView(
            number=None if stage.instead else number,
            title=words.text(stage.title),
            text=words.text(stage.text) if stage.text else "",
            tasks=tuple(task_view(world, task, guides) for task in stage.tasks),
            duties=tuple(duties(world, stage)),
        )


def duties(world: World, stage: LifeEventStage) -> Iterator[Row]:
    for code in stage.duties:
        duty = world.rules.duties.get(code)
        if duty is not None:
            body = world.words("roles.body") if duty.owner == "body" else owed.party(world, duty.owner)
            yield owed.duty_row(world, duty, body)


def task_view(world: World, task: LifeEventTask, guides: dict[str, GuidePage]) -> TaskView:
    """Raises LookupError where the rules do not know the service; ``problems`` finds that beforehand."""
    words, service, guide = world.words, world.rules.services[task.service], guides[task.service]
    variants = chosen(service, task)
    codes = {variant.code for variant in variants}
    laid = [
        act
        for variant in variants
        for act in owed.of_variant(world, service, variant)
        if not act.gap and (not task.steps or set(task.steps) & set(act.step.codes))
    ]
    begins = any(set(act.step.codes) & {variant.steps[0].code for variant in variants} for act in laid)
    single = variants[0] if task.variant is not None and len(service.variants) > 1 else None
    title = words.text(service.title)
    if single is not None:
        title = words("ways.of_service", service=title, variant=words.text(single.title))
    rows = owed.rows(world, laid)
    requesters = variants[0].requesters or service.requesters
    return TaskView(
        link=Link(path=guide_path(service), anchor=slug(single.code) if single is not None else "", text=title),
        when=words.text(task.when) if task.when else "",
        text=words.text(task.text) if task.text else "",
        applies=words.list(tuple(words(f"requester.{code}") for code in requesters)) if begins else "",
        windows=tuple(window for window in guide.windows if codes & set(window.codes)) if begins else (),
        rows=rows,
        folds=not task.steps and any(row.label is Label.NONE for row in rows),
    )


def chosen(service: Service, task: LifeEventTask) -> tuple[Variant, ...]:
    return tuple(variant for variant in service.variants if task.variant in (None, variant.code))
