"""The front page: services and card procedures, what each role may ask for and owes, and a glance at the day."""

from __future__ import annotations

from dataclasses import dataclass

from talentcard.core.model import Service, ServiceGroup
from talentcard.core.pages.guides import GuidePage
from talentcard.core.pages.windows import Openness, Window
from talentcard.core.pages.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    path: str
    number: int
    title: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """What somebody in this role may ask for, and which steps of which guides are his."""

    code: str
    title: str
    intro: str
    services: tuple[Tile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    as_of: str
    services: tuple[Tile, ...]
    card: tuple[Tile, ...]
    roles: tuple[RoleView, ...]
    notable: tuple[tuple[Tile, Window], ...]  # windows that are not simply open


ROLES: tuple[str, ...] = ("talent", "family", "employer_liaison", "department_liaison")


def page(world: World, every: tuple[GuidePage, ...]) -> HomePage:
    by_code = {found.code: found for found in every}
    services = tuple(tile(by_code[s.code]) for s in world.services(ServiceGroup.SERVICE) if s.code in by_code)
    card = tuple(tile(by_code[s.code]) for s in world.services(ServiceGroup.CARD) if s.code in by_code)
    return HomePage(
        as_of=world.words.full(world.as_of),
        services=services,
        card=card,
        roles=tuple(role(world, code, by_code) for code in ROLES),
        notable=tuple(
            (tile(found), window)
            for found in every
            if any(w.now.state is not Openness.OPEN for w in found.windows)
            for window in found.windows
        ),
    )


def tile(found: GuidePage) -> Tile:
    return Tile(path=found.path, number=found.number, title=found.title, summary=found.summary)


def role(world: World, code: str, by_code: dict[str, GuidePage]) -> RoleView:
    """A requester's role: the services that name it. A department's liaison: those that a department owes."""
    words = world.words
    mine = [
        service
        for group in (ServiceGroup.SERVICE, ServiceGroup.CARD)
        for service in world.services(group)
        if concerns(service, code) and service.code in by_code
    ]
    return RoleView(
        code=code,
        title=words(f"role.{code}"),
        intro=words(f"role.{code}_intro"),
        services=tuple(tile(by_code[service.code]) for service in mine),
    )


def concerns(service: Service, code: str) -> bool:
    if code == "department_liaison":
        owners = {step.owner for variant in service.variants for step in variant.steps}
        return service.group is ServiceGroup.SERVICE and bool(owners & {"department", "handler", "named_at_start"})
    return code in service.requesters
