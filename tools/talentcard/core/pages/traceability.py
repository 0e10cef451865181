"""From the text to the program and back: for each article its rules, and for each rule everything that carries it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from talentcard.core.pages import rulebook
from talentcard.core.pages.rulebook import CarrierView, Link
from talentcard.core.pages.world import World, rule_anchor
from talentcard.core.reports import rules_table
from talentcard.core.rules import RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A guide, the card, the duties …, and what of the rule acts there; one text where nothing more is to be said."""

    link: Link
    carriers: tuple[CarrierView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceView:
    article: Link
    rule: Link
    text: str
    places: tuple[Place, ...]
    readings: tuple[Link, ...]
    checks: tuple[str, ...]
    unchecked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TracePage:
    rows: tuple[TraceView, ...]
    places: int
    checks: int


def page(world: World) -> TracePage:
    words, carriers = world.words, rulebook.by_rule(world)
    rows = tuple(
        TraceView(
            article=rulebook.article_link(row.article),
            rule=Link(path="rules", anchor=rule_anchor(row.rule), text=row.rule),
            text=words.text(row.text),
            places=tuple(places(carriers.get(row.rule, ()))),
            readings=rulebook.readings_of(world, row.rule),
            checks=row.checks,
            unchecked=words.text(row.unchecked) if row.unchecked else "",
        )
        for row in rules_table.rows(world.registry, world.as_of)
    )
    return TracePage(rows=rows, places=sum(len(row.places) for row in rows), checks=len(RULES))


def places(carriers: tuple[CarrierView, ...]) -> Iterator[Place]:
    """Carriers of one guide together, in the order in which they come."""
    for (path, text), same in groupby(carriers, key=lambda carrier: (carrier.link.path, carrier.link.text)):
        yield Place(
            link=Link(path=path, anchor="", text=text), carriers=tuple(carrier for carrier in same if carrier.text)
        )
