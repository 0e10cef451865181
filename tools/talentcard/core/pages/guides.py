"""The guide to one service or card procedure (办事指南): fifteen parts in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from talentcard.core.finding import Finding, Severity
from talentcard.core.model import (
    Guide,
    Limit,
    LimitKind,
    Organisation,
    RecordId,
    Service,
    ServiceGroup,
    Step,
    Variant,
)
from talentcard.core.pages import diagram, steps
from talentcard.core.pages.diagram import Diagram
from talentcard.core.pages.limits import LimitView
from talentcard.core.pages.steps import StepView
from talentcard.core.pages.walkthrough import Walk, walk
from talentcard.core.pages.windows import Window, windows
from talentcard.core.pages.world import PUBLIC_GROUPS, World, guide_path, responsible_organisation, slug
from talentcard.core.registry import Registry

OWN_FORM = "自拟表式"
"""What a material says for its basis where the text asks for none: the form is ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Steps with their picture; ``anchor`` is unique on the page."""

    anchor: str
    title: str
    when: str
    article: str
    steps: tuple[StepView, ...]
    diagram: Diagram
    walk: Walk | None  # a whole case on real dates; None where another track's says the same
    interpretations: tuple[str, ...] = ()
    house: bool = False  # a hole of the text, handled by a standard of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantView:
    code: str
    track: Track
    gap: Track | None
    same_as: str | None  # the title of the variant whose steps these are


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialView:
    name: str
    form: str
    number: int
    source: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitGroup:
    """The limits of one track, house tracks marked."""

    title: str
    limits: tuple[LimitView, ...]
    walk: Walk | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who is responsible: the name of the day, the name in the text where it has changed since, the office."""

    name: str
    former: str
    post: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePage:
    code: str
    path: str
    group: ServiceGroup
    number: int
    title: str
    article: str
    summary: str
    who: str
    requesters: str
    beneficiaries: str
    windows: tuple[Window, ...]
    variants: tuple[VariantView, ...]
    materials: tuple[MaterialView, ...]
    limits: tuple[LimitGroup, ...]
    adjustments: tuple[str, ...]
    cost: str
    offices: tuple[Office, ...]
    result: str
    escalation: tuple[str, ...]
    rules: tuple[str, ...]
    articles: tuple[str, ...]
    interpretations: tuple[tuple[str, str], ...]
    questions: tuple[tuple[str, str], ...]
    silences: tuple[str, ...]
    updated_on: str
    reviewed: str
    policy_title: str
    policy_number: str
    policy_from: str
    policy_id: str


def incomplete(registry: Registry) -> tuple[Finding, ...]:
    """A finding for each public service without a guide, and for each part of a guide that is left empty."""
    found: list[Finding] = []
    for service in registry.of(Service).values():
        if service.group not in PUBLIC_GROUPS:
            continue
        if service.guide is None:
            found.append(missing(registry, service, "guide-missing"))
            continue
        for field in ("summary", "who", "cost", "result"):
            if not getattr(service.guide, field).zh.strip():
                found.append(missing(registry, service, "guide-part-empty", "guide", field))
        for field in ("escalation", "questions"):
            if not getattr(service.guide, field):
                found.append(missing(registry, service, "guide-part-empty", "guide", field))
        if service.group is ServiceGroup.SERVICE and not service.requesters:  # a card may be cancelled unasked
            found.append(missing(registry, service, "guide-part-empty", "requesters"))
        if not service.beneficiaries:
            found.append(missing(registry, service, "guide-part-empty", "beneficiaries"))
        for index, variant in enumerate(service.variants):
            if all(step.only_if is not None for step in variant.steps):  # some reading would leave no step at all
                found.append(missing(registry, service, "guide-part-empty", "variants", index, "steps"))
    return tuple(found)


def missing(registry: Registry, service: Service, rule: str, *pointer: str | int) -> Finding:
    part = f"@guide-part-{pointer[-1]}" if pointer else ""
    params = {"service": service.title.zh, "part": part, "field": ".".join(map(str, pointer)) or "guide"}
    return Finding(rule=rule, severity=Severity.ERROR, at=registry.place(service, *pointer), params=params)


def page(world: World, service: Service) -> GuidePage:
    """Raises LookupError where the service has no guide; ``incomplete`` finds that beforehand."""
    guide = service.guide
    if guide is None:
        raise LookupError(service.id)
    words, policy = world.words, world.rules.policy
    variants = tuple(variant_view(world, service, variant) for variant in service.variants)
    tracks = [track for v in variants for track in (v.track, v.gap) if track is not None]
    every = [step for track in tracks for step in track.steps]
    codes = steps.unique([*(code for s in every for code in s.interpretations), *gap_readings(service)])
    return GuidePage(
        code=service.code,
        path=guide_path(service),
        group=service.group,
        number=service.order,
        title=words.text(service.title),
        article=service.article,
        summary=words.text(guide.summary),
        who=words.text(guide.who),
        requesters=words.sentence(words.list(words(f"requester.{code}") for code in service.requesters))
        or words("ways.unasked"),
        beneficiaries=words.sentence(words.list(words(f"beneficiary.{code}") for code in service.beneficiaries)),
        windows=windows(world, service),
        variants=variants,
        materials=materials(world, guide),
        limits=limit_groups(variants),
        adjustments=tuple(adjustments(world, service)),
        cost=words.text(guide.cost),
        offices=offices(world, service),
        result=words.text(guide.result),
        escalation=tuple(words.text(line) for line in guide.escalation),
        rules=steps.unique(rule for step in every for rule in step.rules),
        articles=steps.unique([service.article, *(article for step in every for article in step.articles)]),
        interpretations=tuple(
            (code, words.text(world.rules.interpretations[code].question))
            for code in codes
            if code in world.rules.interpretations
        ),
        questions=tuple((words.text(q.question), words.text(q.answer)) for q in guide.questions),
        silences=tuple(words.text(line) for line in service.silences),
        updated_on=words.day(guide.updated_on),
        reviewed=words("guide.reviewed_by", day=words.day(guide.reviewed.on), post=words.text(guide.reviewed.by_post)),
        policy_title=words.text(policy.title),
        policy_number=policy.document.number,
        policy_from=words.day(policy.effective_from),
        policy_id=policy.id,
    )


# ---- steps -----------------------------------------------------------------------------------------


def variant_view(world: World, service: Service, variant: Variant) -> VariantView:
    words = world.words
    resolved = world.rules.track(service.code, variant.code)
    gap = world.rules.track(service.code, variant.code, gap=True)
    return VariantView(
        code=variant.code,
        track=track(
            world,
            service,
            variant,
            resolved.steps if resolved else (),
            anchor=slug(variant.code),
            title=words.text(variant.title),
            when=words.text(variant.when_to_use) if variant.when_to_use else "",
        ),
        gap=track(
            world,
            service,
            variant,
            past_its_date(gap.steps, variant.gap.when.after_step),
            anchor=slug(variant.gap.code),
            title=words.text(variant.gap.title),
            when="",
            readings=(variant.gap.interpretation,),
            house=True,
        )
        if gap is not None and variant.gap is not None
        else None,
        same_as=same_as(world, service, variant),
    )


def past_its_date(steps_: tuple[Step, ...], passed: str | None) -> tuple[Step, ...]:
    """A case that came after the date of a step has no date to keep there any more: the text gives it none."""
    none = Limit(kind=LimitKind.NONE)
    return tuple(replace(step, limit=none) if step.code == passed else step for step in steps_)


def track(
    world: World,
    service: Service,
    variant: Variant,
    resolved: tuple[Step, ...],
    *,
    anchor: str,
    title: str,
    when: str,
    readings: tuple[str, ...] = (),
    house: bool = False,
) -> Track:
    views = steps.views(world, service, variant, resolved)
    same = same_as(world, service, variant)
    return Track(
        anchor=anchor,
        title=title,
        when=when,
        article=variant.article or service.article,
        steps=views,
        diagram=diagram.draw(views),
        walk=walk(world, service, variant, resolved, views, gap=house) if house or not same else None,
        interpretations=readings,
        house=house,
    )


def same_as(world: World, service: Service, variant: Variant) -> str | None:
    """The title of the variant that this one takes all its steps from, in the same order; None where it has its own."""
    for other in service.variants:
        if other is variant:
            return None
        own = [step.code for step in other.steps]
        if [step.like for step in variant.steps] == [f"{other.code}/{code}" for code in own] and not variant.gap:
            return world.words.text(other.title)
    return None


def gap_readings(service: Service) -> list[str]:
    return [variant.gap.interpretation for variant in service.variants if variant.gap is not None]


def limit_groups(variants: tuple[VariantView, ...]) -> tuple[LimitGroup, ...]:
    groups = []
    for variant in variants:
        if variant.same_as is None:
            groups.append(limit_group(variant.track, single=len(variants) == 1))
        if variant.gap is not None:
            groups.append(limit_group(variant.gap, single=False))
    return tuple(groups)


def limit_group(source: Track, *, single: bool) -> LimitGroup:
    return LimitGroup(
        title="" if single else source.title,
        limits=tuple(limit for step in source.steps for limit in step.limits),
        walk=source.walk,
    )


def adjustments(world: World, service: Service) -> list[str]:
    """Pauses and extensions that the service allows: house rules, said to be ours."""
    if world.rules.reading("pauses") != "house_rule":
        return []
    words = world.words
    titles = {step.code: step.title for variant in service.variants for step in variant.steps if step.title}
    found = []
    if service.pauses:
        reasons = words.list(tuple(words(f"pause.{reason}") for reason in service.pauses))
        found.append(words("guide.pause", reasons=reasons))
    for extension in service.extensions:
        title = titles.get(extension.step)
        step = words.text(title) if title else extension.step
        found.append(words("guide.extension", step=step, count=extension.max_days))
    return found


# ---- the other parts --------------------------------------------------------------------------------


def materials(world: World, guide: Guide) -> tuple[MaterialView, ...]:
    words = world.words
    return tuple(
        MaterialView(
            name=words.text(material.name),
            form=words.sentence(words(f"form.{material.form}")),
            number=material.number,
            source=words.text(material.source),
            basis=words("guide.own_form") if material.basis == OWN_FORM else material.basis,
        )
        for material in guide.materials
    )


def offices(world: World, service: Service) -> tuple[Office, ...]:
    """The responsible body of the day; and, where that is another, the platform that takes the requests."""
    words = world.words
    body = responsible_organisation(world, service)
    platform = world.registry.get(Organisation, world.engine.actors.roles["platform"])
    if body is not None:
        then = world.organisation(RecordId(service.responsible), day=world.rules.policy.effective_from)
        changed = then != world.organisation(body.id)
        first = office(world, body, former=words("office.former", name=then) if changed else "")
    else:
        key = f"office.{service.responsible}"
        first = Office(name=words(key), former="", post="", phone="")
    second = office(world, platform) if platform is not None and platform is not body else None
    return tuple(found for found in (first, second) if found is not None)


def office(world: World, body: Organisation, former: str = "") -> Office:
    words = world.words
    return Office(
        name=world.organisation(body.id, short=False),
        former=former,
        post=words.text(body.office) if body.office else words("office.no_post"),
        phone=body.office_phone or words("office.no_phone"),
    )
