"""A request form for each variant of a service and each procedure of a card that is applied for, from its guide."""

from __future__ import annotations

from dataclasses import dataclass

from talentcard.core.letters.letter import Kind, Letter, Names
from talentcard.core.letters.matter import FEEDBACK, StepRow, limit_of, platform, subjects
from talentcard.core.model import RecordId, Service, ServiceGroup, Variant
from talentcard.core.pages import guides, steps
from talentcard.core.pages.guides import MaterialView
from talentcard.core.pages.steps import Joint
from talentcard.core.pages.world import PUBLIC_GROUPS, World, slug

DIRECT = "contacted"
"""The event by which a case begins past the platform (六(二)②、六(五))."""
APPLIED = "applied"
CHILDREN = frozenset({"child", "grandchild"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestForm:
    """``code``: the service's. ``issuer``: the platform, whose form it is.

    ``direct``: the request goes to ``to`` itself, not by way of the platform.
    ``school``: it is about a child's place. ``feedback``: the article that asks the employer's liaison to report back.
    """

    code: str
    issuer: str
    service: str
    variant: str
    when: str
    article: str
    card: bool
    to: str
    direct: bool
    school: bool
    handler: str
    requesters: tuple[str, ...]
    beneficiaries: tuple[str, ...]
    materials: tuple[MaterialView, ...]
    steps: tuple[StepRow, ...]
    feedback: str
    cost: str


def offered(world: World) -> tuple[tuple[Service, Variant], ...]:
    """What can be asked for on a form, in the order of the guides."""
    return tuple(
        (service, variant)
        for group in PUBLIC_GROUPS
        for service in world.services(group)
        if service.requesters and service.guide is not None
        for variant in service.variants
        if group is ServiceGroup.SERVICE or applied_for(world, service, variant)
    )


def applied_for(world: World, service: Service, variant: Variant) -> bool:
    track = world.rules.track(service.code, variant.code)
    return any(APPLIED in step.met_by for step in (track.steps if track else ()))


def made(world: World, wanted: RecordId, _names: Names) -> tuple[Letter, ...]:
    """By the code of a service, with or without a variant's (``residence/visa``); or for the case of a record."""
    cases = [f"{one.service.code}/{one.variant.code}" for one in subjects(world, wanted)][-1:]
    return tuple(
        letter(world, service, variant)
        for service, variant in offered(world)
        if f"{service.code}/{variant.code}" in (wanted, *cases) or service.code == wanted
    )


def letter(world: World, service: Service, variant: Variant) -> Letter:
    words, guide = world.words, service.guide
    track = world.rules.track(service.code, variant.code)
    stated = track.steps if track else ()
    views = steps.views(world, service, variant, stated)
    direct = bool(stated) and stated[0].starts is not None and DIRECT in stated[0].starts.events
    reporting = {step.code for step in stated if FEEDBACK in step.met_by}
    card = service.group is ServiceGroup.CARD
    facts = RequestForm(
        code=service.code,
        issuer=platform(world).name,
        service=words.text(service.title),
        variant=words.text(variant.title) if len(service.variants) > 1 else "",
        when=words.text(variant.when_to_use) if variant.when_to_use else "",
        article=variant.article or service.article,
        card=card,
        to=words.sentence(world.handler(service, variant)) if direct else platform(world).name,
        direct=direct,
        school=not card and CHILDREN.issuperset(service.beneficiaries),
        handler=words.sentence(world.handler(service, variant)) if variant.handler_types and not direct else "",
        requesters=tuple(words(f"requester.{code}") for code in variant.requesters or service.requesters),
        beneficiaries=tuple(words(f"beneficiary.{code}") for code in service.beneficiaries),
        materials=guides.materials(world, guide) if guide else (),
        steps=tuple(
            StepRow(title=view.title, owner=view.owner, limit=limit_of(world, view), due=None, done=None)
            for view in views
            if view.joint is not Joint.ASIDE
        ),
        feedback=next((view.articles[0] for view in views if reporting.intersection(view.codes)), ""),
        cost=words.text(guide.cost) if guide else "",
    )
    return Letter(kind="request-form", name=f"form-{slug(service.code)}-{slug(variant.code)}", facts=facts)


KINDS = (Kind(code="request-form", languages=("zh", "en"), made=made),)
