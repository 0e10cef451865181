"""What a body owes by the rules: the steps and the recurring duties that name it, each with its limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from talentcard.core.model import Organisation, RecordId
from talentcard.core.pages import owed
from talentcard.core.pages.owed import Laid, Row
from talentcard.core.pages.status import names
from talentcard.core.pages.world import World
from talentcard.core.statistics.bodies import Bodies


def duties(world: World) -> Mapping[str, tuple[Row, ...]]:
    """By the code of the body, as statistics count it; steps in the order of the rules, what comes round after them."""
    bodies = Bodies(world.registry, world.rules, world.as_of)
    acts: dict[str, list[Laid]] = {}
    for act in owed.laid_down(world):
        for code in {bodies.of(act.service.code, step) for step in act.step.codes}:
            acts.setdefault(code, []).append(act)
    return {code: (*owed.rows(world, acts.get(code, ())), *recurring(world, code)) for code in bodies.ordered()}


def recurring(world: World, code: str) -> Iterator[Row]:
    roles = world.engine.actors.roles
    own = {role for role, body in roles.items() if body == code} | (
        {"specialist"} if code == roles["platform"] else set()
    )
    for duty in world.rules.duties.values():
        if duty.owner in own or (duty.owner == "body" and keeps_roster(world, code)):
            yield owed.duty_row(world, duty, names.body(world, code))


def keeps_roster(world: World, code: str) -> bool:
    """R-12: whether the rules ask a body of this kind for contacts."""
    found = world.registry.get(Organisation, RecordId(code))
    kind = found.type if found else code
    return any(kind in size.organisations for size in world.rules.rosters)
