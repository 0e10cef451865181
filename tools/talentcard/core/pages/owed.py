"""Who owes what to whom, gathered from every track of the rules: rows for the pages of a role and of a life event.

The same duty laid down for several services or variants is one row that names them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from talentcard.core.model import Duty, RecordId, Service, ServiceGroup, Step, Variant
from talentcard.core.pages import limits, steps
from talentcard.core.pages.guides import past_its_date
from talentcard.core.pages.limits import Label, LimitView
from talentcard.core.pages.rulebook import Link
from talentcard.core.pages.steps import StepView
from talentcard.core.pages.world import PUBLIC_GROUPS, World, guide_path, rule_anchor, slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a duty is laid down, in codes; ``gap`` empty: in the variant itself."""

    service: str
    variant: str
    gap: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """One act of one track, with all that tells whose it is."""

    service: Service
    variant: Variant
    gap: str
    step: StepView

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(
            Source(service=self.service.code, variant=self.variant.code, gap=self.gap, step=code)
            for code in self.step.codes
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One duty. ``label``: the weightiest of its limits; ``links``: the places where it is explained."""

    title: str
    owner: str
    owed_to: str
    condition: str
    limits: tuple[LimitView, ...]
    label: Label
    articles: tuple[str, ...]
    links: tuple[Link, ...]
    sources: tuple[Source, ...]


def laid_down(world: World) -> Iterator[Laid]:
    """Every act of every service, card procedure and oversight procedure in force, in the order of the rules."""
    for service in (service for group in ServiceGroup for service in world.services(group)):
        for variant in service.variants:
            yield from of_variant(world, service, variant)


def of_variant(world: World, service: Service, variant: Variant) -> Iterator[Laid]:
    """The acts of a variant, then those of the gap beside it."""
    own = world.rules.track(service.code, variant.code)
    for step in steps.views(world, service, variant, own.steps if own else ()):
        yield Laid(service=service, variant=variant, gap="", step=step)
    beside = world.rules.track(service.code, variant.code, gap=True)
    if beside is not None and variant.gap is not None:
        resolved = past_its_date(beside.steps, variant.gap.when.after_step)
        for step in steps.views(world, service, variant, resolved):
            yield Laid(service=service, variant=variant, gap=variant.gap.code, step=step)


def rows(world: World, found: Iterable[Laid]) -> tuple[Row, ...]:
    """The acts as rows in the order of the rules, equal ones merged."""
    merged: dict[tuple[object, ...], list[Laid]] = {}
    for laid in found:
        step = laid.step
        texts = tuple((limit.label, limit.text, limit.starts) for limit in step.limits)
        merged.setdefault((step.title, step.owner, step.owed_to, step.condition, texts), []).append(laid)
    return tuple(row(world, same) for same in merged.values())


def by_weight(every: Iterable[Row]) -> tuple[Row, ...]:
    """What the rules limit first, what they leave open last."""
    return tuple(sorted(every, key=lambda row: tuple(Label).index(row.label)))


def row(world: World, same: list[Laid]) -> Row:
    step = same[0].step
    return Row(
        title=step.title,
        owner=step.owner,
        owed_to=step.owed_to,
        condition=step.condition,
        limits=step.limits,
        label=weightiest(step.limits),
        articles=steps.unique(article for laid in same for article in laid.step.articles),
        links=tuple(links(world, same)),
        sources=tuple(source for laid in same for source in laid.sources),
    )


def weightiest(found: tuple[LimitView, ...]) -> Label:
    labels = {limit.label for limit in found}
    return next(label for label in Label if label in labels or label is Label.NONE)


def links(world: World, same: list[Laid]) -> Iterator[Link]:
    """One for each service; the variants, where only some of them are meant."""
    words = world.words
    by_service: dict[str, list[Laid]] = {}
    for laid in same:
        by_service.setdefault(laid.service.code, []).append(laid)
    for group in by_service.values():
        service, title = group[0].service, words.text(group[0].service.title)
        if service.group not in PUBLIC_GROUPS:
            for rule in steps.unique(rule for laid in group for rule in laid.step.rules):
                yield Link(path="rules", anchor=rule_anchor(rule), text=f"{title}{words('list.aside', text=rule)}")
            continue
        everywhere = {(laid.variant.code, laid.gap) for laid in group} >= {(v.code, "") for v in service.variants}
        names = {anchor(laid): title_of(world, laid) for laid in group}
        if everywhere or len(service.variants) == 1:
            yield Link(path=guide_path(service), anchor=next(iter(names)), text=title)
            continue
        for place, name in names.items():
            yield Link(path=guide_path(service), anchor=place, text=name)


def anchor(laid: Laid) -> str:
    """Where the track stands on its guide."""
    return slug(laid.gap or laid.variant.code)


def title_of(world: World, laid: Laid) -> str:
    """The name of the track."""
    gap = laid.variant.gap
    return world.words.text(gap.title if laid.gap and gap is not None else laid.variant.title)


def duty_row(world: World, duty: Duty, owner: str, aside: str = "") -> Row:
    """A duty that comes round by itself. ``aside``: what is to be known of it beside its limit."""
    step = Step(code=duty.code, rule=duty.rule, article=duty.article, title=duty.title, limit=duty.limit)
    view = limits.view(world, step)
    return Row(
        title=f"{view.title}{world.words('list.aside', text=aside)}" if aside else view.title,
        owner=owner,
        owed_to=party(world, duty.owed_to),
        condition="",
        limits=(view,),
        label=view.label,
        articles=(duty.article,),
        links=(Link(path="rules", anchor=rule_anchor(duty.rule), text=duty.rule),),
        sources=(Source(service="", variant="", gap="", step=duty.code),),
    )


def party(world: World, actor: str) -> str:
    """A party of a duty that comes round by itself, by its name."""
    role = world.engine.actors.roles.get(actor)
    return world.organisation(RecordId(role)) if role else world.words.sentence(world.words(f"actor.{actor}"))
