"""The front page: what happened to you, who you are, the services and card procedures, and what to note today."""

from __future__ import annotations

from dataclasses import dataclass

from talentcard.core.model import ServiceGroup
from talentcard.core.pages.guides import GuidePage
from talentcard.core.pages.roles import ROLES
from talentcard.core.pages.windows import Window
from talentcard.core.pages.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    path: str
    title: str
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    events: tuple[Tile, ...]
    roles: tuple[Tile, ...]
    services: tuple[Tile, ...]
    card: tuple[Tile, ...]
    notable: tuple[tuple[Tile, Window], ...]  # every window that has something to note on some day to come


def page(world: World, every: tuple[GuidePage, ...]) -> HomePage:
    words = world.words
    ordered = sorted(world.events, key=lambda event: event.order)
    return HomePage(
        events=tuple(Tile(path=f"events/{event.id}", title=words.text(event.title)) for event in ordered),
        roles=tuple(Tile(path=role.path, title=words(f"role.{role.code}")) for role in ROLES),
        services=tuple(tile(found) for found in every if found.group is ServiceGroup.SERVICE),
        card=tuple(tile(found) for found in every if found.group is ServiceGroup.CARD),
        notable=tuple(
            (tile(found), window)
            for found in every
            for window in found.windows
            if any(stretch.answer.brief for stretch in window.stretches)
        ),
    )


def tile(found: GuidePage) -> Tile:
    return Tile(path=found.path, title=found.title, summary=found.summary)
