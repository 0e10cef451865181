"""For staff: what each body and each specialist owes, and what they wait for from others, by date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from talentcard.core.delivery.recipients import unreachable
from talentcard.core.model import Contact, Organisation, OrgType, Post, RecordId
from talentcard.core.obligation import ENDED, LATE, Obligation, State
from talentcard.core.pages.world import World

OF_THEIR_OWN = (Organisation, Contact)
"""Records that have a desk, or stand behind one: what is owed there needs no page beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An inbox. ``owes`` and ``waits`` are open obligations, those due first at the top, those without a date last.

    ``unreachable``: its contacts, and the body itself, whom notices do not reach.
    """

    code: str
    path: str
    title: str
    kind: str
    owes: tuple[Obligation, ...]
    waits: tuple[Obligation, ...]
    unreachable: tuple[RecordId, ...] = ()

    @property
    def late(self) -> int:
        return sum(o.state in LATE for o in self.owes)

    @property
    def urgent(self) -> int:
        return sum(o.state in (State.DUE_TODAY, State.DUE_SOON) for o in self.owes)


def open_ones(world: World) -> tuple[Obligation, ...]:
    """Every obligation that has not ended, in the order of the ledger."""
    return tuple(o for o in world.obligations if o.state not in ENDED)


def desks(world: World) -> tuple[Desk, ...]:
    """One for each body that owes or waits for something, in the order of the kinds of body; specialists after them."""
    found = open_ones(world)
    return (*of_bodies(world, found), *of_specialists(world, found))


def of_bodies(world: World, found: tuple[Obligation, ...]) -> Iterator[Desk]:
    owes, waits = grouped((o.owner, o) for o in found), grouped((o.owed_to, o) for o in found)
    lost = grouped_ids(unreachable(world.registry, world.as_of))
    rank = {kind: index for index, kind in enumerate(OrgType)}
    bodies = [b for b in world.registry.of(Organisation).values() if b.id in owes or b.id in waits]
    for body in sorted(bodies, key=lambda b: (rank[b.type], b.id)):
        yield Desk(
            code=body.id,
            path=desk_path(body.id),
            title=world.organisation(body.id),
            kind=world.words(f"body.{body.type}"),
            owes=owes.get(body.id, ()),
            waits=waits.get(body.id, ()),
            unreachable=lost.get(body.id, ()),
        )


def of_specialists(world: World, found: tuple[Obligation, ...]) -> Iterator[Desk]:
    """A specialist answers at the platform for the talents in his care, and for his own reports."""
    platform = world.engine.actors.roles["platform"]
    specialist_of = world.engine.actors.specialist_of
    looked_after = grouped((specialist_of(o.record, world.as_of) or "", o) for o in found)
    for contact in world.registry.of(Contact).values():
        if contact.post is not Post.SPECIALIST or (contact.until is not None and contact.until < world.as_of):
            continue
        mine = looked_after.get(contact.id, ())
        yield Desk(
            code=contact.id,
            path=desk_path(contact.id),
            title=world.words("staff.specialist", id=contact.id),
            kind=world.words("post.specialist"),
            owes=tuple(o for o in mine if o.owner == platform),
            waits=tuple(o for o in mine if o.owner != platform),
        )


def grouped(pairs: Iterable[tuple[str, Obligation]]) -> dict[str, tuple[Obligation, ...]]:
    found: dict[str, list[Obligation]] = defaultdict(list)
    for key, obligation in pairs:
        found[key].append(obligation)
    return {key: tuple(items) for key, items in found.items()}


def grouped_ids(found: Iterable[Contact | Organisation]) -> dict[str, tuple[RecordId, ...]]:
    """Contacts by their body; a body is its own."""
    bodies: dict[str, list[RecordId]] = defaultdict(list)
    for one in found:
        bodies[one.organisation if isinstance(one, Contact) else one.id].append(one.id)
    return {body: tuple(ids) for body, ids in bodies.items()}


def desk_path(code: str) -> str:
    return f"staff/desks/{code}"


def file_path(world: World, record: RecordId) -> str:
    """The page of the record that an obligation stands in; the desk where the record is a body or a person."""
    own = any(world.registry.get(kind, record) is not None for kind in OF_THEIR_OWN)
    return desk_path(record) if own else f"staff/records/{record}"
